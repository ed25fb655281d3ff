import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { WebRobots } from '../../../src/evidence/kinds/web/answers.ts';
import { present, type Observation } from '../../../src/evidence/observation.ts';
import { webRobotsProbe } from '../../../src/probe/web/robots.ts';
import { observeSite, testSite } from '../../support/site.ts';

/** What is observed where robots.txt is served like this. */
async function look(robots: RequestListener): Promise<Observation<WebRobots>> {
  const site = await testSite((request, response) => {
    if (request.url === '/robots.txt') robots(request, response);
    else response.end('home');
  });
  const observation = await observeSite(webRobotsProbe, site, { uri: 'https://site.test/app?q=1' });
  expect(site.asked.filter(({ url }) => url === '/robots.txt').length).toBeLessThanOrEqual(1);
  return observation;
}

const text =
  (body: string, type = 'text/plain'): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'Content-Type': type }).end(body);
  };

const status =
  (code: number): RequestListener =>
  (_, response) => {
    response.writeHead(code, { Location: '/' }).end();
  };

test('lists the paths, with secrets in them shortened', async () => {
  expect(await look(text('User-agent: *\nDisallow: /a\nDisallow: /b?token=0123456789\n'))).toEqual(
    present({
      url: 'https://site.test/robots.txt',
      disallowed: { items: ['/a', '/b?token=[10 characters]'], complete: true },
    }),
  );
});

test('says where it was cut', async () => {
  const long = `Disallow: /a\n${'#'.repeat(70_000)}\nDisallow: /b`;
  expect(await look(text(long))).toMatchObject({
    value: { disallowed: { items: ['/a'], complete: false, because: { code: 'limit' } } },
  });
});

describe('there is none', () => {
  test.each([404, 410, 400, 405])(
    'where the status is %i (RFC 9309, section 2.3.1.3)',
    async (code) => {
      expect((await look(status(code))).status).toBe('absent');
    },
  );

  test.each([
    ['Disallow: /a', 'text/html'],
    ['<p>Disallow: /a', 'text/plain'],
    ['\n <!doctype html>', 'application/octet-stream'],
  ])('where %j comes as %s: a page for every path', async (body, type) => {
    expect((await look(text(body, type))).status).toBe('absent');
  });
});

test.each([
  [500, 'blocked'],
  [503, 'blocked'],
  [429, 'blocked'],
  [403, 'blocked'],
  [401, 'blocked'],
  [204, 'blocked'],
  [302, 'not-requested'],
])('is not known where the status is %i', async (code, problem) => {
  expect(await look(status(code))).toMatchObject({
    status: 'unavailable',
    problem: { code: problem },
  });
});

test('is not known where it cannot be read, or is not answered', async () => {
  const coded: RequestListener = (_, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('no gzip');
  };
  expect(await look(coded)).toMatchObject({ problem: { code: 'unsupported' } });
  expect((await look(({ socket }) => void socket.destroy())).status).toBe('unavailable');
});

test('an empty one asks for nothing', async () => {
  expect(await look(text(''))).toMatchObject({
    value: { disallowed: { items: [], complete: true } },
  });
});
