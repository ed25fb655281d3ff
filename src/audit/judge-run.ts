import type { CheckedAttestation } from '../control/attestation.ts';
import type { GateOptions } from '../control/gate.ts';
import type { Comparison } from '../control/comparison.ts';
import type { ResolvedProfile } from '../control/profile.ts';
import type { CheckedWaiver } from '../control/waiver.ts';
import type { ClaimSheet } from '../document/claims.ts';
import type { About } from '../evidence/about.ts';
import type { Report } from '../report/report.ts';
import type { Pack } from './pack.ts';

/** What a bundle is judged by, besides the pack. */
export interface JudgeRun {
  readonly pack: Pack;
  readonly profile: ResolvedProfile;
  /** With the digests of their evidence files checked. */
  readonly waivers: readonly CheckedWaiver[];
  /** Likewise. */
  readonly attestations?: readonly CheckedAttestation[];
  readonly claims?: ClaimsRun | null;
  readonly gate: GateOptions;
  /** Overrides the bundle's own time. */
  readonly now: Date | null;
  readonly version: string;
  /** Who and what the report is for. */
  readonly about?: About;
  /** An earlier report, which this one is held against. */
  readonly baseline?: Report | null;
  /** Stands where there is no `baseline`: a comparison that was made with one. */
  readonly comparison?: Comparison | null;
}

/** A security page and what is known of it besides. */
export interface ClaimsRun {
  readonly sheet: ClaimSheet;
  /** Targets that a sentence is about alone: claim id to target ids. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
}
