import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import type { WebSamples } from '../../../src/evidence/kinds/web/response.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { webSamplesProbe } from '../../../src/probe/web/samples.ts';
import { observeSite, testSite } from '../../support/site.ts';

const html = (response: ServerResponse, body: string, status = 200): void => {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(body);
};

const PAGE = `<!doctype html><title>Site</title><script src="https://cdn.test/a.js"></script>
<link rel="stylesheet" href="/own.css">`;

function serve({ url = '' }: IncomingMessage, response: ServerResponse): void {
  if (url === '/' || url.startsWith('/?')) html(response, PAGE);
  else if (url === '/own.css') response.writeHead(200, { 'Content-Type': 'text/css' }).end('a{}');
  else html(response, 'nothing here', 404);
}

function samplesIn(observation: Observation<WebSamples>): WebSamples {
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

const short = ({ samples }: WebSamples): string[] =>
  samples.map(({ what, url, access, answer }) =>
    [
      what,
      url,
      ...(access === null ? [] : [access]),
      answer.is === 'response' ? answer.hop.status : answer.problem.code,
    ].join(' '),
  );

test('the page again, over HTTP/2, an error and its first own file are asked for once each', async () => {
  const site = await testSite(serve);
  const samples = samplesIn(await observeSite(webSamplesProbe, site));
  expect(short(samples)).toEqual([
    'again https://site.test/?assay=random 200',
    'http2 https://site.test/ 200',
    'missing https://site.test/assay-random 404',
    'asset https://site.test/own.css 200',
  ]);
  expect(samples).toMatchObject({ page: 'https://site.test/', echoed: false, sessionCookies: [] });
  // One more for the page itself.
  expect(site.asked).toHaveLength(5);
});

test('declared paths of this host are asked for, at most ten, and those of others are not', async () => {
  const site = await testSite(serve);
  const paths = [
    { host: null, path: '/login?next=1', access: 'public' as const },
    { host: 'site.test', path: '/me', access: 'token' as const },
    { host: 'other.test', path: '/not-here', access: 'public' as const },
    ...Array.from({ length: 12 }, (_, index) => {
      return { host: null, path: `/p${index}`, access: 'public' as const };
    }),
  ];
  const samples = samplesIn(await observeSite(webSamplesProbe, site, { web: { paths } }));
  const declared = short(samples).filter((text) => text.startsWith('declared'));
  expect(declared.slice(0, 2)).toEqual([
    'declared https://site.test/login?next=1 public 404',
    'declared https://site.test/me token 404',
  ]);
  expect(declared).toHaveLength(10);
  expect(site.asked.map(({ url }) => url)).not.toContain('/not-here');
});

test('a parameter that comes back is seen, and where the body was cut that is not known', async () => {
  const echo = await testSite(({ url = '' }, response) => {
    html(response, `<p>You asked for ${url}</p>`);
  });
  expect(samplesIn(await observeSite(webSamplesProbe, echo)).echoed).toBe(true);
  const long = await testSite((_request, response) => {
    html(response, 'x'.repeat(1024 * 1024 + 1));
  });
  expect(samplesIn(await observeSite(webSamplesProbe, long)).echoed).toBeNull();
});

test('what the user gives goes to the own host alone', async () => {
  const site = await testSite((request, response) => {
    const { host } = request.headers;
    if (host === 'site.test' && request.url === '/') {
      html(response, '<script src="https://cdn.test/a.js"></script>');
    } else html(response, 'no', 404);
  });
  const headers = { Authorization: 'Bearer t0ken' };
  await observeSite(webSamplesProbe, site, { web: { headers } });
  expect(site.asked.map(({ headers: sent }) => sent['authorization'])).toEqual(
    site.asked.map(() => 'Bearer t0ken'),
  );
  const leading = await testSite((request, response) => {
    if (request.headers.host === 'site.test') {
      response.writeHead(302, { Location: 'https://other.test/' }).end();
    } else html(response, 'elsewhere');
  });
  await observeSite(webSamplesProbe, leading, { web: { headers } });
  expect(leading.asked.map(({ headers: sent }) => [sent['host'], sent['authorization']])).toEqual([
    ['site.test', 'Bearer t0ken'],
    ['other.test', undefined],
  ]);
});

test('a host that leads elsewhere has no page to take samples of', async () => {
  const site = await testSite(({ headers }, response) => {
    if (headers.host === 'site.test') {
      response.writeHead(301, { Location: 'https://www.site.test/' }).end();
    } else html(response, PAGE);
  });
  expect(await observeSite(webSamplesProbe, site)).toEqual({
    status: 'absent',
    how: 'https://site.test/ leads to https://www.site.test/',
  });
});
