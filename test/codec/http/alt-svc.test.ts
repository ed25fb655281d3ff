import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alternativesIn } from '../../../src/codec/http/alt-svc.ts';

test.each<[string[], string[]]>([
  // RFC 7838, section 3.
  [['h2=":8000"'], ['h2']],
  [['h2="new.example.org:80"'], ['h2']],
  [['w%3Dx%3Ay#z="new.example.org:443"'], ['w=x:y#z']],
  [['h2="alt.example.com:8000", h2=":443"'], ['h2']],
  [['h2=":8000"; ma=60'], ['h2']],
  [['h2=":8000";ma=60; persist=1'], ['h2']],
  [['clear'], []],
  [['h3=":443", clear'], []],
  [['h3=":443"', 'clear'], []],
  [['Clear'], []],
  // What large sites send.
  [['h3=":443"; ma=86400'], ['h3']],
  [['h3=":443"; ma=2592000,h3-29=":443"; ma=2592000'], ['h3', 'h3-29']],
  [
    ['h3-29=":443"; ma=86400', 'h3=":443"; ma=86400'],
    ['h3-29', 'h3'],
  ],
  // Over at once.
  [['h3=":443"; ma=0'], []],
  [['h3=":443"; ma="0"'], []],
  [['h3=":443"; persist=1; MA=00'], []],
  // Against the grammar.
  [['h3=:443'], []],
  [['h3=""'], []],
  [['h3'], []],
  [['="x:443"'], []],
  [['h3 =":443"'], []],
  [['h3=":443" ma=1'], []],
  [['h3=":443" ; ma=1'], ['h3']],
  [[''], []],
  [[], []],
])('%j announces %j', (lines, ids) => {
  expect(alternativesIn(lines.map((line) => ['alt-svc', line]))).toEqual(ids);
});

test('text of any length is read, and few alternatives of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (line) => {
      expect(alternativesIn([['Alt-Svc', line]]).length).toBeLessThanOrEqual(20);
    }),
  );
  const many = Array.from({ length: 5000 }, (_, n) => `a${n}=":1"`).join(', ');
  expect(alternativesIn([['Alt-Svc', many]])).toHaveLength(20);
  expect(alternativesIn([['Alt-Svc', `h3="${':1'.repeat(500_000)}`]])).toEqual([]);
});
