import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ALGORITHMS,
  letterOf,
  scoreOf,
} from '../../../../src/derive/web/observatory/algorithms.ts';

test.each([
  [200, 'A+'],
  [100, 'A+'],
  [99, 'A'],
  [90, 'A'],
  [89, 'A-'],
  [85, 'A-'],
  [84, 'B+'],
  [80, 'B+'],
  [79, 'B'],
  [70, 'B'],
  [69, 'B-'],
  [65, 'B-'],
  [64, 'C+'],
  [60, 'C+'],
  [59, 'C'],
  [50, 'C'],
  [49, 'C-'],
  [45, 'C-'],
  [44, 'D+'],
  [40, 'D+'],
  [39, 'D'],
  [30, 'D'],
  [29, 'D-'],
  [25, 'D-'],
  [24, 'F'],
  [0, 'F'],
])('a score of %d is %s', (score, letter) => {
  expect(letterOf(score)).toBe(letter);
});

test.each([
  [[], 100],
  [[5, 10], 115],
  [[-10, 5, 10], 105],
  [[-15, 5, 10], 85],
  [[-5, -5, 20], 110],
  [[-5, -10, 20], 85],
  [[-50, -50, 10], 0],
  [[-50, -51], 0],
])('%j make a score of %d: bonuses count from 90 on', (modifiers, score) => {
  expect(scoreOf(modifiers)).toBe(score);
});

test('a bonus never lowers a score, and a loss never raises it', () => {
  const modifier = fc.integer({ min: -50, max: 10 });
  fc.assert(
    fc.property(fc.array(modifier), modifier, (modifiers, added) => {
      const change = scoreOf([...modifiers, added]) - scoreOf(modifiers);
      expect(added >= 0 ? change >= 0 : change <= 0).toBe(true);
    }),
  );
});

test('one algorithm is believed to be the one of the service', () => {
  expect(ALGORITHMS.filter(({ current }) => current).map(({ version }) => version)).toEqual([6]);
});
