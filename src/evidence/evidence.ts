import { z } from 'zod';
import { observationOf } from './observation.ts';

/** What looking cost. */
export const Cost = z.strictObject({
  connections: z.int(),
  queries: z.int(),
  requests: z.int(),
  ms: z.int(),
});
export type Cost = z.infer<typeof Cost>;

/** One thing looked at: what for, when, what came back. */
export const Evidence = z.strictObject({
  id: z.string(),
  kind: z.string(),
  /** Id of the target. */
  target: z.string(),
  /** The address looked at, where the target has one for each connection. */
  address: z.string().optional(),
  observedAt: z.iso.datetime(),
  observation: observationOf(z.unknown()),
  cost: Cost,
});
export type Evidence = z.infer<typeof Evidence>;

/** One thing derived, with the ids of the evidence it was derived from. */
export const Fact = z.strictObject({
  kind: z.string(),
  target: z.string(),
  address: z.string().optional(),
  from: z.array(z.string()),
  observation: observationOf(z.unknown()),
});
export type Fact = z.infer<typeof Fact>;
