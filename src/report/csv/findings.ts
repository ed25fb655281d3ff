import type { DisposedFinding, WaiverResult } from '../../control/result.ts';
import { SEVERITIES } from '../../judge/finding.ts';
import type { Report } from '../report.ts';
import { foundTexts, shownAs } from '../view.ts';
import { referenceText } from '../words.ts';
import { joined, NO_ACTION, type Action } from './action.ts';

type Effective = DisposedFinding['effective'];

/** What asks for an action, in the order of the plan, in words; the rest asks for none. */
const STATES: Readonly<Partial<Record<Effective, string>>> = {
  fail: 'failed',
  inconclusive: 'not settled',
  waived: 'waived',
  manual: 'to be attested',
};
const ORDER = Object.keys(STATES);

/** What failed, was not settled or is waived, in this order, the most severe first. */
export function findingActions(report: Report): readonly Action[] {
  const known = lookups(report);
  return report.findings
    .filter((finding) => STATES[shownAs(finding)] !== undefined)
    .toSorted(
      (a, b) =>
        ORDER.indexOf(shownAs(a)) - ORDER.indexOf(shownAs(b)) ||
        SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
    )
    .map((finding) => actionOf(finding, known));
}

/** What other parts of the report say of a finding; made once, for there may be many findings. */
interface Lookups {
  readonly controls: ReadonlyMap<string, readonly string[]>;
  readonly changes: ReadonlyMap<string, string>;
  readonly waivers: ReadonlyMap<string, WaiverResult>;
  /** Where there is no earlier report nothing is said of it. */
  readonly unchanged: string;
}

function lookups({ controls, comparison, waivers }: Report): Lookups {
  const resting = new Map<string, string[]>();
  for (const { id, findings } of controls) {
    for (const key of findings) {
      const ids = resting.get(key);
      if (ids === undefined) resting.set(key, [id]);
      else ids.push(id);
    }
  }
  const changes = comparison?.changes ?? [];
  return {
    controls: resting,
    changes: new Map(changes.map(({ rule, target, state }) => [`${rule}@${target}`, state])),
    waivers: new Map(waivers.map((waiver) => [waiver.id, waiver])),
    unchanged: comparison === null ? '' : 'unchanged',
  };
}

function actionOf(finding: DisposedFinding, known: Lookups): Action {
  const { rule, target, severity, title, expected, references, evidence } = finding;
  const key = `${rule}@${target}`;
  const { disposition } = finding;
  const waiver = disposition === undefined ? undefined : known.waivers.get(disposition.id);
  return {
    ...NO_ACTION,
    ...{ rule, target, severity, expected },
    controls: known.controls.get(key) ?? [],
    state: stateOf(finding),
    finding: `${title}: ${joined(foundTexts(finding))}`,
    remediation: remedyOf(finding),
    references: joined(references.map(referenceText)),
    evidence: joined(evidence),
    since: known.changes.get(key) ?? known.unchanged,
    owner: waiver?.owner ?? '',
    due: waiver?.remediation?.due ?? '',
    reason: disposition?.justification ?? '',
  };
}

/** What could not be seen has to be looked at first. */
function remedyOf({ effective, fix }: DisposedFinding): string {
  const text = fix?.text ?? '';
  if (effective !== 'inconclusive') return text;
  return `Audit again where it can be seen.${text === '' ? '' : ` If it fails: ${text}`}`;
}

/** `waived until 2027-01-31 (W-2026-03)`. */
function stateOf(finding: DisposedFinding): string {
  const shown = shownAs(finding);
  const word = STATES[shown] ?? shown;
  const { disposition } = finding;
  if (disposition === undefined) return word;
  const { type, id, expires } = disposition;
  return type === 'waiver'
    ? `${word} until ${expires} (${id})`
    : `${word}; waiver ${id} expired on ${expires}`;
}
