import { expect, test } from 'vitest';
import type { WebCorsAnswers } from '../../../src/evidence/kinds/web/answers.ts';
import type { WebSettings } from '../../../src/probe/probe.ts';
import { webCorsAnswersProbe } from '../../../src/probe/web/cors.ts';
import { observeSite, testSite, type Asked, type TestSite } from '../../support/site.ts';

const reflecting = (): Promise<TestSite> =>
  testSite((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.end('x'.repeat(5000));
  });

async function see(
  site: TestSite,
  more: { readonly uri?: string; readonly web?: Partial<WebSettings> } = {},
): Promise<WebCorsAnswers['answers']> {
  const observation = await observeSite(webCorsAnswersProbe, site, more);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value.answers;
}

/** The requests after the walk. */
const askedOf = ({ asked }: TestSite): readonly Asked[] =>
  asked.filter(({ headers }) => headers['origin'] !== undefined);

test('looks at web targets', () => {
  const target = { id: '', uri: '', host: 'site.test', port: 443, role: null, addresses: [] };
  expect(webCorsAnswersProbe.appliesTo({ ...target, kind: 'web' })).toBe(true);
  expect(webCorsAnswersProbe.appliesTo({ ...target, kind: 'tls' })).toBe(false);
});

test('asks with every origin, whatever the first answers say', async () => {
  const site = await reflecting();
  const answers = await see(site);
  const label = 'assay-random';
  expect(askedOf(site)[1]?.headers['origin']).toMatch(/^https:\/\/assay-[0-9a-f]{12}\.com$/);
  const origins = [
    ['own', 'https://site.test'],
    ['foreign', `https://${label}.com`],
    ['null', 'null'],
    ['subdomain', `https://${label}.site.test`],
    ['suffix', `https://${label}site.test`],
    ['prefix', `https://site.test.${label}.com`],
    ['encoded', `https://site.test%60.${label}.com`],
    ['downgrade', 'http://site.test'],
  ];
  expect(answers.map(({ method, as, origin }) => [method, as, origin])).toEqual([
    ...origins.map((one) => ['GET', ...one]),
    ...origins.map((one) => ['OPTIONS', ...one]),
  ]);
  for (const { origin, answer, url } of answers) {
    expect(url).toBe('https://site.test/');
    expect(answer).toMatchObject({ is: 'response', hop: { body: { bytes: 1024 } } });
    const headers = answer.is === 'response' ? answer.hop.headers : [];
    expect(headers).toContainEqual(['Access-Control-Allow-Origin', origin]);
  }
  expect(askedOf(site)).toHaveLength(16);
});

test('a preflight asks for GET and carries nothing of the user’s', async () => {
  const site = await reflecting();
  await see(site, { web: { headers: { Authorization: 'Bearer x' } } });
  for (const { method, headers } of askedOf(site)) {
    const preflight = method === 'OPTIONS';
    expect(headers['access-control-request-method']).toBe(preflight ? 'GET' : undefined);
    expect(headers['authorization']).toBe(preflight ? undefined : 'Bearer x');
    expect(headers['cookie']).toBeUndefined();
  }
});

test('declared origins are asked for too, two of them and never the own one', async () => {
  const site = await reflecting();
  const origins = ['https://site.test', 'https://a.test', 'https://b.test', 'https://c.test'];
  const answers = await see(site, { web: { origins } });
  const allowed = answers.filter(({ as }) => as === 'allowed');
  expect(allowed.map(({ method, origin }) => [method, origin])).toEqual([
    ['GET', 'https://a.test'],
    ['GET', 'https://b.test'],
  ]);
  expect(askedOf(site)).toHaveLength(18);
});

test('the first declared path that needs a token is asked as well', async () => {
  const site = await reflecting();
  const paths = [
    { host: 'other.test', path: '/no', access: 'token' },
    { host: null, path: '/public', access: 'public' },
    { host: 'site.test', path: '/v1/me?token=secret', access: 'token' },
    { host: null, path: '/v2', access: 'token' },
  ] as const;
  const answers = await see(site, { web: { paths } });
  expect(answers.slice(16).map(({ url, method, as }) => [url, method, as])).toEqual(
    ['foreign', 'null', 'subdomain'].map((as) => [
      'https://site.test/v1/me?token=[6 characters]',
      'GET',
      as,
    ]),
  );
  expect(askedOf(site).filter(({ url }) => url === '/v1/me?token=secret')).toHaveLength(3);
  expect(askedOf(site)).toHaveLength(19);
});

test.each<[string, string[]]>([
  ['https://192.0.2.1/', ['own', 'foreign', 'null', 'prefix', 'encoded', 'downgrade']],
  ['https://[2001:db8::1]/', ['own', 'foreign', 'null', 'downgrade']],
])('an address has no subdomains: %s', async (uri, kinds) => {
  const answers = await see(await reflecting(), { uri });
  expect(answers.filter(({ method }) => method === 'GET').map(({ as }) => as)).toEqual(kinds);
});

test('starts where the walk ends', async () => {
  const site = await testSite((request, response) => {
    if (request.url === '/') response.writeHead(302, { Location: '/start' });
    response.end();
  });
  const answers = await see(site);
  expect(new Set(answers.map(({ url }) => url))).toEqual(new Set(['https://site.test/start']));
});

test('a site that only leads elsewhere has none of its own', async () => {
  const site = await testSite((request, response) => {
    const home = request.headers.host === 'site.test';
    response.writeHead(home ? 301 : 200, home ? { Location: 'https://www.site.test/' } : {}).end();
  });
  const observation = await observeSite(webCorsAnswersProbe, site);
  expect(observation.status).toBe('absent');
  expect(askedOf(site)).toEqual([]);
});

test('an answer that fails leaves the others', async () => {
  const site = await testSite((request, response) => {
    if (request.headers.origin === 'null') request.socket.destroy();
    else response.end();
  });
  const answers = await see(site);
  const failed = answers.filter(({ answer }) => answer.is === 'problem');
  expect(failed.map(({ method, as }) => [method, as])).toEqual([
    ['GET', 'null'],
    ['OPTIONS', 'null'],
  ]);
});
