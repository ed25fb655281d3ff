import type { Candidate } from '../../evidence/kinds/rate-limit/enforced.ts';
import type { SequenceRequest } from '../../evidence/kinds/rate-limit/sequence.ts';

/** Answers that make a plateau. */
const PLATEAU = 8;

/** Standard deviation of the waiting times on a plateau, as a part of their mean, at most. */
const STEADY = 0.1;

/** So much may one gap between answers be of another on a plateau. */
const EVEN = 1.5;

/** Of the pace of sending, what the limiter lets through at most. */
const HELD_BACK = 0.8;

/** Milliseconds by which an answer that had to wait is later than usual, at least. */
const LEAST_DELAY = 100;

interface Usual {
  readonly ms: number;
  /** Answers above that had to wait. */
  readonly slowMs: number;
}

/**
 * A limiter that makes requests wait: from some request of the burst on, all wait the same time and
 * are let through at an even pace, slower than they are sent, and who comes later does not wait. A
 * server at the end of its strength is different: there answers become slower and slower, or come at
 * no even pace, or need that time of work for one request alone. Null where that was not seen.
 */
export function delayOf(requests: readonly SequenceRequest[]): Candidate | null {
  const answered = requests.filter(
    ({ taken, varied, headMs }) => taken === 'admitted' && varied === null && headMs !== null,
  );
  const burst = answered.filter(({ phase }) => phase === 'burst');
  const usual = usualOf(answered.filter(({ phase }) => BEFORE.has(phase)));
  if (usual === null || burst.length < PLATEAU) return null;
  const gap = gapOfPlateau(burst, usual);
  if (gap === null || !recovers(answered, burst, usual)) return null;
  return {
    family: 'delay',
    posterior: 1,
    limit: null,
    windowSeconds: null,
    burst: undelayed(answered, gap, usual),
    perSecond: 1000 / gap,
    penaltySeconds: null,
  };
}

const BEFORE: ReadonlySet<SequenceRequest['phase']> = new Set(['sample', 'baseline']);

const waited = ({ headMs }: SequenceRequest): number => headMs ?? 0;

const cameAt = (request: SequenceRequest): number => request.at + waited(request);

function usualOf(before: readonly SequenceRequest[]): Usual | null {
  if (before.length === 0) return null;
  const ms = median(before.map(waited));
  const deviation = median(before.map((request) => Math.abs(waited(request) - ms)));
  return { ms, slowMs: ms + Math.max(LEAST_DELAY, 6 * deviation) };
}

/** Milliseconds between two answers on the plateau at the end of the burst; null without one. */
function gapOfPlateau(burst: readonly SequenceRequest[], usual: Usual): number | null {
  const last = burst.toSorted((a, b) => cameAt(a) - cameAt(b)).slice(-PLATEAU);
  const waits = last.map(waited);
  const mean = waits.reduce((sum, one) => sum + one, 0) / waits.length;
  const spread = Math.sqrt(waits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / waits.length);
  const gaps = between(last.map(cameAt));
  const gap = gaps.reduce((sum, one) => sum + one, 0) / gaps.length;
  const pace = Math.min(...between(burst.map(({ at }) => at)));
  const seen =
    mean > usual.slowMs &&
    spread < STEADY * mean &&
    Math.max(...gaps) <= EVEN * Math.min(...gaps) &&
    gap * HELD_BACK > pace &&
    // One alone is served in much less: the time is spent on waiting, not on work.
    usual.ms < gap / 2;
  return seen ? gap : null;
}

/** Who asked after the burst, and not at once, did not wait. */
function recovers(
  answered: readonly SequenceRequest[],
  burst: readonly SequenceRequest[],
  usual: Usual,
): boolean {
  const end = Math.max(...burst.map(cameAt));
  const later = answered.filter(({ at, phase }) => at > end && phase === 'cool-down');
  return later.length > 0 && later.every((request) => waited(request) < usual.slowMs);
}

/** The most that a limiter at that pace had on its account when it still made nobody wait. */
function undelayed(answered: readonly SequenceRequest[], gap: number, usual: Usual): number {
  let owed = 0;
  let most = 0;
  let last = 0;
  for (const request of answered) {
    owed = Math.max(0, owed - (request.at - last) / gap);
    last = request.at;
    if (waited(request) >= usual.slowMs) break;
    most = Math.max(most, owed);
    owed += 1;
  }
  return 1 + Math.ceil(most - NEARLY);
}

/** What is owed is known to that part of a request, as requests come a little earlier or later. */
const NEARLY = 0.25;

function between(times: readonly number[]): number[] {
  const order = times.toSorted((a, b) => a - b);
  return order.slice(1).map((time, place) => time - (order[place] ?? time));
}

function median(values: readonly number[]): number {
  const order = values.toSorted((a, b) => a - b);
  const middle = order.length >> 1;
  const upper = order[middle] ?? NaN;
  return order.length % 2 === 1 ? upper : (upper + (order[middle - 1] ?? NaN)) / 2;
}
