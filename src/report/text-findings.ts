import type { DisposedFinding } from '../control/result.ts';
import type { Report } from './report.ts';
import { beside, field, heading, paragraph, severityStyle, type Page } from './text-page.ts';
import {
  effectively,
  evidenceById,
  failuresOf,
  foundTexts,
  severitiesOf,
  snippetsOf,
  unsettledOf,
  type Failure,
  type Unsettled,
} from './view.ts';
import {
  counted,
  observationText,
  OUTCOME_SYMBOLS,
  referenceText,
  shortened,
  timeText,
  valueText,
} from './words.ts';

const INDENT = 4;
/** Rules behind one problem that are named; of more only the number is given. */
const SPELT_OUT = 3;
const LIMITS = { rules: 200, places: 6, elements: 8, text: 300, evidence: 20 } as const;

/**
 * Failed findings, worst first: what was found, what is expected, how to mend it, which standard. Of
 * advice the titles alone, unless all is asked for.
 */
export function failed(report: Report, page: Page): readonly string[] {
  const failures = failuresOf(report);
  if (failures.length === 0) return [];
  const note = severitiesOf(failures.map(({ finding }) => finding));
  const most = page.verbose ? failures.length : LIMITS.rules;
  const inFull = failures.filter(({ finding }) => page.verbose || finding.severity !== 'info');
  const advice = failures.filter((failure) => !inFull.includes(failure));
  const left = Math.max(0, inFull.length - most) + Math.max(0, advice.length - most);
  return [
    ...heading(page, 'Failed', `${counted(failures.length, 'rule')}: ${note}`),
    ...inFull.slice(0, most).flatMap((failure) => ['', ...failureLines(report, page, failure)]),
    ...(advice.length === 0 ? [] : ['']),
    ...advice.slice(0, most).flatMap(({ finding }) => titled(page, finding, ` · ${finding.rule}`)),
    ...(left === 0 ? [] : ['', ...beyond(page, left)]),
  ];
}

const beyond = (page: Page, count: number): readonly string[] =>
  paragraph(page, 2, `and ${counted(count, 'more rule')}: --verbose shows all of them`);

function failureLines(report: Report, page: Page, failure: Failure): readonly string[] {
  const { finding, places } = failure;
  const shown = page.verbose ? places : places.slice(0, LIMITS.places);
  const more = places.length - shown.length;
  return [
    ...titled(page, finding),
    ...shown.flatMap((place) => placeLines(report, page, place)),
    ...(more > 0 ? field(page, INDENT, '', `and on ${counted(more, 'more target')}`) : []),
    ...field(page, INDENT, 'expected', shortened(finding.expected, LIMITS.text)),
    ...fixLines(page, finding, shown),
    ...field(page, INDENT, 'standard', finding.references.map(referenceText).join('; ')),
    ...field(page, INDENT, 'rule', finding.rule, page.ink.dim),
  ];
}

function titled(page: Page, finding: DisposedFinding, rule = ''): readonly string[] {
  const lead = {
    text: `${OUTCOME_SYMBOLS[finding.effective]} ${finding.severity}`,
    width: 12,
    style: severityStyle(page, finding.severity),
  };
  const style = rule === '' ? page.ink.bold : page.ink.reset;
  return beside(page, 2, lead, finding.title + rule, style);
}

/** What a finding rests on, as it was seen; only when asked for. */
function evidenceLines(
  report: Report,
  page: Page,
  { evidence }: DisposedFinding,
): readonly string[] {
  if (!page.verbose) return [];
  const shown = evidence.slice(0, LIMITS.evidence);
  const more = evidence.length - shown.length;
  return [
    ...shown.flatMap((id) => field(page, INDENT, 'evidence', seenText(report, id), page.ink.dim)),
    ...(more > 0 ? field(page, INDENT, '', `and ${counted(more, 'more observation')}`) : []),
  ];
}

/** `tls.versions https://a.example/ 192.0.2.1, 2026-11-22 12:00 UTC: offered TLS 1.2`. */
function seenText(report: Report, id: string): string {
  const seen = evidenceById(report).get(id);
  if (seen === undefined) return id;
  const { observation, observedAt } = seen;
  const what =
    observation.status === 'present' ? valueText(observation.value) : observationText(observation);
  return `${id}, ${timeText(observedAt)}: ${shortened(what, LIMITS.text)}`;
}

function placeLines(report: Report, page: Page, place: DisposedFinding): readonly string[] {
  const found = foundTexts(place);
  const shown = page.verbose ? found : found.slice(0, LIMITS.elements);
  const { disposition } = place;
  return [
    ...(report.targets.length > 1 ? field(page, INDENT, 'at', place.target) : []),
    ...shown.flatMap((text, index) =>
      field(page, INDENT, index === 0 ? 'found' : '', shortened(text, LIMITS.text)),
    ),
    ...(found.length > shown.length
      ? field(page, INDENT, '', `and ${found.length - shown.length} more`)
      : []),
    ...(disposition === undefined
      ? []
      : field(page, INDENT, 'waiver', `${disposition.id} expired on ${disposition.expires}`)),
    ...evidenceLines(report, page, place),
  ];
}

/** The sentence and what to write for the first product, at each place; lines are kept apart. */
function fixLines(
  page: Page,
  { fix }: DisposedFinding,
  places: readonly DisposedFinding[],
): readonly string[] {
  if (fix === null) return [];
  const [snippet] = snippetsOf(places);
  return [
    ...field(page, INDENT, 'fix', fix.text),
    ...(snippet?.codes ?? []).flatMap((code) => codeLines(page, snippet?.product ?? '', code)),
  ];
}

function codeLines(page: Page, product: string, code: string): readonly string[] {
  const lines = code.split('\n');
  if (lines.length === 1) return field(page, INDENT, '', `${product}: ${code}`, page.ink.cyan);
  return [
    ...field(page, INDENT, '', `${product}:`, page.ink.cyan),
    ...lines.flatMap((line) => paragraph(page, INDENT + 12, line, page.ink.cyan)),
  ];
}

/** What could not be settled, one entry for each problem. */
export function unsettled(report: Report, page: Page): readonly string[] {
  const open = unsettledOf(report);
  if (open.length === 0 && report.problems.length === 0) return [];
  const total = open.reduce((sum, { findings }) => sum + findings.length, 0);
  const shown = page.verbose ? open : open.slice(0, LIMITS.rules);
  const more = open.length - shown.length;
  return [
    ...heading(
      page,
      'Not settled',
      `${counted(total, 'finding')}: we could not see, so neither passed nor failed`,
    ),
    ...shown.flatMap((entry) => unsettledLines(report, page, entry)),
    ...(more > 0 ? paragraph(page, 2, `and ${counted(more, 'more reason')}: --verbose`) : []),
    ...report.problems.flatMap(({ code, detail }) =>
      beside(page, 2, { text: '!', width: 2, style: page.ink.magenta }, `${code}: ${detail}`),
    ),
  ];
}

function unsettledLines(report: Report, page: Page, entry: Unsettled): readonly string[] {
  const { reason, findings } = entry;
  const targets = [...new Set(findings.map(({ target }) => target))];
  const [only = '', ...others] = targets;
  const where = others.length > 0 ? counted(targets.length, 'target') : only;
  const mark = { text: OUTCOME_SYMBOLS.inconclusive, width: 2, style: page.ink.magenta };
  const quiet = (text: string): readonly string[] => paragraph(page, INDENT, text, page.ink.dim);
  if (findings.length > SPELT_OUT && !page.verbose) {
    return [
      ...beside(page, 2, mark, shortened(reason, LIMITS.text)),
      ...quiet(`${counted(findings.length, 'rule')} on ${where}: ${severitiesOf(findings)}`),
    ];
  }
  return [
    ...beside(page, 2, mark, shortened(reason, LIMITS.text)),
    ...(report.targets.length > 1 ? quiet(`on ${where}`) : []),
    ...findings.flatMap(({ severity, title, target }) => {
      const lead = { text: severity, width: 10, style: severityStyle(page, severity) };
      return beside(page, INDENT, lead, others.length > 0 ? `${title} (${target})` : title);
    }),
  ];
}

/** Findings that a waiver covers; they still count in the grade. */
export function waived(report: Report, page: Page): readonly string[] {
  const findings = report.findings.filter(({ disposition }) => disposition?.type === 'waiver');
  if (findings.length === 0) return [];
  const shown = page.verbose ? findings : findings.slice(0, LIMITS.rules);
  return [
    ...heading(page, 'Waived', 'the gate lets these through, the grade does not'),
    ...shown.flatMap((finding) => [
      ...titled(page, finding),
      ...placeLines(report, page, { ...finding, disposition: undefined }),
      ...(finding.disposition === undefined
        ? []
        : field(
            page,
            INDENT,
            'waiver',
            `${finding.disposition.id} until ${finding.disposition.expires}: ` +
              finding.disposition.justification,
          )),
    ]),
    ...(findings.length > shown.length ? beyond(page, findings.length - shown.length) : []),
  ];
}

/** Passed rules, one line each; only when asked for. */
export function passed(report: Report, page: Page): readonly string[] {
  const findings = effectively(report, 'pass');
  if (!page.verbose || findings.length === 0) return [];
  const mark = { text: OUTCOME_SYMBOLS.pass, width: 2, style: page.ink.green };
  return [
    ...heading(page, 'Passed'),
    ...findings.flatMap(({ title, target }) =>
      beside(page, 2, mark, report.targets.length > 1 ? `${title} (${target})` : title),
    ),
  ];
}
