import fc from 'fast-check';
import { expect, test } from 'vitest';
import { split } from '../../../src/derive/rate-limit/family/cells.ts';
import { likelihoods, logSum } from '../../../src/derive/rate-limit/family/likelihood.ts';

const LIMITS = 9;

/** The definition: each event for itself, for one limit. */
function plainly(
  events: readonly { readonly admitted: boolean; readonly least: number; readonly most: number }[],
  limit: number,
): number {
  const each = events.map(({ admitted, least, most }) => {
    if (least > limit - 1 + 1e-9) return admitted ? 0.02 : 0.98;
    if (most <= limit - 1 + 1e-9) return admitted ? 0.98 : 0.02;
    return 0.5;
  });
  return each.reduce((sum, one) => sum + Math.log(one), 0);
}

const fill = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.double({ min: 0, max: 12, noNaN: true }),
  fc.constant(Infinity),
);

test('the running sum gives for each limit what the definition gives', () => {
  const event = fc
    .tuple(fc.boolean(), fill, fill)
    .map(([admitted, a, b]) => ({ admitted, least: Math.min(a, b), most: Math.max(a, b) }));
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const into = new Float64Array(LIMITS + 2);
      const least = Float64Array.from(events, (one) => one.least);
      const most = Float64Array.from(events, (one) => one.most);
      const course = events.map(({ admitted }, at) => ({ at, admitted }));
      likelihoods(course, { least, most }, LIMITS, into);
      for (let limit = 1; limit <= LIMITS; limit++) {
        expect(into[limit]).toBeCloseTo(plainly(events, limit), 6);
      }
    }),
  );
});

test('a sum of logarithms does not overflow, and nothing is minus infinity', () => {
  expect(logSum([Math.log(2), Math.log(3), -Infinity])).toBeCloseTo(Math.log(5), 12);
  expect(logSum([-5000, -5000])).toBeCloseTo(-5000 + Math.log(2), 9);
  expect(logSum([900, -900])).toBe(900);
  expect(logSum([])).toBe(-Infinity);
});

test('the parts of a cell have its weight, and lie within it', () => {
  const cell = { seconds: 10, width: 0.1, phase: 0.5, phaseWidth: 0.1, counting: 1, weight: 0.2 };
  const parts = split(cell);
  expect(parts).toHaveLength(9);
  expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(0.2, 12);
  for (const { seconds, width, phase, phaseWidth } of parts) {
    expect(Math.abs(Math.log(seconds / 10)) + width / 2).toBeLessThanOrEqual(0.05 + 1e-12);
    expect(Math.abs(phase - 0.5) + phaseWidth / 2).toBeLessThanOrEqual(0.05 + 1e-12);
  }
  expect(split({ ...cell, width: 0 })).toHaveLength(3);
});
