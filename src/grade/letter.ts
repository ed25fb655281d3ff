import { z } from 'zod';
import { LETTERS } from '../document/scale.ts';

/** A letter of a grade; T (not trusted) and M (name mismatch) rank with F. */
export const Letter = z.enum(LETTERS);
export type Letter = z.infer<typeof Letter>;

const WORST = LETTERS.indexOf('F');

/** 0 for A+ to 7 for F, M and T. */
export const rank = (letter: Letter): number => Math.min(LETTERS.indexOf(letter), WORST);

/** Whether `letter` is at least as good as `wanted`. */
export const atLeast = (letter: Letter, wanted: Letter): boolean => rank(letter) <= rank(wanted);

/** The worse of two letters; of F, M and T the one that comes last, whatever the order. */
export const worse = (a: Letter, b: Letter): Letter =>
  LETTERS.indexOf(b) > LETTERS.indexOf(a) ? b : a;

/** A grade as an interval: unknown rules taken as passed, and as failed. */
export interface Interval {
  readonly letter: Letter | null;
  readonly ceiling: Letter;
  readonly floor: Letter;
}

/**
 * The interval between two letters. Where they rank the same it is settled at the ceiling, which
 * rests on proven failures alone: a proven F stays an F even if the trust behind it is unknown, and
 * a proven T stays a T.
 */
export const interval = (ceiling: Letter, floor: Letter): Interval =>
  rank(ceiling) === rank(floor)
    ? { letter: ceiling, ceiling, floor: ceiling }
    : { letter: null, ceiling, floor };

/** The weakest of several intervals, end by end; null where there is none. */
export const weakest = (intervals: readonly Interval[]): Interval | null =>
  intervals.length === 0
    ? null
    : interval(
        intervals.map(({ ceiling }) => ceiling).reduce(worse),
        intervals.map(({ floor }) => floor).reduce(worse),
      );
