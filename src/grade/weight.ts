import type { Severity } from '../judge/finding.ts';
import type { Letter } from './letter.ts';

/** A rule as it weighs when it fails. */
export interface Weight {
  readonly rule: string;
  readonly severity: Severity;
  readonly deduction: number;
  readonly caps: readonly { readonly letter: Letter; readonly reason: string }[];
}

/** The score and letter when exactly `failed` have failed. */
export type Verdict = (failed: readonly Weight[]) => {
  readonly score: number;
  readonly letter: Letter;
};
