import { z } from 'zod';
import type { Found } from './finding.ts';
import { type Truth, negationOf } from './truth.ts';

/** What came of an expectation, and which elements of the evidence decided it. */
export interface Verdict {
  readonly truth: Truth;
  readonly found: readonly Found[];
  /** Why it is not decided, where it is not. */
  readonly unsettled: readonly Unsettled[];
}

/** Something that would have to be known, and why it is not. */
export interface Unsettled {
  readonly where: string;
  readonly why: string;
}

const MOST_FOUND = 20;

/** An unknown. */
export const unknown = (where: string, why: string): Verdict => ({
  truth: 'unknown',
  found: [],
  unsettled: [{ where, why }],
});

/** A truth and the one value that decided it. */
export const decided = (truth: Truth, where: string, value: unknown): Verdict => ({
  truth,
  found: [foundAt(where, value)],
  unsettled: [],
});

/** A verdict on an element, which what was found in it is called by. */
export const named = (verdict: Verdict, of: string | null): Verdict =>
  of === null
    ? verdict
    : { ...verdict, found: verdict.found.map((found) => ({ of: shortName(of), ...found })) };

/** An element as findings show it. */
export const foundAt = (where: string, value: unknown): Found => ({
  where,
  value: briefly(value, 4),
});

/** The verdict of a connective over `verdicts`: those that have its truth are those that decided. */
export function joined(
  connective: (truths: readonly Truth[]) => Truth,
  verdicts: readonly Verdict[],
): Verdict {
  const truth = connective(verdicts.map((verdict) => verdict.truth));
  const deciding = verdicts.filter((verdict) => verdict.truth === truth);
  return {
    truth,
    found: distinct(deciding.flatMap(({ found }) => found)),
    unsettled: distinct(deciding.flatMap(({ unsettled }) => unsettled)),
  };
}

const distinct = <T>(values: readonly T[]): readonly T[] =>
  [...new Map(values.map((value) => [JSON.stringify(value), value])).values()].slice(0, MOST_FOUND);

/** The opposite, decided by the same elements. */
export const opposite = (verdict: Verdict): Verdict => ({
  ...verdict,
  truth: negationOf(verdict.truth),
});

const LONGEST = 300;

const shortName = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;

/** Evidence cut down to what a finding can show. */
function briefly(value: unknown, levels: number): Found['value'] {
  if (typeof value === 'string') return shortName(value);
  if (typeof value !== 'object' || value === null) return z.json().catch(null).parse(value);
  if (levels === 0) return '…';
  if (Array.isArray(value)) {
    return value.slice(0, MOST_FOUND).map((item) => briefly(item, levels - 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_FOUND)
      .map(([key, item]) => [key, briefly(item, levels - 1)]),
  );
}
