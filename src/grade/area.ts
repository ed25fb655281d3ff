import { rulesAlong, type Scheme } from '../document/scheme.ts';
import { LETTERS } from '../document/scale.ts';
import type { Fact } from '../evidence/evidence.ts';
import type { Target } from '../evidence/target.ts';
import type { Finding } from '../judge/finding.ts';
import { byDeductions } from './deductions.ts';
import type { AreaGrade } from './grade.ts';
import { interval, type Interval } from './letter.ts';
import { nextSteps } from './next.ts';
import { phaseOf } from './phase.ts';
import { byScores } from './scores.ts';
import type { GradedRule, Method, Weight } from './weight.ts';

/**
 * The grade of the scheme's area of one target; null where no rule applies that gives it a basis. Rules that are not
 * applicable or wait for an attestation count neither way.
 */
export function gradeArea(
  scheme: Scheme,
  target: Target,
  findings: readonly Finding[],
  rules: readonly GradedRule[],
  facts: readonly Fact[],
): AreaGrade | null {
  const along = rulesAlong(scheme);
  const own = findings.filter(
    (finding) =>
      finding.target === target.id &&
      (finding.area === scheme.area || along.includes(finding.rule)),
  );
  if (!own.some((finding) => COUNTED.includes(finding.outcome) && isBasis(scheme, finding)))
    return null;
  // A plus condition without any finding has not been shown; one not applicable stands open.
  const judged = new Set(own.filter(({ outcome }) => outcome !== 'manual').map(({ rule }) => rule));
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const method =
    scheme.method === 'scores'
      ? byScores(scheme, target, judged, byId, facts)
      : byDeductions(scheme, judged, byId);
  const failed = own.filter(({ outcome }) => outcome === 'fail').map(method.weigh);
  const open = own
    .filter(({ outcome }) => outcome === 'inconclusive')
    .map((finding) => ({ finding, weight: method.weigh(finding) }))
    .filter(({ weight }) => method.matters(weight));
  const all = [...failed, ...open.map(({ weight }) => weight)];
  const [best, worst] = [method.best(failed), method.worst(all)];
  return {
    area: scheme.area,
    target: target.id,
    scheme: `${scheme.id} ${scheme.version}`,
    ...interval(best.letter, worst.letter),
    score: { ceiling: best.score, floor: worst.score },
    categories: method.categories,
    trustIgnored: TRUST.includes(best.letter) ? trustIgnored(method, failed, all) : null,
    caps: failed
      .flatMap(({ rule, caps }) => caps.map((cap) => ({ rule, ...cap })))
      .filter(({ letter }) => letter !== 'A+')
      .sort((a, b) => LETTERS.indexOf(b.letter) - LETTERS.indexOf(a.letter)),
    next: nextSteps(failed, (still) =>
      still.length < failed.length ? method.mended(still) : method.best(still),
    ),
    unsettled: [
      ...open.map(({ finding: { rule, reason } }) => ({ rule, reason: reason ?? 'not settled' })),
      ...method.unsettled,
    ],
    phase: phaseOf(scheme, own),
    notAssessed: scheme.notAssessed,
  };
}

/** Whether a verdict on the rule is enough for a letter. */
const isBasis = (scheme: Scheme, { area, rule }: Finding): boolean =>
  scheme.method === 'deductions' && scheme.basis !== undefined
    ? scheme.basis.includes(rule)
    : area === scheme.area;

const COUNTED: readonly Finding['outcome'][] = ['pass', 'fail', 'inconclusive'];

/** Letters that say that nobody can know who the server is, whatever else may be said of it. */
const TRUST: readonly string[] = ['T', 'M'];

function trustIgnored(
  { best, worst }: Method,
  failed: readonly Weight[],
  all: readonly Weight[],
): Interval {
  const without = (weights: readonly Weight[]): readonly Weight[] =>
    weights.map((weight) => ({
      ...weight,
      caps: weight.caps.filter(({ letter }) => !TRUST.includes(letter)),
    }));
  return interval(best(without(failed)).letter, worst(without(all)).letter);
}
