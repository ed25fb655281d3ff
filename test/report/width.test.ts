import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/report/escape.ts';
import { clip, columns, pad, wrap } from '../../src/report/width.ts';
import { hostileText } from './hostile.ts';

describe('columns', () => {
  test.each([
    ['', 0],
    ['assay ✓ ✗ – █▒░', 15],
    ['邮件服务器', 10],
    ['한국어', 6],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['🔥', 2],
    ['שלום', 4],
  ])('counts %j as %i', (text, width) => {
    expect(columns(text)).toBe(width);
  });
});

test('pads by columns and never cuts', () => {
  expect(pad('漢', 4)).toBe('漢  ');
  expect(pad('longer', 4)).toBe('longer');
});

test('clips by columns, and never half a wide character', () => {
  expect(clip('漢字e\u0301x', 3)).toBe('漢');
  expect(clip('漢字e\u0301x', 5)).toBe('漢字e\u0301');
  expect(clip('🔥', 1)).toBe('');
});

describe('wrap', () => {
  test('breaks at spaces', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  });

  test('cuts a word that is longer than a line', () => {
    expect(wrap('ab abcdefghij k', 4)).toEqual(['ab', 'abcd', 'efgh', 'ij k']);
  });

  test('breaks a long word after a joint, if that is in the second half of the line', () => {
    expect(wrap('https://a.example/one/two', 20)).toEqual(['https://a.example/', 'one/two']);
    expect(wrap('a/bcdefghijklmnop', 10)).toEqual(['a/bcdefghi', 'jklmnop']);
  });

  test('gives no line for nothing', () => {
    expect(wrap('  ', 10)).toEqual([]);
  });

  test('keeps every line within the width and loses nothing but spaces', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 2, max: 40 }), (hostile, width) => {
        const text = visible(hostile);
        const lines = wrap(text, width);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        const dense = (part: string): string => part.replace(/\s/gu, '');
        expect(dense(lines.join(''))).toBe(dense(text));
      }),
    );
  });
});
