import type { DisposedFinding } from '../control/result.ts';
import type { Report } from './report.ts';

/** How long it took to look at what a finding rests on, and when that began. */
export interface Look {
  /** Whole milliseconds. A look that several findings rest on counts for each in equal parts. */
  readonly ms: number;
  /** ISO time of the first look; the beginning of the run where there was none. */
  readonly at: string;
}

/** The looks behind each finding: their shares of one piece of evidence add up to what it took. */
export function looksOf(report: Report): (finding: DisposedFinding) => Look {
  const evidence = new Map(report.evidence.map((one) => [one.id, one]));
  const restingOn = Map.groupBy(
    report.findings.flatMap((finding) =>
      [...new Set(finding.evidence)].map((id) => ({ id, finding })),
    ),
    ({ id }) => id,
  );
  const shares = new Map<DisposedFinding, number>();
  for (const [id, uses] of restingOn) {
    const ms = evidence.get(id)?.cost.ms ?? 0;
    const each = Math.floor(ms / uses.length);
    for (const [index, { finding }] of uses.entries()) {
      const rest = index === 0 ? ms - each * uses.length : 0;
      shares.set(finding, (shares.get(finding) ?? 0) + each + rest);
    }
  }
  return (finding) => ({
    ms: shares.get(finding) ?? 0,
    at:
      finding.evidence.flatMap((id) => evidence.get(id)?.observedAt ?? []).toSorted()[0] ??
      report.startedAt,
  });
}
