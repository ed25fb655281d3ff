import type { ChangeState, Comparison } from '../../control/comparison.ts';
import { trendOf } from '../../control/standing.ts';
import { rank } from '../../grade/letter.ts';
import { VERDICTS } from '../claims/words.ts';
import { plainCell, plainPart, type Cell, type Part, type Verdict } from '../part.ts';
import type { Tone } from '../tone.ts';
import { gradeLetters, shortened, timeText } from '../words.ts';
import { changeVerdicts, LONGEST } from './change-verdicts.ts';
import { GROUPS } from './groups.ts';

type GradeChange = Comparison['grades'][number];
type Interval = NonNullable<GradeChange['before']>;

/** What is told of a comparison, for text and HTML alike. */
export interface ComparisonView {
  /** `Since 2026-11-15 12:00 UTC`. */
  readonly title: string;
  readonly parts: readonly Part[];
}

/** What changed since the earlier report; of each kind of change at most `most` are spelt out. */
export const comparisonView = (comparison: Comparison, most: number): ComparisonView => ({
  title: `Since ${timeText(comparison.before.now)}`,
  parts: partsOf(comparison, most),
});

/** How many findings of each kind there are: `1 regressed, 2 new, 120 unchanged`. */
export const countsText = ({ counts }: Comparison): string =>
  COUNTED.filter((state) => state === 'unchanged' || counts[state] > 0)
    .map((state) => `${counts[state]} ${COUNT_WORDS[state]}`)
    .join(', ');

const COUNTED: readonly ChangeState[] = [
  ...['regressed' as const, 'new' as const, 'fixed' as const],
  ...['updated' as const, 'absent' as const, 'unchanged' as const],
];

const COUNT_WORDS: Readonly<Record<ChangeState, string>> = {
  regressed: 'regressed',
  new: 'new',
  fixed: 'fixed',
  updated: 'changed otherwise',
  absent: 'not judged any more',
  unchanged: 'unchanged',
};

function partsOf(comparison: Comparison, most: number): readonly Part[] {
  const { grades, changes, claims, remarks } = comparison;
  const notes = remarks.map((text): Verdict => ({ tone: 'quiet', text }));
  const groups = Map.groupBy(changes, (change) => GROUPS.find(({ holds }) => holds(change)));
  const parts = GROUPS.flatMap((group) => {
    const own = groups.get(group) ?? [];
    return own.length === 0 ? [] : [plainPart(group.name, changeVerdicts(own, group.tone, most))];
  });
  return [
    plainPart('Findings', [{ tone: toneOfAll(comparison), text: countsText(comparison) }]),
    ...(grades.length === 0 ? [] : [gradesPart(grades)]),
    ...parts,
    ...(claims.length === 0
      ? []
      : [
          plainPart('Sentences', [
            ...claims.slice(0, most).map(claimVerdict),
            ...(claims.length > most
              ? [{ tone: 'quiet' as const, text: `and ${claims.length - most} more` }]
              : []),
          ]),
        ]),
    ...(notes.length === 0 ? [] : [plainPart('Note', notes)]),
  ];
}

/** Bad where something fails that did not, open where something cannot be seen any more. */
function toneOfAll({ changes }: Comparison): Tone {
  const worse = changes.filter((change) => trendOf(change) === 'worse');
  if (worse.length > 0)
    return worse.some(({ after }) => after?.effective === 'fail') ? 'bad' : 'open';
  return changes.some(({ state }) => state === 'fixed') ? 'good' : 'quiet';
}

const claimVerdict = ({ id, quote, before, after }: Comparison['claims'][number]): Verdict => {
  const [was, is] = [before, after].map((verdict) => verdict && VERDICTS[verdict]);
  const words = `${was?.word ?? 'not judged'} before, ${is?.word ?? 'not judged'} now`;
  return {
    tone: is?.tone ?? 'quiet',
    text: `${shortened(id, LONGEST)} “${shortened(quote, LONGEST)}”: ${words}`,
  };
};

/** The grades that changed as a table, and what became of the whole in a sentence. */
function gradesPart(grades: readonly GradeChange[]): Part {
  const overall = grades.find(isOverall);
  const verdict: Verdict =
    overall === undefined
      ? { tone: 'quiet', text: 'overall as before' }
      : { tone: toneOf(overall), text: gradeText(overall) };
  return {
    ...plainPart('Grades', [verdict]),
    grid: {
      caption: 'Grades that changed',
      heads: ['Grade of', 'Before', 'Now'],
      rows: grades.map((grade) => ({
        cells: [
          { text: whatOf(grade), tone: null, seen: true } satisfies Cell,
          plainCell(lettersOf(grade.before)),
          { text: lettersOf(grade.after), tone: toneOf(grade) },
        ],
        remarks: [],
      })),
    },
  };
}

const isOverall = ({ what, target }: GradeChange): boolean => what === 'overall' && target === null;

const gradeText = ({ before, after }: GradeChange): string =>
  `overall ${lettersOf(before)} before, ${lettersOf(after)} now`;

const lettersOf = (interval: Interval | null): string =>
  interval === null ? 'no grade' : gradeLetters(interval);

const whatOf = ({ what, target }: GradeChange): string =>
  target === null ? what : `${what} of ${shortened(target, LONGEST)}`;

/** Worse where the best that is possible is worse; open where only the worst is. */
function toneOf({ before, after }: GradeChange): Tone {
  if (before === null || after === null) return 'quiet';
  const [ceiling, floor] = [
    rank(after.ceiling) - rank(before.ceiling),
    rank(after.floor) - rank(before.floor),
  ];
  if (ceiling > 0) return 'bad';
  if (floor > 0) return 'open';
  return ceiling < 0 || floor < 0 ? 'good' : 'quiet';
}
