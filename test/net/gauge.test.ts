import { expect, test } from 'vitest';
import { Gauge } from '../../src/net/gauge.ts';

/** The value after so many answers. */
function grown(gauge: Gauge, answers: number): number {
  for (let answer = 0; answer < answers; answer += 1) gauge.grow();
  return gauge.value;
}

test('it grows fast to its most', () => {
  expect(grown(new Gauge(4, 12), 10)).toBe(12);
});

test('after a halving it grows slowly near what was too much, and then fast again', () => {
  const gauge = new Gauge(60, 60);
  gauge.halve(16);
  expect(gauge.value).toBe(8);
  expect(gauge.isWary).toBe(true);
  expect(grown(gauge, 16)).toBeLessThanOrEqual(10);
  const toPassIt = Array.from({ length: 1000 }, () => grown(gauge, 1)).findIndex(
    (value) => value > 20,
  );
  expect(toPassIt).toBeGreaterThan(50);
  expect(gauge.isWary).toBe(false);
  expect(grown(gauge, 15)).toBe(60);
});

test('it halves what was in use, and never below one', () => {
  const gauge = new Gauge(12, 12);
  gauge.halve(100);
  expect(gauge.value).toBe(6);
  gauge.halve(1);
  gauge.halve(1);
  expect(gauge.value).toBe(1);
  gauge.reset();
  expect(gauge.value).toBe(12);
});
