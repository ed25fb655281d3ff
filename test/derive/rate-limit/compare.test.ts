import { expect, test } from 'vitest';
import {
  compare,
  exceedsTwice,
  mostWithin,
  type Measured,
} from '../../../src/derive/rate-limit/compare.ts';
import { exceeds, leastMisses } from '../../../src/derive/rate-limit/honest.ts';
import type { Candidate, Family } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import { drivenAgainst } from '../../support/driven.ts';
import { KINDS, randomFrom, type Drawn, type Limiter } from '../../support/limiters.ts';
import * as limiters from '../../support/limiters.ts';
import { documented } from '../../support/sequences.ts';
import { enforcedBy } from './enforced-facts.ts';

const NONE = {
  ...{ posterior: 0.95, limit: null, windowSeconds: null, burst: null },
  ...{ perSecond: null, penaltySeconds: null },
};
const bucket = (size: number, perSecond: number): Candidate => ({
  ...{ ...NONE, family: 'token-bucket', limit: size, burst: size, perSecond },
  windowSeconds: size / perSecond,
});
const window = (
  limit: number,
  windowSeconds: number | null,
  family: Family = 'fixed-window',
): Candidate => ({
  ...{ ...NONE, family, limit, burst: limit, windowSeconds },
});
const penalty = (limit: number, penaltySeconds: number | null): Candidate => ({
  ...{ ...NONE, family: 'penalty', limit, burst: limit, penaltySeconds },
});
const delay = (perSecond: number): Candidate => ({ ...NONE, family: 'delay', burst: 1, perSecond });

/** No answers at all: only the numbers speak. */
const known = (...candidates: readonly Candidate[]): Measured => ({
  ...{ events: [], foretold: [], admitted: [], candidates },
});

test.each<[string, readonly Candidate[], number, number, ReturnType<typeof compare>]>([
  ['the same window', [window(10, 10)], 10, 10, 'as-documented'],
  ['one more, as some count', [window(11, 10)], 10, 10, 'as-documented'],
  ['two more of ten', [window(12, 10)], 10, 10, 'looser'],
  ['a tenth more of a hundred', [window(110, 60)], 100, 60, 'as-documented'],
  ['an eighth more of a hundred', [window(113, 60)], 100, 60, 'looser'],
  ['a tenth less of a hundred', [window(90, 60)], 100, 60, 'as-documented'],
  ['a fifth less of a hundred', [window(80, 60)], 100, 60, 'stricter'],
  ['a second less', [window(10, 9)], 10, 10, 'as-documented'],
  ['half the window', [window(10, 5)], 10, 10, 'looser'],
  ['twice the window', [window(10, 20)], 10, 10, 'stricter'],
  ['the same in small windows', [window(1, 1)], 60, 60, 'as-documented'],
  ['a log', [window(10, 10, 'sliding-log')], 10, 10, 'as-documented'],
  ['a counter', [window(10, 10, 'sliding-counter')], 10, 10, 'as-documented'],
  ['a bucket', [bucket(10, 1)], 10, 10, 'as-documented'],
  ['a bucket of the same pace, but small', [bucket(2, 1)], 60, 60, 'as-documented'],
  ['a bucket of the same pace, but large', [bucket(20, 1)], 10, 10, 'looser'],
  ['a bucket of twice the pace', [bucket(10, 2)], 10, 10, 'looser'],
  ['a bucket of half the pace', [bucket(10, 0.5)], 10, 10, 'stricter'],
  ['a bucket of half the pace that is large', [bucket(60, 0.5)], 60, 60, 'stricter'],
  ['a penalty as long as the window', [penalty(10, 10)], 10, 10, 'as-documented'],
  ['a penalty longer than the window', [penalty(10, 60)], 10, 10, 'stricter'],
  ['a penalty shorter than the window', [penalty(10, 10)], 10, 60, 'looser'],
  ['requests that wait', [delay(1)], 10, 10, 'as-documented'],
  ['requests that wait half as long', [delay(2)], 10, 10, 'looser'],
  ['requests that wait twice as long', [delay(0.5)], 10, 10, 'stricter'],
  [
    'kinds that say the same',
    [window(10, 10), penalty(10, 10), bucket(10, 1)],
    10,
    10,
    'as-documented',
  ],
  ['kinds that do not', [window(10, 10), penalty(10, 30)], 10, 10, null],
  ['a window that was not seen to end', [window(10, null)], 10, 10, null],
  ['a penalty that was not seen to end', [window(10, 10), penalty(10, null)], 10, 10, null],
  [
    'requests at the same time',
    [{ ...NONE, family: 'concurrency', limit: 2, burst: 2 }],
    10,
    10,
    null,
  ],
  ['nothing', [], 10, 10, null],
])(
  'by its numbers, %s: %j against %d in %d s is %s',
  (_, candidates, requests, windowSeconds, expected) => {
    expect(compare(known(...candidates), { requests, windowSeconds })).toBe(expected);
  },
);

/** So many, evenly, from `from` on. */
const evenly = (count: number, from: number, every: number): number[] =>
  Array.from({ length: count }, (_, place) => from + place * every);

const QUOTA = { requests: 20, windowSeconds: 20 };

test.each<[string, readonly number[], boolean]>([
  ['nothing', [], false],
  ['the quota at once', evenly(20, 0, 0.05), false],
  ['what a bucket admits', evenly(40, 0, 0.5), false],
  [
    'both sides of the end of a window',
    [...evenly(20, 18.9, 0.05), ...evenly(20, 20, 0.05)],
    false,
  ],
  [
    'the quota in each window',
    [...evenly(20, 0, 0.05), ...evenly(20, 20, 0.05), ...evenly(20, 40, 0.05)],
    false,
  ],
  ['both sides of two ends', [...evenly(40, 0, 0.05), ...evenly(40, 18, 0.05)], true],
  ['three times the quota at once', evenly(60, 0, 0.05), true],
  ['three times the quota in a window', evenly(60, 0, 0.3), true],
  ['twice the pace, for long', evenly(200, 0, 0.5), true],
])('20 in 20 s is exceeded by %s: %s', (_, admitted, expected) => {
  expect(exceeds(admitted, QUOTA)).toBe(expected);
});

test('what a conforming limiter admits never exceeds its quota, however it is asked', () => {
  const random = randomFrom(7);
  const makes: ((quota: number, seconds: number) => Limiter)[] = [
    (quota, seconds) => limiters.tokenBucket(quota, quota / seconds),
    (quota, seconds) => limiters.gcra(quota, quota / seconds),
    (quota, seconds) => limiters.windowOfRequests(quota, seconds),
    (quota, seconds) => limiters.windowOnClock(quota, seconds, random() * seconds),
    (quota, seconds) => limiters.slidingLog(quota, seconds, random() < 0.5),
    (quota, seconds) =>
      limiters.slidingCounter(quota, seconds, {
        offset: random() * seconds,
        refusalsCount: random() < 0.5,
        whole: random() < 0.5,
      }),
  ];
  for (let run = 0; run < 120; run++) {
    const [quota, seconds] = [1 + Math.floor(random() * 40), 1 + random() * 60];
    const limiter = makes[run % makes.length]?.(quota, seconds) ?? limiters.free();
    const admitted: number[] = [];
    let at = 0;
    for (let i = 0; i < 150; i++) {
      at += random() < 0.05 ? random() * seconds : (random() * seconds) / quota;
      if (limiter(at)) admitted.push(at);
    }
    const limit = { requests: quota, windowSeconds: seconds };
    expect(exceeds(admitted, limit)).toBe(false);
    expect(exceedsTwice(admitted, limit)).toBe(false);
  }
});

test('a limit is exceeded twice only by a second burst, half a window later', () => {
  const burst = evenly(35, 0, 0.1);
  expect(exceedsTwice(burst, QUOTA)).toBe(false);
  expect(exceedsTwice([...burst, ...evenly(35, 4, 0.1)], QUOTA)).toBe(false);
  expect(exceedsTwice([...burst, ...evenly(35, 10, 0.1)], QUOTA)).toBe(true);
  expect(exceedsTwice([...burst, ...evenly(19, 10, 0.1)], QUOTA)).toBe(false);
});

test('the most within a time are those of any such time', () => {
  expect(mostWithin([], 10)).toBe(0);
  expect(mostWithin([0, 1, 2, 30, 31, 32, 33, 40], 10)).toBe(4);
  expect(mostWithin([0, 1, 2, 30, 31, 32, 33, 39.9], 10)).toBe(5);
  expect(mostWithin([0, 10], 10)).toBe(1);
});

test('answers of a limiter are explained by its own quota', () => {
  const limiter = limiters.windowOnClock(10, 10, 4);
  const events = evenly(80, 0, 0.37).map((at) => ({ at, admitted: limiter(at) }));
  expect(leastMisses(events, { requests: 10, windowSeconds: 10 })).toBe(0);
  expect(leastMisses(events, { requests: 20, windowSeconds: 10 })).toBeGreaterThan(0);
  expect(leastMisses(events, { requests: 10, windowSeconds: 5 })).toBeGreaterThan(0);
});

/** The quota that the limiter enforces. */
function quotaOf({ limit, seconds, family }: Drawn): { requests: number; windowSeconds: number } {
  const [requests, time] = [limit ?? 10, seconds ?? 10];
  return { requests, windowSeconds: family === 'token-bucket' ? time * requests : time };
}

const CONFORMING = Object.keys(KINDS).filter(
  (kind) => kind !== 'none' && !kind.includes('penalty'),
);

test('random limiters: none that conforms is called looser, none that admits twice as much conforming', async () => {
  const random = randomFrom(20_261_122);
  for (let run = 0; run < 24; run++) {
    const drawn = KINDS[CONFORMING[run % CONFORMING.length] ?? '']?.(random);
    if (drawn === undefined || (drawn.limit ?? 0) < 5) continue;
    const { requests, windowSeconds } = quotaOf(drawn);
    const times = ([1, 1, 2, 2] as const)[run % 4] ?? 1;
    const named: [string, string][] =
      run % 3 === 0 ? [['Retry-After', String(Math.ceil(windowSeconds))]] : [];
    const limit = documented(requests, windowSeconds * times);
    const { compared, sentence } = enforcedBy(
      await drivenAgainst(
        (_, at) =>
          drawn.admits(at / 1000)
            ? { status: 200, latencyMs: 12 }
            : { status: 429, latencyMs: 11, headers: named },
        limit,
      ),
    );
    expect({ compared, sentence, drawn, times }).not.toMatchObject({
      compared: times === 1 ? 'looser' : 'as-documented',
    });
  }
}, 60_000);
