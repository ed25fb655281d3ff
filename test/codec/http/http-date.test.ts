import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHttpDate } from '../../../src/codec/http/http-date.ts';

// The three examples of RFC 9110, section 5.6.7, and what is near them.
test.each<[string, string | null]>([
  ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Thursday, 01-Jan-70 00:00:00 GMT', '1970-01-01T00:00:00.000Z'],
  ['Tuesday, 01-Jan-69 00:00:00 GMT', '2069-01-01T00:00:00.000Z'],
  ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ['Sun Nov 16 08:49:37 1994', '1994-11-16T08:49:37.000Z'],
  ['Wednesday, 15-Jul-26 00:00:00 GMT', '2026-07-15T00:00:00.000Z'],
  ['Sat, 31 Dec 2016 23:59:60 GMT', '2016-12-31T23:59:59.000Z'],
  ['Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00.000Z'],
  ['Sun, 29 Feb 2026 00:00:00 GMT', null],
  ['Sun, 06 Nov 1994 24:00:00 GMT', null],
  ['Sun, 06 Nov 1994 08:60:00 GMT', null],
  ['Sun, 06 Nov 1994 08:49:61 GMT', null],
  ['Sun, 00 Nov 1994 08:49:37 GMT', null],
  ['Sun, 6 Nov 1994 08:49:37 GMT', null],
  ['Sun, 06 Nov 1994 08:49:37 UTC', null],
  ['Sun, 06 Nov 1994 08:49:37 +0000', null],
  ['sun, 06 nov 1994 08:49:37 gmt', null],
  ['Sun, 06 Nov 94 08:49:37 GMT', null],
  ['Sun,06 Nov 1994 08:49:37 GMT', null],
  ['Sun Nov 6 08:49:37 1994', null],
  [' Sun, 06 Nov 1994 08:49:37 GMT', null],
  ['Sun, 06 Nov 1994 08:49:37 GMT\0', null],
  ['1994-11-06T08:49:37Z', null],
  ['0', null],
  ['', null],
])('%s is %s', (text, date) => {
  expect(parseHttpDate(text)?.toISOString() ?? null).toBe(date);
});

test('reads what JavaScript writes, which is IMF-fixdate', () => {
  const date = fc.date({
    min: new Date(0),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (value) => {
      const seconds = Math.floor(value.getTime() / 1000) * 1000;
      expect(parseHttpDate(value.toUTCString())?.getTime()).toBe(seconds);
    }),
  );
});

test('takes any text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseHttpDate(text);
    }),
  );
});
