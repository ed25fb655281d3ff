import { describe, expect, test } from 'vitest';
import { rateLimitAnnouncedDerivation } from '../../../src/derive/rate-limit/announced.ts';
import type { RateLimitAnnounced } from '../../../src/evidence/kinds/rate-limit/announced.ts';
import {
  rateLimitSamples,
  type LimitAnswer,
  type RateLimitSamples,
} from '../../../src/evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
} from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { factFrom } from '../../support/hops.ts';
import { limitAnswer as answer } from '../../support/limit-answer.ts';

const samplesOf = (
  answers: readonly LimitAnswer[],
  more: Partial<RateLimitSamples> = {},
): RateLimitSamples => ({
  ...{ url: 'https://site.test/', method: 'GET', documented: null, ...more },
  samples: answers.map((one, index) => ({ at: index * 2100, answer: one })),
});

const NO_SEQUENCE = unavailable({ code: 'not-permitted', detail: 'needs --intensity active' });

const derive = (
  samples: Observation<RateLimitSamples>,
  sequence: Observation<RateLimitSequence> = NO_SEQUENCE,
): Observation<RateLimitAnnounced> =>
  factFrom(rateLimitAnnouncedDerivation, [
    { kind: rateLimitSamples, observation: samples },
    { kind: rateLimitSequence, observation: sequence },
  ]);

function factOf(samples: RateLimitSamples, sequence?: RateLimitSequence): RateLimitAnnounced {
  const fact = derive(present(samples), sequence === undefined ? NO_SEQUENCE : present(sequence));
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}

/** From answers with status 200 and these fields. */
const said = (...answers: readonly (readonly string[])[]): RateLimitAnnounced =>
  factOf(samplesOf(answers.map((texts) => answer(200, texts))));

describe('express-rate-limit 8.7.4, as measured', () => {
  test.each<[string, readonly string[], Partial<RateLimitAnnounced>]>([
    [
      'draft-8',
      [
        'RateLimit: "10-in-10sec"; r=9; t=10',
        'RateLimit-Policy: "10-in-10sec"; q=10; w=10; pk=:MTJjYTE3YjQ5YWYy:',
      ],
      {
        families: ['ietf'],
        policies: [
          {
            ...{ name: '10-in-10sec', quota: 10, windowSeconds: 10, unit: 'requests' },
            partition: 'MTJjYTE3YjQ5YWYy',
          },
        ],
        state: [{ name: '10-in-10sec', remaining: 9, resetSeconds: 10, partition: null }],
        leaks: ['the partition key of “10-in-10sec” shows the hash of an IP address, without salt'],
      },
    ],
    [
      'legacy',
      [
        ...['X-RateLimit-Limit: 10', 'X-RateLimit-Remaining: 9', 'X-RateLimit-Reset: 1795356628'],
        'Date: Sun, 22 Nov 2026 14:10:18 GMT',
      ],
      {
        families: ['x-ratelimit'],
        state: [{ name: '', remaining: 9, resetSeconds: 10, partition: null }],
        faults: [],
        leaks: [],
      },
    ],
  ])('%s', (_name, texts, fact) => {
    expect(said(texts)).toMatchObject({ falls: null, cached: false, refusal: null, ...fact });
  });
});

test('a key of the form of a short hash is a note', () => {
  const { leaks, faults } = said([
    `RateLimit: "a";r=1;pk=:${Buffer.from('0123456789ab').toString('base64')}:`,
  ]);
  expect(leaks).toEqual([]);
  expect(faults).toMatchObject([{ level: 'note', field: 'RateLimit-Policy' }]);
});

describe('what is not announced, or not known', () => {
  const html = answer(200, ['Content-Type: text/html', 'Retry-After: 5']);
  test.each<[string, LimitAnswer, string]>([
    ['no field', html, 'absent'],
    ['no field and status 404', answer(404, []), 'absent'],
    ['an error', answer(503, []), 'unavailable'],
    ['a challenge', answer(403, [], { challenge: 'status 403' }), 'unavailable'],
    ['a challenge with status 429', answer(429, [], { challenge: 'cf-mitigated' }), 'unavailable'],
    ['no answer', { is: 'problem', problem: { code: 'reset', detail: 'reset' } }, 'unavailable'],
  ])('%s', (_what, one, status) => {
    expect(derive(present(samplesOf([one]))).status).toBe(status);
  });

  test('samples that are absent or unavailable stay so', () => {
    expect(derive(absent('refused'))).toEqual(absent('refused'));
    expect(derive(NO_SEQUENCE)).toEqual(NO_SEQUENCE);
  });
});

const POLICY = 'RateLimit-Policy: "a";q=100;w=60';

test('a state may be of a policy that an older family has without a name', () => {
  expect(said(['X-RateLimit-Limit: 100', 'RateLimit: "b";r=99'])).toMatchObject({
    withoutPolicy: [],
  });
});

test.each<[string, readonly string[], readonly string[]]>([
  ['RateLimit: "a";r=99', [], []],
  ['RateLimit: "b";r=99', ['b'], []],
  ['RateLimit: "b";r=99, "b";r=9;pk=:YQ==:', ['b'], []],
  ['RateLimit: "a";r=100', [], []],
  ['RateLimit: "a";r=101', [], ['a']],
  ['RateLimit: "a";r=101, "b";r=5', ['b'], ['a']],
  // Unnamed fields stand for whatever policy there is.
  ['X-RateLimit-Remaining: 500', [], []],
])('beside a policy of 100: %s', (text, without, above) => {
  expect(said([POLICY, text])).toMatchObject({
    withoutPolicy: without,
    aboveQuota: above,
  });
});

test('a partition has its own quota', () => {
  const policies = 'RateLimit-Policy: "a";q=10;pk=:YQ==:, "a";q=100;pk=:Yg==:';
  expect(said([policies, 'RateLimit: "a";r=50;pk=:YQ==:']).aboveQuota).toEqual(['a']);
  expect(said([policies, 'RateLimit: "a";r=50;pk=:Yg==:']).aboveQuota).toEqual([]);
  expect(said([policies, 'RateLimit: "a";r=50']).aboveQuota).toEqual([]);
});

describe('what remains falls from one answer to the next', () => {
  const left = (r: number, t?: number, policy = ''): string[] => [
    ...(policy === '' ? [] : [`RateLimit-Policy: "a";${policy}`]),
    `RateLimit: "a";r=${r}${t === undefined ? '' : `;t=${t}`}`,
  ];
  test.each<[string, string[], string[], boolean | null]>([
    ['by one', left(9, 10), left(8, 8), true],
    ['by more than one', left(9, 10), left(5, 8), true],
    ['by one, no time given', left(9), left(8), true],
    ['not at all', left(9, 60), left(9, 58), false],
    [
      'not at all, nor the time (the lying server)',
      left(4, 10, 'q=5;w=10'),
      left(4, 10, 'q=5;w=10'),
      false,
    ],
    ['not at all, no time given', left(9), left(9), null],
    ['not at all, as the window may have ended', left(9, 2), left(9, 10), null],
    ['it rises, as the window has ended', left(3, 20), left(9, 10), null],
    ['nothing is left', left(0, 60), left(0, 58), null],
    // 30 per minute give back one in two seconds: 10 are used, so it is full in 20 s.
    ['not at all, as a bucket refills', left(20, 20, 'q=30;w=60'), left(20, 20, 'q=30;w=60'), null],
    [
      'not at all, and it would be full sooner',
      left(29, 60, 'q=30;w=60'),
      left(29, 58, 'q=30;w=60'),
      false,
    ],
    [
      'not at all, of requests at the same time',
      left(4, 60, 'q=5;qu="concurrent-requests"'),
      left(4, 60, 'q=5;qu="concurrent-requests"'),
      null,
    ],
    ['under another name', left(9, 60), ['RateLimit: "b";r=8;t=58'], null],
    ['in the second answer no more', left(9, 60), [], null],
  ])('%s', (_what, first, second, falls) => {
    expect(said(first, second).falls).toBe(falls);
  });

  test('one of two that falls is enough', () => {
    const lines = (a: number, b: number): string[] => [
      `RateLimit: "a";r=${a};t=90, "b";r=${b};t=90`,
    ];
    expect(said(lines(9, 9), lines(9, 8)).falls).toBe(true);
    expect(said(lines(9, 9), lines(9, 9)).falls).toBe(false);
  });
});

test.each<[string, boolean]>([
  ['Age: 1', true],
  ['Age: 0', false],
  ['Age: -1', false],
  ['Age: old', false],
  ['CF-Cache-Status: HIT', true],
  ['CF-Cache-Status: DYNAMIC', false],
  ['CF-Cache-Status: MISS', false],
  ['CF-Cache-Status: REVALIDATED', true],
  ['X-Cache: Hit from cloudfront', true],
  ['X-Cache: RefreshHit from cloudfront', true],
  ['X-Cache: Miss from cloudfront', false],
  ['X-Cache: MISS, HIT', true],
  ['X-Cache: TCP_HIT', true],
  ['X-Cache: white', false],
  // RFC 9211, section 2.
  ['Cache-Status: ExampleCache; hit', true],
  ['Cache-Status: OriginCache; hit; ttl=1100, "CDN Company Here"; hit; ttl=545', true],
  ['Cache-Status: ExampleCache; fwd=miss; stored', false],
  ['Cache-Status: ExampleCache; hit=?0', false],
  ['Cache-Status: hit', false],
])('%s comes from a cache: %s', (text, cached) => {
  expect(said([POLICY, text]).cached).toBe(cached);
});

test.each<[string, string, boolean]>([
  // draft-ietf-httpapi-ratelimit-headers-11, section 8.5.
  ['"p";q=10000;w=1000', '"p";r=10000;t=10', true],
  ['"p";q=10000;w=1000', '"p";r=10000;t=1000', false],
  ['"p";q=10000;w=1000', '"p";r=10000;t=101', false],
  ['"p";q=10000;w=1000', '"p";r=99;t=0', false],
  ['"p";q=10000;w=1000', '"p";r=500;t=0', true],
  ['"p";q=10;w=10', '"p";r=9;t=1', false],
  ['"p";q=10000', '"p";r=10000;t=10', false],
  ['"p";q=10000;w=1000', '"p";r=10000', false],
  ['"p";q=10000;w=1000;qu="content-bytes"', '"p";r=10000;t=10', false],
])('%s with %s invites bursts: %s', (policy, state, bursts) => {
  expect(said([`RateLimit-Policy: ${policy}`, `RateLimit: ${state}`]).bursts).toEqual(
    bursts ? ['p'] : [],
  );
});

test.each<[string, boolean | null]>([
  ['RateLimit-Policy: "a";q=100;w=60', true],
  ['RateLimit-Policy: "b";q=5;w=1, "a";q=100;w=60', true],
  ['RateLimit-Policy: 100;w=60', true],
  ['X-RateLimit-Limit-Minute: 100', true],
  ['RateLimit-Policy: "a";q=100;w=61', false],
  ['RateLimit-Policy: "a";q=101;w=60', false],
  ['X-RateLimit-Limit: 1000', false],
  ['X-RateLimit-Limit: 100', null],
  ['RateLimit-Policy: "a";q=100', null],
  ['RateLimit-Policy: "a";q=100;w=60;qu="content-bytes"', null],
  ['X-RateLimit-Remaining: 99', null],
])('of 100 in 60 s documented, %s: %s', (text, agrees) => {
  const documented = { requests: 100, windowSeconds: 60, per: 'ip' as const, strict: true };
  const fact = factOf(samplesOf([answer(200, [text])], { documented }));
  expect(fact).toMatchObject({ documented, asDocumented: agrees });
  expect(said([text]).asDocumented).toBeNull();
});

test('a refusal at first is one, with what it says', () => {
  const details = { type: 'https://iana.org/x', violatedPolicies: [] };
  const texts = ['Retry-After: soon', 'Content-Type: application/problem+json'];
  const fact = factOf(samplesOf([answer(429, texts, { details })]));
  expect(fact).toMatchObject({ families: [], policies: [], state: [], falls: null });
  expect(fact.faults.map(({ field }) => field)).toEqual(['Retry-After']);
  expect(fact.refusal).toEqual({
    ...{ status: 429, retryAfter: 'soon', retryAfterSeconds: null, retryAfterTooSoon: null },
    ...{ cacheable: false, mediaType: 'application/problem+json', usualMediaType: null },
    problemType: 'https://iana.org/x',
  });
});

test('the first refusal of a sequence tells more than the samples', () => {
  const request = (taken: 'admitted' | 'refused', index: number, fields: [string, string][]) => ({
    ...{ phase: 'burst' as const, at: index * 100, headMs: 5, endMs: 6, connection: 0 },
    ...{ taken, answer: index, fields, varied: null },
  });
  const sequence: RateLimitSequence = {
    ...{ url: 'https://site.test/', method: 'GET', auditId: 'a', documented: null, before: 0 },
    authorisation: { by: 'Jane', until: '2026-12-31' },
    plan: {
      ...{
        limit: null,
        burst: 2,
        perSecond: 10,
        budget: 2,
        seconds: 9,
        connections: 1,
        parallel: 0,
      },
      ...{ settleSeconds: 0, decisive: null, left: [] },
      detectable: {
        ...{ requests: 2, perSecond: 10, buckets: [] },
        window: { requests: 1, leastSeconds: 0.2 },
      },
    },
    requests: [request('admitted', 0, []), request('refused', 1, [['Retry-After', '7']])],
    answers: [
      answer(200, ['Content-Type: application/json']),
      answer(503, ['Content-Type: text/html', 'Retry-After: 10', 'X-RateLimit-Limit: 10']),
    ],
    ...{ stopped: { because: 'done', detail: '' }, asBefore: true },
  };
  const silent = samplesOf([answer(200, ['Content-Type: text/plain'])]);
  expect(factOf(silent, sequence)).toMatchObject({
    families: ['x-ratelimit'],
    policies: [{ quota: 10 }],
    refusal: {
      ...{ status: 503, retryAfter: '7', retryAfterSeconds: 7 },
      ...{ mediaType: 'text/html', usualMediaType: 'application/json' },
    },
  });
});
