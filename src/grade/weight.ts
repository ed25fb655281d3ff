import type { Finding, Severity } from '../judge/finding.ts';
import type { AreaGrade } from './grade.ts';
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

/** What a grade needs to know of a rule besides its findings. */
export interface GradedRule {
  readonly id: string;
  /** Empty where the scheme's own caps hold. */
  readonly caps: readonly { readonly letter: Letter; readonly reason?: string | undefined }[];
  readonly deduction?: number | undefined;
}

/** One way of adding up, put to one target. */
export interface Method {
  readonly weigh: (finding: Finding) => Weight;
  /** With the most and the least favourable reading of facts that are not settled. */
  readonly best: Verdict;
  readonly worst: Verdict;
  /** What the letter would be at least, were some of the failed rules mended. */
  readonly mended: Verdict;
  /** Whether a rule that is not settled leaves the letter open. */
  readonly matters: (weight: Weight) => boolean;
  readonly categories: AreaGrade['categories'];
  /** What besides rules is not settled. */
  readonly unsettled: AreaGrade['unsettled'];
}

/** Letters that a score alone can earn, best first. */
const SCORED = ['A', 'B', 'C', 'D', 'E'] as const;

/** The letter that a score earns. */
export const letterOf = (
  score: number,
  letters: Readonly<Record<(typeof SCORED)[number], number>>,
): Letter => SCORED.find((letter) => score >= letters[letter]) ?? 'F';

/** Caps with a reason each. */
export const reasoned = (caps: GradedRule['caps'], { title }: Finding): Weight['caps'] =>
  caps.map(({ letter, reason = `fails "${title}"` }) => ({ letter, reason }));
