import { AREAS, type Area } from '../evidence/kind.ts';
import { kindOf } from '../evidence/kinds/index.ts';
import { SEVERITIES, type Severity } from '../judge/finding.ts';
import { NO_GATE, type DisposedFinding, type Gate } from '../control/result.ts';
import type { AreaGrade } from '../grade/grade.ts';
import { rank, type Letter } from '../grade/letter.ts';
import type { Report } from './report.ts';
import { valueText } from './words.ts';

/** One rule that failed, with every target where it did. */
export interface Failure {
  /** What the places have in common: rule, title, severity, expected, fix, references. */
  readonly finding: DisposedFinding;
  readonly places: readonly DisposedFinding[];
}

/** Failed rules that no waiver covers, worst severity first, one for each rule and expectation. */
export function failuresOf(report: Report): readonly Failure[] {
  const failed = report.findings.filter(({ effective }) => effective === 'fail');
  return grouped(failed, ({ rule, expected }) => JSON.stringify([rule, expected]))
    .map(([finding, ...others]) => ({ finding, places: [finding, ...others] }))
    .sort((a, b) => weight(b.finding) - weight(a.finding));
}

const weight = ({ severity }: DisposedFinding): number => SEVERITIES.indexOf(severity);

/** What is to be written, product by product; each place may have names of its own in it. */
export function snippetsOf(places: readonly DisposedFinding[]): readonly Snippet[] {
  const all = places.flatMap(({ fix }) => Object.entries(fix ?? {}));
  const products = new Set(all.map(([product]) => product).filter((name) => name !== 'text'));
  return [...products].map((product) => ({
    product,
    codes: [...new Set(all.flatMap(([of, code]) => (of === product ? [code.trimEnd()] : [])))],
  }));
}

interface Snippet {
  readonly product: string;
  readonly codes: readonly string[];
}

/** Rules that one and the same problem left open. */
export interface Unsettled {
  readonly reason: string;
  /** Worst severity first. */
  readonly findings: readonly DisposedFinding[];
}

/** What could not be settled, one entry for each problem, the one with the most rules first. */
export function unsettledOf(report: Report): readonly Unsettled[] {
  const open = report.findings.filter(({ effective }) => effective === 'inconclusive');
  return grouped(open, causeOf)
    .map((findings) => ({
      reason: findings.every(({ reason }) => reason === findings[0].reason)
        ? (findings[0].reason ?? 'no reason recorded')
        : causeOf(findings[0]),
      findings: findings.toSorted((a, b) => weight(b) - weight(a)),
    }))
    .sort((a, b) => b.findings.length - a.findings.length);
}

/**
 * The problem behind a reason: lists that one and the same problem cut short are not told apart, for
 * they stand for one thing that was not seen.
 */
function causeOf({ reason }: DisposedFinding): string {
  const parts = (reason ?? '').split(/; (?=\S+ is cut short \()/);
  const causes = parts.map((part) => /^\S+ is cut short \((.*)\)$/s.exec(part)?.[1]);
  const [first = reason ?? ''] = causes;
  return causes.every((cause) => cause === first) ? first : (reason ?? '');
}

/** How many findings of each severity, worst first: `1 critical, 4 high`. */
export const severitiesOf = (findings: readonly DisposedFinding[]): string =>
  SEVERITIES.toReversed()
    .map((severity): [number, Severity] => [
      findings.filter((finding) => finding.severity === severity).length,
      severity,
    ])
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`)
    .join(', ');

/** Findings of one effective outcome. */
export const effectively = (
  report: Report,
  effective: DisposedFinding['effective'],
): readonly DisposedFinding[] =>
  report.findings.filter((finding) => finding.effective === effective);

/** Whether a waiver in force covers what was found: by it it is waived, or said not to apply. */
export const isWaived = ({ disposition, outcome, effective }: DisposedFinding): boolean =>
  disposition?.type === 'waiver' && outcome !== effective;

/** What a finding is shown as: what a waiver says does not apply stays visible as waived. */
export const shownAs = (finding: DisposedFinding): DisposedFinding['effective'] =>
  isWaived(finding) ? 'waived' : finding.effective;

/** Whether the gate was passed; null where it is undecided, and where none was given. */
export const passedOf = ({ passed, reasons }: Gate): boolean | null =>
  reasons.includes(NO_GATE) ? null : passed;

const indexes = new WeakMap<Report, ReadonlyMap<string, Report['evidence'][number]>>();

/** The evidence by the ids that findings name; made once for each report. */
export function evidenceById(report: Report): ReadonlyMap<string, Report['evidence'][number]> {
  const index = indexes.get(report) ?? new Map(report.evidence.map((one) => [one.id, one]));
  indexes.set(report, index);
  return index;
}

/** The counts of the summary, in its order; `not applicable` and `manual` only where there are any. */
export const countsOf = (report: Report): readonly { label: string; count: number }[] =>
  COUNTED.map(([effective, label, always]) => ({
    label,
    always,
    count: effectively(report, effective).length,
  })).filter(({ count, always }) => always || count > 0);

const COUNTED: readonly (readonly [DisposedFinding['effective'], string, boolean])[] = [
  ['pass', 'passed', true],
  ['fail', 'failed', true],
  ['inconclusive', 'not settled', true],
  ['waived', 'waived', true],
  ['not-applicable', 'not applicable', false],
  ['manual', 'by attestation only', false],
];

/** What the schemes would weigh and this version cannot test, once for each area. */
export const notAssessedOf = (
  report: Report,
): readonly { area: Area; items: readonly string[] }[] =>
  AREAS.map((area) => ({
    area,
    items: [
      ...new Set(
        report.grades.areas
          .filter((grade) => grade.area === area)
          .flatMap(({ notAssessed }) => notAssessed),
      ),
    ],
  })).filter(({ items }) => items.length > 0);

/** The title of a rule, or of a fact that a score rests on; its id where it has none. */
export const titleOf = (report: Report, rule: string): string =>
  report.findings.find((finding) => finding.rule === rule)?.title ?? kindOf(rule)?.title ?? rule;

/** Maps of one list that stand on one line; more have a line each, below their number. */
const FEW = 3;

/** What a finding found, one line for each place in the evidence, and the reason where it has one. */
export function foundTexts({ found, reason }: DisposedFinding): readonly string[] {
  const places = grouped(found, ({ where, address, of }) =>
    JSON.stringify([of ?? listOf(where), address]),
  );
  const lines = places.flatMap((elements) => {
    const [{ where, address, of }] = elements;
    if (of !== undefined) return namedText(of, elements);
    const place = listOf(where);
    const lead = place === '' ? '' : `${place}: `;
    const from = address === undefined ? '' : ` (${address})`;
    const values = elements.map(({ value }) => valueText(value));
    const compound = elements.some(({ value }) => typeof value === 'object' && value !== null);
    return compound && elements.length > FEW
      ? [`${lead}${elements.length}${from}`, ...values]
      : `${lead}${values.join(compound ? '; ' : ', ')}${from}`;
  });
  if (reason !== null) return [...lines, reason];
  return lines.length > 0 ? lines : ['nothing'];
}

/** An element by its name, and what was found in it where that is not the whole. */
function namedText(of: string, found: Readonly<DisposedFinding['found']>): string {
  const parts = found.flatMap(({ where, value }) => {
    if (value === of) return [];
    if (!where.endsWith(']')) return `${where.replace(/^.*\]\./, '')} ${valueText(value)}`;
    return typeof value === 'object' ? reasonIn(value) : valueText(value);
  });
  return parts.length === 0 ? of : `${of}: ${parts.join(', ')}`;
}

/** What an element says of itself; nothing where it has no such field. */
function reasonIn(value: unknown): string | [] {
  if (typeof value !== 'object' || value === null) return [];
  const text: unknown = Reflect.get(value, 'reason') ?? Reflect.get(value, 'because');
  return typeof text === 'string' ? text : [];
}

/** The list that a place is an element of; the place itself where it is none. */
const listOf = (where: string): string => where.replace(/\[\d+\]$/, '');

/**
 * What the report is about: the names looked at, the shortest first; accounts and organisations where
 * files alone were looked at.
 */
export const namesOf = ({ targets }: Report): readonly string[] => {
  const looked = targets.filter(({ kind }) => kind !== 'account' && kind !== 'organisation');
  const named = looked.length > 0 ? looked : targets;
  const hosts = [...new Set(named.map(({ host }) => host))];
  const parts = (host: string): number => host.split('.').length;
  return hosts
    .filter((host) => !hosts.some((other) => host.endsWith(`.${other}`)))
    .sort((a, b) => parts(a) - parts(b));
};

function grouped<T>(items: readonly T[], key: (item: T) => string): (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** The caps as a reader sees them: several rules with the same letter and words are one. */
export const capsOf = ({ caps }: AreaGrade): AreaGrade['caps'] =>
  grouped(caps, ({ letter, reason }) => `${letter} ${reason}`).map(([first]) => first);

/** The next letter up that can be had soonest, and how: a rule, any one of several, or several. */
export function nextStep(
  report: Report,
  { next }: AreaGrade,
): { readonly letter: Letter; readonly way: string } | null {
  const [best] = next.toSorted((a, b) => rank(a.letter) - rank(b.letter));
  if (best === undefined) return null;
  const ways = next
    .filter(({ letter }) => letter === best.letter)
    .map(({ rule, with: others = [] }) =>
      fewTogether([rule, ...others].map((id) => titleOf(report, id))),
    );
  const [only, ...more] = ways;
  const way = more.length === 0 ? (only ?? '') : `any one of: ${ways.join('; ')}`;
  return { letter: best.letter, way };
}

const MOST_TOGETHER = 3;

/** Rules that have to be mended together; of many the first, for what caps the grade stands above. */
function fewTogether(titles: readonly string[]): string {
  const more = titles.length - MOST_TOGETHER;
  return titles.slice(0, MOST_TOGETHER).join(', and ') + (more > 0 ? `, and ${more} more` : '');
}

/** What the deployment was held to: the areas, and every parameter that is not the rule's own. */
export function profileText({ profile }: Report): string {
  const { id, version, areas, parameters } = profile;
  const changed = Object.entries(parameters).flatMap(([rule, values]) =>
    Object.entries(values).map(([name, value]) => `${rule} ${name} = ${valueText(value)}`),
  );
  const head = `${id} ${version} for ${areas.join(', ')}`;
  return changed.length === 0 ? head : `${head}; changed: ${changed.join('; ')}`;
}
