import type { Target } from '../evidence/target.ts';
import type { Change, ChangeCause, ChangeState } from './comparison.ts';
import { reasonFor } from './change-reason.ts';
import type { DisposedFinding } from './result.ts';
import { standingOf, stateOf } from './standing.ts';

/** A finding in one of two reports. */
export interface Side {
  /** Null where the rule was not judged there. */
  readonly finding: DisposedFinding | null;
  /** Null where the target was not audited there. */
  readonly target: Target | null;
  /** What was changed of the rule's own parameters. */
  readonly parameters: string;
}

/** What besides the outcome is different between the two sides of a finding. */
type Parts = Readonly<Record<'severity' | 'expectation' | 'parameters' | 'role', boolean>>;

/** What is different between the two sides of a finding. */
export interface Difference extends Parts {
  readonly state: ChangeState;
  readonly why: readonly ChangeCause[];
}

/** What became of a finding, if anything did. */
export type Became = Omit<Change, 'state'> & { readonly state: ChangeState };

/** What became of a rule at a target that one side judged at least: `finding`, of the later if both. */
export function changeOf(before: Side, after: Side, finding: DisposedFinding): Became {
  const { rule, area, severity, title } = finding;
  const difference = differenceOf(before, after);
  return {
    ...{ rule, target: (after.target ?? before.target)?.id ?? finding.target, area },
    ...{ severity, title, state: difference.state, why: [...difference.why] },
    before: judgedIn(before),
    after: judgedIn(after),
    reason: reasonFor(before, after, difference),
  };
}

const judgedIn = ({ finding }: Side): Change['before'] =>
  finding && { outcome: finding.outcome, effective: finding.effective };

function differenceOf(before: Side, after: Side): Difference {
  const [was, is] = [before.finding, after.finding];
  const [then, now] = [standingOf(was), standingOf(is)];
  if (was === null || is === null) {
    const seen = was === null ? before.target : after.target;
    const why: ChangeCause[] = [seen === null ? 'target' : 'rules'];
    return { ...ALIKE, state: stateOf(then, now, 'alike'), why };
  }
  const differs = was.outcome !== is.outcome;
  const parts = {
    severity: was.severity !== is.severity,
    expectation: was.expected !== is.expected,
    parameters: before.parameters !== after.parameters,
    role: differs && [then, now].includes('off') && roleIn(before) !== roleIn(after),
  };
  const anew = differs && (parts.expectation || parts.parameters || parts.role);
  const why = causesOf(was, is, parts);
  const state = stateOf(then, now, anew ? 'anew' : 'alike');
  return { ...parts, why, state: state === 'unchanged' && why.length > 0 ? 'updated' : state };
}

/** What was seen is a cause only where it was seen, and held to the same as before. */
function causesOf(
  was: DisposedFinding,
  is: DisposedFinding,
  { severity, expectation, parameters, role }: Parts,
): readonly ChangeCause[] {
  const differs = was.outcome !== is.outcome;
  const blind = isOpen(was) || isOpen(is);
  const rule = expectation || parameters;
  const causes: Readonly<Record<ChangeCause, boolean>> = {
    result: differs && !blind && !rule && !role,
    sight: differs && blind,
    waiver: isWaiverChange(was, is),
    rules: rule || severity,
    target: role,
  };
  return CAUSES.filter((cause) => causes[cause]);
}

const roleIn = ({ target }: Side): string | null => target?.role ?? null;

const isOpen = ({ outcome }: DisposedFinding): boolean =>
  outcome === 'inconclusive' || outcome === 'manual';

const ALIKE: Parts = {
  severity: false,
  expectation: false,
  parameters: false,
  role: false,
};

const CAUSES: readonly ChangeCause[] = ['result', 'sight', 'waiver', 'rules', 'target'];

/** A waiver covers it now and did not, or another one did, or it did and is missed now. */
function isWaiverChange(was: DisposedFinding, is: DisposedFinding): boolean {
  const [then, now] = [was, is].map((finding) => coverOf(finding));
  const missed = is.outcome !== 'pass' && is.outcome !== 'not-applicable';
  return then !== now && (now !== null || missed);
}

/** The waiver that covers a finding, and until when; null where none does. */
const coverOf = ({ outcome, effective, disposition }: DisposedFinding): string | null =>
  outcome === effective ? null : JSON.stringify([effective, disposition?.id, disposition?.expires]);
