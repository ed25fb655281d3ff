import type { ClaimResult, ControlResult, DisposedFinding } from '../../control/result.ts';
import type { Change } from '../../control/comparison.ts';
import type { Report } from '../report.ts';
import { markup, type Markup } from './markup.ts';

/** Where things stand in the page, and what rests on a finding; made once for each report. */
export interface Places {
  /** From an id of evidence to its place in the index, from 1. */
  readonly evidence: ReadonlyMap<string, number>;
  /** From `rule@target` to the controls that rest on it. */
  readonly controls: ReadonlyMap<string, readonly ControlResult[]>;
  /** From `rule@target` to the places of the sentences that it contradicts, from 1. */
  readonly claims: ReadonlyMap<string, readonly number[]>;
  /** From `rule@target` to what changed since the earlier report. */
  readonly changes: ReadonlyMap<string, Change>;
  /** From an id of a target to its place, from 1. */
  readonly targets: ReadonlyMap<string, number>;
}

/** Rows of the evidence index at most. */
export const MOST_EVIDENCE = 2_000;
/** Targets that have a sheet of their own at most. */
export const MOST_SHEETS = 200;

const known = new WeakMap<Report, Places>();

/** The places of a report. */
export function placesOf(report: Report): Places {
  const places = known.get(report) ?? found(report);
  known.set(report, places);
  return places;
}

/** What a finding is called by those that rest on it. */
export const keyOf = ({ rule, target }: Pick<DisposedFinding, 'rule' | 'target'>): string =>
  `${rule}@${target}`;

const found = (report: Report): Places => ({
  evidence: new Map(
    report.evidence.slice(0, MOST_EVIDENCE).map(({ id }, index) => [id, index + 1]),
  ),
  controls: gathered(report.controls.flatMap((one) => one.findings.map((key) => [key, one]))),
  claims: gathered(report.claims.flatMap(contradictedBy)),
  changes: new Map((report.comparison?.changes ?? []).map((one) => [keyOf(one), one])),
  targets: new Map(report.targets.slice(0, MOST_SHEETS).map(({ id }, index) => [id, index + 1])),
});

function contradictedBy({ verdict, findings }: ClaimResult, index: number): [string, number][] {
  if (verdict !== 'contradicted') return [];
  return findings
    .filter(({ outcome }) => outcome === 'fail')
    .map((finding) => [keyOf(finding), index + 1]);
}

function gathered<T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const [key, item] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

const MOST_LINKS = 8;

/** Links into the evidence index, by number; ids that have no row there stand in full. */
export function evidenceLinks(report: Report, ids: readonly string[]): Markup {
  const { evidence } = placesOf(report);
  const left = ids.length - MOST_LINKS;
  return markup`${ids.slice(0, MOST_LINKS).map((id, nth) => {
    const comma = nth === 0 ? '' : ', ';
    const place = evidence.get(id);
    return place === undefined
      ? markup`${comma}${id}`
      : markup`${comma}<a href="#evidence-${place}">E${place}</a>`;
  })}${left > 0 ? ` and ${left} more` : ''}`;
}

/** A target's id as a link to its sheet. */
export function targetLink(report: Report, id: string): Markup {
  const place = placesOf(report).targets.get(id);
  const name = markup`<bdi class="value">${id}</bdi>`;
  return place === undefined ? name : markup`<a href="#target-${place}">${name}</a>`;
}
