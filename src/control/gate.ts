import { SEVERITIES, type GateCondition } from '../document/scale.ts';
import { AREAS, type Area } from '../evidence/kind.ts';
import type { Grades } from '../grade/grade.ts';
import { atLeast, weakest, type Interval, type Letter } from '../grade/letter.ts';
import type { Severity } from '../judge/finding.ts';
import type { Comparison } from './comparison.ts';
import { conditionVerdicts } from './gate-conditions.ts';
import { bySeverity, outcomeOf, type Verdict } from './gate-verdict.ts';
import type { AttestationResult, ClaimResult, DisposedFinding, Gate, GateAsked } from './result.ts';

/** What an area must reach, as far as anything is asked. */
interface Demand {
  readonly minGrade?: Letter | null | undefined;
  readonly failOn?: Severity | null | undefined;
}

/** What the deployment must reach; null where nothing is asked. */
export interface GateOptions extends Demand {
  readonly minGrade: Letter | null;
  readonly failOn: Severity | null;
  /** What could not be settled does not hold up `failOn` and conditions; the grade stays an interval. */
  readonly allowInconclusive: boolean;
  /** What fails besides, whatever its severity. */
  readonly conditions?: readonly GateCondition[];
  /** What single areas must reach besides: they can be asked for more, never for less. */
  readonly areas?: Readonly<Partial<Record<Area, Demand | undefined>>>;
}

/** What a gate is decided on: raw grades, effective findings, and what became of all statements. */
export interface Judged {
  readonly grades: Pick<Grades, 'overall' | 'areas'>;
  readonly findings: readonly DisposedFinding[];
  /** With those that only controls and a security page are held against. */
  readonly all: readonly DisposedFinding[];
  readonly claims: readonly ClaimResult[];
  readonly attestations: readonly AttestationResult[];
  readonly comparison: Comparison | null;
}

/** Decides the gate: a failure outranks what is undecided, and that a pass. */
export function decideGate(options: GateOptions, judged: Judged): Gate {
  const verdicts: readonly Verdict[] = isJudged(judged.all)
    ? [
        ...wholeVerdicts(options, judged),
        ...areaVerdicts(options, judged),
        ...conditionVerdicts(options, judged),
      ]
    : [NOTHING];
  const ordered = OUTRANKING.flatMap((code) =>
    verdicts.filter(({ exitCode }) => exitCode === code),
  );
  const exitCode = ordered[0]?.exitCode ?? 0;
  return {
    asked: askedBy(options),
    passed: PASSED[exitCode],
    exitCode,
    reasons: ordered.length === 0 ? ['no gate given'] : ordered.map(({ reason }) => reason),
  };
}

/** The same with nothing left out, as the report keeps it. */
function askedBy({
  minGrade,
  failOn,
  allowInconclusive,
  conditions,
  areas,
}: GateOptions): GateAsked {
  const ofAreas = AREAS.flatMap((area) => {
    const demand = areas?.[area];
    if (demand === undefined) return [];
    return [[area, { minGrade: demand.minGrade ?? null, failOn: demand.failOn ?? null }] as const];
  });
  return {
    minGrade,
    failOn,
    allowInconclusive,
    conditions: [...(conditions ?? [])],
    areas: Object.fromEntries(ofAreas),
  };
}

/** Exit codes, the one that outranks the others first. */
const OUTRANKING = [1, 3, 0] as const;

const PASSED = { 0: true, 1: false, 3: null } as const;

const isJudged = (findings: readonly DisposedFinding[]): boolean =>
  findings.some(({ outcome }) => outcome === 'pass' || outcome === 'fail');

/** The whole, or one area of it. */
interface Scope {
  readonly area: Area | null;
  readonly grade: Interval | null;
  readonly findings: readonly DisposedFinding[];
}

function demandVerdicts(
  { minGrade = null, failOn = null }: Demand,
  allowInconclusive: boolean,
  scope: Scope,
): readonly Verdict[] {
  return [
    ...(minGrade === null ? [] : [gradeVerdict(minGrade, scope)]),
    ...(failOn === null ? [] : severityVerdicts(failOn, allowInconclusive, scope)),
  ];
}

/** What only the page and controls are held against says nothing of the profile. */
function wholeVerdicts(options: GateOptions, { grades, findings }: Judged): readonly Verdict[] {
  const verdicts = demandVerdicts(options, options.allowInconclusive, {
    area: null,
    grade: grades.overall,
    findings,
  });
  return verdicts.length === 0 || isJudged(findings) ? verdicts : [NOTHING];
}

const NOTHING: Verdict = { exitCode: 3, reason: 'nothing could be judged' };

/** Each area by its weakest target; one that nothing could be judged in is undecided. */
function areaVerdicts(
  { areas = {}, allowInconclusive }: GateOptions,
  { grades, findings }: Judged,
): readonly Verdict[] {
  return AREAS.flatMap((area) => {
    const demand = areas[area];
    if (demand === undefined) return [];
    const own = findings.filter((finding) => finding.area === area);
    const grade = weakest(grades.areas.filter((one) => one.area === area));
    const verdicts: readonly Verdict[] = isJudged(own)
      ? demandVerdicts(demand, allowInconclusive, { area, grade, findings: own })
      : [NOTHING];
    return verdicts.map(({ exitCode, reason }) => ({ exitCode, reason: `${area}: ${reason}` }));
  });
}

function gradeVerdict(minGrade: Letter, { area, grade, findings }: Scope): Verdict {
  if (grade === null) return { exitCode: 3, reason: 'nothing could be graded' };
  const { letter, ceiling, floor } = grade;
  const asked = `${area === null ? '--min-grade' : 'minGrade'} ${minGrade}`;
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
    reason: `grade lies between ${floor} and ${ceiling}${count === 0 ? '' : `: ${count} ${count === 1 ? 'rule' : 'rules'} not settled`}`,
  };
}

/** What an effective status is to `failOn`; the raw outcome, which is the grade's, is nothing to it. */
export const COUNTS: Readonly<Record<DisposedFinding['effective'], 'fails' | 'open' | 'passes'>> = {
  pass: 'passes',
  fail: 'fails',
  inconclusive: 'open',
  waived: 'passes',
  'not-applicable': 'passes',
  // Speaks for itself in controls and sentences: no look can settle it.
  manual: 'passes',
};

function severityVerdicts(
  failOn: Severity,
  allowInconclusive: boolean,
  { area, findings }: Scope,
): readonly Verdict[] {
  const asked = `>= ${area === null ? '--fail-on' : 'failOn'} ${failOn}`;
  const weighty = findings.filter(
    ({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn),
  );
  const [failed, open] = (['fails', 'open'] as const).map((count) =>
    weighty.filter(({ effective }) => COUNTS[effective] === count),
  );
  return outcomeOf(allowInconclusive, {
    failed: failed?.length ? `${bySeverity(failed, 'finding')} ${asked}` : null,
    open: open?.length ? `${bySeverity(open, 'finding')} ${asked} not settled` : null,
    passed: `no finding ${asked}`,
  });
}
