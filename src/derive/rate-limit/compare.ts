import type { Candidate, RateLimitEnforced } from '../../evidence/kinds/rate-limit/enforced.ts';
import {
  exceeds,
  leastMisses,
  leastMissesOfPenalties,
  toleranceOf,
  toleranceOfSeconds,
  type Quota,
} from './honest.ts';
import type { LimiterEvent } from './infer.ts';

export type Compared = RateLimitEnforced['compared'];

/** What was seen of a limiter, to be held against a quota. */
export interface Measured {
  readonly events: readonly LimiterEvent[];
  /** Requests that the limiter said it would refuse, up to the time that it named. */
  readonly foretold: readonly LimiterEvent[];
  /** Seconds at which requests were admitted; those that were made to wait, when that was over. */
  readonly admitted: readonly number[];
  /** The kinds of limiters that cannot be told apart. */
  readonly candidates: readonly Candidate[];
}

/**
 * The limit at work against a quota. In doubt it is not known: `looser` needs more than any honest
 * implementation of the quota admits, and what may be one that admits twice as much is never taken
 * for the quota.
 */
export function compare(measured: Measured, quota: Quota): Compared {
  if (exceeds(measured.admitted, quota)) return 'looser';
  const { events, candidates } = measured;
  const foretold = namesTheEnd(measured, quota) ? measured.foretold : [];
  const all = [...events, ...foretold].sort((one, other) => one.at - other.at);
  if (refusesBelow(all, quota)) return 'stricter';
  const misses = leastMisses(events, quota);
  const explained =
    events.length > 0 &&
    misses <= 1 + events.length / 60 &&
    missesOfOthers(events, quota, 0.5) >= misses &&
    missesOfOthers(events, quota, 2) >= misses;
  const said = byNumbers(candidates, quota);
  if (!explained) return said;
  if (said === 'as-documented' || isLikeliest(candidates, quota)) return 'as-documented';
  if (said !== null || isExplainedByTwice(all, misses, quota)) return null;
  return foretold.length > 0 || !isLikelyLooser(candidates, quota) ? 'as-documented' : null;
}

/** One kind, likelier than all others together, has just the numbers of the quota. */
function isLikeliest([first]: readonly Candidate[], quota: Quota): boolean {
  return (
    first !== undefined && first.posterior > 0.5 && lawAgainst(first, quota) === 'as-documented'
  );
}

/** A limiter that admits twice as much explains the answers as well. */
const isExplainedByTwice = (
  events: readonly LimiterEvent[],
  misses: number,
  quota: Quota,
): boolean =>
  missesOfOthers(events, quota, 2) <= misses ||
  leastMissesOfPenalties(events, quota.requests, quota.windowSeconds / 2) <= misses;

/** At least half of what is likely admits more. */
function isLikelyLooser(candidates: readonly Candidate[], quota: Quota): boolean {
  const sumOf = (some: readonly Candidate[]): number =>
    some.reduce((sum, { posterior }) => sum + posterior, 0);
  const looser = candidates.filter((candidate) => lawAgainst(candidate, quota) === 'looser');
  return 2 * sumOf(looser) >= sumOf(candidates);
}

/** The word of a refusal counts where it names the end of a window of the quota. */
function namesTheEnd({ events, foretold }: Measured, { windowSeconds }: Quota): boolean {
  const [start, end] = [events[0]?.at, foretold.at(-1)?.at];
  if (start === undefined || end === undefined) return false;
  return Math.abs(end - start - windowSeconds) <= toleranceOfSeconds(windowSeconds);
}

/** The same for quotas so many times as large: by what they admit, or by how often. */
const missesOfOthers = (
  events: readonly LimiterEvent[],
  { requests, windowSeconds }: Quota,
  times: number,
): number =>
  Math.min(
    leastMisses(events, { requests: Math.max(1, requests * times), windowSeconds }),
    leastMisses(events, { requests, windowSeconds: windowSeconds / times }),
  );

/** It began to refuse below the quota, and went on, or said that it would, until a window was over. */
function refusesBelow(
  events: readonly LimiterEvent[],
  { requests, windowSeconds }: Quota,
): boolean {
  const first = events.findIndex(({ admitted }) => !admitted);
  if (first === -1 || first >= requests - toleranceOf(requests)) return false;
  const again = events.findIndex(({ admitted }, place) => admitted && place > first);
  const last = events.at(again === -1 ? -1 : again - 1)?.at ?? 0;
  return last - (events[0]?.at ?? 0) >= windowSeconds;
}

/** What all kinds that are left say; null where they do not say the same. */
function byNumbers(candidates: readonly Candidate[], quota: Quota): Compared {
  const said = new Set(candidates.map((candidate) => lawAgainst(candidate, quota)));
  const [one = null] = said;
  return said.size === 1 ? one : null;
}

function lawAgainst(candidate: Candidate, { requests, windowSeconds }: Quota): Compared {
  const bounds = boundsOf(candidate);
  if (bounds === null) return null;
  const { atOnce, until, pace } = bounds;
  const [quota, seconds] = [toleranceOf(requests), toleranceOfSeconds(windowSeconds)];
  const right = requests / windowSeconds;
  const fast = Math.min((requests + quota) / (windowSeconds - seconds), 1.9 * right);
  const slow = Math.max((requests - quota) / (windowSeconds + seconds), right / 1.9);
  if (atOnce > requests + quota || pace > fast) return 'looser';
  const fromRest = atOnce + Math.max(0, windowSeconds + seconds - until) * pace;
  return fromRest < requests - quota || pace < slow ? 'stricter' : 'as-documented';
}

interface Bounds {
  /** From rest. */
  readonly atOnce: number;
  /** Seconds until more is admitted than that. */
  readonly until: number;
  /** Requests per second in the long run. */
  readonly pace: number;
}

/** Null for limiters that do not count requests in a time, or whose numbers are not known. */
function boundsOf(candidate: Candidate): Bounds | null {
  const { limit, windowSeconds, burst, perSecond, penaltySeconds } = candidate;
  if (perSecond !== null) {
    return { atOnce: burst ?? 1, until: 0, pace: perSecond };
  }
  if (limit === null) return null;
  const seconds = penaltySeconds ?? windowSeconds;
  if (seconds === null) return null;
  const pace = limit / seconds;
  return { atOnce: limit, until: seconds, pace };
}

/** The most that were admitted in any `seconds`. */
export function mostWithin(admitted: readonly number[], seconds: number): number {
  let most = 0;
  let first = 0;
  admitted.forEach((at, place) => {
    while ((admitted[first] ?? Infinity) <= at - seconds) first++;
    most = Math.max(most, place - first + 1);
  });
  return most;
}

/** Parts of the window that must lie between two bursts that exceed it. */
const LATER = 0.45;

/**
 * More than the quota was admitted within a window, and again about half a window later, and both
 * together are more than any honest implementation admits.
 */
export function exceedsTwice(admitted: readonly number[], quota: Quota): boolean {
  const first = firstExcess(admitted, quota, -Infinity);
  if (first === null) return false;
  const { from, place } = first;
  const again = firstExcess(admitted.slice(place + 1), quota, from + LATER * quota.windowSeconds);
  return again !== null && exceeds(admitted, quota);
}

/** Where the quota, with its tolerance, was first exceeded by requests from `after` on. */
function firstExcess(
  admitted: readonly number[],
  { requests, windowSeconds }: Quota,
  after: number,
): { readonly from: number; readonly place: number } | null {
  const more = Math.floor(requests + toleranceOf(requests));
  for (let place = more; place < admitted.length; place++) {
    const [from = 0, to = 0] = [admitted[place - more], admitted[place]];
    if (from >= after && to - from < windowSeconds) return { from, place };
  }
  return null;
}
