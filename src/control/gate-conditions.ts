import type { GateCondition } from '../document/scale.ts';
import type { Change, Comparison } from './comparison.ts';
import type { GateOptions, Judged } from './gate.ts';
import { bySeverity, outcomeOf, type Verdict } from './gate-verdict.ts';
import type { AttestationResult, ClaimResult, DisposedFinding } from './result.ts';

/** The verdicts of `--fail-on contradicted`, `expired` and `regression`, as far as they are asked for. */
export function conditionVerdicts(
  { conditions = [], allowInconclusive }: GateOptions,
  judged: Judged,
): readonly Verdict[] {
  return [...new Set(conditions)].flatMap((one) => CONDITIONS[one](allowInconclusive, judged));
}

const CONDITIONS: Readonly<
  Record<GateCondition, (allowInconclusive: boolean, judged: Judged) => readonly Verdict[]>
> = { contradicted, expired, regression };

const asked = (condition: GateCondition): string => `(--fail-on ${condition})`;

/** A sentence that was looked at and not settled might be contradicted. */
function contradicted(allowInconclusive: boolean, { claims }: Judged): readonly Verdict[] {
  const failed = claims.filter(({ verdict }) => verdict === 'contradicted');
  const open = claims.filter((claim) => claim.verdict !== 'contradicted' && isOpen(claim));
  const told = (some: readonly ClaimResult[], what: string): string | null =>
    some.length === 0
      ? null
      : `${sentences(some.length)} ${what} ${asked('contradicted')}: ${named(some.map(({ id }) => id))}`;
  return outcomeOf(allowInconclusive, {
    failed: told(failed, 'contradicted'),
    open: told(open, 'not settled'),
    passed: `no sentence contradicted ${asked('contradicted')}`,
  });
}

const isOpen = ({ parts: { seen, filed } }: ClaimResult): boolean =>
  [seen, filed].some((state) => state === 'inconclusive' || state === 'partly');

const sentences = (count: number): string => (count === 1 ? '1 sentence' : `${count} sentences`);

/** Waivers that a finding would still need, and attestations that nobody has renewed. */
function expired(_: boolean, { all, attestations }: Judged): readonly Verdict[] {
  const lapsed = [...waiversLapsed(all), ...attestationsLapsed(attestations)];
  const reason =
    lapsed.length === 0
      ? `nothing in use has expired ${asked('expired')}`
      : `${lapsed.length} expired ${asked('expired')}: ${named(lapsed)}`;
  return [{ exitCode: lapsed.length === 0 ? 0 : 1, reason }];
}

const waiversLapsed = (findings: readonly DisposedFinding[]): readonly string[] => [
  ...new Set(
    findings.flatMap(({ disposition }) =>
      disposition?.type === 'expired-waiver'
        ? [`waiver ${disposition.id} on ${disposition.expires}`]
        : [],
    ),
  ),
];

function attestationsLapsed(attestations: readonly AttestationResult[]): readonly string[] {
  const speaksFor = ({ control, claims }: AttestationResult): string =>
    JSON.stringify([control, ...claims.toSorted()]);
  const inForce = attestations.filter(({ state }) => state === 'active' || state === 'ignored');
  const renewed = new Set(inForce.map(speaksFor));
  return attestations
    .filter((one) => one.state === 'expired' && !renewed.has(speaksFor(one)))
    .map(({ id, expires }) => `attestation ${id} on ${expires}`);
}

/**
 * What failed since and did not before, sentences of the page among it. A rule or target that was not
 * judged before is news, not a step back; what was in order and cannot be seen now may be one.
 */
function regression(allowInconclusive: boolean, { comparison }: Judged): readonly Verdict[] {
  if (comparison === null) return [{ exitCode: 3, reason: 'no earlier report to compare with' }];
  const since = `since ${comparison.before.now.slice(0, 10)}`;
  const worse = comparison.changes.filter(isRegression);
  const unseen = comparison.changes.filter(isLostSight);
  const claims = contradictedSince(comparison);
  const failed = [
    ...(worse.length === 0 ? [] : [bySeverity(worse, 'regression') + underOtherRules(worse)]),
    ...(claims.length === 0 ? [] : [`${sentences(claims.length)} newly contradicted`]),
  ];
  return outcomeOf(allowInconclusive, {
    failed: failed.length === 0 ? null : `${failed.join(' and ')} ${since} ${asked('regression')}`,
    open:
      unseen.length === 0
        ? null
        : `${bySeverity(unseen, 'finding')} lost sight of ${since} ${asked('regression')}`,
    passed: `no regression ${since} ${asked('regression')}`,
  });
}

/** How many of them failed a rule that asks for something else than it did. */
function underOtherRules(worse: readonly Change[]): string {
  const count = worse.filter(({ why }) => why.includes('rules')).length;
  return count === 0 ? '' : ` (${count} of them under another expectation)`;
}

const isRegression = ({ state, before, after }: Change): boolean =>
  after?.effective === 'fail' &&
  (state === 'regressed' || (state === 'new' && before !== null && before.effective !== 'fail'));

const isLostSight = ({ before, after }: Change): boolean =>
  after?.effective === 'inconclusive' &&
  before !== null &&
  before.effective !== 'inconclusive' &&
  before.effective !== 'fail';

const contradictedSince = ({ claims }: Comparison): Comparison['claims'] =>
  claims.filter(({ before, after }) => before !== null && after === 'contradicted');

const NAMED = 3;

/** The first few of several, and how many there are besides. */
function named(texts: readonly string[]): string {
  const more = texts.length - NAMED;
  return texts.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
