import { gzipSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { fitting } from '../../../src/report/sarif/fit.ts';

/** What a text was made for and of: one line for each result. */
const kept = (text: string): number => text.split('\n').length - 1;
const LINE = 600;

/** Lines that no compressor makes much of: a generator of Lehmer's. */
function noise(count: number): string {
  let state = 1;
  const lines = Array.from({ length: count }, () => {
    const numbers = Array.from(
      { length: LINE / 6 },
      () => (state = (state * 48_271) % 2_147_483_647),
    );
    return numbers.map((number) => number.toString(36).padStart(6, '0').slice(-6)).join('');
  });
  return lines.map((line) => `${line}\n`).join('');
}

test.each([0, 1, 24_999, 25_000, 25_001, 1_000_000])(
  'of %d results at most 25,000 are kept',
  (count) => {
    expect(kept(fitting(count, (most) => 'x\n'.repeat(most)))).toBe(Math.min(count, 25_000));
  },
);

test('a long text that compresses well is kept', () => {
  const line = `${'x'.repeat(1000)}\n`;
  expect(kept(fitting(20_000, (most) => line.repeat(most)))).toBe(20_000);
});

test('what cannot be compressed to 10 MB is cut until it can, and no more than needed', () => {
  const asked: number[] = [];
  const text = fitting(25_000, (most) => {
    asked.push(most);
    return noise(most);
  });
  expect(asked[0]).toBe(25_000);
  expect(kept(text)).toBe(asked.at(-1));
  const size = gzipSync(strToU8(text)).length;
  expect(size).toBeLessThan(10_000_000);
  expect(size).toBeGreaterThan(8_000_000);
});
