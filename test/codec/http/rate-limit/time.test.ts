import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  retryAfterFault,
  retryAfterSeconds,
} from '../../../../src/codec/http/rate-limit/retry-after.ts';
import { dateOf, parseWaiting } from '../../../../src/codec/http/rate-limit/time.ts';
import { linesOf } from '../../../support/limit-lines.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const EPOCH = NOW.getTime() / 1000;

describe('how long until the reset', () => {
  test.each<[string, number, string]>([
    ['10', 10, 'delta'],
    ['0', 0, 'delta'],
    ['007', 7, 'delta'],
    // Discord sends parts of seconds.
    ['1.458', 1.458, 'delta'],
    ['1000000000', 1_000_000_000, 'delta'],
    [String(EPOCH + 10), 10, 'epoch'],
    [`${EPOCH + 10}.25`, 10.25, 'epoch'],
    [`${EPOCH * 1000 + 10_500}`, 10.5, 'epoch'],
    [String(EPOCH - 10), 0, 'epoch'],
    ['Sun, 22 Nov 2026 12:01:00 GMT', 60, 'date'],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0, 'date'],
    ['2026-11-22T12:00:30Z', 30, 'date'],
    ['2026-11-22T13:00:30+01:00', 30, 'date'],
    // OpenAI and Traefik write durations as Go does.
    ['6m0s', 360, 'duration'],
    ['1s', 1, 'duration'],
    ['20ms', 0.02, 'duration'],
    ['1h2m3.5s', 3723.5, 'duration'],
    ['1d', 86_400, 'duration'],
    ['1m', 60, 'duration'],
    ['7.66s', 7.66, 'duration'],
  ])('%s is %d seconds, a %s', (text, seconds, said) => {
    expect(parseWaiting(text, NOW)).toEqual({ seconds, said });
  });

  test.each([
    ...['', '-1', '+1', '1e3', '0x10', '1,5', '10 s', 's', 'ms', '1s1m', '1.5m', 'soon', '١٠'],
    ...['1\0', '1.', '.5', '2026-11-22', '2026-13-01T00:00:00Z', 'NaN', 'Infinity', '9'.repeat(17)],
  ])('%j is none', (text) => {
    expect(parseWaiting(text, NOW)).toBeNull();
  });

  test('a time of the clock says nothing where nobody knows what time it is', () => {
    expect(parseWaiting(String(EPOCH), null)).toEqual({ seconds: null, said: 'epoch' });
    expect(parseWaiting('2026-11-22T12:00:30Z', null)).toEqual({ seconds: null, said: 'date' });
    expect(parseWaiting('10', null)).toEqual({ seconds: 10, said: 'delta' });
  });
});

describe('Retry-After', () => {
  const DATE = 'Date: Sun, 22 Nov 2026 12:00:00 GMT';

  test.each<[readonly string[], number | null, string | null]>([
    [[], null, null],
    [['Retry-After: 10'], 10, null],
    [['retry-after:10'], 10, null],
    [['RETRY-AFTER: \t10\t '], 10, null],
    [['Retry-After: 0'], 0, null],
    [['Retry-After: 0010'], 10, null],
    [['Retry-After: 10', 'Retry-After: 10'], 10, null],
    // Both examples of RFC 9110, section 10.2.3, and the one of the draft, appendix B.1.4.
    [['Retry-After: 120'], 120, null],
    [
      ['Retry-After: Fri, 31 Dec 1999 23:59:59 GMT', 'Date: Fri, 31 Dec 1999 23:58:59 GMT'],
      60,
      null,
    ],
    [
      ['Date: Mon, 05 Aug 2019 09:27:00 GMT', 'Retry-After: Mon, 05 Aug 2019 09:27:05 GMT'],
      5,
      null,
    ],
    [['Retry-After: Sun, 22 Nov 2026 11:00:00 GMT', DATE], 0, null],
    [['Retry-After: Sun Nov 22 12:00:09 2026', DATE], 9, null],
    [['Retry-After: Sun, 22 Nov 2026 12:01:00 GMT'], null, null],
    [['Retry-After: 10', 'Retry-After: 20'], null, 'says “10” and “20”'],
    [['Retry-After: 10, 10'], null, 'neither seconds nor a date'],
    [['Retry-After: -1'], null, 'neither seconds nor a date'],
    [['Retry-After: 1.5'], null, 'neither seconds nor a date'],
    [['Retry-After: 10s'], null, 'neither seconds nor a date'],
    [['Retry-After: "10"'], null, 'neither seconds nor a date'],
    [['Retry-After: 2026-11-22T12:01:00Z', DATE], null, 'neither seconds nor a date'],
    [['Retry-After: soon'], null, 'neither seconds nor a date'],
    [['Retry-After:'], null, 'neither seconds nor a date'],
    [['Retry-After: 1\0'], null, 'neither seconds nor a date'],
    [['Retry-After: 1795356628'], 1_795_356_628, 'more than 31 years'],
    [[`Retry-After: ${'9'.repeat(400)}`], Number.MAX_SAFE_INTEGER, 'more than 31 years'],
  ])('%j is %s seconds, wrong: %s', (texts, seconds, fault) => {
    const lines = linesOf(...texts);
    expect(retryAfterSeconds(lines)).toBe(seconds);
    const sentence = retryAfterFault(lines)?.sentence ?? null;
    if (fault === null) expect(sentence).toBeNull();
    else expect(sentence).toContain(fault);
  });

  test('a date counts from the time given where the response has none', () => {
    const lines = linesOf('Retry-After: Sun, 22 Nov 2026 12:01:00 GMT');
    expect(retryAfterSeconds(lines, NOW)).toBe(60);
    expect(
      retryAfterSeconds([...lines, ...linesOf('Date: Sun, 22 Nov 2026 12:00:30 GMT')], NOW),
    ).toBe(30);
  });
});

test('two dates that differ are none', () => {
  const lines = ['Date: Sun, 22 Nov 2026 12:00:00 GMT', 'Date: Sun, 22 Nov 2026 12:00:01 GMT'];
  expect(dateOf(linesOf(...lines))).toBeNull();
  expect(dateOf(linesOf(...lines.slice(1)))?.toISOString()).toBe('2026-11-22T12:00:01.000Z');
});

test('takes any text, and a long one without delay', () => {
  const unit = fc.constantFrom('1', '9', 'h', 'm', 's', '.', '-', ':', 'T', 'Z', ' ', ',', 'GMT');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit })), fc.boolean(), (text, known) => {
      const seconds = parseWaiting(text, known ? NOW : null)?.seconds ?? 0;
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(seconds)).toBe(true);
      retryAfterSeconds([['Retry-After', text]], NOW);
      retryAfterFault([['Retry-After', text]]);
    }),
    { numRuns: 1000 },
  );
  for (const piece of ['1', '1m', '1s', ' ', '9.']) {
    const text = piece.repeat(1_048_576 / piece.length);
    expect(parseWaiting(text, NOW)).toBeNull();
    retryAfterFault([['Retry-After', text]]);
  }
});
