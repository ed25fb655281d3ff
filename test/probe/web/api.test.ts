import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import type { WebSettings } from '../../../src/probe/probe.ts';
import { webApiAnswersProbe } from '../../../src/probe/web/api.ts';
import { observeSite, testSite } from '../../support/site.ts';

const at = (path: string, host: string | null = null): WebSettings['paths'][number] => ({
  host,
  path,
  access: 'token',
});
const refusing: RequestListener = (request, response) => {
  if (request.url === '/') response.end('page');
  else response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end('{}');
};

test('asks for the paths that are not for everybody, without what the user gave', async () => {
  const site = await testSite(refusing);
  const paths = [
    { ...at('/v1/me?x=1'), access: 'personal' as const },
    at('/v1/orders', 'site.test'),
    at('/v1/other', 'other.test'),
    { ...at('/pricing'), access: 'public' as const },
  ];
  const web = { paths, headers: { Authorization: 'Bearer S3CRET' } };
  const seen = await observeSite(webApiAnswersProbe, site, { web });
  expect(seen).toMatchObject({
    value: {
      answers: [
        { url: 'https://site.test/v1/orders', access: 'token', trace: false, denied: false },
        {
          url: 'https://site.test/v1/me?x=1',
          access: 'personal',
          answer: { hop: { status: 401 } },
        },
      ],
    },
  });
  const asked = site.asked.filter(({ url }) => url.startsWith('/v1'));
  expect(asked.map(({ method, headers }) => [method, headers['authorization']])).toEqual([
    ['GET', undefined],
    ['GET', undefined],
  ]);
});

test('recognises a stack trace and an error in JSON, and keeps neither', async () => {
  const site = await testSite((request, response) => {
    if (request.url === '/a') response.statusCode = 500;
    response.end(
      request.url === '/a' ? 'at com.example.S3CRET.pay(Shop.java:12)' : '{"error":"unauthorized"}',
    );
  });
  const seen = await observeSite(webApiAnswersProbe, site, {
    web: { paths: [at('/a'), at('/b')] },
  });
  expect(seen).toMatchObject({
    value: {
      answers: [
        { trace: true, denied: false },
        { trace: false, denied: true },
      ],
    },
  });
  expect(JSON.stringify(seen)).not.toContain('S3CRET');
});

test('asks no more than five times and says what it left out', async () => {
  const site = await testSite(refusing);
  const paths = Array.from({ length: 7 }, (_, index) => at(`/v${index}`));
  const seen = await observeSite(webApiAnswersProbe, site, { web: { paths } });
  expect(site.asked.filter(({ url }) => url.startsWith('/v'))).toHaveLength(5);
  expect(seen.status === 'present' && seen.value.answers.slice(5)).toMatchObject([
    { url: 'https://site.test/v5', answer: { is: 'problem', problem: { code: 'limit' } } },
    { url: 'https://site.test/v6', trace: null, denied: null },
  ]);
});

const away: RequestListener = (request, response) => {
  if (request.headers.host === 'site.test' && request.url === '/') {
    response.writeHead(302, { Location: 'https://docs.test/' }).end();
  } else refusing(request, response);
};

test('a path of this host is asked for though its front page leads elsewhere, one of any host is not', async () => {
  const site = await testSite(away);
  const own = await observeSite(webApiAnswersProbe, site, {
    web: { paths: [at('/v1', 'site.test')] },
  });
  expect(own).toMatchObject({ value: { answers: [{ answer: { hop: { status: 401 } } }] } });
  const common = await observeSite(webApiAnswersProbe, site, { web: { paths: [at('/v1')] } });
  expect(common.status).toBe('absent');
});

test('where nothing is declared, nothing is asked', async () => {
  const site = await testSite(refusing);
  expect((await observeSite(webApiAnswersProbe, site)).status).toBe('absent');
  expect(site.asked).toEqual([]);
});
