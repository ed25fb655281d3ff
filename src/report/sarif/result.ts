import type { Change } from '../../control/comparison.ts';
import type { DisposedFinding, WaiverResult } from '../../control/result.ts';
import { uuidOf } from '../uuid.ts';
import { foundTexts, isWaived } from '../view.ts';
import { locationOf } from './location.ts';
import { name, plain } from './plain.ts';
import { KINDS, SEVERITY } from './scale.ts';
import type { Report } from '../report.ts';

/** One entry of a SARIF log, before its rule has an index. */
export interface Entry {
  readonly rule: string;
  readonly severity: DisposedFinding['severity'];
  /** What it is a failure of, or not. */
  readonly outcome: DisposedFinding['outcome'];
  readonly waived: boolean;
  /** Whether only the earlier report has it. */
  readonly absent: boolean;
  /** The result but for its rule. */
  readonly result: object;
}

const TEXT = 400;
const MESSAGE = 2000;
const MOST_FOUND = 10;
const MOST_EVIDENCE = 20;

/** What results share: looked up once for a report. */
export interface Known {
  readonly report: Report;
  /** Whether the log holds what passes too. */
  readonly all: boolean;
  readonly targets: ReadonlyMap<string, Report['targets'][number]>;
  readonly waivers: ReadonlyMap<string, WaiverResult>;
  readonly changes: ReadonlyMap<string, Change>;
}

/** The key of a rule at a target. */
const keyOf = ({ rule, target }: Pick<Change, 'rule' | 'target'>): string =>
  JSON.stringify([rule, target]);

/** What the results of a report share. */
export const knownOf = (report: Report, all: boolean): Known => ({
  report,
  all,
  targets: new Map(report.targets.map((target) => [target.id, target])),
  waivers: new Map(report.waivers.map((waiver) => [waiver.id, waiver])),
  changes: new Map((report.comparison?.changes ?? []).map((change) => [keyOf(change), change])),
});

/** Whether it failed in the earlier report and is not settled now. */
export const isLeftOpen = (finding: DisposedFinding, { changes }: Known): boolean =>
  finding.outcome === 'inconclusive' && changes.get(keyOf(finding))?.before?.outcome === 'fail';

/** The result of a finding. */
export function entryOf(finding: DisposedFinding, known: Known): Entry {
  const { rule, target, outcome, severity, effective, area } = finding;
  const change = known.changes.get(keyOf(finding));
  const isOpen = !known.all && isLeftOpen(finding, known);
  return {
    ...{ rule, severity, outcome, waived: isWaived(finding), absent: false },
    result: {
      ...(isOpen ? LEFT_OPEN : judged(outcome, severity)),
      message: { text: `${isOpen ? 'Not settled now; failed before. ' : ''}${messageOf(finding)}` },
      locations: [locationOf(target, known.targets.get(target))],
      partialFingerprints: fingerprintsOf(finding),
      ...(known.report.comparison === null ? {} : { baselineState: stateOf(change, known.all) }),
      suppressions: suppressionsOf(finding, known.waivers),
      properties: {
        ...{ area, severity, outcome, effective },
        ...(finding.disposition && {
          disposition: {
            type: finding.disposition.type,
            id: name(finding.disposition.id, TEXT),
            expires: finding.disposition.expires,
          },
        }),
        ...(change && { change: change.state }),
        evidence: finding.evidence.slice(0, MOST_EVIDENCE).map((id) => name(id, TEXT)),
      },
    },
  };
}

/** What the earlier report judged and this one does not; null where this one judges it. */
export function absentOf(change: Change, known: Known): Entry | null {
  const { rule, target, severity, before, state } = change;
  if (before === null || change.after !== null) return null;
  return {
    ...{ rule, severity, outcome: before.outcome, waived: false, absent: true },
    result: {
      ...judged(before.outcome, severity),
      message: { text: plain(`${target}, "${change.title}": ${change.reason}`, MESSAGE) },
      locations: [locationOf(target, known.targets.get(target))],
      partialFingerprints: fingerprintsOf(change),
      baselineState: 'absent',
      suppressions: [],
      properties: { area: change.area, severity, ...before, change: state },
    },
  };
}

const judged = (outcome: Entry['outcome'], severity: Entry['severity']): object => ({
  kind: KINDS[outcome],
  // Anything else would be refused beside such a kind (section 3.27.10).
  level: outcome === 'fail' ? SEVERITY[severity].level : 'none',
});

/**
 * Of the failure that was seen before, so that its alert stays open, whatever its severity: only what
 * is of kind `fail` may have a level (section 3.27.9).
 */
const LEFT_OPEN = { kind: 'fail', level: 'note' } as const;

/** The same in each run: neither what was found nor when goes into it, nor where it is named. */
function fingerprintsOf(at: Pick<Change, 'rule' | 'target'>): object {
  const hash = uuidOf(keyOf(at)).replaceAll('-', '');
  return { primaryLocationLineHash: `${hash.slice(0, 16)}:1`, 'assay/ruleAndTarget/v1': hash };
}

/**
 * Against the log of the earlier report: `new` where that did not hold the finding, being one of
 * failures and the finding none (section 3.27.24).
 */
function stateOf(change: Change | undefined, all: boolean): 'new' | 'updated' | 'unchanged' {
  if (change === undefined) return 'unchanged';
  const held = change.before !== null && (all || change.before.outcome === 'fail');
  return held ? 'updated' : 'new';
}

/** Empty where nothing is waived: a run has the list in all results or in none (section 3.27.23). */
function suppressionsOf(finding: DisposedFinding, waivers: Known['waivers']): readonly object[] {
  const { disposition } = finding;
  if (disposition === undefined || !isWaived(finding)) return [];
  const waiver = waivers.get(disposition.id);
  const by = waiver === undefined ? '' : `, approved by ${waiver.approvedBy}`;
  const justification = `${disposition.justification} (waiver ${disposition.id}${by}, until ${disposition.expires})`;
  return [
    {
      kind: 'external',
      status: 'accepted',
      justification: plain(justification, MESSAGE),
      properties: { waiver: name(disposition.id, TEXT), expires: disposition.expires },
    },
  ];
}

const PHRASES: Readonly<
  Record<DisposedFinding['outcome'], (target: string, title: string) => string>
> = {
  fail: (target, title) => `${target} fails "${title}"`,
  pass: (target, title) => `${target} passes "${title}"`,
  inconclusive: (target, title) => `It is not settled whether ${target} passes "${title}"`,
  manual: (target, title) => `Only an attestation can settle "${title}" at ${target}`,
  'not-applicable': (target, title) => `"${title}" does not apply to ${target}`,
};

/** `https://a.example/ fails "TITLE": what was found. Expected: … W-1 waives it until 2027-01-31.` */
function messageOf(finding: DisposedFinding): string {
  const { target, title, outcome, expected, disposition, found, reason } = finding;
  const lines =
    outcome !== 'fail' && found.length === 0 && reason === null ? [] : foundTexts(finding);
  const shown = lines.slice(0, MOST_FOUND).map((text) => plain(text, TEXT));
  const more = lines.length > MOST_FOUND ? [`${lines.length - MOST_FOUND} more`] : [];
  const what = [...shown, ...more].join('; ');
  return [
    PHRASES[outcome](plain(target, TEXT), plain(title, TEXT)) + (what === '' ? '.' : `: ${what}.`),
    `Expected: ${plain(expected, TEXT)}.`,
    ...(disposition === undefined ? [] : [waiverText(disposition)]),
  ].join(' ');
}

const waiverText = ({ type, id, expires }: NonNullable<DisposedFinding['disposition']>): string =>
  type === 'waiver'
    ? `${plain(id, TEXT)} waives it until ${expires}.`
    : `The waiver ${plain(id, TEXT)} of it ended on ${expires}.`;
