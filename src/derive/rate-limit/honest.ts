import { TOKEN_BUCKET } from './family/bucket.ts';
import { SLIDING_COUNTERS } from './family/counter.ts';
import type { Cell, Fill, Law, LimiterEvent } from './family/law.ts';
import { SLIDING_LOG, SLIDING_LOG_OF_ALL } from './family/log.ts';
import { PENALTIES } from './family/penalty.ts';
import { WINDOW_OF_REQUESTS, WINDOW_ON_CLOCK } from './family/window.ts';

/** So many requests in a window, as people write it. */
export interface Quota {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** Up to that a number of requests is the one that is documented. */
export const toleranceOf = (requests: number): number => Math.max(1, requests / 10);

/** The same for seconds; never as much as half of them. */
export const toleranceOfSeconds = (seconds: number): number =>
  Math.min(Math.max(1, seconds / 10), seconds * 0.4);

/** Ways to implement a quota of so many requests in a window, all of which do what is documented. */
const WITHOUT_PHASE: readonly Law[] = [WINDOW_OF_REQUESTS, SLIDING_LOG, SLIDING_LOG_OF_ALL];
const WITH_PHASE: readonly Law[] = [WINDOW_ON_CLOCK, ...SLIDING_COUNTERS];

/**
 * More was admitted than any honest implementation of the quota admits: not a bucket of that size,
 * which admits up to twice as many in a window, nor windows on the clock wherever they begin, which
 * admit as many around their boundary.
 */
export function exceeds(admitted: readonly number[], quota: Quota): boolean {
  const events = admitted.map((at) => ({ at, admitted: true }));
  return leastMisses(events, quota, quota.windowSeconds / 10) > 0;
}

/**
 * How many answers the honest implementation of the quota that fits best does not explain, with the
 * tolerances of a measurement. Each answer is foretold from what really happened before.
 */
export const leastMisses = (
  events: readonly LimiterEvent[],
  quota: Quota,
  tolerance = toleranceOfSeconds(quota.windowSeconds),
): number => missesOfBest(events, quota.requests, (given) => waysOf(quota, tolerance, given));

/** The same for limits that refuse for so many seconds after them. */
export const leastMissesOfPenalties = (
  events: readonly LimiterEvent[],
  requests: number,
  seconds: number,
): number =>
  missesOfBest(events, requests, () =>
    PENALTIES.map((law) => ({ law, cell: { ...CELL, seconds } })),
  );

/** One way to limit. */
interface Way {
  readonly law: Law;
  readonly cell: Cell;
}

function missesOfBest(
  given: readonly LimiterEvent[],
  requests: number,
  waysFor: (events: readonly LimiterEvent[]) => Iterable<Way>,
): number {
  const start = given[0]?.at ?? 0;
  const events = given.map(({ at, admitted }) => ({ at: at - start, admitted }));
  const fill: Fill = {
    least: new Float64Array(events.length),
    most: new Float64Array(events.length),
  };
  let least = Infinity;
  for (const { law, cell } of waysFor(events)) {
    law.fill(events, cell, fill);
    for (const limit of limitsNear(requests)) {
      least = Math.min(least, missesOf(events, fill, limit));
      if (least === 0) return 0;
    }
  }
  return least;
}

/** A limit of q admits what finds it filled to q - 1 at most. */
function missesOf(events: readonly LimiterEvent[], { least, most }: Fill, limit: number): number {
  let misses = 0;
  let place = 0;
  for (const { admitted } of events) {
    const fits = admitted
      ? (least[place] ?? 0) <= limit - 1 + ROUNDING
      : (most[place] ?? 0) > limit - 1 + ROUNDING;
    if (!fits) misses++;
    place++;
  }
  return misses;
}

/** Sums of floats that should be whole are taken for whole. */
const ROUNDING = 1e-6;

function limitsNear(requests: number): number[] {
  const tolerance = toleranceOf(requests);
  const least = Math.max(1, Math.ceil(requests - tolerance));
  const most = Math.floor(requests + tolerance);
  const step = Math.max(1, Math.floor((most - least) / MOST_LIMITS));
  const limits = [requests];
  for (let limit = least; limit <= most; limit += step) limits.push(limit);
  return [...limits, most];
}

const MOST_LIMITS = 5;

function* waysOf(
  { requests, windowSeconds }: Quota,
  tolerance: number,
  events: readonly LimiterEvent[],
): Generator<Way> {
  for (const seconds of [windowSeconds, windowSeconds - tolerance, windowSeconds + tolerance]) {
    yield { law: TOKEN_BUCKET, cell: { ...CELL, seconds: seconds / requests } };
    for (const law of WITHOUT_PHASE) yield { law, cell: { ...CELL, seconds } };
    for (const phase of phasesFor(seconds, events)) {
      for (const law of WITH_PHASE) yield { law, cell: { ...CELL, seconds, phase } };
    }
  }
}

const CELL: Cell = {
  ...{ seconds: 0, width: 0, phase: 0, phaseWidth: 0, counting: Infinity, weight: 1 },
};

/** Windows that begin right before one of the requests: all others admit the same as one of these. */
function phasesFor(seconds: number, events: readonly LimiterEvent[]): ReadonlySet<number> {
  const phases = events.map(({ at }) => 1 - (((at - EARLIER) / seconds) % 1));
  return new Set(phases.map((phase) => Math.round(phase * PHASES) / PHASES));
}

const EARLIER = 0.0005;
const PHASES = 10_000;
