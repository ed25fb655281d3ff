import type { WebObservatory } from '../../evidence/kinds/web/observatory.ts';
import type { Target } from '../../evidence/target.ts';
import { noted, valueOf, verdictsOn, type Seen } from '../known.ts';
import { seenCell, type GivenLetter, type Grid, type Part, type Row } from '../part.ts';
import type { Verdict } from '../part.ts';
import type { Report } from '../report.ts';
import type { Tone } from '../tone.ts';
import { gradeLetters } from '../words.ts';
import { whyOther } from './other-letter.ts';

type Opinion = WebObservatory['opinions'][number];

/** What the MDN HTTP Observatory would say of the same evidence, and why it differs from us. */
export function opinionPart(report: Report, target: Target, seen: Seen<WebObservatory>): Part {
  const current = currentOf(valueOf(seen));
  const ours = oursAt(report, target);
  return {
    name: 'MDN',
    verdicts: verdictsOn(seen, noted, (value) => conclude(report, target, value)),
    tree: [],
    grid: current === null ? null : gridOf(current),
    letters:
      current === null || ours === null
        ? []
        : [
            letterBy('assay', ours, 'by its own rules'),
            letterBy('MDN HTTP Observatory', current.letter, `${current.score} of 100`),
          ],
  };
}

const currentOf = (value: WebObservatory | null): Opinion | null =>
  value?.opinions.find(({ current }) => current) ?? value?.opinions[0] ?? null;

function oursAt({ grades }: Report, { id }: Target): string | null {
  const own = grades.areas.find(({ area, target }) => area === 'web' && target === id);
  return own === undefined ? null : gradeLetters(own);
}

/** Of ours and of its letters, which have signs at B, C and D too; an interval is open. */
const letterBy = (by: string, letter: string, note: string): GivenLetter => ({
  ...{ by, letter, note },
  tone: letter.includes('–') ? 'open' : (LETTER_TONES[letter.charAt(0)] ?? 'bad'),
});

const LETTER_TONES: Readonly<Record<string, Tone>> = { A: 'good', B: 'fair', C: 'fair' };

function conclude(report: Report, target: Target, value: WebObservatory): readonly Verdict[] {
  const opinion = currentOf(value);
  if (opinion === null) return [];
  const { algorithm, source, score, letter, current } = opinion;
  const ours = oursAt(report, target);
  const which = current
    ? `algorithm ${algorithm}, taken to be the current one`
    : `algorithm ${algorithm}`;
  const why = ours === null ? null : whyOther(report, target, opinion, ours);
  return [
    ...noted(
      `the HTTP Observatory of MDN would say ${letter}, ${score} of 100 (${which}: ${source})` +
        (ours === null ? '' : `; ours is ${ours}`),
    ),
    ...(why === null ? [] : noted(why)),
    ...othersOf(value, opinion),
    ...(value.without.length === 0
      ? []
      : [{ tone: 'open' as const, text: `not looked at here: ${value.without.join('; ')}` }]),
  ];
}

/** What other versions would say, where it is something else. */
function othersOf({ opinions }: WebObservatory, current: Opinion): readonly Verdict[] {
  const others = opinions.filter(
    ({ letter, score }) => letter !== current.letter || score !== current.score,
  );
  const said = [...Map.groupBy(others, ({ letter, score }) => `${letter}, ${score} of 100`)].map(
    ([verdict, members]) =>
      `algorithm ${members.map(({ algorithm }) => algorithm).join(' and ')} ${verdict}`,
  );
  return said.length === 0 ? [] : noted(`other versions would say: ${said.join('; ')}`);
}

/** Tests that move the score, the dearest first, and those that read what browsers do not. */
function gridOf({ algorithm, tests }: Opinion): Grid | null {
  const rows = tests
    .filter(({ modifier, difference }) => modifier !== 0 || difference !== '')
    .toSorted((a, b) => a.modifier - b.modifier)
    .map(rowOf);
  if (rows.length === 0) return null;
  return {
    caption: `MDN HTTP Observatory, algorithm ${algorithm}: what moves its score, and where it is not what browsers do`,
    heads: ['Result', 'Points'],
    rows,
  };
}

function rowOf({ result, modifier, pass, difference }: Opinion['tests'][number]): Row {
  const points = modifier > 0 ? `+${modifier}` : modifier < 0 ? `−${-modifier}` : '0';
  const tone: Tone = modifier === 0 ? 'quiet' : pass && modifier > 0 ? 'good' : 'bad';
  return {
    cells: [seenCell(result), { text: points, tone }],
    remarks: difference === '' ? [] : [{ tone: 'fair', text: difference }],
  };
}
