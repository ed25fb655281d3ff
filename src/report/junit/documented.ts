import { NO_GATE, type ClaimResult, type ControlResult } from '../../control/result.ts';
import { staleText, STATUSES, VERDICTS } from '../claims/words.ts';
import type { Report } from '../report.ts';
import { isWaived } from '../view.ts';
import type { Case, Suite, Verdict } from './suite.ts';

/** The gate, where one was given, and what was wrong with the run as a whole. */
export function runSuite(report: Report, group: (name: string) => string): readonly Suite[] {
  const { gate, problems } = report;
  const given = !(gate.reasons.length === 1 && gate.reasons[0] === NO_GATE);
  const own = { ms: 0, place: undefined, remarks: [] };
  const cases: readonly Case[] = [
    ...(given ? [{ ...own, name: 'gate', verdict: gateVerdict(report) }] : []),
    ...(problems.length === 0
      ? []
      : [{ ...own, name: 'whole run', verdict: problemVerdict(report) }]),
  ];
  return cases.length === 0 ? [] : [{ ...about(report, 'run', group('run')), cases }];
}

function gateVerdict({ gate: { passed, reasons } }: Report): Verdict | null {
  if (passed === true) return null;
  const message = reasons.join('; ');
  return passed === null
    ? { element: 'error', type: 'undecided', message: `undecided: ${message}`, lines: reasons }
    : { element: 'failure', type: 'gate', message, lines: reasons };
}

function problemVerdict({ problems }: Report): Verdict {
  const lines = problems.map(({ code, detail }) => `${code}: ${detail}`);
  return { element: 'error', type: 'problem', message: lines.join('; '), lines };
}

/** A case for each documented control. What is open there is an error at its rules already. */
export function controlSuite(report: Report, group: (name: string) => string): readonly Suite[] {
  if (report.controls.length === 0) return [];
  const waivers = waiversOf(report);
  const own = { ms: 0, place: undefined };
  return [
    {
      ...about(report, 'documented controls', group('controls')),
      cases: report.controls.map((control) => ({
        ...own,
        name: `${control.id}: ${control.title}`,
        verdict: controlVerdict(control, waivers(control)),
        remarks: statedRemarks(control.status, control.reasons),
      })),
    },
  ];
}

const SETTLED: readonly ControlResult['status'][] = ['met', 'attested', 'inherited'];

function controlVerdict(
  { status, statement, reasons }: ControlResult,
  waivers: readonly string[],
): Verdict | null {
  if (SETTLED.includes(status)) return null;
  const waived = waivers.length === 0 ? [] : [`waived: ${waivers.join(', ')}`];
  const { word } = STATUSES[status];
  const lines = [...waived, `${word}: ${statement}`, ...reasons];
  const message = [...waived, saying(word, reasons)].join('; ');
  if (status !== 'not-met') return { element: 'skipped', type: status, message, lines };
  return waived.length === 0
    ? { element: 'failure', type: status, message, lines }
    : { element: 'skipped', type: 'waived', message, lines };
}

/** That it was passed because people say so. */
const statedRemarks = (state: string, reasons: readonly string[]): readonly string[] =>
  state === 'attested' || state === 'inherited' ? [`${state}, not seen`, ...reasons] : [];

const saying = (word: string, reasons: readonly string[]): string =>
  reasons.length === 0 ? word : `${word}: ${reasons.join('; ')}`;

/** The waivers of a control all of whose failures are waived; none of one that fails besides. */
function waiversOf(report: Report): (control: ControlResult) => readonly string[] {
  const found = new Map(report.findings.map((one) => [`${one.rule}@${one.target}`, one]));
  return ({ findings, parts }) => {
    if (parts.stated === 'fail' || findings.some((id) => !found.has(id))) return [];
    const failing = findings
      .flatMap((id) => found.get(id) ?? [])
      .filter(({ outcome }) => outcome === 'fail');
    if (!failing.every(isWaived)) return [];
    return [...new Set(failing.flatMap(({ disposition }) => disposition?.id ?? []))];
  };
}

/** A case for each sentence of the security page; a waiver does not make a sentence true. */
export function claimSuite(report: Report, group: (name: string) => string): readonly Suite[] {
  const [first] = report.claims;
  if (first === undefined) return [];
  const own = { ms: 0, place: undefined };
  const { properties, ...suite } = about(report, `security page ${first.source}`, group('claims'));
  const stale = report.claims.flatMap((claim) =>
    staleLines(claim, report.now).map((text) => [`stale wording ${claim.id}`, text] as const),
  );
  return [
    {
      ...suite,
      properties: [...properties, ...stale],
      cases: report.claims.map((claim) => ({
        ...own,
        name: `${claim.id}: “${claim.quote}”`,
        verdict: claimVerdict(claim),
        remarks: [
          ...statedRemarks(claim.verdict, claim.reasons),
          ...staleLines(claim, report.now).map((text) => `stale wording: ${text}`),
          ...(claim.note === null ? [] : [`note: ${claim.note}`]),
        ],
      })),
    },
  ];
}

const staleLines = ({ stale }: ClaimResult, now: string): readonly string[] =>
  stale.map((one) => staleText(one, now));

function claimVerdict({ verdict, reasons, findings }: ClaimResult): Verdict | null {
  if (verdict === 'confirmed' || verdict === 'attested') return null;
  const waivers = [...new Set(findings.flatMap(({ waiver }) => waiver ?? []))];
  const { word } = VERDICTS[verdict];
  return {
    element: verdict === 'contradicted' ? 'failure' : 'skipped',
    type: verdict,
    message: saying(word, reasons),
    lines: [
      word,
      ...reasons,
      ...(waivers.length === 0 ? [] : [`waived, which changes no verdict: ${waivers.join(', ')}`]),
    ],
  };
}

const about = ({ startedAt }: Report, name: string, group: string): Omit<Suite, 'cases'> => ({
  ...{ name, group, host: null, at: startedAt, properties: [] },
});
