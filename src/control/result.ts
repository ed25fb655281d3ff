import { z } from 'zod';
import { REQUIREMENT_LEVELS } from '../document/framework.ts';
import { GATE_CONDITIONS } from '../document/scale.ts';
import { AREAS } from '../evidence/kind.ts';
import { Letter } from '../grade/letter.ts';
import { Finding, Outcome, Severity } from '../judge/finding.ts';

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

/** What became of one way in which a control or a sentence is settled. */
export const PartState = z.enum([
  'pass',
  'fail',
  /** Some of it passed, the rest is not settled. */
  'partly',
  'inconclusive',
  /** Nothing was there that could be judged: no target or file of its kind. */
  'not-looked-at',
  'not-applicable',
  'attested',
]);
export type PartState = z.infer<typeof PartState>;

/** A control or sentence taken apart; null where it has no such part. */
export const Parts = z.strictObject({
  /** Seen from outside. */
  seen: PartState.nullable(),
  /** In exports and registers. */
  filed: PartState.nullable(),
  /** What a person has to state. */
  stated: PartState.nullable(),
});
export type Parts = z.infer<typeof Parts>;

/** A documented control and what settles it. */
export const ControlResult = z.strictObject({
  id: z.string(),
  /** Of the control: a later one may ask for more. */
  revision: z.int(),
  title: z.string(),
  statement: z.string(),
  assurance: z.enum(['automatic', 'partial', 'evidence', 'attestation']),
  status: z.enum(['met', 'not-met', 'partly-met', 'attested', 'not-assessed', 'inherited']),
  parts: Parts,
  /** One sentence for each thing that decided or is missing. */
  reasons: z.array(z.string()),
  /** `rule@target` of the findings it rests on. */
  findings: z.array(z.string()),
  /** Ids of attestations that speak for it. */
  attestations: z.array(z.string()),
  frameworks: z.record(z.string(), z.array(z.string())),
});
export type ControlResult = z.infer<typeof ControlResult>;

/** A documented sentence against the deployment. */
export const ClaimResult = z.strictObject({
  id: z.string(),
  /** Id of the claim sheet. */
  source: z.string(),
  quote: z.string(),
  line: z.int().nullable(),
  by: z.enum(['vendor', 'customer', 'provider']),
  assurance: z.enum(['automatic', 'partial', 'evidence', 'attestation']),
  verdict: z.enum(['confirmed', 'partly-confirmed', 'contradicted', 'attested', 'not-testable']),
  parts: Parts,
  reasons: z.array(z.string()),
  /** Wording that has lost its meaning: since when, and why. */
  stale: z.array(
    z.strictObject({
      rule: z.string(),
      since: z.string().nullable(),
      reason: z.string(),
      /** What to write. */
      instead: z.string(),
    }),
  ),
  /** About the wording; not a verdict. */
  note: z.string().nullable(),
  controls: z.array(z.string()),
  /** What its rules found, under the parameters that the words fix. */
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      target: z.string(),
      outcome: Outcome,
      title: z.string(),
      expected: z.string(),
      /** Waiver of the finding: shown beside the verdict, which it does not change. */
      waiver: z.string().nullable(),
    }),
  ),
  attestations: z.array(z.string()),
});
export type ClaimResult = z.infer<typeof ClaimResult>;

/** A requirement of a framework with the controls that support it. */
export const RequirementResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  level: z.enum(REQUIREMENT_LEVELS).nullable(),
  /** `not-covered`: this tool has no control for it. */
  status: z.enum(['met', 'not-met', 'partly-met', 'attested', 'not-assessed', 'not-covered']),
  controls: z.array(z.strictObject({ id: z.string(), supporting: z.boolean() })),
  /** Parameters that were loosened below the framework's floor; supporting controls that fail. */
  reasons: z.array(z.string()),
});
export type RequirementResult = z.infer<typeof RequirementResult>;

/** A framework, requirement by requirement. */
export const FrameworkResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  /** A proposed rule is never mixed with those in force. */
  status: z.enum(['in-force', 'proposed']),
  notice: z.string(),
  partial: z.string().nullable(),
  requirements: z.array(RequirementResult),
});
export type FrameworkResult = z.infer<typeof FrameworkResult>;

/** An attestation of the configuration and what it met. */
export const AttestationResult = z.strictObject({
  id: z.string(),
  control: z.string(),
  claims: z.array(z.string()),
  status: z.enum(['pass', 'fail', 'not-applicable']),
  statement: z.string(),
  attestedBy: z.string(),
  attestedAt: z.iso.date(),
  expires: z.iso.date(),
  state: z.enum(['active', 'pending', 'expired', 'ignored', 'unmatched', 'invalid']),
  /** Why it does not count, or what is to be watched: near its end, an older revision. */
  remarks: z.array(z.string()),
  evidence: z.array(z.strictObject({ path: z.string(), sha256: z.string(), kind: z.string() })),
});
export type AttestationResult = z.infer<typeof AttestationResult>;

/** A waiver and what it met. */
export const WaiverResult = z.strictObject({
  id: z.string(),
  /** Null where it is for a control. */
  rule: z.string().nullable(),
  /** Id of the control all of whose rules it is for; null where it is for a rule. */
  control: z.string().nullable(),
  /** Empty where it is for all targets. */
  targets: z.array(z.string()),
  type: z.string(),
  owner: z.string().nullable(),
  justification: z.string(),
  approvedBy: z.string(),
  approvedAt: z.iso.date(),
  expires: z.iso.date(),
  /** By when it is to be mended, and where that is followed up. */
  remediation: z
    .strictObject({ due: z.iso.date().nullable(), ticket: z.string().nullable() })
    .nullable(),
  state: z.enum(['active', 'pending', 'expired', 'not-needed', 'unmatched', 'invalid']),
  /** Why it does not count, or what is to be watched: near its end, an older revision. */
  remarks: z.array(z.string()),
  evidence: z.array(z.strictObject({ path: z.string(), sha256: z.string(), kind: z.string() })),
});
export type WaiverResult = z.infer<typeof WaiverResult>;

/** The only reason of a gate that was given nothing to decide; it passes, and means nothing. */
export const NO_GATE = 'no gate given';

const Demand = z.strictObject({ minGrade: Letter.nullable(), failOn: Severity.nullable() });

/** What a gate was asked, flags and configuration together: null and empty where nothing was. */
const GateAsked = Demand.extend({
  allowInconclusive: z.boolean(),
  conditions: z.array(z.enum(GATE_CONDITIONS)),
  areas: z.partialRecord(z.enum(AREAS), Demand),
});
export type GateAsked = z.infer<typeof GateAsked>;

/** Whether the gate lets the deployment pass: true, false or null (undecided) go with 0, 1 or 3. */
export const Gate = z.strictObject({
  /** With it the gate can be decided again. */
  asked: GateAsked,
  passed: z.boolean().nullable(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  reasons: z.array(z.string()),
});
export type Gate = z.infer<typeof Gate>;
