import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { WebExposureAnswers } from '../../../src/evidence/kinds/web/answers.ts';
import { webExposureAnswersProbe } from '../../../src/probe/web/exposure.ts';
import { observeSite, testSite } from '../../support/site.ts';

const FILES: Readonly<Record<string, string>> = {
  '/.git/HEAD': 'ref: refs/heads/main\n',
  '/.env': `DB_PASSWORD=S3CRET\n${'x'.repeat(50_000)}`,
  '/static/js/': '<title>Index of /static/js/</title>',
};
const PAGE =
  '<script src="https://cdn.test/a.js"></script><script src="/static/js/a.js?v=1"></script>';

const serve: RequestListener = (request, response) => {
  const file = FILES[request.url ?? ''];
  const html = { 'Content-Type': 'text/html' };
  if (request.url === '/') response.writeHead(200, html).end(PAGE);
  else if (file === undefined) response.writeHead(404, html).end('<title>Not found</title>');
  else response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(file));
};

type Path = WebExposureAnswers['paths'][number];

async function pathsOf(listener: RequestListener): Promise<(what: string) => Path | undefined> {
  const seen = await observeSite(webExposureAnswersProbe, await testSite(listener));
  if (seen.status !== 'present') throw new Error(JSON.stringify(seen));
  expect(JSON.stringify(seen)).not.toContain('S3CRET');
  return (what) => seen.value.paths.find((path) => path.what === what);
}

test('recognises what is there, compressed or not, and keeps nothing of it', async () => {
  const path = await pathsOf(serve);
  expect(path('git')).toMatchObject({ url: 'https://site.test/.git/HEAD', matches: true });
  expect(path('dotenv')).toMatchObject({ matches: true });
  expect(path('subversion')).toMatchObject({ matches: false, answer: { hop: { status: 404 } } });
});

test("lists the directory of the page's first own file, and else the root", async () => {
  expect((await pathsOf(serve))('listing')).toMatchObject({
    url: 'https://site.test/static/js/',
    matches: true,
  });
  const bare = await pathsOf((_, response) => {
    response.end('page');
  });
  expect(bare('listing')).toMatchObject({ url: 'https://site.test/', matches: false });
});

test('asks 14 times with GET for the beginning, as nobody in particular', async () => {
  const site = await testSite(serve);
  await observeSite(webExposureAnswersProbe, site, { web: { headers: { 'X-Key': 'S3CRET' } } });
  const [, ...asked] = site.asked;
  expect(asked).toHaveLength(14);
  for (const { method, headers } of asked) {
    expect([method, headers['range'], headers['x-key']]).toEqual([
      'GET',
      'bytes=0-4095',
      undefined,
    ]);
  }
});

test('reads no more than the beginning', async () => {
  const path = await pathsOf((request, response) => {
    response.end(request.url === '/' ? 'page' : `A_B=1\n${'x'.repeat(100_000)}`);
  });
  expect(path('dotenv')).toMatchObject({
    matches: true,
    answer: { hop: { body: { bytes: 4096, truncated: true } } },
  });
});

test('of a body that cannot be read nothing is said', async () => {
  const path = await pathsOf((request, response) => {
    if (request.url !== '/') response.setHeader('Content-Encoding', 'sdch');
    response.end('x');
  });
  expect(path('git')?.matches).toBeNull();
});

test('a body that is cut before its beginning was seen tells nothing', async () => {
  const path = await pathsOf((request, response) => {
    if (request.url === '/') {
      response.end('page');
      return;
    }
    response.writeHead(200, { 'Content-Length': 21 });
    response.write('ref: ', () => response.destroy());
  });
  expect(path('git')).toMatchObject({ matches: null, answer: { hop: { status: 200 } } });
});
