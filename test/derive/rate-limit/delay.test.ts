import { expect, test } from 'vitest';
import { concurrencyOf } from '../../../src/derive/rate-limit/concurrency.ts';
import { delayOf } from '../../../src/derive/rate-limit/delay.ts';
import type { Phase, SequenceRequest } from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { drivenAgainst } from '../../support/driven.ts';
import {
  endpointBehind,
  free,
  queueBefore,
  randomFrom,
  slotsBefore,
  tokenBucket,
} from '../../support/limiters.ts';

/** As nginx 1.22 has it: `limit_req` without `nodelay`, and with `delay=`. */
const QUEUES: readonly (readonly [string, number, number])[] = [
  ['rate=2r/s burst=6', 2, 1],
  ['rate=2r/s burst=12 delay=8', 2, 9],
  ['rate=1r/s burst=20', 1, 1],
  ['rate=4r/s burst=20 delay=5', 4, 6],
  ['rate=5r/s burst=20', 5, 1],
];

test.each(QUEUES)('%s is a delay of that pace', async (_name, perSecond, undelayed) => {
  const { requests } = await drivenAgainst(queueBefore(perSecond, undelayed));
  const delay = delayOf(requests);
  expect(delay).toMatchObject({ family: 'delay', posterior: 1, windowSeconds: null });
  expect(Math.abs((delay?.perSecond ?? 0) / perSecond - 1)).toBeLessThan(0.05);
  expect(Math.abs((delay?.burst ?? 0) - undelayed)).toBeLessThanOrEqual(1);
});

const one = (phase: Phase, at: number, ms: number): SequenceRequest => ({
  ...{ phase, at, headMs: ms, endMs: ms, connection: 0, taken: 'admitted', answer: 0 },
  ...{ fields: [], varied: null },
});

const BASELINE = [0, 1000, 2000].map((at) => one('baseline', at, 20));

/** Four at 10 per second, then one for each that is answered. */
const plateau = (gap: number, wait: (index: number) => number): SequenceRequest[] => [
  ...BASELINE,
  ...Array.from({ length: 4 }, (_, index) => one('burst', 3000 + 100 * index, gap * (index + 1))),
  ...Array.from({ length: 12 }, (_, index) => one('burst', 3000 + gap * (index + 1), wait(index))),
];

const COOL = one('cool-down', 20_000, 22);

test('the same waiting time at an even pace is a delay, and quick again at the end', () => {
  const requests = plateau(500, () => 2000);
  expect(delayOf([...requests, COOL])?.perSecond).toBeCloseTo(2, 1);
});

/** Slow answers that no limiter makes. */
const NO_DELAYS: readonly (readonly [string, readonly SequenceRequest[]])[] = [
  ['nobody asked at the end', plateau(500, () => 2000)],
  ['it is still slow at the end', [...plateau(500, () => 2000), one('cool-down', 20_000, 1900)]],
  ['answers get slower and slower', [...plateau(500, (index) => 1000 + 300 * index), COOL]],
  ['answers come in heaps', [...plateau(500, (index) => (index % 2 === 0 ? 2000 : 1500)), COOL]],
  ['answers are quick', [...plateau(500, () => 21), COOL]],
  [
    'one alone takes as long',
    [
      ...plateau(500, () => 2000).map((r) => (r.phase === 'baseline' ? { ...r, headMs: 480 } : r)),
      COOL,
    ],
  ],
  ['there are few', [...plateau(500, () => 2000).slice(0, 8), COOL]],
  ['nobody asked before', [...plateau(500, () => 2000).slice(3), COOL]],
  ['nothing was asked', []],
];

test.each(NO_DELAYS)('where %s there is no delay', (_name, requests) => {
  expect(delayOf(requests)).toBeNull();
});

test('an endpoint without a limit, and one that refuses, delay nobody', async () => {
  for (const limiter of [free(), tokenBucket(10, 2)]) {
    const { requests } = await drivenAgainst(endpointBehind(limiter, randomFrom(3)));
    expect(delayOf(requests)).toBeNull();
    expect(concurrencyOf(requests)).toBeNull();
  }
});

test.each([
  [1, 300],
  [2, 300],
  [3, 400],
])('%d at the same time is told where one by one passes', async (slots, ms) => {
  const { requests } = await drivenAgainst(slotsBefore(slots, ms), null, { parallel: 6 });
  expect(concurrencyOf(requests)).toMatchObject({ family: 'concurrency', limit: slots });
});

const parallel = (at: number, ms: number, taken: SequenceRequest['taken']): SequenceRequest => ({
  ...one('parallel', at, ms),
  taken,
});

const VOLLEY = [
  parallel(0, 2000, 'admitted'),
  parallel(1, 2000, 'admitted'),
  parallel(2, 5, 'refused'),
  parallel(3, 5, 'refused'),
];

const SLOWLY = Array.from({ length: 12 }, (_, index) => one('burst', 6000 + 2000 * index, 2000));

test('slow answers one by one are what a bucket of that size admits too', () => {
  expect(concurrencyOf([...VOLLEY, ...SLOWLY])).toBeNull();
});

test('refused late and admitted in full right after, it is no limit in time', () => {
  const late = parallel(1400, 5, 'refused');
  const again = [parallel(2010, 2000, 'admitted'), parallel(2012, 2000, 'admitted')];
  expect(concurrencyOf([...VOLLEY, late, ...again])).toMatchObject({ limit: 2 });
  expect(concurrencyOf([...VOLLEY, ...again])).toBeNull();
  expect(concurrencyOf([...VOLLEY, late, ...again.slice(1)])).toBeNull();
});

test('what is refused while fewer are under way is refused for another reason', () => {
  const alone = parallel(4000, 5, 'refused');
  const quickly = [0, 1, 2, 3, 4].map((index) => one('burst', 6000 + 100 * index, 20));
  expect(concurrencyOf([...VOLLEY, ...quickly])).toMatchObject({ limit: 2 });
  expect(concurrencyOf([...VOLLEY, alone, ...quickly])).toBeNull();
  expect(concurrencyOf(quickly)).toBeNull();
  expect(concurrencyOf(VOLLEY.slice(2))).toBeNull();
});
