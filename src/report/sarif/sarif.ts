import { SEVERITIES } from '../../judge/finding.ts';
import { sha256Of } from '../digest.ts';
import { escapeJson } from '../escape.ts';
import type { Report } from '../report.ts';
import { uuidOf } from '../uuid.ts';
import { countsOf, namesOf, passedOf } from '../view.ts';
import { fitting } from './fit.ts';
import { invocationOf, NOTIFICATIONS } from './invocation.ts';
import { SOURCE_ROOT } from './location.ts';
import { name, plain, uriPath } from './plain.ts';
import { absentOf, entryOf, isLeftOpen, knownOf, type Entry } from './result.ts';
import { rulesOf } from './rules.ts';
import { taxonomiesOf } from './taxonomies.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LONGEST = 250;

/**
 * Failures, waived ones among them, as SARIF 2.1.0: what GitHub takes for alerts. What failed in the
 * earlier report and is not settled now is among them as a note, for an upload closes the alerts that
 * it does not name. What GitHub would not take, being too much, is left out and counted.
 */
export const renderSarif = (report: Report): string => render(report, false);

/**
 * Every finding as SARIF 2.1.0, by its kind, and with an earlier report what is not judged any more:
 * for readers that know kinds. Those that do not would take a pass for a failure.
 */
export const renderSarifAll = (report: Report): string => render(report, true);

function render(report: Report, all: boolean): string {
  const entries = entriesOf(report, all);
  return fitting(entries.length, (kept) => logText(report, entries, kept));
}

function entriesOf(report: Report, all: boolean): readonly Entry[] {
  const known = knownOf(report, all);
  const found = report.findings
    .filter((finding) => all || finding.outcome === 'fail' || isLeftOpen(finding, known))
    .map((finding) => entryOf(finding, known));
  const gone = all ? [...known.changes.values()].flatMap((one) => absentOf(one, known) ?? []) : [];
  return [...found, ...gone].sort((a, b) => rankOf(a) - rankOf(b));
}

const OUTCOMES: readonly Entry['outcome'][] = [
  'fail',
  'inconclusive',
  'manual',
  'pass',
  'not-applicable',
];

/**
 * Failures first, then what is open, what is gone last; of each the most severe first, and those
 * waived after the others.
 */
const rankOf = ({ outcome, severity, waived, absent }: Entry): number =>
  (absent ? 1000 : 0) +
  OUTCOMES.indexOf(outcome) * 100 +
  (SEVERITIES.length - SEVERITIES.indexOf(severity)) * 2 +
  (waived ? 1 : 0);

function logText(report: Report, entries: readonly Entry[], kept: number): string {
  const shown = entries.slice(0, kept);
  const ids = [...new Set(shown.map(({ rule }) => rule))].sort();
  const indices = new Map(ids.map((id, index) => [id, index]));
  const { taxonomies, supported, relations } = taxonomiesOf(report, new Set(ids));
  const portion = {
    kept,
    all: entries.length,
    failures: entries.slice(kept).filter(({ outcome, absent }) => outcome === 'fail' && !absent)
      .length,
  };
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            ...{ name: report.tool.name, semanticVersion: name(report.tool.version, LONGEST) },
            rules: rulesOf(report, ids, relations),
            notifications: NOTIFICATIONS,
            supportedTaxonomies: supported,
          },
        },
        taxonomies,
        automationDetails: automationOf(report),
        invocations: [invocationOf(report, portion)],
        originalUriBaseIds: {
          [SOURCE_ROOT]: { description: { text: 'The folder in which assay ran.' } },
        },
        // As YAML's own places are counted.
        columnKind: 'utf16CodeUnits',
        results: shown.map(({ rule, result }) => ({
          ruleId: name(rule, LONGEST),
          ruleIndex: indices.get(rule),
          ...result,
        })),
        properties: propertiesOf(report, portion),
      },
    ],
  };
  return `${escapeJson(JSON.stringify(log, null, 2))}\n`;
}

/**
 * What the run is one of: profile, areas, first name and a digest of all targets are what GitHub calls
 * its category, by which a later run takes the place of an earlier one that asked the same.
 */
function automationOf(report: Report): object {
  const { id, areas } = report.profile;
  const [first = 'nothing'] = namesOf(report);
  const category = uriPath([
    'assay',
    name(id, LONGEST),
    areas.toSorted().join('.'),
    name(first, LONGEST),
    targetsDigest(report),
  ]);
  return { id: `${category}/${report.id}`, guid: report.id, correlationGuid: uuidOf(category) };
}

/** Of all targets but the exchanges of a domain's mail, which are found out and may change by the hour. */
function targetsDigest({ targets }: Report): string {
  const hasMail = targets.some(({ kind }) => kind === 'mail');
  const ids = targets
    .filter(({ kind, port }) => !(hasMail && kind === 'smtp' && port === 25))
    .map(({ id }) => id);
  return sha256Of(JSON.stringify(ids.sort())).slice(0, 12);
}

const propertiesOf = (
  report: Report,
  { kept, all, failures }: { kept: number; all: number; failures: number },
): object => ({
  reportId: report.id,
  now: report.now,
  grade: report.grades.overall?.letter ?? null,
  ceiling: report.grades.overall?.ceiling ?? null,
  floor: report.grades.overall?.floor ?? null,
  gate: {
    passed: passedOf(report.gate),
    reasons: report.gate.reasons.map((reason) => plain(reason, LONGEST)),
  },
  counts: Object.fromEntries(countsOf(report).map(({ label, count }) => [label, count])),
  resultsLeftOut: all - kept,
  failuresLeftOut: failures,
});
