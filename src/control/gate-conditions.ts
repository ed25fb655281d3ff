import type { GateCondition } from '../document/scale.ts';
import type { GateOptions, Judged } from './gate.ts';
import { regression } from './gate-regression.ts';
import { outcomeOf, type Verdict } from './gate-verdict.ts';
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
  const unseen = claims.filter(({ verdict }) => verdict === 'not-testable').length;
  const told = (some: readonly ClaimResult[], what: string): string | null =>
    some.length === 0
      ? null
      : `${sentences(some.length)} ${what} ${asked('contradicted')}: ${named(some.map(({ id }) => id))}`;
  return outcomeOf(allowInconclusive, {
    failed: told(failed, 'contradicted'),
    open:
      open.length === 0 && unseen === claims.length && unseen > 0
        ? `none of ${sentences(unseen)} could be looked at ${asked('contradicted')}`
        : told(open, 'not settled'),
    passed: `no sentence contradicted${unseen === 0 ? '' : `, ${unseen} of ${claims.length} not testable`} ${asked('contradicted')}`,
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

/** One is renewed where those in force name every sentence that it names, or like it the whole control. */
function attestationsLapsed(attestations: readonly AttestationResult[]): readonly string[] {
  const inForce = attestations.filter(({ state }) => state === 'active' || state === 'ignored');
  const isRenewed = ({ control, claims }: AttestationResult): boolean => {
    const same = inForce.filter((one) => one.control === control);
    return claims.length === 0
      ? same.some((one) => one.claims.length === 0)
      : claims.every((claim) => same.some((one) => one.claims.includes(claim)));
  };
  return attestations
    .filter((one) => one.state === 'expired' && !isRenewed(one))
    .map(({ id, expires }) => `attestation ${id} on ${expires}`);
}

const NAMED = 3;

/** The first few of several, and how many there are besides. */
function named(texts: readonly string[]): string {
  const more = texts.length - NAMED;
  return texts.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
