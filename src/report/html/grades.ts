import type { AreaGrade } from '../../grade/grade.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { capsOf, nextStep, titleOf } from '../view.ts';
import { AREA_NAMES, capital, gradeWords, phaseWords, trustIgnoredWords } from '../words.ts';
import { scoreBar } from './bars.ts';
import { tile, toneOfGrade } from './letters.ts';
import { list, markup, type Markup } from './markup.ts';

/** The grade of an area of a target: its letter, its scores as bars, what holds it down. */
export function areaCard(report: Report, grade: AreaGrade): Markup {
  const total = { name: 'Score', ...grade.score };
  const parts = grade.categories.map(({ category, ceiling, floor }) => ({
    name: capital(category.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)),
    ceiling,
    floor,
  }));
  return markup`
<div class="area">
${tile(`Grade of ${AREA_NAMES[grade.area]}`, grade)}
<div>
<h4>${AREA_NAMES[grade.area]} <span class="soft">${gradeWords(grade)} · ${grade.scheme}</span></h4>
<dl class="scores">${[total, ...parts].map(
    ({ name, ceiling, floor }) =>
      markup`<div><dt>${name}</dt><dd>${scoreBar(floor, ceiling, floor === ceiling ? toneOfScore(floor) : 'open')}<span>${floor === ceiling ? floor : `${floor}–${ceiling}`}</span></dd></div>`,
  )}</dl>
${caps(grade)}
${notes(report, grade)}
</div>
</div>`;
}

/** From 80 on a score is worth an A, from 50 on a C. */
const toneOfScore = (score: number): Tone => (score >= 80 ? 'good' : score >= 50 ? 'fair' : 'bad');

function caps(grade: AreaGrade): Markup | null {
  const items = capsOf(grade).map(
    ({ letter, reason }) => markup`Capped at <strong>${letter}</strong>: <bdi>${reason}</bdi>`,
  );
  const written = list(items);
  return written === null ? null : markup`<div class="caps ${toneOfGrade(grade)}">${written}</div>`;
}

/** What else there is to say of it, in words. */
function notes(report: Report, grade: AreaGrade): Markup | null {
  const title = (rule: string): string => titleOf(report, rule);
  const step = nextStep(report, grade);
  const ignored = trustIgnoredWords(grade);
  const phase = phaseWords(grade);
  const rows: readonly (readonly [string, string])[] = [
    ...(phase === null ? [] : [['Adoption', phase] as const]),
    ...(grade.phase === null || grade.phase.missing.length === 0
      ? []
      : [['To go on', grade.phase.missing.map(title).join('; ')] as const]),
    ...(ignored === null ? [] : [['Trust ignored', ignored] as const]),
    ...(grade.unsettled.length === 0
      ? []
      : [['Not settled', grade.unsettled.map(({ rule }) => title(rule)).join('; ')] as const]),
    ...(step === null ? [] : [[`${step.letter} when mended`, step.way] as const]),
  ];
  return rows.length === 0
    ? null
    : markup`<ul class="notes">${rows.map(([label, text]) => markup`<li><span>${label}</span> <span><bdi>${text}</bdi></span></li>`)}</ul>`;
}
