import { expect, test } from 'vitest';
import { rateLimitBypassesDerivation } from '../../../src/derive/rate-limit/bypasses.ts';
import type { RateLimitBypasses } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import { rateLimitSequence } from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { present } from '../../../src/evidence/observation.ts';
import type { RateLimitEndpoint } from '../../../src/probe/probe.ts';
import { Asking } from '../../../src/probe/rate-limit/asking.ts';
import { tryBypasses } from '../../../src/probe/rate-limit/bypass.ts';
import { UNDECLARED } from '../../../src/probe/rate-limit/endpoint.ts';
import { recorded } from '../../../src/probe/rate-limit/recorded.ts';
import { factFrom } from '../../support/hops.ts';
import {
  gcra,
  randomFrom,
  slidingLog,
  tokenBucket,
  windowOfRequests,
  type Limiter,
} from '../../support/limiters.ts';
import { sequenceOf } from '../../support/sequences.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { virtualNet, type VirtuallyAsked } from '../../support/virtual-client.ts';

const PERMITTED = {
  ...NO_SETTINGS,
  authorisation: {
    ...{ by: 'Jane Doe', scope: ['site.test'], until: new Date('2999-01-01'), contact: null },
  },
};

const ENDPOINT: RateLimitEndpoint = { ...UNDECLARED, forged: true, variants: true };

/** Whom a limiter counts, by what a request says. */
type Key = (request: Pick<VirtuallyAsked, 'headers' | 'url'>) => string;

/** What is found of an endpoint behind limiters, one for each key, whose answers take that long. */
async function foundBehind(
  limiter: () => Limiter,
  key: Key,
  latencyMs: () => number,
): Promise<RateLimitBypasses> {
  const limiters = new Map<string, Limiter>();
  const net = virtualNet((request, atMs) => {
    const name = key(request);
    const admits = limiters.get(name) ?? limiter();
    limiters.set(name, admits);
    const admitted = admits(atMs / 1000);
    return { status: admitted ? 200 : 429, latencyMs: latencyMs(), body: admitted ? 'pong' : 'no' };
  });
  const url = new URL('https://site.test/v1/ping');
  const place = { host: 'site.test', port: 443, address: '127.0.0.1' };
  const client = net.client({ endpoint: place, purpose: 'test', connections: 1 });
  const asking = new Asking({
    ...{ client, url, method: 'GET', headers: {}, secrets: {}, startMs: 0 },
    plan: { budget: 300, seconds: 300, connections: 1, perSecond: 10 },
    refusalOf: () => null,
  });
  const perSecond = 10;
  await asking.ask('baseline');
  for (let at = 1; at <= 60; at += 1) {
    await asking.until(at * (1000 / perSecond));
    if ((await asking.ask('burst')).taken === 'refused') break;
  }
  const around = { net, settings: PERMITTED, reserve: 10, perSecond, quota: () => 10 };
  if (asking.requests.some(({ taken }) => taken === 'refused')) {
    await tryBypasses(asking, ENDPOINT, url, around);
  }
  const ways = [{ phase: 'forged' as const, varied: 'X-Forwarded-For' }];
  const value = { ...sequenceOf([]), ways, ...recorded(asking.seen) };
  const fact = factFrom(rateLimitBypassesDerivation, [
    { kind: rateLimitSequence, observation: present(value) },
  ]);
  if (fact.status !== 'present') throw new Error(fact.status);
  return fact.value;
}

/** Limiters that refuse within sixty requests at ten a second, refills up to eight a second. */
function drawn(random: () => number): () => Limiter {
  const limit = 2 + Math.floor(random() * 20);
  const perSecond = 0.05 * 160 ** random();
  const seconds = 1 + random() * 30;
  const kinds: readonly (() => Limiter)[] = [
    () => tokenBucket(limit, perSecond),
    () => gcra(limit, perSecond),
    () => windowOfRequests(limit, seconds),
    () => slidingLog(limit, seconds, false),
    () => slidingLog(limit, seconds, true),
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? (() => tokenBucket(limit, perSecond));
}

/** Round trips of 5 to 150 ms, each answer a little other than the one before. */
function roundTrips(random: () => number): () => number {
  const usual = 5 * 30 ** random();
  return () => Math.round(usual * (0.9 + 0.2 * random()));
}

const said = ({ forged, variants }: RateLimitBypasses): (boolean | null)[] =>
  [...forged, ...variants].map(({ admitted }) => admitted);

const RUNS = 300;

test('of limiters that nobody gets round, hardly one is said to have a way round', async () => {
  const wrong: number[] = [];
  for (let seed = 0; seed < RUNS; seed += 1) {
    const random = randomFrom(seed);
    const found = await foundBehind(drawn(random), () => 'all', roundTrips(random));
    if (said(found).includes(true)) wrong.push(seed);
  }
  expect(wrong.length, wrong.join(' ')).toBeLessThanOrEqual(RUNS / 100);
});

test('a limiter that believes a field is never said to have no way round by it', async () => {
  const counts = { true: 0, null: 0, false: 0 };
  for (let seed = 0; seed < RUNS; seed += 1) {
    const random = randomFrom(1000 + seed);
    const key: Key = ({ headers }) => headers['X-Forwarded-For'] ?? 'all';
    const { forged } = await foundBehind(drawn(random), key, roundTrips(random));
    const { admitted } = forged.find(({ field }) => field === 'X-Forwarded-For') ?? {};
    counts[`${admitted ?? null}`] += 1;
  }
  expect(counts.false).toBe(0);
  expect(counts.true).toBeGreaterThan(RUNS / 2);
});
