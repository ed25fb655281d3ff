import { NO_GATE, type ControlResult, type Gate } from '../control/result.ts';
import type { Report } from './report.ts';
import { beside, field, heading, paragraph, type Page } from './text-page.ts';
import { countsOf, notAssessedOf, profileText } from './view.ts';
import { costText, timeText } from './words.ts';

type Status = ControlResult['status'];

const CONTROL_SYMBOLS: Readonly<Record<Status, string>> = {
  met: '✓',
  'not-met': '✗',
  'partly-met': '±',
  attested: '✓',
  'not-assessed': '?',
  inherited: '–',
};

/** Controls that nothing was looked at for and that are spelt out; more are named together. */
const FEW_UNSEEN = 3;

/**
 * The documented controls: those that are not met one by one, many that nothing was looked at for by
 * their names, the others when asked for.
 */
export function controls(report: Report, page: Page): readonly string[] {
  if (report.controls.length === 0) return [];
  const met = report.controls.filter(({ status }) => status === 'met').length;
  const unseen = report.controls.filter(({ status }) => status === 'not-assessed');
  const together = !page.verbose && unseen.length > FEW_UNSEEN;
  const shown = report.controls.filter(
    ({ status }) => page.verbose || (status !== 'met' && !(together && status === 'not-assessed')),
  );
  const styles: Readonly<Record<string, (text: string) => string>> = {
    '✓': page.ink.green,
    '✗': page.ink.red,
    '?': page.ink.magenta,
    '±': page.ink.yellow,
    '–': page.ink.dim,
  };
  return [
    ...heading(page, 'Controls', `${met} of ${report.controls.length} met`),
    ...shown.flatMap(({ id, statement, status }) => {
      const symbol = CONTROL_SYMBOLS[status];
      const lead = {
        text: `${symbol} ${status}`,
        width: 15,
        style: styles[symbol] ?? page.ink.reset,
      };
      return beside(page, 2, lead, `${id}  ${statement}`);
    }),
    ...(!together
      ? []
      : beside(
          page,
          2,
          { text: '? not-assessed', width: 15, style: page.ink.magenta },
          unseen.map(({ id }) => id).join(', '),
        )),
  ];
}

/** The end of the report: counts, the gate, what was looked at, at what cost, with which data. */
export function summary(report: Report, page: Page): readonly string[] {
  const lines = (label: string, text: string): readonly string[] =>
    text === '' ? [] : field(page, 2, label, text);
  const missing = notAssessedOf(report).map(({ area, items }) => `${area}: ${items.join(', ')}`);
  return [
    ...heading(page, 'Summary'),
    ...lines(
      'findings',
      countsOf(report)
        .map(({ label, count }) => `${count} ${label}`)
        .join(', '),
    ),
    ...gateLines(report.gate, page),
    ...report.targets.flatMap(({ id, addresses }, index) =>
      lines(index === 0 ? 'targets' : ' ', [id, ...addresses].join('  ')),
    ),
    ...lines('profile', profileText(report)),
    ...lines('run', `${timeText(report.startedAt)}, ${costText(report.cost)}`),
    ...lines('data', report.data.map(({ id, date }) => `${id} of ${date}`).join(', ')),
    ...(missing.length === 0
      ? []
      : lines('limits', `this version does not assess ${missing.join('; ')}`)),
  ];
}

function gateLines({ passed, reasons }: Gate, page: Page): readonly string[] {
  if (reasons.includes(NO_GATE)) return field(page, 2, 'gate', NO_GATE);
  const [verdict, style] =
    passed === null
      ? ['? undecided', page.ink.magenta]
      : passed
        ? ['✓ passed', page.ink.green]
        : ['✗ failed', page.ink.red];
  return [
    ...field(page, 2, 'gate', verdict, style),
    ...reasons.flatMap((reason) => paragraph(page, 12, reason)),
  ];
}
