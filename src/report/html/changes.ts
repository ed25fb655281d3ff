import { ChangeState, type Change } from '../../control/comparison.ts';
import { VERDICTS, type Shown } from '../claims/words.ts';
import type { Report } from '../report.ts';
import { counted, timeText } from '../words.ts';
import { badgeOf, CHANGES, severityBadge } from './badges.ts';
import {
  badge,
  leftOut,
  list,
  markup,
  section,
  sheet,
  value,
  type Markup,
  type Section,
} from './markup.ts';

const MOST = 300;

/** What changed, in numbers, for the summary; null without an earlier report. */
export function since({ comparison }: Report): Markup | null {
  if (comparison === null) return null;
  const { before, counts, grades } = comparison;
  const overall = grades.find(({ what }) => what === 'overall');
  return markup`<div class="card since">
<h3>Since the report of ${timeText(before.now)}</h3>
<ul class="verdicts">${states(counts).map(
    ({ tone, symbol, word, count }) =>
      markup`<li><strong>${count}</strong> <span class="inked ${tone}"><span aria-hidden="true">${symbol}</span> ${word}</span></li>`,
  )}</ul>
${overall === undefined ? null : markup`<p>The overall grade went from <strong>${letters(overall.before)}</strong> to <strong>${letters(overall.after)}</strong>.</p>`}
<p class="soft"><a href="#changes">All changes</a></p>
</div>`;
}

const states = (
  counts: Readonly<Record<ChangeState, number>>,
): readonly (Shown & { readonly count: number })[] =>
  ChangeState.options
    .map((state) => ({ ...CHANGES[state], count: counts[state] }))
    .filter(({ count }) => count > 0);

type Ends = { readonly letter: string | null; readonly ceiling: string; readonly floor: string };

const letters = (grade: Ends | null): string =>
  grade === null ? 'none' : (grade.letter ?? `${grade.floor}–${grade.ceiling}`);

/** Everything that changed since the earlier report, what got worse first. */
export function changes({ comparison }: Report): Section | null {
  if (comparison === null) return null;
  const { before, remarks, grades, claims, changes: all } = comparison;
  return section(
    'changes',
    'Change log',
    `Against report ${before.id} of ${timeText(before.now)}, made by assay ${before.version} under profile ${before.profile}.`,
    [
      remarks.length === 0
        ? null
        : markup`<div class="card note"><h3>To be known when reading it</h3>${list(remarks.map((one) => markup`${one}`))}</div>`,
      grades.length === 0
        ? null
        : sheet(
            'Grades that changed',
            ['What', 'Before', 'Now'],
            grades.map(({ what, target, before: was, after }) => [
              markup`${what}${target === null ? null : markup` <span class="soft">${value(target)}</span>`}`,
              letters(was),
              letters(after),
            ]),
          ),
      claims.length === 0
        ? null
        : sheet(
            'Sentences whose verdict changed',
            ['Sentence', 'Before', 'Now'],
            claims.map(({ id, quote, before: was, after }) => [
              markup`<span class="nowrap">${id}</span><span class="statement">“${quote}”</span>`,
              was === null ? 'not asked' : badgeOf(VERDICTS[was]),
              after === null ? 'not asked' : badgeOf(VERDICTS[after]),
            ]),
          ),
      all.length === 0
        ? markup`<div class="card"><p>${badge('quiet', '=', 'unchanged')} No rule came out in another way.</p></div>`
        : sheet(
            `${counted(all.length, 'finding')} that came out in another way`,
            ['Rule', 'Change', 'Severity', 'Target', 'What happened'],
            all.slice(0, MOST).map(changeRow),
          ),
      leftOut(all.length - MOST, 'change'),
    ],
  );
}

const changeRow = ({ title, state, severity, target, reason }: Change) => [
  title,
  badgeOf(CHANGES[state]),
  severityBadge(severity),
  value(target),
  markup`<bdi>${reason}</bdi>`,
];
