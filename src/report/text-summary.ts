import { NO_GATE, type ControlResult, type Gate } from '../control/result.ts';
import type { Report } from './report.ts';
import { beside, field, heading, paragraph, toneStyle, type Page } from './text-page.ts';
import { outlookOf } from './claims/outlook.ts';
import { countsOf, countText, partsOf, STATUSES } from './claims/words.ts';
import { countsOf as findingCounts, notAssessedOf, profileText } from './view.ts';
import { costText, shortened, timeText } from './words.ts';

/** Controls that nothing was looked at for and that are spelt out; more are named together. */
const FEW_UNSEEN = 3;

/**
 * The documented controls: those that are not met one by one, many that nothing was looked at for by
 * their names, the others when asked for.
 */
export function controls(report: Report, page: Page): readonly string[] {
  if (report.controls.length === 0) return [];
  const unseen = report.controls.filter(({ status }) => status === 'not-assessed');
  const together = !page.verbose && unseen.length > FEW_UNSEEN;
  const shown = report.controls.filter(
    ({ status }) => page.verbose || (status !== 'met' && !(together && status === 'not-assessed')),
  );
  const counts = countsOf(
    STATUSES,
    report.controls.map(({ status }) => status),
  );
  return [
    ...heading(page, 'Controls', countText(counts)),
    ...shown.flatMap((control) => controlLines(page, control)),
    ...(!together
      ? []
      : beside(page, 2, leadOf(page, 'not-assessed'), unseen.map(({ id }) => id).join(', '))),
  ];
}

const LEAD = 16;

function leadOf(page: Page, status: ControlResult['status']) {
  const { tone, symbol, word } = STATUSES[status];
  return { text: `${symbol} ${word}`, width: LEAD, style: toneStyle(page, tone) };
}

/** Where a control is settled in several ways, what each came to; the reasons when asked for. */
function controlLines(
  page: Page,
  { id, statement, status, parts, reasons }: ControlResult,
): readonly string[] {
  const ways = partsOf(parts);
  const quiet = (text: string): readonly string[] => paragraph(page, 2 + LEAD, text, page.ink.dim);
  return [
    ...beside(page, 2, leadOf(page, status), `${id}  ${statement}`),
    ...(ways.length < 2 ? [] : quiet(ways.map(({ word }) => word).join(' · '))),
    ...(page.verbose ? reasons.flatMap((reason) => quiet(shortened(reason, LONGEST))) : []),
  ];
}

const LONGEST = 400;

/** The end of the report: counts, the gate, what was looked at, at what cost, with which data. */
export function summary(report: Report, page: Page): readonly string[] {
  const lines = (label: string, text: string): readonly string[] =>
    text === '' ? [] : field(page, 2, label, text);
  return [
    ...heading(page, 'Summary'),
    ...lines(
      'findings',
      findingCounts(report)
        .map(({ label, count }) => `${count} ${label}`)
        .join(', '),
    ),
    ...lines('page', countText(outlookOf(report)?.verdicts ?? [])),
    ...gateLines(report.gate, page),
    ...report.targets.flatMap(({ id, addresses }, index) =>
      lines(index === 0 ? 'targets' : ' ', [id, ...addresses].join('  ')),
    ),
    ...lines('profile', profileText(report)),
    ...lines('run', `${timeText(report.startedAt)}, ${costText(report.cost)}`),
    ...lines('data', report.data.map(({ id, date }) => `${id} of ${date}`).join(', ')),
    ...limits(report, page),
  ];
}

/** What this version does not assess, each area on lines of its own. */
function limits(report: Report, page: Page): readonly string[] {
  const missing = notAssessedOf(report);
  if (missing.length === 0) return [];
  return [
    ...field(page, 2, 'limits', 'this version does not assess'),
    ...missing.flatMap(({ area, items }) =>
      beside(page, 12, { text: area, width: 12, style: page.ink.dim }, items.join(', ')),
    ),
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
