import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDateTime } from '../../../src/codec/base/rfc3339.ts';

// RFC 3339, sections 5.6 to 5.8.
test.each([
  ['1985-04-12T23:20:50.52Z', '1985-04-12T23:20:50Z'],
  ['1996-12-19T16:39:57-08:00', '1996-12-20T00:39:57Z'],
  ['1990-12-31T23:59:60Z', '1990-12-31T23:59:59Z'],
  ['1990-12-31T15:59:60-08:00', '1990-12-31T23:59:59Z'],
  ['1937-01-01T12:00:27.87+00:20', '1937-01-01T11:40:27Z'],
  ['2021-12-31t18:37:07z', '2021-12-31T18:37:07Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ['2026-01-01T00:00:00-00:00', '2026-01-01T00:00:00Z'],
  ['0050-01-01T00:00:00Z', '0050-01-01T00:00:00Z'],
])('%s is %s', (text, expected) => {
  expect(parseDateTime(text)?.toISOString()).toBe(expected.replace('Z', '.000Z'));
});

test.each([
  '2021-12-31',
  '2021-12-31T18:37Z',
  '2021-12-31T18:37:07',
  '2021-12-31 18:37:07Z',
  '2021-12-31T18:37:07.Z',
  '2021-12-31T18:37:07+0100',
  '2021-12-31T18:37:07+24:00',
  '2021-13-01T00:00:00Z',
  '2021-00-01T00:00:00Z',
  '2021-02-29T00:00:00Z',
  '2021-04-31T00:00:00Z',
  '2021-01-00T00:00:00Z',
  '2021-01-01T24:00:00Z',
  '2021-01-01T00:60:00Z',
  '2021-01-01T00:00:61Z',
  '12021-01-01T00:00:00Z',
  '2021-1-1T00:00:00Z',
  'Thu, 31 Dec 2021 18:37:07 +0000',
  ' 2021-12-31T18:37:07Z',
  '2021-12-31T18:37:07Z ',
  '',
])('%j is none', (text) => {
  expect(parseDateTime(text)).toBeNull();
});

test('reads back what JavaScript writes', () => {
  const date = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(date, (time) => {
      const seconds = Math.floor(time.getTime() / 1000) * 1000;
      const read = parseDateTime(time.toISOString());
      expect(read && Math.floor(read.getTime() / 1000) * 1000).toBe(seconds);
    }),
  );
});
