import { expect, test } from 'vitest';
import type { RateLimitVerdict } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import type { LimitAnswer } from '../../../src/evidence/kinds/rate-limit/samples.ts';
import type {
  RateLimitSequence,
  Stopped,
} from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { belowIntensity } from '../../../src/evidence/problem.ts';
import { penalty, slidingLog } from '../../support/limiters.ts';
import {
  documented,
  problem,
  response,
  sequenceAgainst,
  sequenceOf,
  type Stretch,
} from '../../support/sequences.ts';
import { enforcedBy, enforcedFrom, samplesWith } from './enforced-facts.ts';

const POLICY = [
  ['RateLimit-Policy', '"default";q=10;w=10'],
  ['RateLimit', '"default";r=9;t=10'],
] as const;

const BASELINE: Stretch = { phase: 'baseline', script: '++++', every: 1000 };
const FREE: Stretch = { phase: 'burst', script: '+'.repeat(60), after: 1000 };
const CALM: Stretch = { phase: 'cool-down', script: '+', after: 5000 };

const below = unavailable(belowIntensity('active').problem);

test('without a test a limit that is announced is announced', () => {
  expect(enforcedFrom(present(samplesWith(response(200, POLICY))), below)).toMatchObject({
    value: {
      verdict: 'announced',
      tested: false,
      enforced: null,
      requestsSent: 0,
      stopped: null,
      detectable: null,
      sentence:
        'Announced: 10 requests per 10 s. Not tested whether it is enforced: ' +
        'a test needs --intensity active and authorisation: in assay.yaml.',
    },
  });
});

test('without a test and without fields nothing is known', () => {
  expect(enforcedFrom(present(samplesWith(response(200))), below)).toMatchObject({
    value: {
      verdict: 'not-tested',
      enforced: null,
      sentence:
        'Not tested, and nothing is announced: a test needs --intensity active and authorisation: in assay.yaml.',
    },
  });
});

test('an answer that is not the service’s own does not say that nothing is announced', () => {
  const challenge = {
    ...response(200, POLICY),
    challenge: 'status 403 and cf-mitigated: challenge',
  };
  const unseen = [problem('timeout'), challenge].map((one) => present(samplesWith(one)));
  const silent = unavailable({ code: 'timeout', detail: 'no answer' });
  for (const samples of [...unseen, silent]) {
    expect(enforcedFrom(samples, below)).toMatchObject({
      value: {
        verdict: 'not-tested',
        enforced: null,
        sentence:
          'Not tested, and it could not be seen what is announced: a test needs --intensity active and authorisation: in assay.yaml.',
      },
    });
  }
});

test('what could not be looked at is no fact', () => {
  const samples = present(samplesWith(response(200, POLICY)));
  for (const code of ['not-permitted', 'not-requested', 'timeout', 'limit', 'bug'] as const) {
    const sequence = unavailable({ code, detail: 'not authorised: name under authorisation: …' });
    expect(enforcedFrom(samples, sequence)).toEqual(sequence);
  }
  expect(enforcedFrom(samples, absent('refused'))).toEqual(absent('refused'));
  expect(enforcedFrom(absent('refused'), below)).toEqual(absent('refused'));
  const silent = unavailable({ code: 'timeout', detail: 'no answer' });
  expect(enforcedFrom(silent, below)).toMatchObject({ value: { verdict: 'not-tested' } });
});

test('a limit beyond the plan is not tested', () => {
  const sequence = sequenceOf([{ phase: 'sample', script: '++', every: 2100 }], {
    documented: documented(1000, 3600),
  });
  const left = [
    'A limit of 1000 requests in 3600 s cannot be reached within the plan: no plan can',
  ];
  const fact = enforcedBy({ ...sequence, plan: { ...sequence.plan, burst: 0, left } });
  expect(fact).toMatchObject({
    verdict: 'not-tested',
    tested: false,
    requestsSent: 2,
    sentence: `Not tested, and nothing is announced. ${left.join('')}.`,
  });
});

/** Ten in ten seconds by a window: what a refusal names is true. */
const window10 = (refusal: LimitAnswer = response(429, [['Retry-After', '9']])): Stretch[] => [
  { phase: 'baseline', script: '++', every: 1000 },
  { phase: 'burst', script: '++++++++-', after: 1000, refusal },
  { phase: 'confirm', script: '--', refusal },
  { phase: 'recovery', script: '-', after: 5000, refusal },
  { phase: 'announced-wait', script: '+', after: 4200 },
  { phase: 'recovery', script: '+++++++++', every: 100 },
  { phase: 'recovery', script: '--  -  -', every: 1000, refusal },
  { phase: 'recovery', script: '+', every: 1000, after: 2500 },
];

const ended = (because: Stopped, detail = 'so it was'): Partial<RateLimitSequence> => ({
  stopped: { because, detail },
});

const SLOW: Stretch = { phase: 'burst', script: '++++++++++', takes: 4000 };

test.each<[string, readonly Stretch[], Partial<RateLimitSequence>, RateLimitVerdict]>([
  ['admitted, refused, admitted', window10(), {}, 'enforced'],
  ['refused by 503', window10(response(503)), {}, 'enforced'],
  ['refused by a reset', window10(problem('reset')), {}, 'enforced'],
  ['refused by silence', window10(problem('timeout')), {}, 'enforced'],
  ['refused with the status of success', window10(response(200, [['Age', '0']])), {}, 'enforced'],
  ['budget used up after that', window10(), ended('budget'), 'enforced'],
  ['interrupted after that', window10(), ended('interrupted'), 'enforced'],
  ['failing after that', window10(), ended('failing'), 'inconclusive'],
  ['a challenge after that', window10(), ended('challenge'), 'inconclusive'],
  ['as documented', window10(), { documented: documented(10, 10) }, 'enforced'],
  ['more is documented', window10(), { documented: documented(100, 5) }, 'enforced-differently'],
  ['less is documented', window10(), { documented: documented(4, 10) }, 'enforced-differently'],
  ['never admitted again', window10().slice(0, 3), ended('budget'), 'inconclusive'],
  ['told to wait for long', window10().slice(0, 3), ended('long-retry-after'), 'inconclusive'],
  ['interrupted before', window10().slice(0, 3), ended('interrupted'), 'inconclusive'],
  ['refused once', [BASELINE, { phase: 'burst', script: '+++++-+++++' }], {}, 'inconclusive'],
  [
    'refused from the beginning',
    [{ phase: 'baseline', script: '-' }],
    ended('refused-from-the-beginning'),
    'inconclusive',
  ],
  ['unstable', [BASELINE], ended('unstable-baseline'), 'inconclusive'],
  ['not counted', [BASELINE, FREE], ended('not-counted'), 'inconclusive'],
  ['failing', [BASELINE, { phase: 'burst', script: '++++!!' }], ended('failing'), 'inconclusive'],
  ['slower and slower', [BASELINE, SLOW], ended('slowing'), 'inconclusive'],
  [
    'lost',
    [BASELINE, { phase: 'burst', script: '++++???' }],
    ended('connection-failures'),
    'inconclusive',
  ],
  [
    'challenged',
    [BASELINE, { phase: 'burst', script: '++++c' }],
    ended('challenge'),
    'inconclusive',
  ],
  ['nothing refused', [BASELINE, FREE, CALM], {}, 'not-observed-within-budget'],
  [
    'one lost on the way',
    [BASELINE, { phase: 'burst', script: '+++?+++' }, CALM],
    {},
    'not-observed-within-budget',
  ],
  [
    'two lost on the way',
    [BASELINE, { phase: 'burst', script: '+++?+?+' }, CALM],
    {},
    'inconclusive',
  ],
  [
    'two errors on the way',
    [BASELINE, { phase: 'burst', script: '+++!+!+' }, CALM],
    {},
    'inconclusive',
  ],
  ['no burst', [BASELINE], ended('budget'), 'inconclusive'],
  ['interrupted in the burst', [BASELINE, FREE], ended('interrupted'), 'inconclusive'],
  ['redirects', [{ ...FREE, admission: response(302) }], {}, 'inconclusive'],
  ['from a cache', [{ ...FREE, admission: response(200, [['Age', '12']]) }], {}, 'inconclusive'],
  ['not found', [{ ...FREE, admission: response(404) }], {}, 'not-observed-within-budget'],
])('%s', (_, stretches, part, verdict) => {
  expect(enforcedBy(sequenceOf(stretches, part)).verdict).toBe(verdict);
});

const TWICE: readonly Stretch[] = [BASELINE, FREE, { ...FREE, after: 4000 }, CALM];

test.each<[string, readonly Stretch[], Partial<RateLimitSequence>, RateLimitVerdict]>([
  ['twice', TWICE, {}, 'not-enforced-at-documented-limit'],
  ['once', [BASELINE, FREE, CALM], {}, 'not-observed-within-budget'],
  [
    'twice, of several nodes',
    TWICE,
    { documented: documented(20, 20, { strict: false }) },
    'not-observed-within-budget',
  ],
  [
    'twice, by who is not found',
    TWICE.map((one) => ({ ...one, admission: response(404) })),
    {},
    'not-observed-within-budget',
  ],
  ['twice, but interrupted', TWICE, ended('interrupted'), 'inconclusive'],
  [
    'as many as are documented',
    TWICE,
    { documented: documented(60, 20) },
    'not-observed-within-budget',
  ],
  [
    'as many as two windows admit',
    TWICE,
    { documented: documented(110, 60) },
    'not-observed-within-budget',
  ],
])('nothing refused, 20 in 20 s documented, %s', (_, stretches, part, verdict) => {
  const sequence = sequenceOf(stretches, { documented: documented(20, 20), ...part });
  expect(enforcedBy(sequence)).toMatchObject({
    verdict,
    enforced: verdict === 'not-enforced-at-documented-limit' ? false : null,
  });
});

test('a plan that could not tell leaves open whether the documented limit is enforced', () => {
  const sequence = sequenceOf(TWICE, { documented: documented(20, 20) });
  const fact = enforcedBy({ ...sequence, plan: { ...sequence.plan, decisive: false } });
  expect(fact.verdict).toBe('not-observed-within-budget');
});

test('requests that had to wait do not exceed a limit', () => {
  const slow = TWICE.map((one, place) => ({ ...one, takes: place * 20_000 }));
  const sequence = sequenceOf(slow, { documented: documented(20, 20) });
  const spread = sequence.requests.map((request, place) => ({ ...request, headMs: place * 1000 }));
  expect(enforcedBy({ ...sequence, requests: spread }).verdict).toBe('not-observed-within-budget');
});

test('a refusal that never ends blocks, where it was waited for as long as it says', () => {
  const refusal = response(429, [['Retry-After', '5']]);
  const refused: Stretch[] = [
    BASELINE,
    { phase: 'burst', script: '+++-', refusal },
    { phase: 'confirm', script: '--', refusal },
  ];
  const waited: Stretch = { phase: 'announced-wait', script: '-', after: 6100, refusal };
  expect(enforcedBy(sequenceOf(refused, ended('budget')))).toMatchObject({
    verdict: 'inconclusive',
    enforced: null,
    candidates: [],
  });
  expect(enforcedBy(sequenceOf([...refused, waited], ended('budget')))).toMatchObject({
    verdict: 'blocked',
    sentence:
      'Blocked after 11 requests: it was refused for 6 s, up to the end. Nothing is known of a limit.',
    refusal: { retryAfterHonest: false, recoveredAfterSeconds: null },
  });
});

test('a limit that makes requests wait is enforced', () => {
  const sequence = sequenceOf([BASELINE]);
  const ordinary = { endMs: 10, connection: 0, answer: 0, fields: [], varied: null };
  const burst = Array.from({ length: 24 }, (_, place) => ({
    ...ordinary,
    ...({
      phase: 'burst',
      taken: 'admitted',
      at: 4000 + place * 500 - Math.min(place, 3) * 400,
    } as const),
    headMs: Math.min(place, 3) * 500 + 500 - Math.min(place, 3) * 100,
  }));
  const late = burst.map((one) => ({
    ...one,
    at: 4000 + (one.at - 4000),
    headMs: one.headMs,
    endMs: one.headMs,
  }));
  const calm = {
    ...ordinary,
    phase: 'cool-down',
    taken: 'admitted',
    at: 30_000,
    headMs: 10,
  } as const;
  const fact = enforcedBy({ ...sequence, requests: [...sequence.requests, ...late, calm] });
  expect(fact).toMatchObject({ verdict: 'enforced', family: 'delay', enforced: true });
  expect(fact.perSecond).toBeCloseTo(2, 0);
  expect(fact.sentence).toBe('Enforced: 2 requests per second, more have to wait (delay).');
});

test('numbers are those of the one kind that is left', () => {
  const fact = enforcedBy(sequenceAgainst(slidingLog(10, 10, false), {}));
  expect(fact).toMatchObject({ verdict: 'enforced', family: 'sliding-log', limit: 10 });
  expect(fact.windowSeconds).toBeCloseTo(10, 0);
  expect(fact.confidence).toBeGreaterThan(0.9);
});

test('where kinds are tied there is no family, and the number on which they agree', () => {
  const fact = enforcedBy(sequenceAgainst(penalty(10, 10, 6, false)));
  expect(fact).toMatchObject({ verdict: 'enforced', family: null, limit: 10 });
  expect(fact.candidates.length).toBeGreaterThan(1);
});

test('what limits who sends no token says nothing of a limit of each token', () => {
  const byToken = documented(10, 10, { per: 'token' });
  const sequence = sequenceOf(window10(), { documented: byToken });
  expect(enforcedBy(sequenceOf(window10(), { documented: documented(10, 10) })).compared).toBe(
    'as-documented',
  );
  expect(enforcedBy(sequence)).toMatchObject({
    ...{ verdict: 'inconclusive', enforced: true, compared: null },
  });
  const ways = [{ phase: 'token' as const, varied: 'without the token' }];
  expect(enforcedBy({ ...sequence, ways }).compared).toBe('as-documented');
});

test('nothing is inferred where nothing was refused', () => {
  expect(enforcedBy(sequenceOf([BASELINE, FREE, CALM]))).toMatchObject({
    ...{ family: null, confidence: null, candidates: [], refusal: null, enforced: null },
    detectable: { requests: 60, perSecond: 10, window: { requests: 29, leastSeconds: 6 } },
    sentence:
      'Not observed within 60 requests at 10 per second. Limits above 29 in a window, ' +
      'or buckets that refill at 10 a second or more, cannot be excluded.',
  });
});

test('what fields announce is held against what is enforced', () => {
  const announcing = (quota: string): LimitAnswer => response(200, [['RateLimit-Policy', quota]]);
  const with10 = window10().map((one) => ({ ...one, admission: announcing('"a";q=10;w=10') }));
  const with50 = window10().map((one) => ({ ...one, admission: announcing('"a";q=50;w=5') }));
  const both = window10().map((one) => ({
    ...one,
    admission: announcing('"b";q=900;w=3600, "a";q=10;w=10'),
  }));
  expect(enforcedBy(sequenceOf(with10)).asAnnounced).toBe(true);
  expect(enforcedBy(sequenceOf(both)).asAnnounced).toBe(true);
  expect(enforcedBy(sequenceOf(with50))).toMatchObject({
    asAnnounced: false,
    verdict: 'enforced',
    sentence: expect.stringContaining(
      'The fields announce something else: 50 requests per 5 s.',
    ) as string,
  });
  expect(enforcedBy(sequenceOf(window10())).asAnnounced).toBeNull();
});

test('fields that announce a limit that nobody enforces are no limit', () => {
  const lying = TWICE.map((one) => ({
    ...one,
    admission: response(200, [['RateLimit-Policy', '"a";q=5;w=10']]),
  }));
  expect(enforcedBy(sequenceOf(lying))).toMatchObject({
    verdict: 'not-observed-within-budget',
    asAnnounced: false,
    sentence: expect.stringContaining(
      'What the fields announce is not enforced: 5 requests per 10 s.',
    ) as string,
  });
});
