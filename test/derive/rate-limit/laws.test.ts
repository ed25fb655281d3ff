import { test } from 'vitest';
import fc from 'fast-check';
import { LAWS } from '../../../src/derive/rate-limit/family/laws.ts';
import type { Cell, Law } from '../../../src/derive/rate-limit/family/law.ts';
import * as limiters from '../../support/limiters.ts';
import type { Limiter } from '../../support/limiters.ts';

/** Parameters of a limiter that law and definition share. */
interface Numbers {
  readonly limit: number;
  readonly seconds: number;
  readonly phase: number;
}

/** What is defined independently of the laws, and which of the laws of its family it is. */
const DEFINITIONS: readonly (readonly [string, Law['family'], number, (n: Numbers) => Limiter])[] =
  [
    ['a token bucket', 'token-bucket', 0, (n) => limiters.tokenBucket(n.limit, 1 / n.seconds)],
    ['GCRA', 'token-bucket', 0, (n) => limiters.gcra(n.limit, 1 / n.seconds)],
    [
      'a window of requests',
      'fixed-window',
      0,
      (n) => limiters.windowOfRequests(n.limit, n.seconds),
    ],
    [
      'a window on the clock',
      'fixed-window',
      1,
      (n) => limiters.windowOnClock(n.limit, n.seconds, n.phase * n.seconds),
    ],
    ['a sliding log', 'sliding-log', 0, (n) => limiters.slidingLog(n.limit, n.seconds, false)],
    [
      'a sliding log of all',
      'sliding-log-counting-refusals',
      0,
      (n) => limiters.slidingLog(n.limit, n.seconds, true),
    ],
    ['a sliding counter', 'sliding-counter', 0, (n) => counter(n, false, false)],
    ['a sliding counter in whole numbers', 'sliding-counter', 1, (n) => counter(n, false, true)],
    [
      'a sliding counter of all',
      'sliding-counter-counting-refusals',
      0,
      (n) => counter(n, true, false),
    ],
    [
      'a sliding counter of all in whole numbers',
      'sliding-counter-counting-refusals',
      1,
      (n) => counter(n, true, true),
    ],
    ['a penalty', 'penalty', 0, (n) => limiters.penalty(n.limit, COUNTING, n.seconds, false)],
    [
      'a renewed penalty',
      'renewed-penalty',
      0,
      (n) => limiters.penalty(n.limit, COUNTING, n.seconds, true),
    ],
  ];

/** Over which penalties count. */
const COUNTING = 4;

const counter = ({ limit, seconds, phase }: Numbers, refusalsCount: boolean, whole: boolean) =>
  limiters.slidingCounter(limit, seconds, { offset: phase * seconds, refusalsCount, whole });

const numbers = fc.record({
  limit: fc.integer({ min: 1, max: 12 }),
  seconds: fc.double({ min: 0.3, max: 8, noNaN: true }),
  phase: fc.double({ min: 0, max: 0.99, noNaN: true }),
});

const gaps = fc.array(
  fc.oneof(
    fc.double({ min: 0.01, max: 0.2, noNaN: true }),
    fc.double({ min: 0.2, max: 12, noNaN: true }),
  ),
  { minLength: 5, maxLength: 120 },
);

const lawOf = (family: Law['family'], place: number): Law => {
  const law = LAWS.filter((one) => one.family === family)[place];
  if (law === undefined) throw new Error(`no such law of ${family}`);
  return law;
};

test.each(DEFINITIONS)('the law says of %s what it does', (_name, family, place, build) => {
  const law = lawOf(family, place);
  fc.assert(
    fc.property(numbers, gaps, (drawn, between) => {
      const limiter = build(drawn);
      let at = 0;
      const events = between.map((gap, index) => {
        at += index === 0 ? 0 : gap;
        return { at, admitted: limiter(at) };
      });
      const cell: Cell = { ...drawn, width: 0, phaseWidth: 0, counting: COUNTING, weight: 1 };
      const least = new Float64Array(events.length);
      const most = new Float64Array(events.length);
      law.fill(events, cell, { least, most });
      return events.every(({ admitted }, index) =>
        admitted
          ? (least[index] ?? NaN) <= drawn.limit - 1 + 1e-6
          : (most[index] ?? NaN) > drawn.limit - 1 - 1e-6,
      );
    }),
  );
});

test('the shares of the laws of a family add up to 1', ({ expect }) => {
  for (const [, laws] of Map.groupBy(LAWS, ({ family }) => family)) {
    expect(laws.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  }
});

test('the ranges of a law are all there is, whatever time was seen', ({ expect }) => {
  for (const law of LAWS) {
    for (const span of [0, 0.5, 30, 300, 1e5]) {
      const sum = law.cells(span).reduce((weights, { weight }) => weights + weight, 0);
      expect(sum).toBeCloseTo(1, 6);
    }
  }
});
