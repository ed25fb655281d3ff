import type { AreaGrade } from '../../grade/grade.ts';
import { rank, type Letter } from '../../grade/letter.ts';
import { NO_GATE } from '../../control/result.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { capsOf, countsOf, namesOf, nextStep, titleOf } from '../view.ts';
import {
  counted,
  gradeLetters,
  gradeWords,
  noGradeWords,
  phaseWords,
  scoreParts,
  timeText,
  trustIgnoredWords,
} from '../words.ts';
import { outlook } from './claims.ts';
import { badge, markup, section, value, type Markup } from './markup.ts';

/** The top of the page: what was audited, the big letter and why. */
export function overview(report: Report): Markup {
  const { overall, groups } = report.grades;
  const [name = 'nothing', ...others] = namesOf(report);
  const also = others.length > 0 ? ` and ${counted(others.length, 'more name')}` : '';
  return markup`<header>
<p class="brand">assay <span>security audit report</span></p>
<h1><bdi>${name}</bdi>${also}</h1>
<p class="when">${timeText(report.now)} · profile ${report.profile.id} ${report.profile.version} · ${counted(report.targets.length, 'target')}</p>
<div class="grade">
${bigLetter(overall)}
<div class="why">
<p class="word">${sentence(overall === null ? noGradeWords(report.findings) : gradeWords(overall))}</p>
<ul class="reasons">${(overall?.reasons ?? []).map((reason) => markup`<li>${reason}</li>`)}</ul>
${gate(report)}
</div>
</div>
${outlook(report)}
<ul class="counts" aria-label="Findings">${countsOf(report).map(
    ({ label, count }) => markup`<li><strong>${count}</strong> ${label}</li>`,
  )}</ul>
${groups.length < 2 ? null : groupList(report)}
</header>`;
}

const sentence = (phrase: string): string => phrase.charAt(0).toUpperCase() + phrase.slice(1);

interface Interval {
  readonly letter: Letter | null;
  readonly ceiling: Letter;
  readonly floor: Letter;
}

const tone = ({ letter }: Interval): Tone => {
  if (letter === null) return 'open';
  if (rank(letter) <= rank('A-')) return 'good';
  return rank(letter) <= rank('C') ? 'fair' : 'bad';
};

/** The overall grade as one big letter, or both ends of the interval. */
function bigLetter(overall: Interval | null): Markup {
  if (overall === null) {
    return markup`<p class="letter open"><span class="hidden">Overall grade: none</span><span aria-hidden="true">–</span></p>`;
  }
  const size = overall.letter === null ? 'ends' : overall.letter.length > 1 ? 'pair' : '';
  return markup`<p class="letter ${tone(overall)} ${size}"><span class="hidden">Overall grade: ${gradeWords(overall)}</span><span aria-hidden="true">${gradeLetters(overall)}</span></p>`;
}

const letterChip = (grade: Interval): Markup =>
  markup`<span class="chip ${tone(grade)}">${gradeLetters(grade)}</span>`;

function gate({ gate: { passed, reasons } }: Report): Markup {
  if (reasons.includes(NO_GATE)) return markup`<p class="gate">Gate: ${NO_GATE}</p>`;
  const verdict =
    passed === null
      ? badge('open', '?', 'Gate undecided')
      : passed
        ? badge('good', '✓', 'Gate passed')
        : badge('bad', '✗', 'Gate failed');
  return markup`<p class="gate">${verdict} ${reasons.join('; ')}</p>`;
}

const groupList = ({ grades }: Report): Markup =>
  markup`<ul class="groups" aria-label="Grade of each group">${grades.groups.map(
    (grade) =>
      markup`<li>${letterChip(grade)} <span><strong>${grade.group}</strong> ${gradeWords(grade)}</span></li>`,
  )}</ul>`;

/** Bars, letters and reasons of every area of every target. */
export const areas = (report: Report): Markup | null =>
  section(
    'areas',
    'Grades by area',
    'A bar shows the score from 0 to 100; the pale part is what could not be settled. The overall grade is the weakest letter, because a promise is as good as its weakest part.',
    report.targets.flatMap(({ id, role, kind }) => {
      const grades = report.grades.areas.filter(({ target }) => target === id);
      if (grades.length === 0) return [];
      return [
        markup`
<div class="card">
<h3>${value(id)} ${kind === 'web' ? markup`<span class="soft">${role}</span>` : null}</h3>
${grades.map((grade) => area(report, grade))}
</div>`,
      ];
    }),
  );

function area(report: Report, grade: AreaGrade): Markup {
  const { floor, ceiling } = grade.score;
  const title = (rule: string): string => titleOf(report, rule);
  const step = nextStep(report, grade);
  const parts = scoreParts(grade);
  const ignored = trustIgnoredWords(grade);
  const phase = phaseWords(grade);
  const notes: readonly (readonly [string, string])[] = [
    ...(phase === null ? [] : [['Adoption', phase] as const]),
    ...(grade.phase === null || grade.phase.missing.length === 0
      ? []
      : [['To go on', grade.phase.missing.map(title).join('; ')] as const]),
    ...(parts === '' ? [] : [['Made of', parts] as const]),
    ...(ignored === null ? [] : [['Trust ignored', ignored] as const]),
    ...capsOf(grade).map(({ letter, reason }): [string, string] => [`Capped at ${letter}`, reason]),
    ...(grade.unsettled.length === 0
      ? []
      : [['Not settled', grade.unsettled.map(({ rule }) => title(rule)).join('; ')] as const]),
    ...(step === null ? [] : [[`${step.letter} when mended`, step.way] as const]),
  ];
  return markup`
<div class="area">
<p class="area-name"><strong>${grade.area}</strong> <span class="soft">${grade.scheme}</span></p>
${bar(floor, ceiling, tone(grade))}
<p class="score">${floor === ceiling ? floor : `${floor}–${ceiling}`}</p>
<p class="area-letter">${letterChip(grade)} <span class="soft">${gradeWords(grade)}</span></p>
<ul class="notes">${notes.map(([label, text]) => markup`<li><span>${label}</span> <span>${text}</span></li>`)}</ul>
</div>`;
}

/** A drawn bar; the numbers stand beside it. Attributes of SVG are no style attributes to the policy. */
const bar = (floor: number, ceiling: number, colour: Tone): Markup =>
  markup`<svg class="bar ${colour}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6"/><rect class="may" width="${ceiling}" height="6"/><rect class="sure" width="${floor}" height="6"/></svg>`;
