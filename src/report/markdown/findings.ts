import type { DisposedFinding } from '../../control/result.ts';
import type { Change } from '../../control/comparison.ts';
import type { Report } from '../report.ts';
import {
  failuresOf,
  foundTexts,
  severitiesOf,
  snippetsOf,
  unsettledOf,
  type Failure,
} from '../view.ts';
import { counted, OUTCOME_SYMBOLS, referenceText } from '../words.ts';
import { code, fenced, prose } from './escape.ts';
import { table, type Section } from './page.ts';

/** Of each thing that many may be of, how many are shown. */
const MOST = { failures: 50, folded: 30, open: 20, waived: 20, places: 3, found: 4 } as const;
/** Characters of a snippet. */
const SNIPPET = 2000;

/** What fails, one row for each rule, worst first; waived failures stand below. */
export function failures(report: Report): Section | null {
  const all = failuresOf(report);
  if (all.length === 0) return null;
  const became = changesBy(report);
  const compared = report.comparison !== null;
  const rows = all.map(({ finding, places }) => [
    finding.severity,
    prose(finding.title),
    whereText(places),
    ...(compared ? [became(places)] : []),
  ]);
  const heads = ['Severity', 'What fails', 'Where', ...(compared ? ['Since'] : [])];
  const note = severitiesOf(all.map(({ finding }) => finding));
  return section(`Failed: ${counted(all.length, 'rule')} (${note})`, {
    ...table(heads, rows),
    ...{ noun: 'rule', most: MOST.failures },
  });
}

const section = (title: string, { head, ...rest }: Section): Section => ({
  head: [`### ${title}`, '', ...head],
  ...rest,
});

const whereText = (places: readonly Pick<DisposedFinding, 'target'>[]): string => {
  const targets = [...new Set(places.map(({ target }) => target))];
  const more = targets.length - MOST.places;
  return (
    targets
      .slice(0, MOST.places)
      .map((target) => code(target))
      .join('<br>') + (more > 0 ? `<br>and ${more} more` : '')
  );
};

/** What became of a rule since the earlier report, in the words of its changes. */
function changesBy({
  comparison,
}: Report): (places: readonly Pick<DisposedFinding, 'rule' | 'target'>[]) => string {
  const states = new Map(
    (comparison?.changes ?? []).map((change): [string, Change['state']] => [
      JSON.stringify([change.rule, change.target]),
      change.state,
    ]),
  );
  return (places) =>
    [
      ...new Set(
        places.map(({ rule, target }) => states.get(JSON.stringify([rule, target])) ?? 'unchanged'),
      ),
    ].join(', ');
}

/** What could not be settled, one row for each problem: neither passed nor failed. */
export function open(report: Report): Section | null {
  const rows = [
    ...unsettledOf(report).map(
      ({ reason, findings }) =>
        `- ${OUTCOME_SYMBOLS.inconclusive} ${prose(reason)}: ${counted(findings.length, 'finding')} ` +
        `(${severitiesOf(findings)}) at ${[...new Set(findings.map(({ target }) => target))]
          .slice(0, MOST.places)
          .map((target) => code(target))
          .join(', ')}`,
    ),
    ...report.problems.map(({ code: name, detail }) => `- ! ${prose(name)}: ${prose(detail)}`),
  ];
  if (rows.length === 0) return null;
  return section('Not settled: we could not see, so neither passed nor failed', {
    ...{ head: [], rows, noun: 'problem', most: MOST.open },
  });
}

/** Failures that a waiver takes out of the gate; they count in the grade. */
export function waived({ findings }: Report): Section | null {
  const rows = findings.flatMap(({ severity, title, target, disposition }) =>
    disposition?.type === 'waiver'
      ? [
          [
            severity,
            prose(title),
            code(target),
            `${code(disposition.id)} until ${disposition.expires}`,
            prose(disposition.justification),
          ],
        ]
      : [],
  );
  if (rows.length === 0) return null;
  return section('Waived: the gate lets these through, the grade does not', {
    ...table(['Severity', 'What', 'Where', 'Waiver', 'Why'], rows),
    ...{ noun: 'finding', most: MOST.waived },
  });
}

/** What was found and how to mend it, folded in: one entry for each failed rule. */
export function howToMend(report: Report): Section | null {
  const all = failuresOf(report);
  if (all.length === 0) return null;
  return section('What was found, and how to mend it', {
    ...{ head: [], rows: all.map((failure) => folded(failure)), noun: 'rule', most: MOST.folded },
  });
}

function folded({ finding, places }: Failure): string {
  const { severity, title, expected, references, rule, fix } = finding;
  const more = places.length - MOST.places;
  const [snippet] = snippetsOf(places.slice(0, MOST.places));
  const [sample = ''] = snippet?.codes ?? [];
  const standards = references.map((one) => prose(referenceText(one))).join('; ');
  return [
    '<details>',
    `<summary>${severity}: ${prose(title)}</summary>`,
    '',
    ...places.slice(0, MOST.places).flatMap(placeLines),
    ...(more > 0 ? [`- and on ${counted(more, 'more target')}`] : []),
    `- **Expected** ${code(expected)}`,
    ...(fix === null ? [] : [`- **Fix** ${prose(fix.text)}`]),
    ...(standards === '' ? [] : [`- **Standard** ${standards}`]),
    `- **Rule** ${code(rule)}`,
    ...(sample === '' || sample.length > SNIPPET
      ? []
      : [`- **${prose(snippet?.product ?? '')}**`, '', ...fenced(sample, snippet?.product ?? '')]),
    '',
    '</details>',
    '',
  ].join('\n');
}

function placeLines(place: DisposedFinding): readonly string[] {
  const found = foundTexts(place);
  const more = found.length - MOST.found;
  const { disposition } = place;
  return [
    `- **At** ${code(place.target)}`,
    ...found.slice(0, MOST.found).map((text) => `  - found ${code(text)}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
    ...(disposition === undefined
      ? []
      : [`  - waiver ${code(disposition.id)} expired on ${disposition.expires}`]),
  ];
}
