import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candidate } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import { infer, tiedSet, type LimiterEvent } from '../../../src/derive/rate-limit/infer.ts';
import * as limiters from '../../support/limiters.ts';
import type { Limiter } from '../../support/limiters.ts';

/** Stretches of requests: so many, so many seconds apart, after so many seconds of silence. */
type Course = readonly (readonly [count: number, gap: number, silence: number])[];

/** Slowly, a burst, single ones, all again in two halves, and single ones. */
const COURSE: Course = [
  [5, 1, 0],
  [14, 0.1, 1],
  [12, 0.35, 0.4],
  [6, 0.05, 12],
  [6, 0.05, 3],
  [8, 0.05, 4],
  [16, 0.35, 0.5],
];

/** The quota in two parts, and once more when the first is forgotten and what was refused is not. */
const IN_PARTS: Course = [
  [3, 0.05, 0],
  [4, 0.05, 4],
  [5, 0.05, 5],
  [3, 0.05, 9],
  [5, 0.05, 3],
  [6, 0.05, 5.6],
  [7, 0.05, 10],
  [2, 0.05, 4],
  [8, 0.05, 4.5],
];

/** Single requests up to the end of what takes some seconds. */
const LONG: Course = [
  [5, 1, 0],
  [14, 0.1, 1],
  [12, 0.7, 0.4],
  [6, 0.05, 12],
  [8, 0.05, 3],
  [16, 0.6, 0.5],
];

function answersOf(limiter: Limiter, course: Course = COURSE): LimiterEvent[] {
  let at = 0;
  return course.flatMap(([count, gap, silence]) =>
    Array.from({ length: count }, (_, index) => {
      at += index === 0 ? silence : gap;
      return { at, admitted: limiter(at + 0.012) };
    }),
  );
}

/** What can be said of a limiter by that course: the family, its limit, its time. */
const KNOWN: readonly (readonly [
  string,
  Limiter,
  Candidate['family'],
  number,
  number | null,
  Course?,
])[] = [
  ['nginx burst=9 nodelay rate=2r/s', limiters.tokenBucket(10, 2), 'token-bucket', 10, 5],
  ['nginx rate=1r/s burst=4', limiters.tokenBucket(5, 1), 'token-bucket', 5, 5],
  ['redis-cell 8 at 0.5/s', limiters.gcra(8, 0.5), 'token-bucket', 8, 16],
  ['INCR and EXPIRE, 10 in 10 s', limiters.windowOfRequests(10, 10), 'fixed-window', 10, 10],
  ['a log of 10 in 10 s', limiters.slidingLog(10, 10, false), 'sliding-log', 10, 10],
  [
    'a log of 6 in 8 s that counts refusals',
    limiters.slidingLog(6, 8, true),
    'sliding-log-counting-refusals',
    6,
    null,
    IN_PARTS,
  ],
  [
    'a counter of 10 in 10 s',
    limiters.slidingCounter(10, 10, { offset: 3, refusalsCount: false, whole: false }),
    'sliding-counter',
    10,
    10,
  ],
];

for (const [name, limiter, family, limit, seconds, course = COURSE] of KNOWN) {
  test(`${name} is told with its numbers`, () => {
    const [first] = infer(answersOf(limiter, course));
    expect(first?.family).toBe(family);
    expect(first?.posterior).toBeGreaterThan(0.9);
    expect(Math.abs((first?.limit ?? 0) - limit)).toBeLessThanOrEqual(Math.max(1, 0.1 * limit));
    const error = Math.abs((first?.windowSeconds ?? NaN) - (seconds ?? NaN));
    if (seconds === null) expect(first?.windowSeconds).toBeNull();
    else expect(error).toBeLessThanOrEqual(Math.max(1, 0.15 * seconds));
  });
}

test('a penalty is told with its length, and not over what it counts', () => {
  const candidates = infer(answersOf(limiters.penalty(10, 10, 6, false), LONG));
  const found = candidates.find(({ family }) => family === 'penalty');
  expect(found).toMatchObject({ limit: 10, windowSeconds: null });
  expect(Math.abs((found?.penaltySeconds ?? 0) - 6)).toBeLessThanOrEqual(1);
  expect(tiedSet(candidates)).toContainEqual(found);
});

test('a penalty that refusals renew is told by silence alone', () => {
  const course: Course = [
    [5, 1, 0],
    [8, 0.1, 1],
    [10, 2, 0.5],
    [6, 0.05, 5.5],
    [8, 0.05, 1],
    [5, 2.2, 0.5],
    [4, 0.05, 4.4],
    [3, 0.05, 5.2],
  ];
  const [first] = infer(answersOf(limiters.penalty(8, 10, 5, true), course));
  expect(first).toMatchObject({ family: 'renewed-penalty' });
  expect(Math.abs((first?.penaltySeconds ?? 0) - 5)).toBeLessThanOrEqual(1);
});

test('what was never refused is no limiter, and nothing is no limiter', () => {
  expect(infer(answersOf(limiters.free()))).toMatchObject([{ family: 'none', posterior: 1 }]);
  expect(infer([])).toMatchObject([{ family: 'none', posterior: 1, limit: null }]);
});

test('one at a time is the same for a bucket, a window and a log: they are tied', () => {
  const tied = tiedSet(infer(answersOf(limiters.tokenBucket(1, 0.5))));
  const families = tied.map(({ family }) => family);
  for (const family of ['token-bucket', 'fixed-window', 'sliding-log'] as const) {
    expect(families).toContain(family);
  }
  expect(tied[0]?.posterior).toBeLessThan(0.9);
});

test('a window and a log are tied as long as the quota was used up but once, at once', () => {
  const course: Course = [
    [12, 0.05, 0],
    [3, 2, 1],
    [2, 0.05, 8],
  ];
  for (const limiter of [limiters.windowOfRequests(10, 10), limiters.slidingLog(10, 10, false)]) {
    const tied = tiedSet(infer(answersOf(limiter, course))).map(({ family }) => family);
    expect(tied).toEqual(expect.arrayContaining(['fixed-window', 'sliding-log']));
  }
});

test('a window whose end was not seen has no length', () => {
  const course: Course = [
    [5, 1, 0],
    [12, 0.1, 1],
    [20, 1, 1],
  ];
  for (const candidate of infer(answersOf(limiters.windowOfRequests(10, 3600), course))) {
    expect(candidate.windowSeconds).toBeNull();
    expect(candidate.penaltySeconds).toBeNull();
  }
});

test('limiters of no known kind are not told for sure', () => {
  const unknown: readonly (() => Limiter)[] = [
    // BurstyRateLimiter: 2 in a second, and 5 in 10 s of those beyond.
    () => limiters.either(limiters.windowOfRequests(2, 1), limiters.windowOfRequests(5, 10)),
    // One in three by chance.
    () =>
      (
        (random) => () =>
          random() > 1 / 3
      )(limiters.randomFrom(7)),
    // Open and closed by turns, whoever asks.
    () => (at) => Math.sin(at * at) > -0.3,
  ];
  for (const build of unknown) {
    const [first] = infer(answersOf(build(), [...COURSE, ...COURSE]));
    expect(first?.posterior).toBeLessThan(0.9);
  }
});

test('of two limits that work at the same time none is told as another kind with certainty', () => {
  const limiter = limiters.both(limiters.windowOfRequests(5, 1), limiters.windowOfRequests(20, 30));
  const [first] = infer(answersOf(limiter));
  const sure = (first?.posterior ?? 0) > 0.9;
  expect(sure && first?.family !== 'fixed-window').toBe(false);
});

test('any answers at any times give posteriors that add up, likeliest first, the same each time', () => {
  const events = fc.array(
    fc.record({
      at: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      admitted: fc.boolean(),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(events, (given) => {
      const candidates = infer(given);
      const posteriors = candidates.map(({ posterior }) => posterior);
      const sum = posteriors.reduce((all, one) => all + one, 0);
      expect(candidates.length).toBeGreaterThan(0);
      expect(sum).toBeLessThanOrEqual(1 + 1e-9);
      expect(sum).toBeGreaterThan(0.85);
      expect(posteriors).toEqual(posteriors.toSorted((a, b) => b - a));
      expect(infer(given)).toEqual(candidates);
    }),
    { numRuns: 15 },
  );
});

test('when the sequence began does not matter', () => {
  const events = answersOf(limiters.tokenBucket(10, 2));
  const later = events.map(({ at, admitted }) => ({ at: at + 1024, admitted }));
  const [first, second] = [infer(events)[0], infer(later)[0]];
  expect(second?.family).toBe(first?.family);
  expect(second?.perSecond).toBeCloseTo(first?.perSecond ?? NaN, 6);
});

test('the tied set is the one that is sure, or the fewest that are together', () => {
  const of = (...posteriors: number[]) => {
    const [none] = infer([]);
    return none === undefined ? [] : posteriors.map((posterior) => ({ ...none, posterior }));
  };
  expect(tiedSet(of(0.91, 0.05))).toHaveLength(1);
  expect(tiedSet(of(0.9, 0.05, 0.05))).toHaveLength(2);
  expect(tiedSet(of(0.5, 0.3, 0.15, 0.05))).toHaveLength(3);
  expect(tiedSet(of(0.3, 0.3))).toHaveLength(2);
});
