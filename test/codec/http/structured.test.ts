import fc from 'fast-check';
import { serializeDictionary, serializeItem, Token, type Item } from 'structured-headers';
import { expect, test } from 'vitest';
import { dictionaryOf, itemOf, memberItems, tokenOf } from '../../../src/codec/http/structured.ts';

const token = fc
  .string({ unit: fc.constantFrom('a', 'B', '1', '-', '/', '*', ':'), maxLength: 6 })
  .map((rest) => new Token(`t${rest}`));
const string = fc.string({
  unit: fc.constantFrom('a', '"', '\\', ',', ';', ' ', '('),
  maxLength: 6,
});
const bare = fc.oneof(token, string, fc.boolean(), fc.integer({ min: -999, max: 999 }));
const key = fc.string({ unit: fc.constantFrom('a', 'b', '-', '_', '.', '*'), maxLength: 4 });
const parameters = fc.array(
  fc.tuple(
    key.map((name) => `k${name}`),
    bare,
  ),
  { maxLength: 3 },
);
const item = fc.tuple(bare, parameters).map(([value, more]): Item => [value, new Map(more)]);
const member = fc.oneof(item, fc.tuple(fc.array(item, { maxLength: 3 }), fc.constant(new Map())));
const dictionary = fc.array(
  fc.tuple(
    key.map((name) => `m${name}`),
    member,
  ),
  {
    minLength: 1,
    maxLength: 4,
  },
);

test('reads back any Item and Dictionary that is written, also over several lines', () => {
  fc.assert(
    fc.property(item, (value) => {
      expect(itemOf([['A', serializeItem(value)]], 'a')).toEqual(value);
    }),
  );
  fc.assert(
    fc.property(dictionary, dictionary, (one, other) => {
      const lines = [new Map(one), new Map(other)].map((part) => serializeDictionary(part));
      const read = dictionaryOf(
        lines.map((line) => ['A', line]),
        'A',
      );
      expect(new Map(read)).toEqual(new Map([...one, ...other]));
    }),
  );
});

test('takes any text', () => {
  const unit = fc.constantFrom(
    'a',
    '1',
    '"',
    '\\',
    ',',
    ';',
    ' ',
    '(',
    ')',
    '=',
    ':',
    '?',
    '@',
    '%',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit }), fc.string()), { maxLength: 3 }), (lines) => {
      const headers = lines.map((line) => ['A', line] as const);
      itemOf(headers, 'A');
      for (const [, one] of dictionaryOf(headers, 'A') ?? []) memberItems(one).map(tokenOf);
    }),
    { numRuns: 1000 },
  );
});

test('a field that was not sent is none, and an empty one is an empty Dictionary and no Item', () => {
  expect([dictionaryOf([], 'A'), itemOf([], 'A')]).toEqual([null, null]);
  expect([dictionaryOf([['A', '']], 'A'), itemOf([['A', '']], 'A')]).toEqual([new Map(), null]);
});

test('only a Token is one', () => {
  expect([new Token('a'), 'a', true, 1, null].map(tokenOf)).toEqual(['a', null, null, null, null]);
});
