import { NO_GATE } from '../../control/result.ts';
import type { Report } from '../report.ts';
import { countsOf, namesOf } from '../view.ts';
import { counted, gradeWords, noGradeWords, timeText } from '../words.ts';
import { code, prose } from './escape.ts';
import { failures, howToMend, open, waived } from './findings.ts';
import { pageOf, table, type Section } from './page.ts';
import { contradicted, endings, since } from './statements.ts';

/** What a comment at GitHub may have is 65,536; a job summary may be longer, and nobody reads it. */
const LIMIT = 65_000;

/**
 * The report for pull requests and job summaries, in GitHub-flavoured Markdown: the grade and the gate
 * first, what got worse, what fails, what is open; how to mend it is folded in. Never longer than a
 * comment may be: what is left out is counted.
 */
export function renderMarkdown(report: Report): string {
  const sections = [
    head,
    gate,
    numbers,
    groups,
    since,
    contradicted,
    failures,
    open,
    waived,
    endings,
    howToMend,
  ].flatMap((section) => section(report) ?? []);
  return pageOf(sections, foot(report), LIMIT);
}

function head(report: Report): Section {
  const { overall } = report.grades;
  const [name = 'no target', ...others] = namesOf(report);
  const more = others.length > 0 ? ` and ${counted(others.length, 'more name')}` : '';
  const grade = overall === null ? noGradeWords(report.findings) : `grade ${gradeText(overall)}`;
  const { classification, system, organisation } = report.about;
  const about = [classification, system, organisation].flatMap((one) => one ?? []);
  return {
    ...{ rows: [], noun: '', most: 0 },
    head: [
      `## ${prose(name)}${more}: ${grade}`,
      ...(about.length === 0 ? [] : ['', about.map((one) => prose(one)).join(' · ')]),
    ],
  };
}

/** `F (failing)`, or `between F and B`. */
const gradeText = (grade: Parameters<typeof gradeWords>[0]): string =>
  grade.letter === null ? gradeWords(grade) : `${grade.letter} (${gradeWords(grade)})`;

const VERDICTS = new Map([
  [true, '✓ **Gate passed**'],
  [false, '✗ **Gate failed**'],
  [null, '? **Gate undecided**: not enough could be seen'],
]);

function gate({ gate: { passed, reasons } }: Report): Section {
  if (reasons.includes(NO_GATE)) return { head: ['No gate given.'], rows: [], noun: '', most: 0 };
  return {
    head: [VERDICTS.get(passed) ?? '', ''],
    rows: reasons.map((reason) => `- ${prose(reason)}`),
    noun: 'reason',
    most: 10,
  };
}

function numbers(report: Report): Section {
  const counts = countsOf(report);
  const cells = [counts.map(({ count }) => String(count))];
  return {
    ...table(
      counts.map(({ label }) => label),
      cells,
    ),
    ...{ noun: '', most: 1 },
  };
}

/** Each as good as its weakest part; one group alone says what the title says. */
function groups({ grades }: Report): Section | null {
  if (grades.groups.length < 2) return null;
  const rows = grades.groups.map((one) => [
    prose(one.group),
    gradeText(one),
    one.reasons.map((reason) => prose(reason)).join('<br>'),
  ]);
  return { ...table(['Group', 'Grade', 'Why'], rows), noun: 'group', most: 10 };
}

const SHORT = 12;

function foot({ profile, now, tool, id, rulesHash }: Report): string {
  return (
    `<sub>${prose(`${tool.name} ${tool.version}`)} · profile ${prose(profile.id)} ` +
    `${prose(profile.version)} · ${timeText(now)} · report ${code(id)} · rules ` +
    `${code(rulesHash.slice(0, SHORT))}</sub>\n`
  );
}
