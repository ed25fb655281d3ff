import { z } from 'zod';
import { SEVERITIES } from '../document/scale.ts';
import { AREAS } from '../evidence/kind.ts';

export { SEVERITIES };
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** `manual`: only an attestation can settle it. */
export const Outcome = z.enum(['pass', 'fail', 'inconclusive', 'not-applicable', 'manual']);
export type Outcome = z.infer<typeof Outcome>;

export const Reference = z.strictObject({
  standard: z.string(),
  section: z.string().optional(),
});

/** What to do about a failed rule; other keys are snippets by product (nginx, Postfix, zone …). */
const Fix = z.object({ text: z.string() }).catchall(z.string());

/** An element of the evidence that decided: where it stands and what it is. */
export const Found = z.strictObject({
  where: z.string(),
  value: z.json(),
  address: z.string().optional(),
  /** What the element is called, where its kind has a name for it. */
  of: z.string().optional(),
});
export type Found = z.infer<typeof Found>;

/** What one rule says of one target, from raw evidence alone. */
export const Finding = z.strictObject({
  rule: z.string(),
  area: z.enum(AREAS),
  target: z.string(),
  outcome: Outcome,
  severity: Severity,
  title: z.string(),
  expected: z.string(),
  found: z.array(Found),
  /** Why the outcome is what it is; null where `found` says it: a value passed or failed. */
  reason: z.string().nullable(),
  /** Ids of the evidence it rests on. */
  evidence: z.array(z.string()),
  references: z.array(Reference),
  fix: Fix.nullable(),
});
export type Finding = z.infer<typeof Finding>;
