import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCookieDate } from '../../../src/codec/http/cookie-date.ts';

// The dates of the IETF's httpstate working group (http-state, data/dates).
test.each([
  ['Mon, 10-Dec-2007 17:02:24 GMT', 'Mon, 10 Dec 2007 17:02:24 GMT'],
  ['Wed, 09 Dec 2009 16:27:23 GMT', 'Wed, 09 Dec 2009 16:27:23 GMT'],
  ['Thursday, 01-Jan-1970 00:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['Mon Dec 10 16:32:30 2007 GMT', 'Mon, 10 Dec 2007 16:32:30 GMT'],
  ['Wednesday, 01-Jan-10 00:00:00 GMT', 'Fri, 01 Jan 2010 00:00:00 GMT'],
  ['Mon, 10-Dec-07 20:35:03 GMT', 'Mon, 10 Dec 2007 20:35:03 GMT'],
  ['Thu, 31 Dec 23:55:55 2037 GMT', 'Thu, 31 Dec 2037 23:55:55 GMT'],
  ['Sun,  9 Dec 2012 13:42:05 GMT', 'Sun, 09 Dec 2012 13:42:05 GMT'],
  ['Wed Dec 12 2007 08:44:07 GMT-0500 (EST)', 'Wed, 12 Dec 2007 08:44:07 GMT'],
  ['Wednesday, 01-Jan-10 0:0:00 GMT', 'Fri, 01 Jan 2010 00:00:00 GMT'],
  ['Thu, 10 Dec 2009 13:57:2 GMT', 'Thu, 10 Dec 2009 13:57:02 GMT'],
  [String.raw`Thu, 19/Apr\2007 16:00:00 GMT`, 'Thu, 19 Apr 2007 16:00:00 GMT'],
  [', 1-Jan-2003 00:00:00 GMT', 'Wed, 01 Jan 2003 00:00:00 GMT'],
  ['Wed,18-Apr-07 22:50:12 GMT', 'Wed, 18 Apr 2007 22:50:12 GMT'],
  ['WillyWonka  ,  18-apr-07   22:50:12', 'Wed, 18 Apr 2007 22:50:12 GMT'],
  ['Mon, 18-Apr-77 22:50:13 GMT', 'Mon, 18 Apr 1977 22:50:13 GMT'],
  [String.raw`"Sat, 15-Apr-17\"21:01:22\"GMT"`, 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['Partyday, 18 - Apri-07 22:50:12', 'Wed, 18 Apr 2007 22:50:12 GMT'],
  ['Sat, 15-Apr-17 21:01:22 -0400', 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['Sat, 15-Apr-17 21:01:22 11:22:33', 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['Sat, 15-Apr-17 ::00 21:01:22', 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['Sat, 15-Apr-17 boink:z 21:01:22', 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['22:50:12 Thu Apr 18 2007 GMT', 'Wed, 18 Apr 2007 22:50:12 GMT'],
  ['15-Sat, Apr 21:01:22 GMT 17', 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['15 17 Apr 21:01:22', 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['2017 April 15 21:01:22', 'Sat, 15 Apr 2017 21:01:22 GMT'],
  ['Fri, 31-Dec-69 00:00:00', 'Tue, 31 Dec 2069 00:00:00 GMT'],
  ['Thu, 01-Jan-70 00:00:00', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['Mon, 01 Jan 1601 00:00:00 GMT', 'Mon, 01 Jan 1601 00:00:00 GMT'],
  ['29 Feb 2024 00:00:00', 'Thu, 29 Feb 2024 00:00:00 GMT'],
])('%s is %s', (text, date) => {
  expect(new Date(parseCookieDate(text) ?? NaN).toUTCString()).toBe(date);
});

test.each([
  'Mon, 01-Jan-2011 00: 00:00 GMT',
  'Sat, 15-Apr-17 91:22:33 21:01:22',
  '98 April 17 21:01:22',
  'Thu, 012-Aug-2008 20:49:07 GMT',
  'Thu, 12-Aug-31841 20:49:07 GMT',
  'Thu, 12-Aug-9999999999 20:49:07 GMT',
  'Thu, 999999999999-Aug-2007 20:49:07 GMT',
  'Thu, 12-Aug-2007 20:61:99999999999 GMT',
  'IAintNoDateFool',
  '1600-01-01 00:00:00',
  'Mon, 01 Jan 1600 00:00:00 GMT',
  'Thu, 29 Feb 2023 00:00:00 GMT',
  'Thu, 31 Apr 2023 00:00:00 GMT',
  '0 Jan 2023 00:00:00',
  '32 Jan 2023 00:00:00',
  '1 Jan 2023 24:00:00',
  '1 Jan 2023 00:60:00',
  '1 Jan 2023 00:00:60',
  'Thu, 01-Jan-2023',
  '2030-01-01T00:00:00Z',
  '1893456000',
  '0',
  '-1',
  '',
])('%s is no date', (text) => {
  expect(parseCookieDate(text)).toBeNull();
});

test('reads back every time that HTTP can write', () => {
  const seconds = fc.integer({ min: Date.UTC(1601, 0) / 1000, max: Date.UTC(9999, 11) / 1000 });
  fc.assert(
    fc.property(seconds, (time) => {
      expect(parseCookieDate(new Date(time * 1000).toUTCString())).toBe(time * 1000);
    }),
  );
});

test('takes any text, and a long one without delay', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const time = parseCookieDate(text);
      expect(time === null || Number.isFinite(time)).toBe(true);
    }),
  );
  for (const piece of ['1', ' ', '1:', '1 ', 'Jan ', '1:1:1'])
    parseCookieDate(piece.repeat(300_000));
});
