import { z } from 'zod';
import { Outcome, Severity } from '../judge/finding.ts';
import { AREAS } from '../evidence/kind.ts';
import { ClaimResult, DisposedFinding } from './result.ts';

/**
 * What became of a finding since an earlier report:
 * `new` fails now and was not known before; `regressed` fails now and did not; `fixed` failed and is
 * settled well now; `absent` is not judged any more; `updated` changed in any other way.
 */
export const ChangeState = z.enum(['new', 'regressed', 'fixed', 'absent', 'updated', 'unchanged']);
export type ChangeState = z.infer<typeof ChangeState>;

/** Why: what was seen, a waiver, the rule or its parameters, the targets, or that it was not seen. */
export const ChangeCause = z.enum(['result', 'waiver', 'rules', 'target', 'sight']);
export type ChangeCause = z.infer<typeof ChangeCause>;

const Judged = z.strictObject({
  outcome: Outcome,
  effective: DisposedFinding.shape.effective,
});

/** One rule at one target, before and after; null on the side that did not judge it. */
export const Change = z.strictObject({
  rule: z.string(),
  target: z.string(),
  area: z.enum(AREAS),
  severity: Severity,
  title: z.string(),
  state: ChangeState.exclude(['unchanged']),
  why: z.array(ChangeCause),
  before: Judged.nullable(),
  after: Judged.nullable(),
  /** One sentence: what changed and why. */
  reason: z.string(),
});
export type Change = z.infer<typeof Change>;

const Interval = z.strictObject({
  letter: z.string().nullable(),
  ceiling: z.string(),
  floor: z.string(),
});

/** A report against an earlier one. */
export const Comparison = z.strictObject({
  before: z.strictObject({
    id: z.string(),
    now: z.iso.datetime(),
    version: z.string(),
    rulesHash: z.string(),
    profile: z.string(),
  }),
  /** What has to be known to read it: other rules, another profile, another version of assay. */
  remarks: z.array(z.string()),
  counts: z.record(ChangeState, z.int()),
  /** Those that changed: of the deployment (`overall`), of groups, and of areas with their targets. */
  grades: z.array(
    z.strictObject({
      what: z.string(),
      target: z.string().nullable(),
      before: Interval.nullable(),
      after: Interval.nullable(),
    }),
  ),
  /** All but those unchanged, what got worse first. */
  changes: z.array(Change),
  /** Sentences whose verdict changed. */
  claims: z.array(
    z.strictObject({
      id: z.string(),
      quote: z.string(),
      before: ClaimResult.shape.verdict.nullable(),
      after: ClaimResult.shape.verdict.nullable(),
    }),
  ),
});
export type Comparison = z.infer<typeof Comparison>;
