import type { Observation } from '../evidence/observation.ts';
import type { Target } from '../evidence/target.ts';
import type { Finding, Found, Outcome } from './finding.ts';
import type { Json } from './operands.ts';
import type { BoundRule, Rule } from './rule.ts';
import { BudgetError, rootScope } from './scope.ts';
import { type Unsettled, type Verdict, unknown } from './verdict.ts';
import type { Expression } from './expression.ts';

/** A piece of evidence or a fact as rules see it. */
export interface Observed {
  readonly id: string;
  readonly kind: string;
  /** Id of the target. */
  readonly target: string;
  readonly address?: string | undefined;
  readonly observation: Observation;
  /** Ids of the evidence that a fact was derived from. */
  readonly from?: readonly string[] | undefined;
}

/** What the rules are judged with. */
interface JudgeOptions {
  readonly now: Date;
  /** Rule id to parameters that differ from the defaults. */
  readonly params: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/**
 * Puts the rules to everything observed: one finding for each target and each rule of whose kind
 * the target has an observation, in the order of targets and then of rules. Throws a ParameterError
 * where a rule cannot take its parameters.
 */
export function judge(
  rules: readonly Rule[],
  observed: readonly Observed[],
  targets: readonly Target[],
  options: JudgeOptions,
): readonly Finding[] {
  const bound = rules.map((rule) => ({
    rule,
    expectations: rule.bind(options.params[rule.id] ?? {}, options.now),
  }));
  return targets.flatMap((target) => {
    const own = Map.groupBy(
      observed.filter((one) => one.target === target.id),
      ({ kind }) => kind,
    );
    return bound.flatMap(({ rule, expectations }) => {
      const group = own.get(rule.kind.id) ?? [];
      return group.length === 0 ? [] : [findingOf(rule, expectations, target, group)];
    });
  });
}

/** What one observation of a target gives. */
interface Part {
  readonly outcome: Outcome;
  readonly found: readonly Found[];
  readonly reason: string | null;
}

/** What decides over the addresses of a target: the first of these that any address has. */
const WORST_FIRST: readonly Outcome[] = ['fail', 'inconclusive', 'pass', 'not-applicable'];

function findingOf(
  rule: Rule,
  expectations: BoundRule,
  target: Target,
  group: readonly Observed[],
): Finding {
  const parts = group.map((one) => ({
    address: group.length > 1 ? one.address : undefined,
    ...partOf(rule, expectations, target, one.observation),
  }));
  const outcome =
    WORST_FIRST.find((worst) => parts.some((part) => part.outcome === worst)) ?? 'inconclusive';
  const seen = group
    .filter((_, index) => parts[index]?.outcome === outcome)
    .map(({ observation }) => observation)
    .find((observation) => observation.status === 'present');
  const deciding = parts.filter((part) => part.outcome === outcome);
  const reasons = deciding.flatMap(({ reason, address }) => {
    if (reason === null) return [];
    return [address === undefined ? reason : `${address}: ${reason}`];
  });
  return {
    rule: rule.id,
    area: rule.area,
    target: target.id,
    outcome,
    severity: rule.severity,
    title: rule.title,
    expected: expectations.expect.words,
    found: deciding.flatMap(({ found, address }) =>
      found.map((element) => (address === undefined ? element : { ...element, address })),
    ),
    reason: reasons.length === 0 ? null : (shared(parts) ?? reasons.join('; ')),
    evidence: [...new Set(group.flatMap(({ id, from }) => from ?? [id]))],
    references: rule.references,
    fix: rule.fixFor(seen?.value, target),
  };
}

/** The reason, where it is the same for all addresses. */
function shared(parts: readonly Part[]): string | null {
  const [first] = parts;
  return first && parts.every(({ reason }) => reason === first.reason) ? first.reason : null;
}

const BY_TRUTH = { true: 'pass', false: 'fail', unknown: 'inconclusive' } as const;

function partOf(
  rule: Rule,
  expectations: BoundRule,
  target: Target,
  observation: Observation,
): Part {
  const { when, expect } = expectations;
  const left = when === null ? null : leftOut(when, target, observation);
  if (left?.outcome === 'not-applicable') return left;
  if (observation.status === 'unavailable') {
    const { code, detail } = observation.problem;
    return { outcome: 'inconclusive', found: [], reason: `${code}: ${detail}` };
  }
  if (left !== null) return left;
  if (observation.status === 'absent') {
    return { outcome: rule.whenAbsent, found: [], reason: observation.how };
  }
  const { truth, found, unsettled } = evaluated(expect, observation.value, target);
  return {
    outcome: BY_TRUTH[truth],
    found,
    reason: truth === 'unknown' ? reasonOf(unsettled) : null,
  };
}

/**
 * What it means that a rule does not apply, or that this is not known; null where it applies. A
 * rule whose `when` the target alone makes false does not apply, whatever became of the looking; of
 * something absent, what `when` says of the evidence is neither here nor there.
 */
function leftOut(when: Expression, target: Target, observation: Observation): Part | null {
  const present = observation.status === 'present';
  const applies = evaluated(when, present ? observation.value : undefined, target);
  if (applies.truth === 'false') {
    const reason = `applies where ${when.words}`;
    return { outcome: 'not-applicable', found: applies.found, reason };
  }
  const doubts = applies.unsettled.filter(({ where }) => present || where.startsWith('target.'));
  if (applies.truth === 'true' || (!present && doubts.length === 0)) return null;
  const reason = `whether it applies is not known: ${reasonOf(doubts)}`;
  return { outcome: 'inconclusive', found: [], reason };
}

const MOST_ELEMENTS = 200_000;

function evaluated(expression: Expression, value: unknown, target: Target): Verdict {
  try {
    return expression.evaluate(rootScope(value, target, MOST_ELEMENTS));
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return unknown('', `limit: more than ${MOST_ELEMENTS} elements to look at`);
  }
}

const MOST_REASONS = 3;

function reasonOf(unsettled: readonly Unsettled[]): string {
  const reasons = [...new Set(unsettled.map(({ why }) => why))];
  const more = reasons.length - MOST_REASONS;
  const shown = reasons.slice(0, MOST_REASONS).join('; ');
  return more > 0 ? `${shown}; and ${more} more` : shown;
}
