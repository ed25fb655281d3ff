import type { Control } from '../document/control.ts';
import { spokenPerson } from '../document/statement.ts';
import type { Waiver } from '../document/waiver.ts';
import type { Finding, Outcome } from '../judge/finding.ts';
import { matchesGlob } from '../judge/glob.ts';
import { revisionRemark } from './attestation.ts';
import { dayOf, daysFrom, NEAR_DAYS } from './day.ts';
import type { DisposedFinding, WaiverResult } from './result.ts';

type Effective = DisposedFinding['effective'];

/** A waiver with what became of the files that bear it out. */
export type CheckedWaiver = Waiver & {
  /** One sentence for each evidence file that is missing or is not the one approved: it does not count. */
  readonly violations?: readonly string[];
};

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

/** A waiver, the rules that it is for and what it is worth at the time. */
interface Approved {
  readonly waiver: Waiver;
  readonly rules: ReadonlySet<string>;
  /** Null where it holds. */
  readonly barred: 'invalid' | 'expired' | 'pending' | null;
}

/**
 * Applies waivers: raw outcomes stay, `effective` is what the gate counts. `controls` are those whose
 * rules a waiver may name together.
 */
export function applyWaivers(
  waivers: readonly CheckedWaiver[],
  findings: readonly Finding[],
  now: Date,
  controls: readonly Control[] = [],
): { findings: DisposedFinding[]; waivers: WaiverResult[] } {
  const approved = waivers.map((waiver) => approvedOf(waiver, controls, now));
  // One in force before an expired one, then the narrower one.
  const ordered = approved
    .filter(({ barred }) => barred === null || barred === 'expired')
    .toSorted(
      (a, b) =>
        Number(a.barred !== null) - Number(b.barred !== null) ||
        breadthOf(a.waiver) - breadthOf(b.waiver),
    );
  return {
    findings: findings.map((finding) => {
      const one = ordered.find((candidate) => changes(candidate, finding));
      return one === undefined
        ? { ...finding, effective: finding.outcome }
        : disposed(finding, one);
    }),
    waivers: waivers.map((waiver, index) => {
      const one = approved[index] ?? approvedOf(waiver, controls, now);
      return {
        ...copied(waiver),
        state: one.barred ?? stateOf(one, findings),
        remarks: remarksOn(waiver, one.barred, controls, now),
      };
    }),
  };
}

function approvedOf(waiver: CheckedWaiver, controls: readonly Control[], now: Date): Approved {
  const { approvedAt, expires, violations = [] } = waiver;
  const today = dayOf(now);
  const barred = [
    violations.length > 0 ? ('invalid' as const) : null,
    today > expires ? ('expired' as const) : null,
    today < approvedAt ? ('pending' as const) : null,
  ];
  return {
    waiver,
    rules: new Set(rulesOf(waiver, controls)),
    barred: barred.find((one) => one !== null) ?? null,
  };
}

/** The rule, or all that the control rests on. */
function rulesOf({ rule, control }: Waiver, controls: readonly Control[]): readonly string[] {
  if (rule !== undefined) return [rule];
  return controls
    .filter(({ id }) => id === control)
    .flatMap(({ rules = [], evidence = [] }) => [...rules, ...evidence.flat()]);
}

/** The narrower the smaller: targets by name before patterns before all, then a rule before a control. */
const breadthOf = ({ rule, glob, allTargets }: Waiver): number =>
  (allTargets === true ? 4 : glob === true ? 2 : 0) + (rule === undefined ? 1 : 0);

const matches = ({ waiver: { targets, glob }, rules }: Approved, finding: Finding): boolean =>
  rules.has(finding.rule) &&
  (targets === undefined ||
    targets.some((target) =>
      glob === true ? matchesGlob(target, finding.target) : target === finding.target,
    ));

const changes = (one: Approved, finding: Finding): boolean =>
  matches(one, finding) && EFFECTS[one.waiver.type][finding.outcome] !== undefined;

function disposed(finding: Finding, { waiver, barred }: Approved): DisposedFinding {
  const { id, justification, expires, type } = waiver;
  return {
    ...finding,
    disposition: {
      type: barred === null ? 'waiver' : 'expired-waiver',
      ...{ id, justification, expires },
    },
    effective: (barred === null ? EFFECTS[type][finding.outcome] : undefined) ?? finding.outcome,
  };
}

function copied(waiver: Waiver): Omit<WaiverResult, 'state' | 'remarks'> {
  const { id, rule, control, targets, type, owner, justification } = waiver;
  const { approvedBy, approvedAt, expires, remediation, evidence = [] } = waiver;
  return {
    ...{ id, rule: rule ?? null, control: control ?? null, targets: targets ?? [], type },
    ...{ owner: owner ?? null, justification, approvedAt, expires },
    approvedBy: spokenPerson(approvedBy),
    remediation:
      remediation === undefined
        ? null
        : { due: remediation.due ?? null, ticket: remediation.ticket ?? null },
    evidence: evidence.map(({ path, sha256, kind }) => ({ path, sha256, kind })),
  };
}

function stateOf(one: Approved, findings: readonly Finding[]): WaiverResult['state'] {
  const matched = findings.filter((finding) => matches(one, finding));
  if (matched.some((finding) => changes(one, finding))) return 'active';
  const settled = matched.every(
    ({ outcome }) => outcome === 'pass' || outcome === 'not-applicable',
  );
  return matched.length > 0 && settled ? 'not-needed' : 'unmatched';
}

function remarksOn(
  { control: id, revision, approvedAt, expires, remediation, violations = [] }: CheckedWaiver,
  barred: Approved['barred'],
  controls: readonly Control[],
  now: Date,
): string[] {
  const today = dayOf(now);
  const control = controls.find((one) => one.id === id);
  const left = daysFrom(today, expires);
  const due = remediation?.due;
  return [
    ...violations,
    ...(barred === 'expired' ? [`expired on ${expires}`] : []),
    ...(barred === 'pending' ? [`holds from ${approvedAt} on`] : []),
    ...(barred === null && left <= NEAR_DAYS ? [`ends in ${left} days, on ${expires}`] : []),
    ...(due !== undefined && today > due ? [`was to be mended by ${due}`] : []),
    ...(control === undefined ? [] : revisionRemark(revision, control)),
  ];
}
