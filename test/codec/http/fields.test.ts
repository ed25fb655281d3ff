import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldLines, fieldList, type HeaderList } from '../../../src/codec/http/fields.ts';

const headers: HeaderList = [
  ['X-Frame-Options', ' DENY\t'],
  ['Content-Type', 'text/html'],
  ['x-frame-options', 'sameorigin'],
];

test('finds the lines of a field whatever the case of its name, in order', () => {
  expect(fieldLines(headers, 'X-FRAME-OPTIONS')).toEqual(['DENY', 'sameorigin']);
  expect(fieldLines(headers, 'Server')).toEqual([]);
});

test('a field that was not sent is null, an empty one is a list of one empty member', () => {
  expect(fieldList(headers, 'Server')).toBeNull();
  expect(fieldList([['Server', '']], 'Server')).toEqual(['']);
});

// The examples of the Fetch Standard for "get, decode, and split".
test.each<[string[], string[]]>([
  [['nosniff,'], ['nosniff', '']],
  [
    ['', 'nosniff'],
    ['', 'nosniff'],
  ],
  [
    ['nosniff', ''],
    ['nosniff', ''],
  ],
  [['text/html;", x/x'], ['text/html;", x/x']],
  [['text/html;"', 'x/x'], ['text/html;", x/x']],
  [['x/x;test="hi",y/y'], ['x/x;test="hi"', 'y/y']],
  [
    ['x/x;test="hi"', 'y/y'],
    ['x/x;test="hi"', 'y/y'],
  ],
  [['x / x,,,1'], ['x / x', '', '', '1']],
  [
    ['x / x', ',', '1'],
    ['x / x', '', '', '1'],
  ],
  [['"1,2", 3'], ['"1,2"', '3']],
  [[String.raw`"\",", 3`], [String.raw`"\","`, '3']],
])('splits %j into %j', (lines, members) => {
  expect(
    fieldList(
      lines.map((line) => ['A', line]),
      'a',
    ),
  ).toEqual(members);
});

test('no text is lost and none is long to split', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\\', ' ', '\t') }), (value) => {
      const joined = (fieldList([['A', value]], 'A') ?? []).join(',');
      expect(joined.replace(/[ \t]/g, '')).toBe(value.replace(/[ \t]/g, ''));
    }),
  );
  const started = performance.now();
  fieldList([['A', `a${' '.repeat(500_000)}b`]], 'A');
  expect(performance.now() - started).toBeLessThan(5000);
});
