import { z } from 'zod';
import { Outcome, Severity } from '../judge/finding.ts';
import { AREAS } from '../evidence/kind.ts';
import { Letter } from '../grade/letter.ts';
import { ClaimResult, DisposedFinding } from './result.ts';

/**
 * What became of a finding since an earlier report. Only what is seen to pass is `fixed`; a failure
 * that a waiver covers, that was not seen or that the rule does not look for any more is `updated`.
 */
export const ChangeState = z.enum([
  /** Fails now, and was not known to pass under the same expectation: not judged, or not settled. */
  'new',
  /** Fails now and passed, did not apply or was waived before. */
  'regressed',
  /** Failed, waived or not, and passes now. */
  'fixed',
  /** Was judged and is not judged now. */
  'absent',
  /** Changed in any other way. */
  'updated',
  'unchanged',
]);
export type ChangeState = z.infer<typeof ChangeState>;

/** Why a finding is not what it was. The state alone says whether it got worse. */
export const ChangeCause = z.enum([
  /** Something else was seen. */
  'result',
  /** A waiver came, went, ended or was replaced. */
  'waiver',
  /** The rule: its expectation, parameters or severity, or that it is judged at all. */
  'rules',
  /** The target was not audited on one side, or has another role. */
  'target',
  /** It could not be settled on one side. */
  'sight',
]);
export type ChangeCause = z.infer<typeof ChangeCause>;

const Judged = z.strictObject({
  outcome: Outcome,
  effective: DisposedFinding.shape.effective,
});
export type Judged = z.infer<typeof Judged>;

/** One rule at one target, before and after; null on the side that did not judge it. */
export const Change = z.strictObject({
  rule: z.string(),
  /** Of a target that has moved, its id in the later report. */
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
  letter: Letter.nullable(),
  ceiling: Letter,
  floor: Letter,
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
  /** What has to be known to read it: other rules, another profile, a target that has moved. */
  remarks: z.array(z.string()),
  /** Of findings, by what became of them. */
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
