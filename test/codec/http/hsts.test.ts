import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHsts } from '../../../src/codec/http/hsts.ts';

test('no line is no policy', () => {
  expect(parseHsts([])).toBeNull();
});

// The odd values on which other tools differ, and the examples of RFC 6797, section 6.2.
test.each<[string, number, boolean, boolean]>([
  ['max-age=31536000', 31_536_000, false, false],
  ['max-age=15768000 ; includeSubDomains', 15_768_000, true, false],
  ['max-age="31536000"', 31_536_000, false, false],
  [String.raw`max-age="3153\6000"`, 31_536_000, false, false],
  ['max-age=0; includeSubDomains', 0, true, false],
  ['MAX-AGE = 1 ;INCLUDESUBDOMAINS;PreLoad', 1, true, true],
  [';; max-age=1 ;;', 1, false, false],
  ['max-age=31536000; x=1; y="a;b"; z', 31_536_000, false, false],
  ['max-age=1; preload=1', 1, false, false],
  ['max-age=007', 7, false, false],
  ['max-age\t=\t1\t;\tincludeSubDomains', 1, true, false],
  ['includeSubDomains; preload; max-age="63072000"', 63_072_000, true, true],
  ['max-age=1; x=","', 1, false, false],
  [`max-age=${'9'.repeat(400)}`, Number.MAX_SAFE_INTEGER, false, false],
])('%s is valid', (line, maxAgeSeconds, includeSubDomains, preload) => {
  expect(parseHsts([line])).toEqual({
    field: line,
    lines: 1,
    valid: true,
    maxAgeSeconds,
    includeSubDomains,
    preload,
    errors: [],
  });
});

const NOT_SECONDS = 'column 1: the value of max-age is not a number of seconds';

test.each([
  ['max-age=31536000x', NOT_SECONDS],
  ['max-age=+31536000', NOT_SECONDS],
  ['max-age=-1', NOT_SECONDS],
  ['max-age=1e9', NOT_SECONDS],
  ['max-age', NOT_SECONDS],
  ['max-age=""', NOT_SECONDS],
  ['max-age=31536000; max-age=0', 'column 18: max-age appears twice'],
  ['max-age=1; includeSubDomains; IncludeSubdomains', 'column 30: includesubdomains appears twice'],
  ['max-age=1; includeSubDomains=true', 'column 11: includeSubDomains has a value'],
  ['max-age=1, includeSubDomains', 'column 1: not a directive'],
  ['max-age=1; include SubDomains', 'column 11: not a directive'],
  ['max-age=31536000, max-age=31536000', 'column 1: not a directive'],
  ['max-age=31_536_000', NOT_SECONDS],
  ['max-age=1.0', NOT_SECONDS],
  ['max-age="+1"', NOT_SECONDS],
  ['max-age=" 1"', NOT_SECONDS],
  ["max-age='1'", NOT_SECONDS],
  ['max-age:31536000', 'column 1: not a directive'],
  ['max-age=1\0', 'column 1: not a directive'],
  ['max-age=1\v; preload', 'column 1: not a directive'],
  ['max-age=1; includeSubDomains\f', 'column 11: not a directive'],
  ['max-age=١', 'column 1: not a directive'],
  ['max-age==1', 'column 1: not a directive'],
  ['=1; max-age=1', 'column 1: not a directive'],
  ['"max-age"=1', 'column 1: not a directive'],
  ['maxage=1', 'max-age is missing'],
  [';;', 'max-age is missing'],
  ['max-age="1', 'column 1: not a directive'],
  ['includeSubDomains', 'max-age is missing'],
  ['', 'max-age is missing'],
])('%s is ignored: %s', (line, error) => {
  const hsts = parseHsts([line]);
  expect(hsts).toMatchObject({ valid: false, maxAgeSeconds: null, includeSubDomains: false });
  expect(hsts?.errors).toContain(error);
});

// Chromium 156 upgrades http after these, and does not after those with includeSubDomains or max-age twice.
test.each<[string, string]>([
  ['max-age=1; x; X=2', 'column 14: x appears twice'],
  ['max-age=1; preload; PRELOAD', 'column 20: preload appears twice'],
])('%s is taken, and yet against the grammar: %s', (line, error) => {
  expect(parseHsts([line])).toMatchObject({ valid: true, maxAgeSeconds: 1, errors: [error] });
});

test('of two lines the first counts', () => {
  expect(parseHsts(['max-age=1', 'max-age=2'])).toMatchObject({ lines: 2, maxAgeSeconds: 1 });
  expect(parseHsts(['max-age', 'max-age=2'])).toMatchObject({ lines: 2, valid: false });
});

test('reads back any directives written by the grammar', () => {
  const age = fc.nat();
  const blank = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });
  const others = fc.uniqueArray(
    fc.constantFrom('includeSubDomains', 'preload', 'x=1', 'y="a;\\"b"', 'z'),
  );
  fc.assert(
    fc.property(age, fc.boolean(), others, blank, (seconds, quoted, more, space) => {
      const maxAge = quoted ? `max-age="${seconds}"` : `max-age=${seconds}`;
      const line = [...more, maxAge].join(`${space};${space}`);
      expect(parseHsts([line])).toMatchObject({
        valid: true,
        maxAgeSeconds: seconds,
        includeSubDomains: more.includes('includeSubDomains'),
        preload: more.includes('preload'),
      });
    }),
  );
});

test('takes any text, and a long one without delay', () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      const hsts = parseHsts([line]);
      expect(hsts?.valid === true || hsts?.errors.length !== 0).toBe(true);
      expect(hsts?.valid).toBe(hsts?.maxAgeSeconds !== null);
    }),
  );
  const started = performance.now();
  for (const piece of ['a', ' ', ';', '\\"', 'a=', '"']) {
    parseHsts([`max-age="${piece.repeat(100_000)}`]);
    parseHsts([`max-age${piece.repeat(100_000)}`]);
  }
  expect(performance.now() - started).toBeLessThan(5000);
});
