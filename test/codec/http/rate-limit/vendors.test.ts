import { describe, expect, test } from 'vitest';
import { readLimitFields } from '../../../../src/codec/http/rate-limit/read.ts';
import { linesOf } from '../../../support/limit-lines.ts';
import { agree, triple, type LimitRow as Row } from '../../../support/limit-words.ts';

const X = (...[limit, remaining, reset]: readonly string[]): string[] => [
  ...[`X-RateLimit-Limit: ${limit ?? ''}`, `X-RateLimit-Remaining: ${remaining ?? ''}`],
  ...(reset === undefined ? [] : [`X-RateLimit-Reset: ${reset}`]),
];
const DATE = 'Date: Sun, 22 Nov 2026 12:00:00 GMT';
const EPOCH = Date.UTC(2026, 10, 22, 12) / 1000;

describe('X-RateLimit and X-Rate-Limit', () => {
  test.each<Row>([
    // express-rate-limit 8.7.4, legacyHeaders; @fastify/rate-limit 11.2.0.
    [[...X('10', '9', '1795356628'), 'Date: Sun, 22 Nov 2026 14:10:18 GMT'], [' 10/?'], [' 9@10']],
    [
      ['x-ratelimit-limit: 10', 'x-ratelimit-remaining: 9', 'x-ratelimit-reset: 10'],
      [' 10/?'],
      [' 9@10'],
    ],
    // Lokalise and Envoy, as found.
    [X('10, 10;w=1, 10;w=1', '9', '1'), [' 10/1'], [' 9@1']],
    [X('10, 10;w=1, 100;w=60', '2', '1'), [' 10/1', ' 100/60'], [' 2@1']],
    [X('4, 4;w=60;name="foo"', '3', '20'), ['foo 4/60'], [' 3@20']],
    // GitBook, as documented.
    [[...X('60', '0', '1377013266'), 'Date: Tue, 20 Aug 2013 15:41:00 GMT'], [' 60/?'], [' 0@6']],
    [
      [
        'X-Rate-Limit-Limit: 900',
        'X-Rate-Limit-Remaining: 899',
        `X-Rate-Limit-Reset: ${EPOCH + 900}`,
        DATE,
      ],
      [' 900/?'],
      [' 899@900'],
    ],
    // Zendesk and IBM.
    [['X-Rate-Limit: 700', 'X-Rate-Limit-Remaining: 699'], [' 700/?'], [' 699@?']],
    [
      ['X-Rate-Limit-Policy: gold', 'X-Rate-Limit-Remaining: 9', 'X-Rate-Limit-Reset: 5'],
      [],
      [' 9@5'],
    ],
    [X('600', '595.0', '37'), [' 600/?'], [' 595@37']],
    [[...X('10', '9', `${EPOCH * 1000 + 10_000}`), DATE], [' 10/?'], [' 9@10']],
    [[...X('10', '9', 'Sun, 22 Nov 2026 12:00:10 GMT'), DATE], [' 10/?'], [' 9@10']],
    [[...X('10', '9', '2026-11-22T12:00:10Z'), DATE], [' 10/?'], [' 9@10']],
    [X('10', '9', '2026-11-22T12:00:10Z'), [' 10/?'], [' 9@?']],
    [X('10', '9', String(EPOCH)), [' 10/?'], [' 9@?']],
    [X('10', '9', '59.9'), [' 10/?'], [' 9@59.9']],
    [X('10', '9'), [' 10/?'], [' 9@?']],
    [[...X('10', '9', '10'), ...X('10', '9', '10')], [' 10/?'], [' 9@10']],
    [
      [...X('10', '9', '10'), ...X('20', '9', '10')],
      [],
      [' 9@10'],
      ['note X-RateLimit-Limit says 10 and 20'],
    ],
    [X('unlimited', '9', '1'), [], [' 9@1'], ['note X-RateLimit-Limit is “unlimited”, no count']],
    [X('10', '-5', '1'), [' 10/?'], [], ['note X-RateLimit-Remaining is “-5”, no count']],
    [X('1e3', '9', '1'), [], [' 9@1'], ['note X-RateLimit-Limit is “1e3”, no count']],
    [
      X('10', '9', 'tomorrow'),
      [' 10/?'],
      [' 9@?'],
      ['note X-RateLimit-Reset is “tomorrow”, neither'],
    ],
    [X('10', '', '1'), [' 10/?'], [], ['note X-RateLimit-Remaining is “”, no count']],
    [X('9'.repeat(16), '9', '1'), [], [' 9@1'], ['note X-RateLimit-Limit is “9999999999999999”']],
  ])('%j', (texts, policies, state, wrong) => {
    agree('x-ratelimit', texts, policies, state, wrong);
  });
});

describe('fields of one vendor', () => {
  test.each<[string, string, Row]>([
    [
      'GitHub',
      'x-ratelimit vendor',
      [
        [
          ...X('60', '59', `${EPOCH + 3600}`),
          'x-ratelimit-used: 1',
          'x-ratelimit-resource: core',
          DATE,
        ],
        ['core 60/?'],
        ['core 59@3600'],
      ],
    ],
    [
      'Kong',
      'draft-6 x-ratelimit vendor',
      [
        [
          ...triple('10', '9', '51'),
          ...['X-RateLimit-Limit-Minute: 10', 'X-RateLimit-Remaining-Minute: 9'],
          ...['X-RateLimit-Limit-Month: 5000', 'X-RateLimit-Remaining-Month: 4999'],
        ],
        ['minute 10/60', 'month 5000/?'],
        [' 9@51', 'minute 9@?', 'month 4999@?'],
      ],
    ],
    [
      'GitLab',
      'draft-6 vendor',
      [
        [
          ...triple('600', '594', '1563325137'),
          ...['RateLimit-Observed: 6', 'RateLimit-ResetTime: Wed, 17 Jul 2019 00:58:57 GMT'],
          'Date: Wed, 17 Jul 2019 00:58:27 GMT',
        ],
        [' 600/?'],
        [' 594@30'],
        ['note RateLimit-Reset is “1563325137”: all drafts count seconds from now'],
      ],
    ],
    [
      'Discord',
      'x-ratelimit vendor',
      [
        [
          ...X('5', '4', '1470173023.123'),
          'X-RateLimit-Reset-After: 64.57',
          'X-RateLimit-Bucket: abcd1234',
        ],
        ['abcd1234 5/?'],
        ['abcd1234 4@64.57'],
      ],
    ],
    ['Shopify', 'vendor', [['X-Shopify-Shop-Api-Call-Limit: 32/40'], [' 40/?'], [' 8@?']]],
    ['Shopify', 'vendor', [['X-Shopify-Shop-Api-Call-Limit: 41/40'], [' 40/?'], [' 0@?']]],
    ['Shopify', 'vendor', [['X-Shopify-Shop-Api-Call-Limit: many'], [], []]],
    [
      'OpenAI',
      'vendor',
      [
        [
          ...['x-ratelimit-limit-requests: 60', 'x-ratelimit-remaining-requests: 59'],
          ...['x-ratelimit-reset-requests: 6m0s', 'x-ratelimit-limit-tokens: 150000'],
        ],
        ['requests 60/?'],
        ['requests 59@360'],
      ],
    ],
    [
      'Anthropic',
      'vendor',
      [
        [
          ...[
            'anthropic-ratelimit-requests-limit: 50',
            'anthropic-ratelimit-requests-remaining: 49',
          ],
          ...['anthropic-ratelimit-requests-reset: 2026-11-22T12:00:02Z', DATE],
        ],
        ['requests 50/?'],
        ['requests 49@2'],
      ],
    ],
    [
      'Akamai',
      'x-ratelimit vendor',
      [
        [...X('50', '49'), 'X-RateLimit-Next: 2026-11-22T12:00:01.000Z', DATE],
        [' 50/?'],
        [' 49@1'],
      ],
    ],
    [
      'Datadog',
      'x-ratelimit vendor',
      [
        [...X('100', '99', '7'), 'X-RateLimit-Period: 10', 'X-RateLimit-Name: events'],
        ['events 100/10'],
        ['events 99@7'],
      ],
    ],
    ['Envoy', 'vendor', [['x-envoy-ratelimited: true'], [], []]],
    ['Traefik', 'vendor', [['X-Retry-In: 250ms', 'Retry-After: 1'], [], []]],
    ['Stripe', 'vendor', [['Stripe-Rate-Limited-Reason: global-rate'], [], []]],
  ])('%s', (vendor, families, [texts, policies, state, wrong]) => {
    agree(families, texts, policies, state, wrong);
    expect(readLimitFields(linesOf(...texts), null).vendor).toBe(vendor);
  });

  test('names that nobody here knows are of a vendor who is not known', () => {
    const fields = readLimitFields(linesOf('X-Acme-RateLimit-Calls: 7'), null);
    expect(fields).toMatchObject({ families: ['vendor'], vendor: null, policies: [], state: [] });
  });
});
