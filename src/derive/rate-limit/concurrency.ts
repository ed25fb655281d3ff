import type { Candidate } from '../../evidence/kinds/rate-limit/enforced.ts';
import type { SequenceRequest } from '../../evidence/kinds/rate-limit/sequence.ts';

/**
 * A limit on what is served at the same time: of requests sent at once as many pass as are served
 * together, and the others are refused while these are still under way. A limit on requests in a time
 * does the same, so it has to be ruled out: more pass quickly where each waits for the one before, or
 * what is refused late is admitted in full right after. Null where that was not seen.
 */
export function concurrencyOf(requests: readonly SequenceRequest[]): Candidate | null {
  const parallel = requests.filter(({ phase }) => phase === 'parallel');
  const admitted = parallel.filter(({ taken }) => taken === 'admitted');
  const refused = parallel.filter(({ taken }) => taken === 'refused');
  const underWay = (from: number, to: number) =>
    admitted.filter(({ at, endMs }) => at <= to && from < at + endMs).length;
  const limit = Math.max(0, ...admitted.map(({ at }) => underWay(at, at)));
  if (limit === 0 || refused.length === 0) return null;
  // Requests sent at the same time may overtake each other.
  if (refused.some(({ at, endMs }) => underWay(at, at + endMs) < limit)) return null;
  if (oneByOne(requests) <= limit + 1 && !isFreeAtOnce(admitted, refused, limit)) return null;
  return {
    family: 'concurrency',
    posterior: 1,
    limit,
    windowSeconds: null,
    burst: limit,
    perSecond: null,
    penaltySeconds: null,
  };
}

/** Milliseconds in which one after the other passes what was refused at the same time. */
const QUICKLY = 2000;

/** Requests of the burst that passed before the first refusal, in the first seconds of it. */
function oneByOne(requests: readonly SequenceRequest[]): number {
  const burst = requests.filter(({ phase }) => phase === 'burst');
  const refused = burst.findIndex(({ taken }) => taken !== 'admitted');
  const passed = burst.slice(0, refused === -1 ? burst.length : refused);
  const [first] = passed;
  return first === undefined ? 0 : passed.filter(({ at }) => at <= first.at + QUICKLY).length;
}

/** Parts of the time that the first ones were under way. */
const LATE = 0.5;
const RIGHT_AFTER = 0.4;

/**
 * One was refused late in the time that the first ones were under way, and soon after their end as many
 * passed at once. What comes back by time alone would have let the one pass, or not yet all of these.
 */
function isFreeAtOnce(
  admitted: readonly SequenceRequest[],
  refused: readonly SequenceRequest[],
  limit: number,
): boolean {
  const first = admitted.slice(0, limit);
  const start = Math.min(...first.map(({ at }) => at));
  const end = Math.min(...first.map(({ at, endMs }) => at + endMs));
  const last = Math.max(...first.map(({ at, endMs }) => at + endMs));
  const late = refused.some(({ at }) => at > start + LATE * (end - start) && at < end);
  const soon = last + RIGHT_AFTER * (end - start);
  const again = admitted.filter(({ at }) => at >= end && at <= soon);
  return limit > 1 && late && again.length >= limit;
}
