import type { Scheme } from '../document/scheme.ts';
import type { Finding, Outcome } from '../judge/finding.ts';
import type { Phase } from './grade.ts';

/**
 * How far a target has come on the steps of a scheme: the last step before the first that is not
 * done. Rules that do not apply count neither way. Null where the scheme has no steps, or none of its
 * rules was judged for the target.
 */
export function phaseOf({ phases = [] }: Scheme, own: readonly Finding[]): Phase | null {
  const outcomes = new Map(own.map(({ rule, outcome }) => [rule, outcome]));
  if (!phases.some(({ rules }) => rules.some((rule) => outcomes.has(rule)))) return null;
  const steps = phases.map(({ id, title, rules }) => {
    const known = rules.map((rule) => ({ rule, outcome: outcomes.get(rule) ?? 'not-applicable' }));
    return {
      id,
      title,
      lacking: known.filter(({ outcome }) => LACKING.includes(outcome)),
      failed: known.some(({ outcome }) => outcome === 'fail'),
    };
  });
  const sure = before(
    steps.findIndex(({ lacking }) => lacking.length > 0),
    steps.length,
  );
  const possible = before(
    steps.findIndex(({ failed }) => failed),
    steps.length,
  );
  const [here, best] = [steps[sure], steps[possible]];
  if (here === undefined || best === undefined) return null;
  return {
    id: here.id,
    title: here.title,
    step: sure + 1,
    of: steps.length,
    possible: possible > sure ? best.id : null,
    missing: (steps[sure + 1]?.lacking ?? []).map(({ rule }) => rule),
  };
}

const LACKING: readonly Outcome[] = ['fail', 'inconclusive'];

/** The index of the step before the first that is not done; the last where all are. */
const before = (index: number, count: number): number => (index < 0 ? count : index) - 1;
