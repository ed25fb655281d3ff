import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLimitField } from '../../../../src/codec/http/rate-limit/names.ts';
import { readLimitFields } from '../../../../src/codec/http/rate-limit/read.ts';
import { read } from '../../../support/limit-words.ts';

const X = (...[limit, remaining, reset]: readonly string[]): string[] => [
  ...[`X-RateLimit-Limit: ${limit ?? ''}`, `X-RateLimit-Remaining: ${remaining ?? ''}`],
  ...(reset === undefined ? [] : [`X-RateLimit-Reset: ${reset}`]),
];
const DATE = 'Date: Sun, 22 Nov 2026 12:00:00 GMT';
const EPOCH = Date.UTC(2026, 10, 22, 12) / 1000;

describe('several families', () => {
  test('what they say alike is there once', () => {
    expect(
      read(
        ...['RateLimit-Policy: "a";q=10;w=10', 'RateLimit: "a";r=9;t=10', DATE],
        ...X('10', '9', String(EPOCH + 10)),
      ),
    ).toEqual({
      families: ['ietf', 'x-ratelimit'],
      policies: ['a 10/10'],
      state: ['a 9@10'],
      wrong: [],
    });
  });

  test('what they say otherwise is a note', () => {
    const { policies, state, wrong } = read(
      'RateLimit-Policy: "a";q=10;w=10',
      ...X('1000', '999', '5'),
    );
    expect({ policies, state }).toEqual({ policies: ['a 10/10', ' 1000/?'], state: [' 999@5'] });
    expect(wrong).toEqual([
      'note families of fields differ on the limit: 10 (ietf) and 1000 (x-ratelimit)',
    ]);
  });

  test('without fields there is nothing', () => {
    const nothing = { families: [], policies: [], state: [], wrong: [] };
    expect(read()).toEqual(nothing);
    expect(read('Content-Type: text/html', 'Date: now', 'Retry-After: 5')).toEqual(nothing);
  });
});

test.each<[string, boolean]>([
  ['RateLimit', true],
  ['ratelimit-policy', true],
  ['X-RateLimit-Limit', true],
  ['x-rate-limit-reset', true],
  ['X-HubSpot-RateLimit-Daily', true],
  ['x-ms-ratelimit-remaining-subscription-reads', true],
  ['Stripe-Rate-Limited-Reason', true],
  ['Retry-After', true],
  ['X-Retry-In', true],
  ['X-Shopify-Shop-API-Call-Limit', true],
  ['X-Rate', false],
  ['Set-Cookie', false],
  ['Age', false],
  ['', false],
])('%s is a field on limits: %s', (name, is) => {
  expect(isLimitField(name)).toBe(is);
});

const NAMES = [
  ...['RateLimit', 'RateLimit-Policy', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
  ...[
    'X-RateLimit-Limit',
    'X-RateLimit-Remaining',
    'X-RateLimit-Reset',
    'X-RateLimit-Limit-Minute',
  ],
  ...['X-Shopify-Shop-Api-Call-Limit', 'X-RateLimit-Resource', 'Retry-After', 'Date'],
];

const LETTERS = [
  'a',
  'q',
  'r',
  't',
  'w',
  '0',
  '1',
  '9',
  '"',
  '\\',
  ',',
  ';',
  '=',
  ' ',
  '(',
  ')',
  ':',
  '?',
  '*',
  '.',
  '-',
];

test('takes any text, and a long one without delay', () => {
  const unit = fc.constantFrom(...LETTERS, 'pk', 'limit', 'remaining', 'w=');
  const text = fc.oneof(fc.string(), fc.string({ unit, maxLength: 40 }));
  const line = fc.tuple(fc.constantFrom(...NAMES), text);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (headers) => {
      const fields = readLimitFields(headers, new Date(0));
      const numbers = [
        ...fields.policies.flatMap((one) => [one.quota, one.windowSeconds ?? 1]),
        ...fields.state.flatMap((one) => [one.remaining, one.resetSeconds ?? 0]),
      ];
      for (const number of numbers) {
        expect(Number.isFinite(number)).toBe(true);
        expect(number).toBeGreaterThanOrEqual(0);
      }
      expect(fields.faults.length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 2000 },
  );
  for (const piece of [
    'a',
    '"',
    '\\"',
    ';',
    ' ',
    ',',
    '1',
    '1.1',
    '"a";q=1,',
    ':',
    '(',
    '10;w=1,',
  ]) {
    const value = piece.repeat(1_048_576 / piece.length);
    readLimitFields(
      NAMES.map((name) => [name, value] as const),
      null,
    );
  }
});
