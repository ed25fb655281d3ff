import { expect, test } from 'vitest';
import { sightText } from '../../../src/report/rate-limit/budget.ts';
import {
  limiterText,
  limitText,
  numberText,
  secondsText,
  shareText,
} from '../../../src/report/rate-limit/words.ts';
import { detectableBy } from '../../../src/evidence/kinds/rate-limit/detectable.ts';

const bare = (text: string): string => text.replaceAll('\u00a0', ' ');

test.each([
  [0, '0 s'],
  [0.05, '50 ms'],
  [0.9996, '1000 ms'],
  [1, '1 s'],
  [7.14, '7.1 s'],
  [60, '60 s'],
  [61.04, '61 s'],
  [120, '2 min'],
  [900, '15 min'],
  [930, '930 s'],
  [3600, '1 h'],
  [86_400, '24 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(bare(secondsText(seconds))).toBe(text);
});

test.each([
  [10, '10'],
  [4.566, '4.57'],
  [2.05, '2.05'],
  [1_000_000, '1000000'],
])('%d is written %s', (number, text) => {
  expect(numberText(number)).toBe(text);
});

test.each([
  [1, '100 %'],
  [0.9999, 'over 99 %'],
  [0.994, 'over 99 %'],
  [0.614, '61 %'],
  [0.004, '0 %'],
])('a share of %d is %s', (share, text) => {
  expect(bare(shareText(share))).toBe(text);
});

const none = { limit: null, windowSeconds: null, burst: null, perSecond: null };

test.each([
  [{ limit: 30, windowSeconds: 10 }, '30 in 10 s'],
  [{ limit: 30 }, '30'],
  [{ limit: 20, windowSeconds: 4, burst: 20, perSecond: 5 }, '20 at once, then 5 a second'],
  [{ perSecond: 2.05 }, '2.05 a second'],
  [{ burst: 4 }, '4 at once'],
  [{ limit: 5, windowSeconds: 1, penaltySeconds: 20 }, '5 in 1 s, then nothing for 20 s'],
  [{}, ''],
])('a limiter of %j is %s', (numbers, text) => {
  expect(bare(limiterText({ ...none, penaltySeconds: null, ...numbers }))).toBe(text);
});

test('a window that is not known is left out', () => {
  expect(limitText(100, null)).toBe('100');
});

test('what could be seen is said with what could not', () => {
  expect(bare(sightText(detectableBy(60, 10)))).toBe(
    '60 requests, 10 a second, meet a limit of up to 29 in a window of 6 s or longer; ' +
      'or a bucket of up to 54 with 1 more a second, 45 with 2.5, 30 with 5, 15 with 7.5. ' +
      'One beyond may not be seen.',
  );
  expect(sightText(detectableBy(1, 10))).toBe('1 request, 10 a second, can meet no limit');
});
