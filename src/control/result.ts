import { z } from 'zod';
import { Finding, Outcome } from '../judge/finding.ts';

/** A finding after waivers: the raw outcome stays, `effective` is what the gate counts. */
export const DisposedFinding = Finding.extend({
  disposition: z
    .strictObject({
      type: z.enum(['waiver', 'expired-waiver']),
      id: z.string(),
      justification: z.string(),
      expires: z.iso.date(),
    })
    .optional(),
  effective: z.enum([...Outcome.options, 'waived']),
});
export type DisposedFinding = z.infer<typeof DisposedFinding>;

/** A documented control and what its rules found. */
export const ControlResult = z.strictObject({
  id: z.string(),
  /** Of the statement: a later one may ask for more. */
  version: z.int(),
  statement: z.string(),
  status: z.enum(['met', 'not-met', 'partly-met', 'attested', 'not-assessed', 'inherited']),
  /** `rule@target` of the findings it rests on. */
  findings: z.array(z.string()),
  frameworks: z.record(z.string(), z.array(z.string())),
});
export type ControlResult = z.infer<typeof ControlResult>;

/** A waiver of the configuration and what it met. */
export const WaiverResult = z.strictObject({
  id: z.string(),
  rule: z.string(),
  targets: z.array(z.string()),
  type: z.string(),
  justification: z.string(),
  approvedBy: z.string(),
  approvedAt: z.iso.date(),
  expires: z.iso.date(),
  state: z.enum(['active', 'pending', 'expired', 'not-needed', 'unmatched']),
});
export type WaiverResult = z.infer<typeof WaiverResult>;

/** The only reason of a gate that was given nothing to decide; it passes, and means nothing. */
export const NO_GATE = 'no gate given';

/** Whether the gate lets the deployment pass: true, false or null (undecided) go with 0, 1 or 3. */
export const Gate = z.strictObject({
  passed: z.boolean().nullable(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  reasons: z.array(z.string()),
});
export type Gate = z.infer<typeof Gate>;
