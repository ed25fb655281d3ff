import { SEVERITIES } from '../document/scale.ts';
import type { GroupGrade } from '../grade/grade.ts';
import { atLeast, type Letter } from '../grade/letter.ts';
import type { Severity } from '../judge/finding.ts';
import type { DisposedFinding, Gate } from './result.ts';

/** What the deployment must reach; null and false where nothing is asked. */
export interface GateOptions {
  readonly minGrade: Letter | null;
  readonly failOn: Severity | null;
  /** Rules that could not be settled do not hold up `failOn`; the grade stays an interval. */
  readonly allowInconclusive: boolean;
}

type Overall = Omit<GroupGrade, 'group'>;

interface Verdict {
  readonly exitCode: 0 | 1 | 3;
  readonly reason: string;
}

/** Decides the gate: a failure outranks what is undecided, and that a pass. */
export function decideGate(
  { minGrade, failOn, allowInconclusive }: GateOptions,
  overall: Overall | null,
  findings: readonly DisposedFinding[],
  /** With those that only controls and a security page are held against. */
  all: readonly DisposedFinding[] = findings,
): Gate {
  const judged = all.some(({ outcome }) => outcome === 'pass' || outcome === 'fail');
  const verdicts: Verdict[] = judged
    ? [
        ...(minGrade === null ? [] : [gradeVerdict(minGrade, overall, findings)]),
        ...(failOn === null ? [] : severityVerdicts(failOn, allowInconclusive, findings)),
      ]
    : [{ exitCode: 3, reason: 'nothing could be judged' }];
  const ordered = OUTRANKING.flatMap((code) =>
    verdicts.filter(({ exitCode }) => exitCode === code),
  );
  const exitCode = ordered[0]?.exitCode ?? 0;
  return {
    passed: PASSED[exitCode],
    exitCode,
    reasons: ordered.length === 0 ? ['no gate given'] : ordered.map(({ reason }) => reason),
  };
}

/** Exit codes, the one that outranks the others first. */
const OUTRANKING = [1, 3, 0] as const;

const PASSED = { 0: true, 1: false, 3: null } as const;

function gradeVerdict(
  minGrade: Letter,
  overall: Overall | null,
  findings: readonly DisposedFinding[],
): Verdict {
  if (overall === null) return { exitCode: 3, reason: 'nothing could be graded' };
  const { letter, ceiling, floor } = overall;
  const asked = `--min-grade ${minGrade}`;
  if (!atLeast(ceiling, minGrade)) {
    return { exitCode: 1, reason: `grade ${letter ?? `${ceiling} at best`} < ${asked}` };
  }
  if (atLeast(floor, minGrade)) {
    return { exitCode: 0, reason: `grade ${letter ?? `${floor} at least`} >= ${asked}` };
  }
  const open = findings.filter(({ outcome }) => outcome === 'inconclusive');
  const count = new Set(open.map(({ rule }) => rule)).size;
  return {
    exitCode: 3,
    reason: `grade lies between ${floor} and ${ceiling}: ${count} ${count === 1 ? 'rule' : 'rules'} not settled`,
  };
}

function severityVerdicts(
  failOn: Severity,
  allowInconclusive: boolean,
  findings: readonly DisposedFinding[],
): Verdict[] {
  const asked = `>= --fail-on ${failOn}`;
  const weighty = findings.filter(
    ({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn),
  );
  const effectively = (effective: DisposedFinding['effective']): readonly DisposedFinding[] =>
    weighty.filter((finding) => finding.effective === effective);
  const [failed, open] = [effectively('fail'), effectively('inconclusive')];
  const verdicts: Verdict[] = [];
  if (failed.length > 0) {
    verdicts.push({ exitCode: 1, reason: `${bySeverity(failed)} ${asked}` });
  }
  if (open.length > 0) {
    verdicts.push({
      exitCode: allowInconclusive ? 0 : 3,
      reason: `${bySeverity(open)} ${asked} not settled${allowInconclusive ? ', allowed' : ''}`,
    });
  }
  return verdicts.length > 0 ? verdicts : [{ exitCode: 0, reason: `no finding ${asked}` }];
}

/** `1 critical, 2 high findings`. */
function bySeverity(findings: readonly DisposedFinding[]): string {
  const counts = SEVERITIES.toReversed()
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  return `${counts.join(', ')} ${findings.length === 1 ? 'finding' : 'findings'}`;
}
