import type { ProfileUse } from '../evidence/bundle.ts';
import { AREAS } from '../evidence/kind.ts';
import type { Target } from '../evidence/target.ts';
import type { Grades } from '../grade/grade.ts';
import { SEVERITIES } from '../judge/finding.ts';
import { changeOf, type Became, type Side } from './change.ts';
import { remarksOn } from './comparison-remarks.ts';
import type { Change, ChangeState, Comparison } from './comparison.ts';
import { claimChanges, gradeChanges } from './letter-change.ts';
import { movesBetween, type Moves } from './moved.ts';
import type { ClaimResult, DisposedFinding } from './result.ts';
import { standingOf, trendOf, type Standing, type Trend } from './standing.ts';

/** What of a report is compared. */
export interface Comparable {
  readonly tool: { readonly version: string };
  readonly rulesHash: string;
  readonly profile: ProfileUse;
  readonly now: string;
  readonly targets: readonly Target[];
  readonly grades: Grades;
  readonly findings: readonly DisposedFinding[];
  readonly claims: readonly ClaimResult[];
}

/**
 * A report against an earlier one. A finding is known by its rule and target, whatever was found;
 * the order of findings and targets does not count.
 */
export function compare(
  before: Comparable & { readonly id: string },
  after: Comparable,
): Comparison {
  const moves = movesBetween(before.targets, after.targets);
  const all = becameOf(before, after, moves);
  const count = (wanted: ChangeState): number => all.filter(({ state }) => state === wanted).length;
  return {
    before: {
      ...{ id: before.id, now: before.now, version: before.tool.version },
      ...{ rulesHash: before.rulesHash, profile: `${before.profile.id} ${before.profile.version}` },
    },
    remarks: remarksOn(before, after, moves),
    counts: {
      ...{ new: count('new'), regressed: count('regressed'), fixed: count('fixed') },
      ...{ absent: count('absent'), updated: count('updated'), unchanged: count('unchanged') },
    },
    grades: gradeChanges(before.grades, after.grades, moves),
    changes: worstFirst(
      all.flatMap(({ state, ...change }) => (state === 'unchanged' ? [] : [{ ...change, state }])),
    ),
    claims: claimChanges(before.claims, after.claims),
  };
}

/** What became of each rule at each target that one of the two reports judged. */
function becameOf(before: Comparable, after: Comparable, moves: Moves): readonly Became[] {
  const here = (target: string): string => moves.get(target) ?? target;
  const [then, now] = [sidesOf(before, here), sidesOf(after, (target) => target)];
  const either = new Map([...then.findings, ...now.findings]);
  return [...either].map(([key, finding]) => {
    const at = here(finding.target);
    return changeOf(then.sideOf(key, finding.rule, at), now.sideOf(key, finding.rule, at), finding);
  });
}

interface Sides {
  readonly findings: ReadonlyMap<string, DisposedFinding>;
  /** What it knows of a rule at a target of the later report. */
  readonly sideOf: (key: string, rule: string, target: string) => Side;
}

function sidesOf(
  { findings, targets, profile }: Comparable,
  here: (target: string) => string,
): Sides {
  const audited = new Map(targets.map((target) => [here(target.id), target]));
  const byKey = new Map<string, DisposedFinding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, here(finding.target)]);
    const other = byKey.get(key);
    // Of two in a report made by hand the worse counts, in whatever order they come.
    if (other === undefined || badness(finding) > badness(other)) byKey.set(key, finding);
  }
  return {
    findings: byKey,
    sideOf: (key, rule, target) => ({
      finding: byKey.get(key) ?? null,
      target: audited.get(target) ?? null,
      parameters: parametersOf(profile, rule),
    }),
  };
}

const BADNESS: readonly Standing[] = ['none', 'off', 'pass', 'excused', 'waived', 'open', 'fail'];

const badness = (finding: DisposedFinding): number => BADNESS.indexOf(standingOf(finding));

/** What was set of the parameters of a rule, in one text. */
const parametersOf = ({ parameters }: ProfileUse, rule: string): string =>
  JSON.stringify(
    Object.entries(Object.hasOwn(parameters, rule) ? (parameters[rule] ?? {}) : {}).toSorted(
      ([a], [b]) => (a < b ? -1 : 1),
    ),
  );

const TRENDS: readonly Trend[] = ['worse', 'neither', 'better'];
const STATES: readonly ChangeState[] = ['regressed', 'new', 'updated', 'absent', 'fixed'];

/** What got worse first; then by state, severity, area, rule and target. */
function worstFirst(changes: readonly Change[]): Change[] {
  return changes
    .map((change) => ({ change, places: placesOf(change) }))
    .toSorted((a, b) => {
      const place = a.places.findIndex((one, index) => one !== b.places[index]);
      return place === -1
        ? (byText(a.change.rule, b.change.rule) ?? byText(a.change.target, b.change.target) ?? 0)
        : (a.places[place] ?? 0) - (b.places[place] ?? 0);
    })
    .map(({ change }) => change);
}

const placesOf = (change: Change): readonly number[] => [
  TRENDS.indexOf(trendOf(change)),
  STATES.indexOf(change.state),
  -SEVERITIES.indexOf(change.severity),
  AREAS.indexOf(change.area),
];

/** Which comes first by its characters; null where they are the same. */
const byText = (a: string, b: string): number | null => (a === b ? null : a < b ? -1 : 1);
