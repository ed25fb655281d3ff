import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { problemsIn } from '../../../src/derive/web/header-problems.ts';
import { hop } from '../../support/hops.ts';

const problems = (
  headers: HeaderList,
  malformed: readonly string[] = [],
): [field: string, effect: string][] =>
  problemsIn({ ...hop('https://site.test/', 200, headers), malformed: [...malformed] }).map(
    ({ field, effect }) => [field, effect],
  );

const FRAME_OPTIONS = ['X-Frame-Options', 'DENY'] as const;
const csp = (policy: string) => ['Content-Security-Policy', policy] as const;

test.each<[string, string, [string, string][]]>([
  ['X-Frame-Options', 'ALLOW-FROM https://a.example', [['X-Frame-Options', 'ignored']]],
  ['X-Frame-Options', 'DENY, SAMEORIGIN', [['X-Frame-Options', 'in-force']]],
  ['X-Content-Type-Options', 'nosniff, no', [['X-Content-Type-Options', 'in-force']]],
  ['Referrer-Policy', 'never', [['Referrer-Policy', 'ignored']]],
  ['Permissions-Policy', "camera 'none'", [['Permissions-Policy', 'ignored']]],
  ['Cross-Origin-Opener-Policy', 'same-origin;', [['Cross-Origin-Opener-Policy', 'ignored']]],
  ['Cross-Origin-Embedder-Policy', 'x', [['Cross-Origin-Embedder-Policy', 'ignored']]],
  ['Cross-Origin-Resource-Policy', 'x', [['Cross-Origin-Resource-Policy', 'ignored']]],
  ['Integrity-Policy', 'x', [['Integrity-Policy', 'ignored']]],
  ['Cache-Control', 'no-store;', [['Cache-Control', 'ignored']]],
  ['Clear-Site-Data', 'cache', [['Clear-Site-Data', 'ignored']]],
  ['Content-Type', 'html', [['Content-Type', 'ignored']]],
  ['Reporting-Endpoints', 'a=1', [['Reporting-Endpoints', 'ignored']]],
  ['Report-To', 'a', [['Report-To', 'ignored']]],
  ['NEL', 'a', [['NEL', 'ignored']]],
  // These have facts of their own.
  ['Strict-Transport-Security', 'x', []],
  ['Content-Security-Policy', 'x', []],
])('%s: %s', (field, value, expected) => {
  expect(problems([[field, value]])).toEqual(expected);
});

test('X-Frame-Options beside a frame-ancestors that restricts is a fallback, not a problem', () => {
  expect(problems([FRAME_OPTIONS, csp("frame-ancestors 'self'")])).toEqual([]);
  const old = ['X-Frame-Options', 'ALLOW-FROM https://a.example'] as const;
  expect(problems([old, csp('frame-ancestors https://a.example')])).toEqual([]);
  expect(problems([FRAME_OPTIONS, csp('default-src *')])).toEqual([]);
});

test('a frame-ancestors that admits everybody switches X-Frame-Options off', () => {
  const ignored = [['X-Frame-Options', 'ignored']];
  expect(problems([FRAME_OPTIONS, csp('frame-ancestors *')])).toEqual(ignored);
  expect(problems([csp('frame-ancestors *')])).toEqual([]);
});

test.each([
  ['Referer-Policy', 'Referrer-Policy'],
  ['Permission-Policy', 'Permissions-Policy'],
  ['X-Frame-Option', 'X-Frame-Options'],
  ['x-frame-options ', 'X-Frame-Options'],
  ['X-Frame-Options\t', 'X-Frame-Options'],
  ['X_Content_Type_Options', 'X-Content-Type-Options'],
  ['X-Content-Type-0ptions', 'X-Content-Type-Options'],
  ['Strict-Transport-Securit', 'Strict-Transport-Security'],
  ['Content-Security-Policcy', 'Content-Security-Policy'],
  ['Cross-Origin-Opener-Police', 'Cross-Origin-Opener-Policy'],
])('%j is not taken for %s', (name, field) => {
  expect(problems([[name, 'x']])).toEqual([[field, 'ignored']]);
});

test.each([
  'X-Frame',
  'Content-Security-Policy-Report-Only',
  'Origin-Policy',
  'X-Content-Type',
  'Permissions-Policy-Report-Only',
  'Referrer',
  '',
  'a'.repeat(60_000),
])('%j is a field of its own', (name) => {
  expect(problems([[name, 'x']])).toEqual([]);
});

test('a misspelt name does no harm beside the right one', () => {
  expect(
    problems([
      ['Referer-Policy', 'x'],
      ['Referrer-Policy', 'no-referrer'],
    ]),
  ).toEqual([]);
});

test('a security field without a colon protects nobody', () => {
  const fault = 'line 3, "X-Frame-Options": no colon';
  expect(problems([], [fault])).toEqual([['X-Frame-Options', 'ignored']]);
  expect(problems([FRAME_OPTIONS], [fault])).toEqual([]);
  expect(problems([], ['line 3, "X-Other": no colon', 'line 1: no status line'])).toEqual([]);
});
