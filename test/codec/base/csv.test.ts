import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsv } from '../../../src/codec/base/csv.ts';

// RFC 4180, section 2, with the number of the rule.
test.each<[string, string, string[][] | null]>([
  [
    '1: each record on a line',
    'aaa,bbb\r\nzzz,yyy\r\n',
    [
      ['aaa', 'bbb'],
      ['zzz', 'yyy'],
    ],
  ],
  [
    '2: the last line may not end',
    'aaa,bbb\r\nzzz,yyy',
    [
      ['aaa', 'bbb'],
      ['zzz', 'yyy'],
    ],
  ],
  ['4: spaces are part of a field', ' a , b ', [[' a ', ' b ']]],
  ['4: empty fields', ',\n', [['', '']]],
  ['4: an empty field at the end', 'a,', [['a', '']]],
  ['5: quoted fields', '"aaa","b"\n', [['aaa', 'b']]],
  ['6: line breaks, commas and quotes in them', '"a\r\nb","c,d"\r\n', [['a\r\nb', 'c,d']]],
  ['7: a quote is doubled', '"a""b"', [['a"b']]],
  ['7: nothing but a quote', '""""', [['"']]],
  ['an empty quoted field', '""', [['']]],
  ['LF alone', 'a\nb\n', [['a'], ['b']]],
  ['CR alone is text', 'a\rb', [['a\rb']]],
  ['an empty line', 'a\n\nb', [['a'], [''], ['b']]],
  ['nothing', '', []],
  ['a quote that does not end', '"a', null],
  ['a quote that is doubled and does not end', '"a""', null],
  ['text behind a quoted field', '"a"b', null],
  ['a quote within a field that is not quoted', 'a"b', null],
])('%s', (_, text, rows) => {
  expect(parseCsv(text)).toEqual(rows);
});

const field = fc.string({ maxLength: 12, unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') });
const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });

test('what is quoted is read as it was', () => {
  fc.assert(
    fc.property(table, (rows) => {
      const quoted = rows.map((row) =>
        row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','),
      );
      expect(parseCsv(quoted.join('\r\n'))).toEqual(rows);
    }),
  );
});

test('no text makes it crash', () => {
  fc.assert(
    fc.property(fc.oneof(field, fc.string()), (text) => {
      const rows = parseCsv(text);
      expect(rows === null || rows.every((row) => row.length > 0)).toBe(true);
    }),
  );
});

test('a long text is read in one pass', () => {
  expect(parseCsv('"'.repeat(1_000_001))).toBeNull();
  expect(parseCsv(','.repeat(1_000_000))?.[0]).toHaveLength(1_000_001);
  expect(parseCsv('\n'.repeat(1_000_000))).toBeNull();
});
