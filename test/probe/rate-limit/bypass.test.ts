import { expect, test } from 'vitest';
import { Asking, type AskingSetup } from '../../../src/probe/rate-limit/asking.ts';
import { tryBypasses, waysRound } from '../../../src/probe/rate-limit/bypass.ts';
import type { Authorisation, RateLimitEndpoint } from '../../../src/probe/probe.ts';
import { refusalOf } from '../../../src/probe/authorisation.ts';
import type { ClientRequest } from '../../../src/net/net.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import {
  virtualNet,
  type VirtualAnswer,
  type VirtuallyAsked,
} from '../../support/virtual-client.ts';

const URL_ = new URL('https://api.example.com/v1/ping');

const ENDPOINT: RateLimitEndpoint = {
  ...{ host: null, path: null, method: 'GET', limit: null, budget: null, perSecond: null },
  ...{ seconds: null, parallel: 0, forged: false, variants: false, token: false },
};

const authorisation = (scope: string): Authorisation => ({
  ...{ by: 'Jane Doe', scope: [scope], until: new Date('2027-01-01'), contact: null },
});

/** Admitted or refused, when asked at that time. */
type Limiter = (request: ClientRequest, ms: number) => boolean;

interface Tried {
  /** What each request said: what was varied, or `ordinary`, and what it was taken for. */
  readonly told: readonly string[];
  readonly asked: readonly VirtuallyAsked[];
}

const QUOTA = 5;

/** Tries ways round a limiter that has refused once. */
async function tried(
  admits: Limiter,
  endpoint: Partial<RateLimitEndpoint>,
  more: { budget?: number; reserve?: number; scope?: string; latencyMs?: number } = {},
): Promise<Tried> {
  const { budget = 100, reserve = 10, scope = 'api.example.com', latencyMs = 10 } = more;
  const net = virtualNet((request, ms): VirtualAnswer =>
    admits(request, ms)
      ? { status: 200, latencyMs, body: 'pong' }
      : { status: 429, latencyMs, body: 'too many' },
  );
  const settings = {
    ...NO_SETTINGS,
    authorisation: authorisation(scope),
    web: { ...NO_SETTINGS.web, headers: { 'X-Api-Key': 'a secret of ours' } },
  };
  const place = { host: URL_.hostname, port: 443, address: '127.0.0.1' };
  const client = net.client({ endpoint: place, purpose: 'test', connections: 4 });
  const setup: AskingSetup = {
    ...{ client, url: URL_, method: 'GET', headers: {}, secrets: settings.web.headers },
    plan: { budget, seconds: 300, connections: 4, perSecond: 10 },
    startMs: 0,
    refusalOf: (url) => refusalOf(settings.authorisation, { url }, net.now()),
  };
  const asking = new Asking(setup);
  const around = { net, settings, reserve, perSecond: 10, quota: () => QUOTA };
  await asking.ask('baseline');
  await asking.ask('burst');
  await tryBypasses(asking, { ...ENDPOINT, ...endpoint }, URL_, around);
  const { requests } = asking;
  return {
    told: requests.slice(2).map(({ varied, taken }) => `${varied ?? 'ordinary'} ${taken}`),
    asked: net.asked,
  };
}

/** Admits the first request, and whatever is passed by. */
const closed =
  (passes: (request: ClientRequest) => boolean): Limiter =>
  (request, ms) =>
    ms < 5 || passes(request);

const FIELDS = [
  ...['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP', 'CF-Connecting-IP'],
  ...['X-Client-IP', 'X-Cluster-Client-IP'],
];

test('each field is tried once right after an ordinary request that is refused', async () => {
  const { told, asked } = await tried(
    closed(() => false),
    { forged: true },
  );
  expect(told).toEqual(FIELDS.flatMap((field) => ['ordinary refused', `${field} refused`]));
  const gaps = asked.slice(2).map(({ at }, index) => at - (asked[index + 1]?.at ?? 0));
  expect(Math.max(...gaps.filter((_, index) => index % 2 === 1))).toBeLessThanOrEqual(40);
  expect(Math.min(...gaps.filter((_, index) => index % 2 === 0))).toBeGreaterThanOrEqual(200);
});

test('the addresses are kept for documentation, and one of another network each time', async () => {
  const { asked } = await tried(
    closed(() => false),
    { forged: true },
  );
  const sent = asked.flatMap(({ headers }) => Object.entries(headers));
  expect(sent.map(([name]) => name)).toEqual(FIELDS);
  for (const [name, value] of sent) {
    const address = name === 'Forwarded' ? value.replace(/^for=/, '') : value;
    expect(address).toMatch(/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.[1-9]\d{0,2}$/);
  }
  expect(new Set(sent.map(([, value]) => value.replace(/\.\d+$/, ''))).size).toBeGreaterThan(2);
});

test('what is served is tried four times, each between two that are refused', async () => {
  const { told } = await tried(
    closed(({ headers }) => 'X-Real-IP' in headers),
    { forged: true },
  );
  const round = ['ordinary refused', 'X-Real-IP admitted', 'ordinary refused'];
  expect(told.slice(2, 14)).toEqual([...round, ...round, ...round, ...round]);
  expect(told).toHaveLength(12 + 12);
});

test('where the limit is over, nothing more is tried', async () => {
  const { told } = await tried((_, ms) => ms < 5 || ms > 800, { forged: true });
  const last = told.slice(-3);
  expect(last).toEqual(['ordinary admitted', 'ordinary admitted', 'ordinary admitted']);
  expect(told.length).toBeLessThan(14);
});

test('what a bucket has gained is used up before a way is tried', async () => {
  let tokens = 1;
  let last = 0;
  const bucket: Limiter = (_, ms) => {
    tokens = Math.min(1, tokens + ((ms - last) * 4) / 1000);
    last = ms;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const { told } = await tried(bucket, { forged: true });
  expect(told.filter((one) => one.startsWith('ordinary admitted')).length).toBeGreaterThan(3);
  expect(told.filter((one) => !one.startsWith('ordinary')).join()).not.toContain('admitted');
});

test('forms of the path are tried, all of them inside the scope', async () => {
  const all = await tried(
    closed(() => false),
    { variants: true },
  );
  expect(all.told.filter((one) => !one.startsWith('ordinary'))).toHaveLength(6);
  const { told, asked } = await tried(
    closed(() => false),
    { variants: true },
    { scope: 'api.example.com/v1/ping' },
  );
  expect(told).toEqual(['ordinary refused', 'with a parameter in the query refused']);
  expect(new Set(asked.map(({ url }) => url.pathname))).toEqual(new Set(['/v1/ping']));
});

test('the token is left out of one request alone', async () => {
  const { told, asked } = await tried(
    closed(() => false),
    { token: true },
  );
  expect(told).toEqual(['ordinary refused', 'without the token refused']);
  expect(asked.map(({ secrets }) => Object.keys(secrets ?? {}).length)).toEqual([1, 1, 1, 0]);
});

test('what comes after has its requests left', async () => {
  const all = { forged: true, variants: true, token: true };
  const { asked } = await tried(
    closed(() => true),
    all,
    { budget: 40, reserve: 20 },
  );
  expect(asked.length).toBeLessThanOrEqual(20);
  const { told } = await tried(
    closed(() => false),
    all,
    { budget: 15, reserve: 10 },
  );
  expect(told).toEqual([]);
});

test('a window that ends while ways are tried is used up again', async () => {
  const counts = new Map<number, number>();
  const { told } = await tried(
    (_, ms) => {
      const window = Math.floor(ms / 2000);
      const count = (counts.get(window) ?? 0) + 1;
      counts.set(window, count);
      return count <= QUOTA;
    },
    { forged: true },
  );
  expect(told.filter((one) => one === 'ordinary admitted').length).toBeGreaterThan(QUOTA - 1);
  for (const field of FIELDS) expect(told).toContain(`${field} refused`);
});

test('nothing is tried that nobody asked for', async () => {
  const { told } = await tried(
    closed(() => false),
    {},
  );
  expect(told).toEqual([]);
});

test('the ways are known before they are tried', () => {
  const net = virtualNet(() => ({ status: 200, latencyMs: 1 }));
  const settings = { ...NO_SETTINGS, authorisation: authorisation('api.example.com/v1/ping') };
  const ways = waysRound({ ...ENDPOINT, forged: true, variants: true, token: true }, URL_, {
    ...{ net, settings },
  });
  expect(ways).toEqual([
    ...FIELDS.map((varied) => ({ phase: 'forged', varied })),
    { phase: 'variant', varied: 'with a parameter in the query' },
  ]);
  expect(net.asked).toEqual([]);
});
