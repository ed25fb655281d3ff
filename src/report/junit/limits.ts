import type { Case, Suite } from './suite.ts';

/**
 * What GitLab reads of one file: less than 30 MB and 250,000 objects, with something to spare. Objects
 * are counted high: each element, attribute and text twice, for what it is called and what it is.
 */
const LIMITS = { bytes: 28_000_000, objects: 240_000 } as const;

/** What a case takes at most besides the lines of its verdict, in bytes. */
const FRAME = 1600;

/** A suite and how many of its cases are left out, by what they came to. */
export interface Fitted extends Suite {
  readonly left: Readonly<Record<Came, number>>;
}

/** What becomes of a case, what matters most first. */
export const CAME = ['failure', 'error', 'skipped', 'passed'] as const;
export type Came = (typeof CAME)[number];

/** What became of a case. */
export const cameTo = ({ verdict }: Case): Came => verdict?.element ?? 'passed';

/** The suites with as many cases as fit: what failed first, what passed last. */
export function fitted(
  suites: readonly Suite[],
  objects: number = LIMITS.objects,
): readonly Fitted[] {
  let room = objects - suites.reduce((sum, suite) => sum + suiteObjects(suite), 0);
  const kept = new Set<Case>();
  const cases = Map.groupBy(
    suites.flatMap((suite) => suite.cases),
    cameTo,
  );
  for (const one of CAME.flatMap((came) => cases.get(came) ?? [])) {
    room -= caseObjects(one);
    if (room < 0) break;
    kept.add(one);
  }
  return suites.map((suite) => {
    const left = suite.cases.filter((one) => !kept.has(one)).map(cameTo);
    const count = (came: Came): number => left.filter((one) => one === came).length;
    return {
      ...suite,
      cases: suite.cases.filter((one) => kept.has(one)),
      left: {
        failure: count('failure'),
        error: count('error'),
        skipped: count('skipped'),
        passed: count('passed'),
      },
    };
  });
}

/** How many bytes the lines of a verdict may take, where there are so many cases. */
export const linesRoom = (cases: number): number =>
  Math.max(0, Math.min(16_000, Math.floor(LIMITS.bytes / Math.max(cases, 1)) - FRAME));

/** The element with its attributes, its properties, and one case that says what is left out. */
const suiteObjects = ({ properties }: Suite): number => 2 * (10 + 3 * properties.length + 7);

/** The element with class, name, time, perhaps a place; below it the verdict and the remarks. */
const caseObjects = ({ place, verdict, remarks }: Case): number =>
  2 *
  (4 + (place === undefined ? 0 : 2) + (verdict === null ? 0 : 4) + (remarks.length === 0 ? 0 : 2));
