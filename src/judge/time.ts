import { z } from 'zod';

const Instant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

const UNITS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

/** Milliseconds since 1970 of an ISO date (its midnight, UTC) or date and time; null if it is none. */
export const instantOf = (text: string): number | null =>
  Instant.safeParse(text).success ? Date.parse(text) : null;

/** An instant, or `now` with days, hours, minutes or seconds added or taken away (`now+30d`). */
export function timeOf(text: string, now: Date): number | null {
  const match = /^now(?:([+-])(\d{1,6})([dhms]))?$/.exec(text);
  if (match === null) return instantOf(text);
  const [, sign, amount, unit = ''] = match;
  const distance = Number(amount ?? 0) * (UNITS[unit] ?? 0);
  return now.getTime() + (sign === '-' ? -distance : distance);
}
