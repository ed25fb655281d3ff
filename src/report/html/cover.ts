import { NO_GATE } from '../../control/result.ts';
import type { Report } from '../report.ts';
import { namesOf } from '../view.ts';
import { capital, counted, gradeWords, noGradeWords, timeText } from '../words.ts';
import { chip, tile } from './letters.ts';
import { badge, markup, type Markup, type Section } from './markup.ts';

const MOST_REASONS = 4;
/** Of a hash: enough to tell two apart at a glance. */
const SHORT = 12;

/** What the report is called: the system in the words of its people, or the names looked at. */
export function titleOfReport(report: Report): string {
  const [name = 'nothing', ...others] = namesOf(report);
  const also = others.length > 0 ? ` and ${counted(others.length, 'more name')}` : '';
  return report.about.system ?? `${name}${also}`;
}

/** The title page: whose report it is, the letter and why, and what tells it from others. */
export function cover(report: Report): Markup {
  const { about, grades } = report;
  const [name = 'nothing'] = namesOf(report);
  const whose = [about.organisation, about.system === null ? null : name].filter(
    (part) => part !== null,
  );
  return markup`<header>
<p class="brand"><strong>assay</strong> <span>security audit report</span>${
    about.classification === null
      ? null
      : markup`<span class="classification"><span class="hidden">Classification: </span>${about.classification}</span>`
  }</p>
<h1><bdi>${titleOfReport(report)}</bdi></h1>
<p class="when">${whose.map((part) => markup`<bdi>${part}</bdi> · `)}${timeText(report.now)} · ${counted(report.targets.length, 'target')}</p>
<div class="verdict-card">
${tile('Overall grade', grades.overall)}
<div class="why">
<p class="word">${capital(grades.overall === null ? noGradeWords(report.findings) : gradeWords(grades.overall))}</p>
${reasons(grades.overall?.reasons ?? [])}
${gate(report)}
</div>
</div>
${groups(report)}
${marks(report)}
</header>`;
}

function reasons(all: readonly string[]): Markup | null {
  if (all.length === 0) return null;
  const item = (reason: string): Markup => markup`<li><bdi>${reason}</bdi></li>`;
  const rest = all.slice(MOST_REASONS);
  return markup`<ul class="reasons">${all.slice(0, MOST_REASONS).map(item)}</ul>${
    rest.length === 0
      ? null
      : markup`<details class="fold"><summary>${counted(rest.length, 'more reason')}</summary><ul class="reasons">${rest.map(item)}</ul></details>`
  }`;
}

function gate({ gate: { passed, reasons: why } }: Report): Markup {
  if (why.includes(NO_GATE)) return markup`<p class="gate">Gate: ${NO_GATE}</p>`;
  const verdict =
    passed === null
      ? badge('open', '?', 'Gate undecided')
      : passed
        ? badge('good', '✓', 'Gate passed')
        : badge('bad', '✗', 'Gate failed');
  return markup`<p class="gate">${verdict} ${why.join('; ')}</p>`;
}

const groups = ({ grades }: Report): Markup | null =>
  grades.groups.length < 2
    ? null
    : markup`<ul class="groups" aria-label="Grade of each group">${grades.groups.map(
        (grade) =>
          markup`<li>${chip(grade)} <span><strong>${grade.group}</strong> ${gradeWords(grade)}</span></li>`,
      )}</ul>`;

/** What tells this report from any other. */
function marks(report: Report): Markup {
  const schemes = [...new Set(report.grades.areas.map(({ scheme }) => scheme))].sort();
  const rows: readonly (readonly [string, string])[] = [
    ['Profile', `${report.profile.id} ${report.profile.version}`],
    ['Grading', schemes.length === 0 ? 'none' : schemes.join(', ')],
    ['Looked', `${timeText(report.startedAt)} to ${timeText(report.endedAt)}`],
    ['Rules', report.rulesHash.slice(0, SHORT)],
    ['Report', report.id],
    ['Made by', `assay ${report.tool.version}`],
  ];
  return markup`<dl class="marks-list">${rows.map(
    ([term, text]) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`,
  )}</dl>`;
}

/** The contents, in the order of the page. */
export const contents = (sections: readonly Section[]): Markup => markup`
<nav aria-label="Contents">
<p>Contents</p>
<ol>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol>
</nav>`;
