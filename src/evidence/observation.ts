import { z } from 'zod';
import { Problem } from './problem.ts';

/**
 * What was found out about one thing: `present` with a value, `absent` (looked, and it is not
 * there: a fact about the target) or `unavailable` (a Problem: a fact about us).
 */
export type Observation<T = unknown> =
  | { readonly status: 'present'; readonly value: T }
  | { readonly status: 'absent'; readonly how: string }
  | { readonly status: 'unavailable'; readonly problem: Problem };

const Absent = z.strictObject({ status: z.literal('absent'), how: z.string() });
const Unavailable = z.strictObject({ status: z.literal('unavailable'), problem: Problem });

/** The schema of an Observation whose value has the schema given. */
export const observationOf = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('present'), value }),
    Absent,
    Unavailable,
  ]);

export const present = <T>(value: T): Observation<T> => ({ status: 'present', value });
export const absent = (how: string): Observation<never> => ({ status: 'absent', how });
export const unavailable = (problem: Problem): Observation<never> => ({
  status: 'unavailable',
  problem,
});
