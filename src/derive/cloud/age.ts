import type { AwsTime } from '../../evidence/kinds/cloud/aws/time.ts';
import type { Recency } from '../../evidence/kinds/cloud/backups.ts';
import { cutShort } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** How far a clock may be ahead of the one that counts. */
export const CLOCK_SKEW = 300_000;

/** Something that was done at a time. */
export interface Done {
  readonly id: string;
  readonly at: number;
}

/** Milliseconds since 1970; null where there is no time, or it is none. */
export function instantOf(time: AwsTime | undefined): number | null {
  if (time === undefined) return null;
  const instant = typeof time === 'number' ? time * 1000 : Date.parse(time);
  return Number.isFinite(instant) ? instant : null;
}

/**
 * When something was done last. `upTo`: the files name every time that it was, up to then. Ages are
 * rounded to what is worse for us: up by now, down for when the files were made. A time that is still
 * to come tells nothing of when it was.
 */
export function recencyOf(
  done: readonly Done[],
  upTo: number | null,
  now: Date,
  unit: number,
): Recency {
  const since = cutShort([], NOT_SHOWN);
  const past = done.filter(({ at }) => at <= now.getTime() + CLOCK_SKEW);
  const until = past.length === done.length ? upTo : null;
  const last = past.reduce<Done | null>((a, b) => (a !== null && a.at >= b.at ? a : b), null);
  if (last === null) {
    const known = until === null ? null : false;
    return { known, last: null, age: null, ageWhenExported: null, since };
  }
  const { id, at } = last;
  return {
    known: true,
    last: id,
    age: Math.max(0, Math.ceil(((now.getTime() - at) / unit) * 100) / 100),
    ageWhenExported:
      until === null ? null : Math.max(0, Math.floor(((until - at) / unit) * 100) / 100),
    since,
  };
}

const NOT_SHOWN: Problem = {
  code: 'not-requested',
  detail: 'the exports do not show what was done after they were made',
};
