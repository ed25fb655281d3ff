import type { Scheme } from '../document/scheme.ts';
import { LETTERS, SEVERITIES } from '../document/scale.ts';
import type { Target } from '../evidence/target.ts';
import type { Finding } from '../judge/finding.ts';
import type { AreaGrade } from './grade.ts';
import { interval, worse, type Letter } from './letter.ts';
import { nextSteps } from './next.ts';
import type { Verdict, Weight } from './weight.ts';

/** What a grade needs to know of a rule besides its findings. */
export interface GradedRule {
  readonly id: string;
  /** Empty where the scheme's own caps hold. */
  readonly caps: readonly { readonly letter: Letter; readonly reason?: string | undefined }[];
  readonly deduction?: number | undefined;
}

/**
 * The grade of the scheme's area of one target; null where no rule applies. Rules that are not
 * applicable or wait for an attestation count neither way.
 */
export function gradeArea(
  scheme: Scheme,
  target: Target,
  findings: readonly Finding[],
  rules: readonly GradedRule[],
): AreaGrade | null {
  const own = findings.filter(
    (finding) => finding.target === target.id && finding.area === scheme.area,
  );
  const of = (outcome: Finding['outcome']): readonly Finding[] =>
    own.filter((finding) => finding.outcome === outcome);
  const [passed, failed, unknown] = [of('pass'), of('fail'), of('inconclusive')];
  if (passed.length + failed.length + unknown.length === 0) return null;

  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const weigh = (finding: Finding): Weight => weightOf(scheme, finding, byId.get(finding.rule));
  const weights = failed.map(weigh);
  // A plus condition without any finding has not been shown; one not applicable stands open.
  const seen = new Set(own.filter(({ outcome }) => outcome !== 'manual').map(({ rule }) => rule));
  const verdict: Verdict = (failures) => verdictOf(scheme, seen, failures);
  const best = verdict(weights);
  const worst = verdict([...weights, ...unknown.map(weigh)]);
  return {
    area: scheme.area,
    target: target.id,
    scheme: `${scheme.id} ${scheme.version}`,
    ...interval(best.letter, worst.letter),
    score: { ceiling: best.score, floor: worst.score },
    caps: weights
      .flatMap(({ rule, caps }) => caps.map((cap) => ({ rule, ...cap })))
      .filter(({ letter }) => letter !== 'A+')
      .sort((a, b) => LETTERS.indexOf(b.letter) - LETTERS.indexOf(a.letter)),
    next: nextSteps(weights, verdict),
    unsettled: unknown.map(({ rule, reason }) => ({ rule, reason: reason ?? 'not settled' })),
    notAssessed: scheme.notAssessed,
  };
}

function weightOf(scheme: Scheme, finding: Finding, rule: GradedRule | undefined): Weight {
  const usual = scheme.caps[finding.severity];
  const own = rule?.caps ?? [];
  const caps: GradedRule['caps'] =
    own.length > 0 || usual === undefined ? own : [{ letter: usual }];
  return {
    rule: finding.rule,
    severity: finding.severity,
    deduction: rule?.deduction ?? scheme.deductions[finding.severity],
    caps: caps.map(({ letter, reason = `fails "${finding.title}"` }) => ({ letter, reason })),
  };
}

/** Letters that a score alone can earn, best first. */
const SCORED = ['A', 'B', 'C', 'D', 'E'] as const;

function verdictOf(
  scheme: Scheme,
  seen: ReadonlySet<string>,
  failed: readonly Weight[],
): { score: number; letter: Letter } {
  const score = Math.max(
    0,
    failed.reduce((left, { deduction }) => left - deduction, 100),
  );
  const scored = SCORED.find((letter) => score >= scheme.letters[letter]) ?? 'F';
  const letter = scored === 'A' ? gradeOfA(scheme, seen, failed) : scored;
  const caps = failed.flatMap((weight) => weight.caps.map((cap) => cap.letter));
  return { score, letter: caps.reduce(worse, letter) };
}

function gradeOfA(scheme: Scheme, seen: ReadonlySet<string>, failed: readonly Weight[]): Letter {
  const worst = Math.max(-1, ...failed.map(({ severity }) => SEVERITIES.indexOf(severity)));
  if (worst >= SEVERITIES.indexOf(scheme.minus)) return 'A-';
  const failing = new Set(failed.map(({ rule }) => rule));
  const shown = scheme.plus.rules.every((rule) => seen.has(rule) && !failing.has(rule));
  return shown && worst <= SEVERITIES.indexOf(scheme.plus.above) ? 'A+' : 'A';
}
