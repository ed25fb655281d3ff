import type { ProbePlan } from '../evidence/kinds/rate-limit/sequence.ts';
import { baselineOf } from '../probe/rate-limit/plan.ts';
import { sightText } from '../report/rate-limit/budget.ts';
import { limitText, numberText, secondsText } from '../report/rate-limit/words.ts';
import {
  field,
  heading,
  pageOf,
  paragraph,
  type Page,
  type TextOptions,
} from '../report/text-page.ts';
import { counted, timeText } from '../report/words.ts';
import type { DryRun, PlannedProbe, PlannedRequests } from './dry-run.ts';

/** The plan of a run for a terminal. */
export function dryRunText(run: DryRun, options: Omit<TextOptions, 'verbose'>): string {
  const page = pageOf({ ...options, verbose: false });
  const sent = run.probes.filter(({ instead }) => instead === null);
  const left = run.probes.filter(({ instead }) => instead !== null);
  const sections = [
    [...heading(page, 'Dry run', 'nothing was sent'), ...summary(page, run, sent)],
    ...sent.map((one) => probeLines(page, one)),
    ...(left.length === 0
      ? []
      : [[...heading(page, 'Not made'), ...left.flatMap((one) => leftLines(page, one))]]),
  ];
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function summary(page: Page, run: DryRun, sent: readonly PlannedProbe[]): readonly string[] {
  const { intensity, authorisation, scope } = run;
  const most = sent.reduce((sum, { requests }) => sum + (requests?.most ?? 0), 0);
  const what =
    sent.length === 0
      ? 'nothing active would be sent'
      : `${counted(sent.length, 'active probe')} would be made, with at most ${counted(most, 'request')} in bursts and sign-ins`;
  return [
    ...field(page, 2, 'intensity', `${intensity}: ${what}`),
    ...(authorisation === null
      ? field(
          page,
          2,
          'permitted',
          'nobody authorises active probes (authorisation: in assay.yaml)',
        )
      : field(
          page,
          2,
          'permitted',
          `by ${authorisation.by} until ${timeText(authorisation.until)} for ${scope.join(', ')}`,
        )),
  ];
}

function probeLines(
  page: Page,
  { target, title, probe, requests }: PlannedProbe,
): readonly string[] {
  return [
    ...heading(page, title, target),
    ...field(page, 2, 'probe', probe),
    ...(requests === null ? [] : requestLines(page, requests)),
  ];
}

function requestLines(page: Page, requests: PlannedRequests): readonly string[] {
  const { method, url, follows, plan, most } = requests;
  const landing = follows
    ? 'Where that redirects, the page that it ends on is asked for, as long as it lies in the scope.'
    : '';
  return [
    ...field(page, 2, 'asks', `${method} ${url}`),
    ...(landing === '' ? [] : paragraph(page, 12, landing)),
    ...(plan === null
      ? field(
          page,
          2,
          'at most',
          `${counted(most, 'attempt')}, one a second, each with a random password`,
        )
      : planLines(page, plan, requests.also)),
  ];
}

function planLines(page: Page, plan: ProbePlan, also: readonly string[]): readonly string[] {
  const { limit, burst, budget, seconds, connections } = plan;
  const against =
    limit === null
      ? 'no limit is documented; one that is announced shortens or lengthens the burst'
      : `${limitText(limit.requests, limit.windowSeconds)}, as ${limit.from}${decision(plan)}`;
  const parts: readonly Line[] = [
    ['against', against],
    ...(burst === 0 ? [['burst', 'none'] as const] : phasesOf(plan, also)),
    [
      'at most',
      `${counted(budget, 'request')} in ${secondsText(seconds)} over ${counted(connections, 'connection')}`,
    ],
    ...(burst === 0 ? [] : [['in sight', sightText(plan.detectable)] as const]),
    ...plan.left.map((sentence, index) => [index === 0 ? 'remarks' : ' ', sentence] as const),
  ];
  return parts.flatMap(([label, text]) => field(page, 2, label, text));
}

type Line = readonly [label: string, text: string];

/** What is sent, in its order. */
function phasesOf(plan: ProbePlan, also: readonly string[]): readonly Line[] {
  const { limit, burst, perSecond, parallel, settleSeconds } = plan;
  const baseline = counted(baselineOf(limit), 'request');
  const pace = `${numberText(perSecond)} a second`;
  return [
    ['first', `${secondsText(settleSeconds)} of silence, then ${baseline}, one a second`],
    ...(parallel === 0 ? [] : [['at once', counted(parallel, 'request')] as const]),
    ['burst', `up to ${counted(burst, 'request')}, ${pace}, up to the first that is refused`],
    ['then', 'where one is: two to confirm it, single ones until it admits again, another round'],
    [' ', 'where none is, and a limit is known: the burst once more'],
    ...also.map((what): Line => ['tries', what]),
    ['end', 'one request, to see that it answers as at first'],
  ];
}

const decision = ({ decisive }: ProbePlan): string =>
  decisive === false ? '; that it is not enforced could not be told' : '';

const leftLines = (page: Page, { target, title, instead }: PlannedProbe): readonly string[] => [
  ...paragraph(page, 2, `${title}  ${target}`),
  ...paragraph(page, 4, instead ?? '', page.ink.dim),
];
