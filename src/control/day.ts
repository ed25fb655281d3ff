const DAY_MS = 86_400_000;

/** From this many days on it is said that something ends. */
export const NEAR_DAYS = 30;

/** The day of an instant in UTC, in which days begin and end here. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Whole days from one day to another. */
export const daysFrom = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
