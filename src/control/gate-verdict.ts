import { SEVERITIES } from '../document/scale.ts';
import type { Severity } from '../judge/finding.ts';

/** What one condition of a gate says. */
export interface Verdict {
  readonly exitCode: 0 | 1 | 3;
  readonly reason: string;
}

/** What a condition found: sentences, or null where there is nothing of the kind. */
interface Outcome {
  readonly failed: string | null;
  readonly open: string | null;
  readonly passed: string;
}

/** What failed and what is open are both told; that it passed, where there is neither. */
export function outcomeOf(
  allowInconclusive: boolean,
  { failed, open, passed }: Outcome,
): readonly Verdict[] {
  if (failed === null && open === null) return [{ exitCode: 0, reason: passed }];
  return [
    ...(failed === null ? [] : [{ exitCode: 1, reason: failed } as const]),
    ...(open === null
      ? []
      : [
          {
            exitCode: allowInconclusive ? 0 : 3,
            reason: allowInconclusive ? `${open}, allowed` : open,
          } as const,
        ]),
  ];
}

/** `1 critical, 2 high findings`. */
export function bySeverity(
  weighed: readonly { readonly severity: Severity }[],
  noun: string,
): string {
  const counts = SEVERITIES.toReversed()
    .map((severity) => ({
      severity,
      count: weighed.filter((one) => one.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  return `${counts.join(', ')} ${weighed.length === 1 ? noun : `${noun}s`}`;
}
