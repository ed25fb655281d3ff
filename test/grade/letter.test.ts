import { describe, expect, test } from 'vitest';
import { LETTERS } from '../../src/document/scale.ts';
import { atLeast, interval, rank, weakest, worse } from '../../src/grade/letter.ts';

test('ranks T and M with F', () => {
  expect(LETTERS.map(rank)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 7, 7]);
  expect(atLeast('T', 'F')).toBe(true);
  expect(atLeast('A-', 'A')).toBe(false);
  expect(atLeast('A+', 'A')).toBe(true);
});

test('takes the worse letter whichever comes first', () => {
  for (const a of LETTERS) {
    for (const b of LETTERS) {
      expect(worse(a, b)).toBe(worse(b, a));
      expect(rank(worse(a, b))).toBe(Math.max(rank(a), rank(b)));
    }
  }
  expect(['F', 'M', 'T'] as const).toEqual([worse('F', 'B'), worse('M', 'F'), worse('M', 'T')]);
});

describe('an interval', () => {
  test.each([
    ['A', 'A', { letter: 'A', ceiling: 'A', floor: 'A' }],
    ['A', 'F', { letter: null, ceiling: 'A', floor: 'F' }],
    ['F', 'T', { letter: 'F', ceiling: 'F', floor: 'F' }],
    ['T', 'T', { letter: 'T', ceiling: 'T', floor: 'T' }],
    ['M', 'T', { letter: 'M', ceiling: 'M', floor: 'M' }],
  ] as const)('from %s to %s is settled where both rank the same', (ceiling, floor, expected) => {
    expect(interval(ceiling, floor)).toEqual(expected);
  });

  test('is as weak as the weakest part at either end', () => {
    const parts = [interval('A+', 'A'), interval('B', 'C'), interval('A', 'T')];
    expect(weakest(parts)).toEqual({ letter: null, ceiling: 'B', floor: 'T' });
    expect(weakest([...parts, interval('F', 'F')])).toEqual(interval('F', 'F'));
    expect(weakest([])).toBeNull();
  });
});
