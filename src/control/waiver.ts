import type { Waiver } from '../document/waiver.ts';
import type { Finding, Outcome } from '../judge/finding.ts';
import type { DisposedFinding, WaiverResult } from './result.ts';

type Effective = DisposedFinding['effective'];

/**
 * What a waiver makes of an outcome for the gate; where it says nothing the waiver changes nothing.
 * A thing inherited from a provider speaks for what cannot be looked at, never against what was seen.
 */
const EFFECTS: Readonly<Record<Waiver['type'], Partial<Record<Outcome, Effective>>>> = {
  'accepted-risk': { fail: 'waived', inconclusive: 'waived' },
  'false-positive': { fail: 'waived', inconclusive: 'waived' },
  'alternative-measure': { fail: 'waived', inconclusive: 'waived' },
  'not-applicable': {
    fail: 'not-applicable',
    inconclusive: 'not-applicable',
    manual: 'not-applicable',
  },
  inherited: { manual: 'waived' },
};

/** Applies waivers: raw outcomes stay, `effective` is what the gate counts. */
export function applyWaivers(
  waivers: readonly Waiver[],
  findings: readonly Finding[],
  now: Date,
): { findings: DisposedFinding[]; waivers: WaiverResult[] } {
  // The narrower waiver wins over one for all targets, one in force over an expired one.
  const approved = waivers.filter((waiver) => !isPending(waiver, now));
  const ordered = approved.toSorted(
    (a, b) =>
      Number(isExpired(a, now)) - Number(isExpired(b, now)) ||
      Number(a.allTargets ?? false) - Number(b.allTargets ?? false),
  );
  return {
    findings: findings.map((finding) => {
      const waiver = ordered.find((candidate) => changes(candidate, finding));
      return waiver === undefined
        ? { ...finding, effective: finding.outcome }
        : disposed(finding, waiver, now);
    }),
    waivers: waivers.map((waiver) => resultOf(waiver, findings, now)),
  };
}

const matches = ({ rule, targets }: Waiver, finding: Finding): boolean =>
  rule === finding.rule && (targets === undefined || targets.includes(finding.target));

const changes = (waiver: Waiver, finding: Finding): boolean =>
  matches(waiver, finding) && EFFECTS[waiver.type][finding.outcome] !== undefined;

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** A waiver holds to the end of its last day, UTC. */
const isExpired = ({ expires }: Waiver, now: Date): boolean => dayOf(now) > expires;

/** A waiver holds from the day of its approval. */
const isPending = ({ approvedAt }: Waiver, now: Date): boolean => dayOf(now) < approvedAt;

function disposed(finding: Finding, waiver: Waiver, now: Date): DisposedFinding {
  const { id, justification, expires } = waiver;
  const expired = isExpired(waiver, now);
  const effect = EFFECTS[waiver.type][finding.outcome] ?? finding.outcome;
  return {
    ...finding,
    disposition: { type: expired ? 'expired-waiver' : 'waiver', id, justification, expires },
    effective: expired ? finding.outcome : effect,
  };
}

function resultOf(waiver: Waiver, findings: readonly Finding[], now: Date): WaiverResult {
  const { id, rule, targets, type, justification, approvedBy, approvedAt, expires } = waiver;
  return {
    id,
    rule,
    targets: targets ?? [],
    type,
    justification,
    approvedBy:
      typeof approvedBy === 'string' ? approvedBy : `${approvedBy.name} (${approvedBy.role})`,
    approvedAt,
    expires,
    state: stateOf(waiver, findings, now),
  };
}

function stateOf(waiver: Waiver, findings: readonly Finding[], now: Date): WaiverResult['state'] {
  if (isExpired(waiver, now)) return 'expired';
  if (isPending(waiver, now)) return 'pending';
  const matched = findings.filter((finding) => matches(waiver, finding));
  if (matched.some((finding) => changes(waiver, finding))) return 'active';
  const settled = matched.every(
    ({ outcome }) => outcome === 'pass' || outcome === 'not-applicable',
  );
  return matched.length > 0 && settled ? 'not-needed' : 'unmatched';
}
