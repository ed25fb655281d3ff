const DAY_MS = 86_400_000;

/** The day of an instant in UTC. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
