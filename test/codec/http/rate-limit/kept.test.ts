import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCut, keptLimitFields } from '../../../../src/codec/http/rate-limit/kept.ts';
import { readLimitFields } from '../../../../src/codec/http/rate-limit/read.ts';
import { maskOf } from '../../../../src/codec/http/secrets.ts';
import { linesOf } from '../../../support/limit-lines.ts';

test.each([
  'RateLimit-Policy: "10-in-10sec"; q=10; w=10; pk=:MTJjYTE3YjQ5YWYy:',
  'RateLimit: "10-in-10sec"; r=9; t=10',
  'RateLimit-Policy: 10;w=10;burst=1000;policy="leaky bucket", 1000;w=3600',
  'X-RateLimit-Limit-Tokens: 150000',
  'X-RateLimit-Remaining-Session: 5',
  'Retry-After: Sun, 22 Nov 2026 12:01:00 GMT',
  'X-RateLimit-Reset-Requests: 6m0s',
])('%s is kept as it is', (text) => {
  expect(keptLimitFields(linesOf(text))).toEqual(linesOf(text));
});

test('other fields are not kept', () => {
  expect(keptLimitFields(linesOf('Set-Cookie: a=b', 'Age: 5', 'X-Request-Id: 1'))).toEqual([]);
});

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const TOKEN = 's3cr3t-t0ken-of-mine';

test('what lets the sender in is masked, in a partition key too', () => {
  const mask = maskOf({ Authorization: `Bearer ${TOKEN}` });
  const texts = [
    `RateLimit-Policy: "a";q=1;pk=:${base64(`key=${TOKEN}`)}:, "b";q=2; pk=:${base64('free')}:`,
  ];
  const [[, value] = ['', '']] = keptLimitFields(linesOf(...texts), mask);
  const { faults, policies } = readLimitFields([['RateLimit-Policy', value]], null);
  expect(faults).toEqual([]);
  expect(policies.map(({ partition }) => partition)).toEqual([
    base64(`key=${'*'.repeat(TOKEN.length)}`),
    base64('free'),
  ]);
});

test('a JSON Web Token in a partition key is shortened', () => {
  const [[, value] = ['', '']] = keptLimitFields(
    linesOf(`RateLimit:"a";r=1;pk=:${base64('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln')}:`),
  );
  expect(value).toBe(`"a";r=1;pk=:${base64('[41 characters]')}:`);
});

test('a line without end is cut, and then says nothing', () => {
  const [[name, value] = ['', '']] = keptLimitFields([
    ['RateLimit-Policy', `"a";q=1;x="${'y'.repeat(100_000)}"`],
  ]);
  expect([name, value.length, isCut(value)]).toEqual(['RateLimit-Policy', 2049, true]);
  expect(readLimitFields([[name, value]], null)).toMatchObject({ policies: [], faults: [] });
  expect(
    keptLimitFields(Array.from({ length: 100 }, () => ['RateLimit', 'x'] as const)),
  ).toHaveLength(40);
});

test('takes any text, and a long one without delay', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const [[, value] = ['', '']] = keptLimitFields([['RateLimit', text]]);
      expect(value.length).toBeLessThanOrEqual(2049);
    }),
  );
  for (const piece of [';pk=:', ';', 'pk=:a', ';pk=:YQ==:', ' ', '?token=']) {
    keptLimitFields([['RateLimit', piece.repeat(1_048_576 / piece.length)]]);
  }
});
