import type { DeductionScheme } from '../document/scheme.ts';
import { SEVERITIES } from '../document/scale.ts';
import type { Finding } from '../judge/finding.ts';
import { worse, type Letter } from './letter.ts';
import { letterOf, reasoned, type GradedRule, type Method, type Weight } from './weight.ts';

/** Points off 100 for failed rules. `judged` are the rules of the target that were. */
export function byDeductions(
  scheme: DeductionScheme,
  judged: ReadonlySet<string>,
  rules: ReadonlyMap<string, GradedRule>,
): Method {
  const verdict = (failed: readonly Weight[]): { score: number; letter: Letter } => {
    const off = failed.reduce((sum, { deduction }) => sum + deduction, 0);
    const score = Math.max(0, 100 - off);
    const scored = letterOf(score, scheme.letters);
    const letter = scored === 'A' ? gradeOfA(scheme, judged, failed) : scored;
    const caps = failed.flatMap((weight) => weight.caps.map((cap) => cap.letter));
    return { score, letter: caps.reduce(worse, letter) };
  };
  return {
    weigh: (finding) => weightOf(scheme, finding, rules.get(finding.rule)),
    best: verdict,
    worst: verdict,
    mended: verdict,
    matters: () => true,
    categories: [],
    unsettled: [],
  };
}

function weightOf(scheme: DeductionScheme, finding: Finding, rule: GradedRule | undefined): Weight {
  const usual = scheme.caps[finding.severity];
  const own = rule?.caps ?? [];
  return {
    rule: finding.rule,
    severity: finding.severity,
    deduction: rule?.deduction ?? scheme.deductions[finding.severity],
    caps: reasoned(own.length > 0 || usual === undefined ? own : [{ letter: usual }], finding),
  };
}

function gradeOfA(
  scheme: DeductionScheme,
  judged: ReadonlySet<string>,
  failed: readonly Weight[],
): Letter {
  const worst = Math.max(-1, ...failed.map(({ severity }) => SEVERITIES.indexOf(severity)));
  if (worst >= SEVERITIES.indexOf(scheme.minus)) return 'A-';
  const failing = new Set(failed.map(({ rule }) => rule));
  const shown = scheme.plus.rules.every((rule) => judged.has(rule) && !failing.has(rule));
  return shown && worst <= SEVERITIES.indexOf(scheme.plus.above) ? 'A+' : 'A';
}
