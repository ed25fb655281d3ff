import { expect, test } from 'vitest';
import { isNosniff, referrerPolicyOf } from '../../../src/codec/http/policies.ts';

test.each<[string[], boolean]>([
  [['nosniff'], true],
  [['NoSniff'], true],
  [['nosniff, no'], true],
  [['nosniff', 'no'], true],
  [['no, nosniff'], false],
  [[',nosniff'], false],
  [['"nosniff"'], false],
  [[], false],
])('X-Content-Type-Options %j takes effect: %s', (lines, effect) => {
  expect(isNosniff(lines.map((line) => ['X-Content-Type-Options', line]))).toBe(effect);
});

test.each<[string[], string | null]>([
  [['no-referrer'], 'no-referrer'],
  [['No-Referrer'], 'no-referrer'],
  [['no-referrer, strict-origin-when-cross-origin'], 'strict-origin-when-cross-origin'],
  [['no-referrer', 'unsafe-url'], 'unsafe-url'],
  [['no-referrer, not-yet-invented'], 'no-referrer'],
  [['never'], null],
  [[''], null],
  [[], null],
])('Referrer-Policy %j is %s', (lines, policy) => {
  expect(referrerPolicyOf(lines.map((line) => ['Referrer-Policy', line]))).toBe(policy);
});
