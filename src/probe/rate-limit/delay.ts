import type { SequenceRequest } from '../../evidence/kinds/rate-limit/sequence.ts';
import { median, type Usual } from './classify.ts';

/** Answers that are looked at for slowness. */
const RECENT = 4;
/** Answers that make a plateau. */
const PLATEAU = 8;

/** A queue lets requests through evenly; so much may one gap be of another. */
const EVEN = 1.5;
/** So much may one waiting time be of another where they no longer grow. */
const FLAT = 1.25;
/** Standard deviation of the waiting times on a plateau, as a part of their mean. */
const STEADY = 0.1;
/** Of the pace of sending, what a queue that is told apart lets through at most. */
const HELD_BACK = 0.8;
const LEAST_DELAY_MS = 100;

/**
 * Answers become slow, and not as with a queue, which lets requests through at an even pace and makes
 * all wait the same time once every connection waits.
 */
export function isGrowing(
  admitted: readonly SequenceRequest[],
  usual: Usual,
  connections: number,
): boolean {
  const recent = waits(admitted.slice(-RECENT));
  if (recent.length < RECENT || !usual.isSlow(median(recent))) return false;
  if (!isEven(gaps(admitted.slice(-RECENT - 1)))) return true;
  const slow = waits(admitted).filter((ms) => usual.isSlow(ms)).length;
  return slow >= 3 * connections && Math.max(...recent) > FLAT * Math.min(...recent);
}

/** The last answers all waited the same time, longer than usual, and came at an even pace. */
export function isPlateau(
  admitted: readonly SequenceRequest[],
  usual: Usual,
  perSecond: number,
): boolean {
  const last = admitted.slice(-PLATEAU);
  const ms = waits(last);
  if (ms.length < PLATEAU) return false;
  const mean = ms.reduce((sum, one) => sum + one, 0) / ms.length;
  const deviation = Math.sqrt(ms.reduce((sum, one) => sum + (one - mean) ** 2, 0) / ms.length);
  const between = gaps(last);
  const gap = median(between);
  return (
    mean > usual.ms + Math.max(LEAST_DELAY_MS, 6 * usual.deviationMs) &&
    deviation < STEADY * mean &&
    isEven(between) &&
    gap > 1000 / (HELD_BACK * perSecond) &&
    // Alone it is quick: the time is spent waiting, not working.
    usual.leastMs < gap / 2
  );
}

const waits = (requests: readonly SequenceRequest[]): number[] =>
  requests.flatMap(({ headMs }) => headMs ?? []);

/** Milliseconds between one answer and the next. */
function gaps(requests: readonly SequenceRequest[]): number[] {
  const times = requests.map(({ at, headMs }) => at + (headMs ?? 0)).sort((a, b) => a - b);
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}

const isEven = (between: readonly number[]): boolean =>
  between.length > 0 && Math.max(...between) <= EVEN * Math.min(...between);
