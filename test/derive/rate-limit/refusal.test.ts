import { expect, test } from 'vitest';
import type { LimitAnswer } from '../../../src/evidence/kinds/rate-limit/samples.ts';
import { refusalIn } from '../../../src/derive/rate-limit/refusal.ts';
import { burstIn, seenIn } from '../../../src/derive/rate-limit/seen.ts';
import { problem, response, sequenceOf, type Stretch } from '../../support/sequences.ts';

const refusalOf = (...stretches: readonly Stretch[]) => {
  const sequence = sequenceOf([{ phase: 'baseline', script: '+++' }, ...stretches]);
  return refusalIn(sequence, seenIn(sequence));
};

const REFUSED: Stretch = { phase: 'burst', script: '---' };

test.each<[readonly LimitAnswer[], readonly string[], boolean]>([
  [[response(429)], ['429'], false],
  [[response(503)], ['503'], false],
  [[response(429), response(403)], ['429', '403'], false],
  [[response(403), response(429)], ['403', '429'], false],
  [[problem('reset')], ['reset'], false],
  [[problem('timeout')], ['silence'], false],
  [[response(200, [['Content-Type', 'text/html']])], ['200'], true],
  [[response(204)], ['204'], true],
  [[response(302)], ['302'], false],
])('refusals %j are %j', (answers, signatures, withStatusOfSuccess) => {
  const stretches = answers.map((refusal) => ({ ...REFUSED, refusal }));
  expect(refusalOf(...stretches)).toMatchObject({ signatures, withStatusOfSuccess });
});

test('nothing refused is no refusal, also where something forged was', () => {
  expect(refusalOf({ phase: 'burst', script: '+++' })).toBeNull();
  expect(refusalOf({ phase: 'forged', script: '---', varied: 'X-Forwarded-For' })).toBeNull();
});

const named = (value: string): LimitAnswer => response(429, [['Retry-After', value]]);
const dated = response(429, [
  ['Retry-After', 'Sun, 22 Nov 2026 12:00:30 GMT'],
  ['Date', 'Sun, 22 Nov 2026 12:00:00 GMT'],
]);

test.each<[LimitAnswer, number | null]>([
  [named('10'), 10],
  [named('0'), 0],
  [dated, 30],
  [named('soon'), null],
  [named('-1'), null],
  [response(429), null],
])('what %j names is %s', (refusal, retryAfterSeconds) => {
  expect(refusalOf({ ...REFUSED, refusal })).toMatchObject({ retryAfterSeconds });
});

/** Refused, and then asked again after so many milliseconds, with this outcome. */
const then = (outcome: string, after: number, refusal = named('5')): readonly Stretch[] => [
  { phase: 'burst', script: '-', refusal },
  { phase: 'announced-wait', script: outcome, after, refusal },
];

test.each<[string, readonly Stretch[], boolean | null]>([
  ['admitted at that time', then('+', 5100), true],
  ['admitted earlier', then('+', 3000), null],
  ['refused earlier', then('-', 3000), null],
  ['refused then, within the second of tolerance', then('-', 5500), null],
  ['refused later', then('-', 6100), false],
  ['admitted later', then('+', 60_000), true],
  ['nothing named', then('+', 5100, response(429)), null],
  ['nobody asked', [{ phase: 'burst', script: '-', refusal: named('5') }], null],
  ['lost', then('?', 6100), null],
  [
    'asked in between, by which some limiters begin anew',
    [...then('-', 2000), { phase: 'recovery', script: '-', after: 4500, refusal: named('5') }],
    null,
  ],
  ['kept once and broken once', [...then('+', 5100), ...then('-', 6100)], false],
  [
    'something forged was sent at that time',
    [
      { phase: 'burst', script: '-', refusal: named('5') },
      { phase: 'forged', script: '+', after: 6000, varied: 'X-Forwarded-For' },
    ],
    null,
  ],
])('Retry-After: 5 and %s: honest is %s', (_, stretches, retryAfterHonest) => {
  expect(refusalOf(...stretches)).toMatchObject({ retryAfterHonest });
});

test.each<[string, Stretch, number | null]>([
  ['each after three seconds', { ...REFUSED, takes: 3040 }, 3],
  ['at once', { ...REFUSED, takes: 12 }, null],
  ['below a second', { ...REFUSED, takes: 900 }, null],
  ['once', { phase: 'burst', script: '-', takes: 3000 }, null],
  ['silence', { ...REFUSED, takes: 10_000, refusal: problem('timeout') }, null],
])('refused %s: a tarpit of %s seconds', (_, stretch, tarpitSeconds) => {
  expect(refusalOf(stretch)?.tarpitSeconds).toBe(tarpitSeconds);
});

test('refusals that take ever longer are no tarpit', () => {
  expect(
    refusalOf({ ...REFUSED, takes: 2000 }, { ...REFUSED, takes: 4000 })?.tarpitSeconds,
  ).toBeNull();
});

test('one that takes longer among many does not hide a tarpit', () => {
  const one = { ...REFUSED, script: '-', takes: 3500 };
  expect(refusalOf({ ...REFUSED, script: '-'.repeat(11), takes: 3000 }, one)).toMatchObject({
    tarpitSeconds: 3,
  });
});

test('recovery counts from the first refusal', () => {
  expect(
    refusalOf(
      { phase: 'burst', script: '---' },
      { phase: 'recovery', script: '-  -   +', every: 1000 },
    )?.recoveredAfterSeconds,
  ).toBe(8.2);
});

test('what was sent before a refusal came is no recovery', () => {
  const sequence = sequenceOf([
    { phase: 'baseline', script: '++' },
    { phase: 'burst', script: '-+--', takes: 150 },
  ]);
  expect(seenIn(sequence).recovery).toBeNull();
  const later = sequenceOf([
    { phase: 'baseline', script: '++' },
    { phase: 'burst', script: '-++--', takes: 150 },
  ]);
  expect(seenIn(later).recovery?.at).toBe(400);
});

test.each<[string, readonly Stretch[], ReturnType<typeof burstIn>]>([
  ['none', [{ phase: 'baseline', script: '+++' }], null],
  ['one', [{ phase: 'burst', script: '+' }], { requests: 1, perSecond: 10 }],
  ['an even one', [{ phase: 'burst', script: '+'.repeat(21) }], { requests: 21, perSecond: 10 }],
  ['a slow one', [{ phase: 'burst', script: '+++++', every: 500 }], { requests: 5, perSecond: 2 }],
  ['with some lost', [{ phase: 'burst', script: '+?+?+' }], { requests: 3, perSecond: 5 }],
  [
    'two, of which the longer counts',
    [
      { phase: 'burst', script: '+++' },
      { phase: 'burst', script: '+++++-', after: 9000 },
    ],
    { requests: 6, perSecond: 10 },
  ],
])('bursts: %s', (_, stretches, expected) => {
  expect(burstIn(sequenceOf(stretches))).toEqual(expected);
});
