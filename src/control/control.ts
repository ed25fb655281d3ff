import { SEVERITIES } from '../document/scale.ts';
import type { Control } from '../document/control.ts';
import type { Finding } from '../judge/finding.ts';
import type { ControlResult } from './result.ts';

/** Failures of this severity or worse contradict a control, whatever else passes. */
const CONTRADICTS = SEVERITIES.indexOf('high');

/** What raw findings say of each control; `judged` are the ids of the rules that were judged at all. */
export const judgeControls = (
  controls: readonly Control[],
  judged: ReadonlySet<string>,
  findings: readonly Finding[],
): ControlResult[] =>
  controls.map(({ id, version, statement, rules, frameworks }) => {
    const own = findings.filter(({ rule }) => rules.includes(rule));
    return {
      id,
      version,
      statement,
      status: statusOf(
        own,
        rules.every((rule) => judged.has(rule)),
      ),
      findings: own.map(({ rule, target }) => `${rule}@${target}`),
      frameworks,
    };
  });

/**
 * Met: every applicable rule passed. Partly met: some passed, the others failed mildly, are not
 * settled or were left out. Not met: a high failure, or failures and no pass. Else not assessed.
 */
function statusOf(findings: readonly Finding[], wholly: boolean): ControlResult['status'] {
  const applicable = findings.filter(({ outcome }) => outcome !== 'not-applicable');
  const failed = applicable.filter(({ outcome }) => outcome === 'fail');
  const passed = applicable.filter(({ outcome }) => outcome === 'pass');
  if (failed.some(({ severity }) => SEVERITIES.indexOf(severity) >= CONTRADICTS)) return 'not-met';
  if (passed.length === 0) return failed.length > 0 ? 'not-met' : 'not-assessed';
  return wholly && passed.length === applicable.length ? 'met' : 'partly-met';
}
