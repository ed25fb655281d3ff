import { rank, type Letter } from '../../grade/letter.ts';
import type { Tone } from '../tone.ts';
import { gradeLetters, gradeWords } from '../words.ts';
import { markup, type Markup } from './markup.ts';

/** A grade, settled or not. */
export interface Interval {
  readonly letter: Letter | null;
  readonly ceiling: Letter;
  readonly floor: Letter;
}

/** How a grade is meant; `open` where it is not settled. */
export const toneOfGrade = ({ letter }: Interval): Tone => {
  if (letter === null) return 'open';
  if (rank(letter) <= rank('A-')) return 'good';
  return rank(letter) <= rank('C') ? 'fair' : 'bad';
};

/** A grade as a small tile, or both ends of the interval. */
export const chip = (grade: Interval): Markup =>
  markup`<span class="chip ${toneOfGrade(grade)}">${gradeLetters(grade)}</span>`;

/** A grade as a big tile with its word for who does not see it; null: there is none. */
export function tile(name: string, grade: Interval | null): Markup {
  if (grade === null) {
    return markup`<p class="tile open"><span class="hidden">${name}: none</span><span aria-hidden="true">–</span></p>`;
  }
  const size = grade.letter === null ? 'ends' : grade.letter.length > 1 ? 'pair' : 'one';
  return markup`<p class="tile ${toneOfGrade(grade)} ${size}"><span class="hidden">${name}: ${gradeWords(grade)}</span><span aria-hidden="true">${gradeLetters(grade)}</span></p>`;
}
