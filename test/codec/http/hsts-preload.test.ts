import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preloadHeaderOf, readPreloadHeader } from '../../../src/codec/http/hsts-preload.ts';

const GOOD = 'max-age=31536000; includeSubDomains; preload';
const codes = (issues: readonly { readonly code: string }[]): string[] =>
  issues.map(({ code }) => code.replace(/^header\./, ''));

// The rows up to the blank line are those of header_test.go of chromium/hstspreload.
test.each<[string, string[], string[]]>([
  [GOOD, [], []],
  ['max-age=315360001; preload; includeSubDomains', [], ['preloadable.max_age.over_10_years']],
  [
    '',
    [
      'preloadable.include_sub_domains.missing',
      'preloadable.preload.missing',
      'preloadable.max_age.missing',
    ],
    ['parse.empty'],
  ],
  ['includeSubDomains; max-age=31536000', ['preloadable.preload.missing'], []],
  ['preload; max-age=31536000', ['preloadable.include_sub_domains.missing'], []],
  ['includeSubDomains; preload', ['preloadable.max_age.missing'], []],
  ['preload', ['preloadable.include_sub_domains.missing', 'preloadable.max_age.missing'], []],
  ['includeSubDomains', ['preloadable.preload.missing', 'preloadable.max_age.missing'], []],
  [
    'max-age=123456789',
    ['preloadable.include_sub_domains.missing', 'preloadable.preload.missing'],
    [],
  ],
  [
    'includeSubDomains; preload; max-age',
    ['parse.invalid.max_age.no_value', 'preloadable.max_age.missing'],
    [],
  ],
  ['includeSubDomains; preload; max-age=0', ['preloadable.max_age.zero'], []],
  ['includeSubDomains; preload; max-age=100', ['preloadable.max_age.below_1_year'], []],
  ['includeSubDomains; preload; max-age=10886400', ['preloadable.max_age.below_1_year'], []],
  [
    'max-age=315360001; includeSubDomains',
    ['preloadable.preload.missing'],
    ['preloadable.max_age.over_10_years'],
  ],
  ['   max-age=31536000  ;     includeSubDomains    ;     preload      ', [], []],
  ['inCLUDESUBDomaINs; max-AGe=31536000; PRELOAD', [], []],
  [`preload; ${GOOD}; preload`, [], ['parse.repeated.preload']],
  [`${GOOD}; extraDirective`, [], ['parse.unknown_directive']],
  [`${GOOD}; extra; directives`, [], ['parse.unknown_directive', 'parse.unknown_directive']],
  [`${GOOD};`, [], ['parse.empty_directive']],
  [`; ${GOOD}`, [], ['parse.empty_directive']],
  ['max-age=031536000; includeSubDomains; preload', [], ['parse.max_age.leading_zero']],
  [
    'max-age=; includeSubDomains; preload',
    ['parse.max_age.parse_int_error', 'preloadable.max_age.missing'],
    [],
  ],
  [
    'max-age=-101; includeSubDomains; preload',
    ['parse.max_age.non_digit_characters', 'preloadable.max_age.missing'],
    [],
  ],
  [
    'max-age=+101; includeSubDomains; preload',
    ['parse.max_age.non_digit_characters', 'preloadable.max_age.missing'],
    [],
  ],

  // RFC 6797 allows it, the list does not.
  [
    'max-age="31536000"; includeSubDomains; preload',
    ['parse.max_age.non_digit_characters', 'preloadable.max_age.missing'],
    [],
  ],
  // RFC 6797 forbids it; here the first one counts.
  [`${GOOD}; max-age=0`, [], ['parse.repeated.max_age']],
  [`max-age=0; ${GOOD}`, ['preloadable.max_age.zero'], ['parse.repeated.max_age']],
  [
    'max-age = 31536000; includeSubDomains; preload',
    ['parse.invalid.max_age.no_value', 'preloadable.max_age.missing'],
    [],
  ],
  [
    `max-age=31536000, includeSubDomains; preload`,
    [
      'parse.max_age.non_digit_characters',
      'preloadable.include_sub_domains.missing',
      'preloadable.max_age.missing',
    ],
    [],
  ],
  [
    'max-age=31536000; includeSubDomains=1; preload',
    ['preloadable.include_sub_domains.missing'],
    ['parse.invalid.include_sub_domains'],
  ],
  [
    'max-age=31536000; includeSubDomains; preload=1',
    ['preloadable.preload.missing'],
    ['parse.invalid.preload'],
  ],
  [`${GOOD}; includeSubDomains`, [], ['parse.repeated.include_sub_domains']],
  [
    'max-age=18446744073709551616; includeSubDomains; preload',
    ['parse.max_age.parse_int_error', 'preloadable.max_age.missing'],
    [],
  ],
  [
    'max-age=18446744073709551615; includeSubDomains; preload',
    [],
    ['preloadable.max_age.over_10_years'],
  ],
  ['max-age=31536000; includeSubDomains; preload\t', [], []],
])('%j: errors %j, warnings %j', (line, errors, warnings) => {
  const read = readPreloadHeader(line);
  expect(codes(read.errors)).toEqual(errors);
  expect(codes(read.warnings)).toEqual(warnings);
});

test('one line is needed, and no more', () => {
  const url = 'https://site.test/';
  expect(preloadHeaderOf(url, [GOOD])).toEqual({ errors: [], warnings: [], preload: true });
  expect(codes(preloadHeaderOf(url, []).errors)).toEqual(['response.no_header']);
  const two = preloadHeaderOf(url, [GOOD, GOOD]);
  expect(codes(two.errors)).toEqual(['response.multiple_headers']);
  expect(two.preload).toBe(true);
});

test('any text is read, and no list grows without end', () => {
  const pieces = fc.constantFrom(
    'preload',
    'max-age=',
    '9',
    ';',
    '=',
    '"',
    'includeSubDomains',
    'x',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
      const { errors, warnings } = readPreloadHeader(parts.join(''));
      expect(errors.length).toBeLessThan(25);
      expect(warnings.length).toBeLessThan(25);
    }),
  );
  expect(readPreloadHeader(`max-age=${'9'.repeat(60_000)}`).errors).not.toEqual([]);
});
