import { expect, test } from 'vitest';
import type { RateLimitSamples } from '../../../src/evidence/kinds/rate-limit/samples.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import type { ProbeSettings, RateLimitEndpoint } from '../../../src/probe/probe.ts';
import { rateLimitSamplesProbe } from '../../../src/probe/rate-limit/samples.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { closedPort } from '../../support/servers.ts';
import { observeSite, testSite } from '../../support/site.ts';
import { virtualNet, type VirtualAnswer, type VirtualNet } from '../../support/virtual-client.ts';

const API: RateLimitEndpoint = {
  ...{ host: null, path: '/v1/ping', limit: null, method: 'GET', budget: null, perSecond: null },
  ...{ seconds: null, parallel: 0, forged: false, variants: false, token: false },
};

const settingsFor = (endpoint: RateLimitEndpoint): ProbeSettings => ({
  ...NO_SETTINGS,
  web: { ...NO_SETTINGS.web, headers: { Authorization: 'Bearer 0123456789' } },
  rateLimit: { endpoints: [endpoint], login: null },
});

function observed(
  net: VirtualNet,
  endpoint: Partial<RateLimitEndpoint> = {},
): Promise<Observation<RateLimitSamples>> {
  const uri = 'https://site.test/';
  return Promise.resolve(
    rateLimitSamplesProbe.observe({
      target: {
        ...{ id: uri, kind: 'web', uri, host: 'site.test', port: 443, role: null },
        addresses: ['127.0.0.1'],
      },
      net,
      settings: settingsFor({ ...API, ...endpoint }),
      signal: new AbortController().signal,
      endpoint: null,
      registrableDomain: () => null,
      get: ({ id }) => Promise.reject(new Error(`${id} is not needed where a path is given`)),
    }),
  );
}

function samplesIn(observation: Observation<RateLimitSamples>): RateLimitSamples {
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return rateLimitSamplesProbe.kind.schema.parse(observation.value);
}

const limited = (status = 200): VirtualAnswer => ({
  ...{ status, latencyMs: 40 },
  headers: [['RateLimit', '"a";r=9;t=10']],
});

test('a second request is made 2.1 seconds after the first where it says something of limits', async () => {
  const net = virtualNet(() => limited());
  const limit = { requests: 10, windowSeconds: 10, per: 'ip' as const, strict: true };
  const { url, method, documented, samples } = samplesIn(await observed(net, { limit }));
  expect({ url, method, documented }).toEqual({
    ...{ url: 'https://site.test/v1/ping', method: 'GET', documented: limit },
  });
  expect(samples.map(({ at }) => at)).toEqual([0, 2100]);
  expect(samples[1]?.answer).toMatchObject({
    status: 200,
    fields: [['RateLimit', '"a";r=9;t=10']],
  });
  expect(net.asked.map(({ at, url: asked, secrets }) => [at, asked.pathname, secrets])).toEqual([
    [0, '/v1/ping', undefined],
    [2100, '/v1/ping', undefined],
  ]);
});

test.each<[string, VirtualAnswer]>([
  ['no field on limits', { status: 200, latencyMs: 1, headers: [['Retry-After', '5']] }],
  ['a refusal', limited(429)],
  [
    'a challenge',
    {
      status: 403,
      latencyMs: 1,
      headers: [
        ['RateLimit', '"a";r=9'],
        ['cf-mitigated', 'challenge'],
      ],
    },
  ],
])('none is made after %s', async (_what, answer) => {
  const net = virtualNet(() => answer);
  const { samples } = samplesIn(await observed(net));
  expect(samples).toHaveLength(1);
  expect(net.asked).toHaveLength(1);
});

test('the method that was declared is used, and the token only where it was asked for', async () => {
  const net = virtualNet(() => ({ status: 204, latencyMs: 1 }));
  await observed(net, { method: 'HEAD' });
  await observed(net, { token: true });
  await observed(net, { token: true, path: 'https://other.test/v1' });
  expect(net.asked.map(({ method, secrets }) => [method, secrets?.['Authorization']])).toEqual([
    ['HEAD', undefined],
    ['GET', 'Bearer 0123456789'],
    ['GET', undefined],
  ]);
});

test('what comes back of the token is masked in a partition key', async () => {
  const pk = Buffer.from('0123456789').toString('base64');
  const headers = [['RateLimit-Policy', `"a";q=1;pk=:${pk}:`]] as const;
  const net = virtualNet(() => ({ status: 200, latencyMs: 1, headers }));
  const text = JSON.stringify(await observed(net, { token: true }));
  expect(text).not.toContain(pk);
  expect(text).toContain(Buffer.from('*'.repeat(10)).toString('base64'));
});

test('a second request that fails is kept as a problem', async () => {
  const net = virtualNet((_request, at) =>
    at === 0 ? limited() : { problem: 'reset', latencyMs: 5 },
  );
  const { samples } = samplesIn(await observed(net));
  expect(samples[1]).toMatchObject({
    at: 2100,
    answer: { is: 'problem', problem: { code: 'reset' } },
  });
});

test.each<['refused' | 'timeout' | 'reset', string, number]>([
  ['refused', 'absent', 2],
  ['timeout', 'unavailable', 2],
  // The server is there: another address would be asked the same.
  ['reset', 'unavailable', 1],
])(
  'of two addresses where the connection ends by %s nothing is said: %s',
  async (problem, status, asked) => {
    const net = virtualNet(() => ({ problem, latencyMs: 1 }));
    const two = await net.locate('site.test', 443);
    const locate = (): Promise<typeof two> =>
      Promise.resolve({ ...two, items: [...two.items, ...two.items] });
    const { status: found } = await observed({ ...net, locate });
    expect(found).toBe(status);
    expect(net.clients).toHaveLength(asked);
  },
);

test('a real server is asked twice, and no redirect is followed', async () => {
  let left = 10;
  const site = await testSite(({ url }, response) => {
    left -= 1;
    if (url === '/') response.end('page');
    else response.writeHead(302, { RateLimit: `"a";r=${left};t=9`, Location: '/else' }).end();
  });
  const settings = settingsFor(API);
  const observation = await observeSite(rateLimitSamplesProbe, site, { settings });
  const { samples } = samplesIn(observation);
  expect(samples.map(({ answer }) => answer.is === 'response' && answer.fields[0]?.[1])).toEqual([
    '"a";r=9;t=9',
    '"a";r=8;t=9',
  ]);
  expect(samples[1]?.at).toBeGreaterThanOrEqual(2100);
  expect(site.asked.map(({ url }) => url)).toEqual(['/v1/ping', '/v1/ping']);
});

test('without a path it is the page of the target; a port that refuses is an answer', async () => {
  const site = await testSite((_request, response) => {
    response.end('page');
  });
  const { url, samples } = samplesIn(await observeSite(rateLimitSamplesProbe, site));
  expect([url, samples.length]).toEqual(['https://site.test/', 1]);
  const port = await closedPort();
  const closed = { connectTo: [`:443:127.0.0.1:${port}`, `:80:127.0.0.1:${port}`] };
  expect(await observeSite(rateLimitSamplesProbe, closed, { settings: settingsFor(API) })).toEqual({
    status: 'absent',
    how: `127.0.0.1:${port} refused the connection`,
  });
});
