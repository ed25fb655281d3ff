import { AREAS, FILED_AREAS } from '../evidence/kind.ts';
import type { Target } from '../evidence/target.ts';
import { SEVERITIES } from '../document/scale.ts';
import { rulesAlong, type Scheme } from '../document/scheme.ts';
import type { Fact } from '../evidence/evidence.ts';
import type { Finding } from '../judge/finding.ts';
import { gradeArea } from './area.ts';
import type { AreaGrade, Grades } from './grade.ts';
import { rank, weakest, type Interval } from './letter.ts';
import type { GradedRule } from './weight.ts';

/**
 * Every grade of a run. A promise is as good as its weakest part: groups and the whole have the
 * weakest of their area grades, never a mean. A finding of an area without a scheme, of a rule that
 * none has judged along, is a RangeError.
 */
export function gradeDeployment(
  schemes: readonly Scheme[],
  targets: readonly Target[],
  findings: readonly Finding[],
  rules: readonly GradedRule[],
  facts: readonly Fact[],
): Grades {
  const along = schemes.flatMap(rulesAlong);
  const ungraded = findings.find(
    ({ area, rule }) =>
      !FILED_AREAS.includes(area) &&
      !along.includes(rule) &&
      !schemes.some((scheme) => scheme.area === area),
  );
  if (ungraded !== undefined) throw new RangeError(`no grading scheme for ${ungraded.area}`);
  const inOrder = AREAS.flatMap((area) => schemes.filter((scheme) => scheme.area === area));
  const graded = targets.map((target) => ({
    group: groupOf(target),
    areas: inOrder.flatMap((scheme) => gradeArea(scheme, target, findings, rules, facts) ?? []),
  }));
  const reasons = (areas: readonly AreaGrade[], of: Interval): string[] =>
    areas.filter((area) => holdsDown(area, of)).map((area) => sentence(area, targets, findings));
  const areas = graded.flatMap((target) => target.areas);
  const overall = weakest(areas);
  const groups = [...new Set(graded.map(({ group }) => group))].flatMap((group) => {
    const own = graded.filter((target) => target.group === group).flatMap((target) => target.areas);
    const grade = weakest(own);
    return grade === null ? [] : [{ group, ...grade, reasons: reasons(own, grade) }];
  });
  return {
    overall: overall === null ? null : { ...overall, reasons: reasons(areas, overall) },
    groups,
    areas,
  };
}

/** Web targets are grouped by their role, everything else by what it is. */
function groupOf({ kind, role }: Target): string {
  switch (kind) {
    case 'web':
      return role ?? 'web';
    case 'mail':
    case 'smtp':
      return 'mail';
    case 'tls':
    case 'zone':
    case 'account':
    case 'organisation':
      return kind;
  }
}

/** Whether an area grade stands at the weakest end; an A+ holds nothing down. */
function holdsDown(area: AreaGrade, of: Interval): boolean {
  if (rank(area.floor) === 0) return false;
  if (rank(area.ceiling) === rank(of.ceiling) && rank(of.ceiling) > 0) return true;
  return of.letter === null && area.letter === null && rank(area.floor) === rank(of.floor);
}

/** `mail of example.com is F: anyone may send`, or between which letters it lies. */
function sentence(
  area: AreaGrade,
  targets: readonly Target[],
  findings: readonly Finding[],
): string {
  const target = targets.find(({ id }) => id === area.target);
  const subject = `${area.area} of ${target?.port === null ? target.host : (target?.uri ?? area.target)}`;
  if (area.letter === null) {
    const { length } = area.unsettled;
    const rules = length === 1 ? 'rule' : 'rules';
    return `${subject} lies between ${area.floor} and ${area.ceiling}: ${length} ${rules} not settled`;
  }
  const because = causesOf(area, findings);
  const more = because.length > NAMED ? [`${because.length - NAMED} more`] : [];
  const named = [...because.slice(0, NAMED), ...more].join('; ');
  return `${subject} is ${area.letter}${named === '' ? '' : `: ${named}`}`;
}

/** Causes that a sentence names. */
const NAMED = 3;

/** The caps that bind; where none does, the failed rules, worst first. */
function causesOf(area: AreaGrade, findings: readonly Finding[]): readonly string[] {
  const binding = area.caps.filter(({ letter }) => rank(letter) >= rank(area.ceiling));
  if (binding.length > 0) return [...new Set(binding.map(({ reason }) => reason))];
  return findings
    .filter(
      (finding) =>
        finding.outcome === 'fail' && finding.target === area.target && finding.area === area.area,
    )
    .sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
    .map(({ title }) => `fails "${title}"`);
}
