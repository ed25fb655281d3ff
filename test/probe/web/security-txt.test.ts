import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WebSecurityTxtFiles } from '../../../src/evidence/kinds/web/answers.ts';
import { webSecurityTxtFilesProbe } from '../../../src/probe/web/security-txt.ts';
import { observeSite, testSite, type TestSite } from '../../support/site.ts';

const FILE = 'Contact: https://site.test/report\nExpires: 2027-06-01T00:00:00Z\n';
const HOST = 'site.test';
const WELL_KNOWN = `https://${HOST}/.well-known/security.txt`;
const LEGACY = `https://${HOST}/security.txt`;

/** Serves texts by path; anything else is not found. A text that begins with a slash is a redirect. */
const serving =
  (texts: Readonly<Record<string, string>>): RequestListener =>
  ({ url = '' }, response) => {
    const text = url === '/' ? 'home' : texts[url];
    if (text === undefined) response.writeHead(404).end();
    else if (/^(?:\/|https?:)/.test(text)) response.writeHead(302, { Location: text }).end();
    else response.writeHead(200, { 'Content-Type': 'text/plain' }).end(text);
  };

const nothing = serving({});

async function look(site: TestSite, uri?: string): Promise<WebSecurityTxtFiles['tries']> {
  const observation = await observeSite(
    webSecurityTxtFilesProbe,
    site,
    uri === undefined ? {} : { uri },
  );
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value.tries;
}

/** Each place with its statuses or problems. */
const outline = (tries: WebSecurityTxtFiles['tries']): string[] =>
  tries.map(({ url, hops }) =>
    [
      url.replace(HOST, ''),
      ...hops.map((one) => (one.is === 'response' ? one.hop.status : one.problem.code)),
    ].join(' '),
  );

test('stops at the first file', async () => {
  const site = await testSite(serving({ '/.well-known/security.txt': FILE }), nothing);
  const tries = await look(site);
  expect(tries).toMatchObject([
    {
      url: WELL_KNOWN,
      body: Buffer.from(FILE).toString('base64'),
      hops: [{ hop: { status: 200 } }],
    },
  ]);
  expect(site.asked.filter(({ url }) => url !== '/')).toHaveLength(1);
});

test('goes on to the old place, and past a page that stands for every path', async () => {
  const site = await testSite(({ url }, response) => {
    const type = url === '/security.txt' ? 'text/plain' : 'text/html';
    response
      .writeHead(200, { 'Content-Type': type })
      .end(url === '/security.txt' ? FILE : '<p>Oops');
  }, nothing);
  const tries = await look(site);
  expect(tries.map(({ url }) => url)).toEqual([WELL_KNOWN, LEGACY]);
  expect(tries[0]?.body).toBe(Buffer.from('<p>Oops').toString('base64'));
});

test('goes on to plain http, and asks four times at most', async () => {
  let plain = 0;
  const site = await testSite(nothing, (request, response) => {
    if (request.url !== '/') plain += 1;
    nothing(request, response);
  });
  expect(outline(await look(site))).toEqual([
    'https:///.well-known/security.txt 404',
    'https:///security.txt 404',
    'http:///.well-known/security.txt 404',
    'http:///security.txt 404',
  ]);
  expect(site.asked.filter(({ url }) => url !== '/')).toHaveLength(2);
  expect(plain).toBe(2);
});

test('does not ask twice where http leads to https', async () => {
  const site = await testSite(nothing, ({ url }, response) => {
    response.writeHead(301, { Location: `https://${HOST}${url ?? ''}` }).end();
  });
  expect(outline(await look(site))).toEqual([
    'https:///.well-known/security.txt 404',
    'https:///security.txt 404',
    'http:///.well-known/security.txt 301 404',
    'http:///security.txt 301 404',
  ]);
  expect(site.asked.filter(({ url }) => url !== '/')).toHaveLength(2);
});

test('a closed port 80 is a refusal, and nobody asks there', async () => {
  const site = await testSite(nothing);
  expect(outline(await look(site))).toEqual([
    'https:///.well-known/security.txt 404',
    'https:///security.txt 404',
    'http:///.well-known/security.txt refused',
    'http:///security.txt refused',
  ]);
});

test('follows redirects to other hosts, three at most', async () => {
  const three = { '/1': '/2', '/2': `https://other.test/3`, '/3': FILE };
  const site = await testSite(serving({ ...three, '/.well-known/security.txt': '/1' }), nothing);
  expect(outline(await look(site))).toEqual(['https:///.well-known/security.txt 302 302 302 200']);

  const four = { ...three, '/3': '/4', '/4': FILE };
  const far = await testSite(
    serving({ ...four, '/.well-known/security.txt': '/1', '/security.txt': FILE }),
    nothing,
  );
  const tries = await look(far);
  expect(outline(tries)).toEqual([
    'https:///.well-known/security.txt 302 302 302 302 limit',
    'https:///security.txt 200',
  ]);
  expect(tries[0]?.body).toBeNull();
});

test('a redirect to no web address is an end', async () => {
  const site = await testSite((request, response) => {
    if (request.url === '/.well-known/security.txt') {
      response.writeHead(302, { Location: 'mailto:a@site.test' }).end();
    } else serving({ '/security.txt': FILE })(request, response);
  }, nothing);
  expect(outline(await look(site))).toEqual([
    'https:///.well-known/security.txt 302',
    'https:///security.txt 200',
  ]);
});

test('takes the content coding off, and keeps 32 KiB', async () => {
  const site = await testSite((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' });
    response.end(gzipSync(FILE + '#'.repeat(100_000)));
  }, nothing);
  const [one] = await look(site);
  const body = Buffer.from(one?.body ?? '', 'base64');
  expect(body).toHaveLength(32 * 1024);
  expect(body.toString()).toContain(FILE);
});

test('what is too long is cut', async () => {
  const long = FILE + '#'.repeat(100_000);
  const site = await testSite(serving({ '/.well-known/security.txt': long }), nothing);
  const [one] = await look(site);
  expect(Buffer.from(one?.body ?? '', 'base64')).toHaveLength(32 * 1024);
  expect(one?.hops).toMatchObject([{ hop: { body: { truncated: true } } }]);
});

test('a target on a port of its own has no plain places', async () => {
  const site = await testSite(nothing, nothing);
  const port = site.connectTo[0]?.split(':').at(-1) ?? '';
  const connectTo = [`:${port}:127.0.0.1:${port}`];
  const tries = await look({ ...site, connectTo }, `https://${HOST}:${port}/`);
  expect(tries.map(({ url }) => new URL(url).protocol)).toEqual(['https:', 'https:']);
});

test('is not known where https was not reached', async () => {
  const silent = await testSite(({ socket }) => void socket.destroy(), nothing);
  expect(await observeSite(webSecurityTxtFilesProbe, silent)).toMatchObject({
    status: 'unavailable',
    problem: { code: 'reset' },
  });
});
