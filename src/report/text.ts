import { rank, type Letter } from '../grade/letter.ts';
import type { AreaGrade } from '../grade/grade.ts';
import type { Report } from './report.ts';
import { comparison } from './comparison/text.ts';
import { chains } from './text-chain.ts';
import { claims, evidenceFiles, frameworks, outlook, statements } from './text-claims.ts';
import { failed, passed, unsettled, waived } from './text-findings.ts';
import {
  bar,
  beside,
  fitted,
  heading,
  letterStyle,
  pageOf,
  paragraph,
  type Page,
  type TextOptions,
} from './text-page.ts';
import { mail, rateLimits, web } from './text-parts.ts';
import { controls, summary } from './text-summary.ts';
import { capsOf, namesOf, nextStep, titleOf } from './view.ts';
import {
  counted,
  gradeLetters,
  gradeWords,
  noGradeWords,
  phaseWords,
  scoreParts,
  trustIgnoredWords,
  timeText,
} from './words.ts';
import { pad } from './width.ts';

/** The report for a terminal: the grade first, then why, what to fix, what is not known. */
export function renderText(report: Report, options: TextOptions): string {
  const page = pageOf(options);
  return [
    head,
    outlook,
    groups,
    claims,
    areas,
    comparison,
    failed,
    unsettled,
    waived,
    web,
    rateLimits,
    mail,
    chains,
    controls,
    frameworks,
    statements,
    evidenceFiles,
    passed,
    summary,
  ]
    .map((section) => section(report, page))
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const BOX = 9;
const BAR = 16;
const NARROW_BAR = 8;

function head(report: Report, page: Page): readonly string[] {
  const { overall } = report.grades;
  const style = letterStyle(page, overall?.letter ?? null);
  const letters = overall === null ? '–' : gradeLetters(overall).replace('–', ' – ');
  const left = Math.floor((BOX - letters.length) / 2);
  const box = [
    style(`╭${'─'.repeat(BOX)}╮`),
    style('│') + style.bold.inverse(pad(' '.repeat(left) + letters, BOX)) + style('│'),
    style(`╰${'─'.repeat(BOX)}╯`),
  ];
  const room = page.width - BOX - 6;
  const [name = 'no target', ...others] = namesOf(report);
  const beyond = others.length > 0 ? ` and ${counted(others.length, 'more name')}` : '';
  const texts = [
    page.ink.bold(fitted(name, room - beyond.length)) + page.ink.bold(beyond),
    style(overall === null ? noGradeWords(report.findings) : gradeWords(overall)),
    page.ink.dim(
      fitted(
        `profile ${report.profile.id} ${report.profile.version} · ${timeText(report.now)}` +
          ` · assay ${report.tool.version}`,
        room,
      ),
    ),
  ];
  return [
    ...box.map((line, index) => `  ${line}  ${texts[index] ?? ''}`.trimEnd()),
    ...reasons(report, page),
  ];
}

function reasons(report: Report, page: Page): readonly string[] {
  const lines = (report.grades.overall?.reasons ?? []).flatMap((reason) =>
    beside(page, 2, { text: '·', width: 2, style: page.ink.dim }, reason),
  );
  return lines.length === 0 ? [] : ['', ...lines];
}

/** The eight steps from F to A+ as a share, for a bar. */
const share = (letter: Letter): number => (8 - rank(letter)) / 8;

function groups(report: Report, page: Page): readonly string[] {
  if (report.grades.groups.length < 2) return [];
  return [
    ...heading(page, 'Groups', 'each as good as its weakest part'),
    ...report.grades.groups.map((grade) => {
      const style = letterStyle(page, grade.letter);
      const shares = { floor: share(grade.floor), ceiling: share(grade.ceiling) };
      return (
        `  ${pad(fitted(grade.group, 14), 14)} ${bar(page, BAR, shares, style)}  ` +
        `${style.bold(pad(gradeLetters(grade), 5))} ${style(gradeWords(grade))}`
      );
    }),
  ];
}

function areas(report: Report, page: Page): readonly string[] {
  const graded = report.targets.filter(({ id }) =>
    report.grades.areas.some(({ target }) => target === id),
  );
  const lines = graded.flatMap(({ id, kind, role }) => [
    ...paragraph(page, 2, kind === 'web' && role !== null ? `${id}  ${role}` : id),
    ...report.grades.areas
      .filter(({ target }) => target === id)
      .flatMap((grade) => area(report, page, grade)),
  ]);
  return lines.length === 0 ? [] : [...heading(page, 'Areas', 'score 0 to 100'), ...lines];
}

function area(report: Report, page: Page, grade: AreaGrade): readonly string[] {
  const style = letterStyle(page, grade.letter);
  const { floor, ceiling } = grade.score;
  const shares = { floor: floor / 100, ceiling: ceiling / 100 };
  const score = floor === ceiling ? String(floor) : `${floor}–${ceiling}`;
  const step = nextStep(report, grade);
  const [name, cells] = page.width < 72 ? [12, NARROW_BAR] : [16, BAR];
  const note = (text: string, what: string): readonly string[] =>
    beside(page, name + 5, { text, width: 7, style: page.ink.dim }, what);
  const parts = scoreParts(grade);
  const ignored = trustIgnoredWords(grade);
  const phase = phaseWords(grade);
  return [
    `    ${pad(fitted(grade.scheme, name), name)} ${bar(page, cells, shares, style)}  ` +
      `${style.bold(pad(gradeLetters(grade), 5))} ${pad(score, 7)} ${style(gradeWords(grade))}`,
    ...(phase === null ? [] : note('phase', `Adoption: ${phase}`)),
    ...(grade.phase === null || grade.phase.missing.length === 0
      ? []
      : note('to go', fewTitles(report, page, grade.phase.missing))),
    ...(parts === '' ? [] : note('of', parts)),
    ...(ignored === null ? [] : note('else', ignored)),
    ...capsOf(grade).flatMap(({ letter, reason }) => note(`cap ${letter}`, reason)),
    ...(grade.unsettled.length === 0 ? [] : note('open', openRules(report, page, grade))),
    ...(step === null ? [] : note('next', `${step.letter} when mended: ${step.way}`)),
  ];
}

const MOST_TITLES = 2;

/** The titles of rules; of many the first. */
function fewTitles(report: Report, page: Page, rules: readonly string[]): string {
  const shown = page.verbose ? rules : rules.slice(0, MOST_TITLES);
  const more = rules.length - shown.length;
  const titles = shown.map((rule) => titleOf(report, rule)).join('; ');
  return more > 0 ? `${titles}; ${counted(more, 'more rule')}` : titles;
}

/** The titles of the rules left open, or how many there are. */
function openRules(report: Report, page: Page, { unsettled: rules }: AreaGrade): string {
  if (rules.length > 2 && !page.verbose) return `${counted(rules.length, 'rule')} not settled`;
  return `not settled: ${rules.map(({ rule }) => titleOf(report, rule)).join('; ')}`;
}
