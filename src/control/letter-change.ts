import { AREAS } from '../evidence/kind.ts';
import type { Grades } from '../grade/grade.ts';
import type { Interval } from '../grade/letter.ts';
import type { Comparison } from './comparison.ts';
import type { Moves } from './moved.ts';
import type { ClaimResult } from './result.ts';

type GradeChange = Comparison['grades'][number];

/** One grade of a report, and where it stands among them. */
interface Graded {
  readonly what: string;
  readonly target: string | null;
  readonly place: number;
  readonly interval: Interval;
}

/** Grades that are not what they were: the deployment's, those of groups, those of areas. */
export function gradeChanges(before: Grades, after: Grades, moves: Moves): GradeChange[] {
  const then = graded(before, (target) => moves.get(target) ?? target);
  const now = graded(after, (target) => target);
  return [...new Map([...then, ...now])]
    .toSorted(([, a], [, b]) => a.place - b.place || (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(([key, { what, target }]) => ({
      ...{ what, target },
      ...{ before: lettersOf(then.get(key)), after: lettersOf(now.get(key)) },
    }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

function graded(
  { overall, groups, areas }: Grades,
  here: (target: string) => string,
): ReadonlyMap<string, Graded> {
  const all: readonly Graded[] = [
    ...(overall === null ? [] : [{ what: 'overall', target: null, place: -2, interval: overall }]),
    ...groups.map((grade) => ({ what: grade.group, target: null, place: -1, interval: grade })),
    ...areas.map((grade) => ({
      ...{ what: grade.area, target: here(grade.target) },
      ...{ place: AREAS.indexOf(grade.area), interval: grade },
    })),
  ];
  return new Map(all.map((one) => [JSON.stringify([one.place, nameOf(one)]), one]));
}

const nameOf = ({ what, target }: Graded): string => JSON.stringify([what, target]);

const lettersOf = (graded: Graded | undefined): GradeChange['before'] =>
  graded === undefined
    ? null
    : {
        letter: graded.interval.letter,
        ceiling: graded.interval.ceiling,
        floor: graded.interval.floor,
      };

/** Whether both were held against the same page, or none was; else their verdicts do not compare. */
export const samePage = (before: readonly ClaimResult[], after: readonly ClaimResult[]): boolean =>
  pagesOf(before) === pagesOf(after);

const pagesOf = (claims: readonly ClaimResult[]): string =>
  JSON.stringify([...new Set(claims.map(({ source }) => source))].toSorted());

/** Sentences of the same page whose verdict is not what it was: contradicted ones, then in its order. */
export function claimChanges(
  before: readonly ClaimResult[],
  after: readonly ClaimResult[],
): Comparison['claims'] {
  if (!samePage(before, after)) return [];
  const [then, now] = [before, after].map(
    (claims) => new Map(claims.map((claim) => [JSON.stringify([claim.source, claim.id]), claim])),
  );
  const changes = [...new Map([...(now ?? []), ...(then ?? [])])].flatMap(([key, { id }]) => {
    const [was, is] = [then?.get(key), now?.get(key)];
    const quote = (is ?? was)?.quote ?? '';
    return was?.verdict === is?.verdict
      ? []
      : [{ id, quote, before: was?.verdict ?? null, after: is?.verdict ?? null }];
  });
  const isWorst = ({ after: verdict }: Comparison['claims'][number]): number =>
    Number(verdict === 'contradicted');
  return changes.toSorted((a, b) => isWorst(b) - isWorst(a));
}
