import type { ClaimResult } from '../control/result.ts';
import { evidenceFilesOf, shortDigest, type EvidenceFile } from './claims/files.ts';
import { controlsText, frameworkView } from './claims/frameworks.ts';
import { outlookOf, type Outlook } from './claims/outlook.ts';
import {
  ATTESTATION_STATES,
  PROMISED_BY,
  staleText,
  STATUSES,
  VERDICTS,
  WAIVER_STATES,
  type Shown,
} from './claims/words.ts';
import type { Report } from './report.ts';
import { beside, heading, paragraph, toneStyle, type Page } from './text-page.ts';
import { counted, shortened } from './words.ts';

const LEAD = 20;
const INDENT = 2 + LEAD;
const OUTLOOK = 24;
const STALE: Shown = { tone: 'fair', symbol: '!', word: 'wording out of date' };
const LIMITS = { reasons: 2, text: 320, files: 12, requirements: 12 } as const;

const lead = (page: Page, { tone, symbol, word }: Shown, width = LEAD) => ({
  text: `${symbol} ${word}`,
  width,
  style: toneStyle(page, tone),
});

/** The page at a glance: what is contradicted, and what the open ones lack. */
export function outlook(report: Report, page: Page): readonly string[] {
  const view = outlookOf(report);
  if (view === null) return [];
  const named = (places: Outlook['stale']): string => places.map(({ id }) => id).join(', ');
  return [
    ...heading(page, 'Security page', `${view.source}, ${counted(view.sentences, 'sentence')}`),
    ...view.verdicts.flatMap((shown) =>
      beside(
        page,
        2,
        lead(page, { ...shown, word: `${shown.count} ${shown.word}` }, OUTLOOK),
        shown.word === VERDICTS.contradicted.word ? named(view.contradicted) : '',
      ),
    ),
    ...(view.stale.length === 0
      ? []
      : beside(page, 2, lead(page, STALE, OUTLOOK), named(view.stale))),
    ...(view.ways.length === 0 ? [] : paragraph(page, 2, 'What the open ones lack:')),
    ...view.ways.flatMap(({ name, how, count }) =>
      beside(
        page,
        4,
        { text: name, width: 8, style: page.ink.dim },
        `for ${counted(count, 'sentence')}: ${how}`,
      ),
    ),
  ];
}

/** The sentences of the page in their order, each with its verdict and why. */
export function claims(report: Report, page: Page): readonly string[] {
  const [first] = report.claims;
  if (first === undefined) return [];
  return [
    ...heading(page, 'Claims against reality', first.source),
    ...report.claims.flatMap((claim, index) => [
      ...(index === 0 ? [] : ['']),
      ...claimLines(page, claim, report.now),
    ]),
  ];
}

function claimLines(page: Page, claim: ClaimResult, now: string): readonly string[] {
  const { id, quote, line, verdict, reasons, stale, note, controls, findings, by } = claim;
  const shown = page.verbose ? reasons : reasons.slice(0, LIMITS.reasons);
  const more = reasons.length - shown.length;
  const waived = findings.flatMap(({ waiver }) => waiver ?? []);
  const quiet = (text: string | null): readonly string[] =>
    text === null ? [] : paragraph(page, INDENT, text, page.ink.dim);
  const place = line === null ? id : `${id}, line ${line}`;
  const about = [place, PROMISED_BY[by], controls.join(', ')].filter((part) => part);
  return [
    ...beside(page, 2, lead(page, VERDICTS[verdict]), `“${quote}”`, page.ink.bold),
    ...quiet(about.join(' · ')),
    ...shown.flatMap((reason) => paragraph(page, INDENT, shortened(reason, LIMITS.text))),
    ...(more > 0 ? quiet(`and ${counted(more, 'more reason')}`) : []),
    ...(waived.length === 0 ? [] : quiet(`waived, which changes no verdict: ${unique(waived)}`)),
    ...stale.flatMap((one) =>
      paragraph(page, INDENT, `stale wording ${staleText(one, now)}`, page.ink.yellow),
    ),
    ...quiet(note === null ? null : `note: ${note}`),
  ];
}

const unique = (ids: readonly string[]): string => [...new Set(ids)].join(', ');

/** The frameworks, each with its counts and with what is not met. */
export function frameworks(report: Report, page: Page): readonly string[] {
  if (report.frameworks.length === 0) return [];
  return [
    ...heading(page, 'Frameworks', 'what the controls say to their requirements'),
    ...report.frameworks.flatMap((one) => {
      const { framework, covered, uncovered, counts } = frameworkView(one);
      const proposed = framework.status === 'proposed' ? ' (proposed, not in force)' : '';
      const failed = covered.filter(({ status }) => status === 'not-met');
      return [
        ...paragraph(page, 2, `${framework.title}${proposed}`, page.ink.bold),
        ...paragraph(page, 4, counts),
        ...(page.verbose
          ? covered.flatMap((requirement) => {
              const { id, title, status, reasons } = requirement;
              const text = [`${id} ${title}: ${controlsText(requirement)}`, ...reasons].join('; ');
              return beside(page, 4, lead(page, STATUSES[status], 16), text);
            })
          : namedTogether(
              page,
              failed.map(({ id }) => id),
            )),
        ...(page.verbose && uncovered.length > 0
          ? beside(
              page,
              4,
              lead(page, STATUSES['not-covered'], 16),
              uncovered.map(({ id }) => id).join(', '),
            )
          : []),
      ];
    }),
  ];
}

function namedTogether(page: Page, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const more = ids.length - LIMITS.requirements;
  const named = ids.slice(0, LIMITS.requirements).join(', ');
  return beside(
    page,
    4,
    lead(page, STATUSES['not-met'], 16),
    more > 0 ? `${named} and ${more} more` : named,
  );
}

/** Attestations, and waivers that do nothing: who stated what, until when, and whether it counts. */
export function statements(report: Report, page: Page): readonly string[] {
  const { attestations } = report;
  const idle = report.waivers.filter(({ state }) => state !== 'active');
  const quiet = (text: string): readonly string[] => paragraph(page, INDENT, text, page.ink.dim);
  if (attestations.length + idle.length === 0) return [];
  return [
    ...heading(page, 'Attestations and waivers', 'what people answer for'),
    ...attestations.flatMap(({ id, control, state, statement, attestedBy, expires, remarks }) => [
      ...beside(page, 2, lead(page, ATTESTATION_STATES[state]), `${id} ${control}: ${statement}`),
      ...quiet(`${attestedBy}, until ${expires}`),
      ...remarks.flatMap(quiet),
    ]),
    ...idle.flatMap(({ id, rule, control, state, expires, remarks }) => [
      ...beside(
        page,
        2,
        lead(page, WAIVER_STATES[state]),
        `${id} waiver of ${rule ?? control ?? ''}, until ${expires}`,
      ),
      ...remarks.flatMap(quiet),
    ]),
  ];
}

/** The files given as evidence, those that do not count with the reason. */
export function evidenceFiles(report: Report, page: Page): readonly string[] {
  const files = evidenceFilesOf(report);
  if (files.length === 0) return [];
  const bad = files.filter(({ problem }) => problem !== null);
  const sound = files.filter(({ problem }) => problem === null);
  const shown = page.verbose ? sound : sound.slice(0, LIMITS.files);
  const more = sound.length - shown.length;
  const note = bad.length === 0 ? '' : `${bad.length} of ${files.length} not counted in full`;
  return [
    ...heading(page, 'Evidence files', note),
    ...bad.flatMap((file) => fileLines(page, file)),
    ...shown.flatMap((file) => fileLines(page, file)),
    ...(more > 0 ? paragraph(page, 4, `and ${counted(more, 'more file')}`) : []),
  ];
}

function fileLines(page: Page, file: EvidenceFile): readonly string[] {
  const { path, sha256, what, age, target, problem } = file;
  const symbol: Shown =
    problem === null
      ? { tone: 'good', symbol: '✓', word: '' }
      : { tone: 'open', symbol: '?', word: '' };
  const about = [what, target, ...(age === '' ? [] : [`age ${age}`]), shortDigest(sha256)];
  return [
    ...beside(page, 2, lead(page, symbol, 2), path),
    ...paragraph(page, 4, about.join(' · '), page.ink.dim),
    ...(problem === null ? [] : paragraph(page, 4, problem)),
  ];
}
