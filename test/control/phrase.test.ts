import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPhrase, subjectOf } from '../../src/control/phrase.ts';
import { parsePhrase } from '../../src/document/phrase.ts';

const found = (source: string, text: string, matchCase = false): string[] =>
  findPhrase({ phrase: parsePhrase(source), matchCase }, subjectOf(text)).map(({ start, end }) =>
    text.slice(start, end),
  );

test.each([
  ['ISO 27001', 'ISO 27001, ISO27001, iso-27001, ISO\u00a027001', 4],
  ['ISO 27001', 'ISO\n27001', 1],
  ['ISO 27001', 'ISO\n\n27001', 0],
  ['TLS 1.0', 'TLS 1.0.', 1],
  ['TLS 1.0', 'TLS 1.0.1', 0],
  ['TLS 1.0', 'TLS 1.01', 0],
  ['TLS 1.0', 'DTLS 1.0', 0],
  ['1.0', '2.1.0', 0],
  ['SSL', 'OpenSSL SSLv3 SSL_CTX SSL', 1],
  ['SSL', 'SSL\u00e4 \u00e4SSL', 0],
  ['certifi*', 'certified certification certifi uncertified', 3],
  ['20##', '2021 20215 202', 1],
  ['(a|ab|abc) d', 'abd abc d ad abcd', 4],
  ['a (b)? c', 'a c, a b c, abc, a bb c', 3],
  ["don't", 'don\u2019t', 1],
  ['140-2', '140\u20112 1402 140 2', 1],
  ['a \\(', 'a (b)', 1],
  ['x', '\u0130 x', 1],
])('%j in %j: %i times', (source, text, times) => {
  expect(found(source, text)).toHaveLength(times);
});

test('the longest match counts', () => {
  expect(found('PCI DSS (3|3.2|3.2.1)', 'PCI DSS 3.2.1')).toEqual(['PCI DSS 3.2.1']);
});

test('case counts only where that is asked for', () => {
  expect(found('SSL', 'ssl SSL', true)).toEqual(['SSL']);
  expect(found('SSL', 'ssl SSL')).toEqual(['ssl', 'SSL']);
});

test('at most a thousand matches are given', () => {
  expect(found('a', 'a '.repeat(5000))).toHaveLength(1000);
});

/** A regular expression that says the same: tried on small texts, where it may take its time. */
test('finds what a regular expression of the same meaning finds', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'ab', ' ', '-', 'c', '1', '.'), { maxLength: 12 })
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, (value) => {
      const expected = /(?<![a-z0-9])a[ -]*(?:b|ab)?[ -]*c(?![a-z0-9])/.test(value);
      expect(found('a (b|ab)? c', value).length > 0).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});
