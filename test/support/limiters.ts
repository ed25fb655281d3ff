import type { Family } from '../../src/evidence/kinds/rate-limit/enforced.ts';
import type { VirtualServer } from './virtual-client.ts';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Says of a request at that second whether it passes; asked in the order of time. */
export type Limiter = (second: number) => boolean;

export const free = (): Limiter => () => true;

/** Tokens that come one after the other, up to `size`. */
export function tokenBucket(size: number, perSecond: number): Limiter {
  let tokens = size;
  let filledAt = 0;
  return (second) => {
    tokens = Math.min(size, tokens + (second - filledAt) * perSecond);
    filledAt = second;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** The generic cell rate algorithm, as redis-cell and others have it: a bucket in other words. */
export function gcra(size: number, perSecond: number): Limiter {
  const interval = 1 / perSecond;
  let due = -Infinity;
  return (second) => {
    const next = Math.max(due, second) + interval;
    if (next - size * interval > second) return false;
    due = next;
    return true;
  };
}

/** A window that opens with a request and is forgotten when it is over (INCR and EXPIRE). */
export function windowOfRequests(limit: number, seconds: number): Limiter {
  let expires = -Infinity;
  let count = 0;
  return (second) => {
    if (second >= expires) {
      expires = second + seconds;
      count = 0;
    }
    count += 1;
    return count <= limit;
  };
}

/** Windows of the clock, which was at `offset` when the first request came. */
export function windowOnClock(limit: number, seconds: number, offset: number): Limiter {
  const counts = new Map<number, number>();
  return (second) => {
    const window = Math.floor((second + offset) / seconds);
    const count = (counts.get(window) ?? 0) + 1;
    counts.set(window, count);
    return count <= limit;
  };
}

export function slidingLog(limit: number, seconds: number, refusalsCount: boolean): Limiter {
  let log: number[] = [];
  return (second) => {
    log = log.filter((logged) => second - logged < seconds);
    const admitted = log.length < limit;
    if (admitted || refusalsCount) log.push(second);
    return admitted;
  };
}

/** Two windows of the clock, the elder weighed by what of it is not yet over. */
export function slidingCounter(
  limit: number,
  seconds: number,
  options: { readonly offset: number; readonly refusalsCount: boolean; readonly whole: boolean },
): Limiter {
  const counts = new Map<number, number>();
  return (second) => {
    const place = (second + options.offset) / seconds;
    const window = Math.floor(place);
    const elder = (counts.get(window - 1) ?? 0) * (window + 1 - place);
    const current = counts.get(window) ?? 0;
    const admitted = (options.whole ? Math.floor(elder) : elder) + current + 1 <= limit;
    if (admitted || options.refusalsCount) counts.set(window, current + 1);
    return admitted;
  };
}

/** Lets nobody pass for `forSeconds` once there were too many; counted in a window of requests. */
export function penalty(
  limit: number,
  seconds: number,
  forSeconds: number,
  renewed: boolean,
): Limiter {
  let admits = windowOfRequests(limit, seconds);
  let until = -Infinity;
  return (second) => {
    if (second < until) {
      if (renewed) until = second + forSeconds;
      return false;
    }
    if (admits(second)) return true;
    until = second + forSeconds;
    admits = windowOfRequests(limit, seconds);
    return false;
  };
}

/** Both limits at once, as for a second and for a minute; what one refuses the other never sees. */
export const both =
  (first: Limiter, second: Limiter): Limiter =>
  (at) =>
    first(at) && second(at);

/** A limiter with numbers drawn by chance, and what is true of it. */
export interface Drawn {
  readonly family: Family;
  readonly limit: number | null;
  /** The window, the penalty, or the time for one token. */
  readonly seconds: number | null;
  /** Over which it counts: of a penalty another time than that. */
  readonly counted: number;
  readonly admits: Limiter;
}

const LIMITS = [3, 5, 8, 10, 12, 15, 20, 25, 30, 40];
const SECONDS = [2, 5, 10, 15, 20, 30, 60];

/** All kinds, and ways in which each is built. */
export const KINDS: Readonly<Record<string, (random: () => number) => Drawn>> = {
  none: () => ({ family: 'none', limit: null, seconds: null, counted: 0, admits: free() }),
  bucket: (random) => bucketOf(random, tokenBucket),
  gcra: (random) => bucketOf(random, gcra),
  'window of requests': (random) => windowOf(random, 'fixed-window', windowOfRequests),
  'window on the clock': (random) =>
    windowOf(random, 'fixed-window', (limit, seconds) =>
      windowOnClock(limit, seconds, random() * seconds),
    ),
  log: (random) =>
    windowOf(random, 'sliding-log', (limit, seconds) => slidingLog(limit, seconds, false)),
  'log of all': (random) =>
    windowOf(random, 'sliding-log-counting-refusals', (limit, seconds) =>
      slidingLog(limit, seconds, true),
    ),
  counter: (random) => counterOf(random, 'sliding-counter', false),
  'counter of all': (random) => counterOf(random, 'sliding-counter-counting-refusals', true),
  penalty: (random) => penaltyOf(random, false),
  'renewed penalty': (random) => penaltyOf(random, true),
};

function bucketOf(
  random: () => number,
  build: (size: number, perSecond: number) => Limiter,
): Drawn {
  const limit = oneOf(random, LIMITS);
  const perSecond = usualOr(random, [0.1, 0.2, 0.25, 0.5, 1, 2, 3, 5], 0.08, 6);
  const seconds = 1 / perSecond;
  return { family: 'token-bucket', limit, seconds, counted: 0, admits: build(limit, perSecond) };
}

function windowOf(
  random: () => number,
  family: Family,
  build: (limit: number, seconds: number) => Limiter,
): Drawn {
  const { limit, seconds } = windowNumbers(random);
  return { family, limit, seconds, counted: seconds, admits: build(limit, seconds) };
}

const counterOf = (random: () => number, family: Family, refusalsCount: boolean): Drawn =>
  windowOf(random, family, (limit, seconds) => {
    const offset = random() * seconds;
    return slidingCounter(limit, seconds, { offset, refusalsCount, whole: random() < 0.3 });
  });

function penaltyOf(random: () => number, renewed: boolean): Drawn {
  const { limit, seconds: counted } = windowNumbers(random);
  const seconds = usualOr(random, renewed ? [5, 10, 20, 30] : SECONDS, 4, 50);
  const admits = penalty(limit, counted, seconds, renewed);
  return { family: renewed ? 'renewed-penalty' : 'penalty', limit, seconds, counted, admits };
}

const windowNumbers = (random: () => number) => ({
  limit: random() < 0.7 ? oneOf(random, LIMITS) : 2 + Math.floor(random() * 40),
  seconds: usualOr(random, SECONDS, 1.5, 70),
});

/** One of those that people choose, or as often any other between the ends. */
const usualOr = (random: () => number, usual: readonly number[], least: number, most: number) =>
  random() < 0.6 ? oneOf(random, usual) : least * (most / least) ** random();

function oneOf(random: () => number, list: readonly number[]): number {
  return list[Math.floor(random() * list.length)] ?? NaN;
}

/** An endpoint behind a limiter: requests reach it a little later than sent, each by another time. */
export function endpointBehind(admits: Limiter, random: () => number, status = 429): VirtualServer {
  let last = 0;
  return (_request, atMs) => {
    const arrived = Math.max(last, atMs / 1000 + 0.01 + random() * random() * 0.03);
    last = arrived;
    const latencyMs = Math.round(15 + random() * 20);
    return admits(arrived) ? { status: 200, latencyMs } : { status, latencyMs };
  };
}

/** A bucket for the usual pace, and a second limit for those that it refuses (rate-limiter-flexible). */
export const either =
  (first: Limiter, second: Limiter): Limiter =>
  (at) =>
    first(at) || second(at);

/** Requests above `undelayed` wait until the queue has let the ones before through. */
export function queueBefore(perSecond: number, undelayed: number): VirtualServer {
  const missing = { requests: 0, at: 0 };
  return (_request, atMs) => {
    const passed = (atMs - missing.at) / 1000;
    missing.requests = Math.max(0, missing.requests - passed * perSecond);
    missing.at = atMs;
    const waits = Math.max(0, missing.requests - (undelayed - 1)) / perSecond;
    missing.requests += 1;
    return { status: 200, latencyMs: 12 + 1000 * waits };
  };
}

/** Serves so many at the same time and refuses all others; each takes that long. */
export const slotsBefore =
  (slots: number, latencyMs: number): VirtualServer =>
  (_request, _atMs, inFlight) =>
    inFlight > slots ? { status: 503, latencyMs: 2 } : { status: 200, latencyMs };
