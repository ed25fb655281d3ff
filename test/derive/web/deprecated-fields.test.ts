import { expect, test } from 'vitest';
import { deprecatedIn } from '../../../src/derive/web/deprecated-fields.ts';

test.each([
  ['Public-Key-Pins', 'pin-sha256="x"; max-age=1'],
  ['public-key-pins-report-only', 'x'],
  ['Expect-CT', 'max-age=0'],
  ['X-XSS-Protection', '1'],
  ['X-XSS-Protection', '1; mode=block'],
  ['X-XSS-Protection', ''],
  ['X-XSS-Protection', '01'],
  ['P3P', 'CP="x"'],
  ['Feature-Policy', "camera 'none'"],
  ['X-Permitted-Cross-Domain-Policies', 'All'],
  ['X-Content-Security-Policy', "default-src 'self'"],
  ['X-WebKit-CSP', "default-src 'self'"],
  ['Pragma', 'no-cache'],
  ['Warning', '199 - "x"'],
  ['Set-Cookie2', 'a=b'],
  ['Tk', 'N'],
  ['DNT', '1'],
  ['Content-DPR', '1'],
  ['Accept-CH-Lifetime', '1'],
  ['Large-Allocation', '0'],
])('%s: %s is listed with a reason', (name, value) => {
  const [one, ...others] = deprecatedIn([[name, value]]);
  expect(one?.field.toLowerCase()).toBe(name.toLowerCase());
  expect(one?.value).toBe(value);
  expect(one?.why).not.toBe('');
  expect(others).toEqual([]);
});

test.each([
  ['X-XSS-Protection', '0'],
  ['X-XSS-Protection', '0; mode=block'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  ['X-Permitted-Cross-Domain-Policies', 'master-only'],
  ['X-Frame-Options', 'DENY'],
  ['Report-To', '{}'],
])('%s: %s is not', (name, value) => {
  expect(deprecatedIn([[name, value]])).toEqual([]);
});

test('Pragma beside Cache-Control is for old caches', () => {
  expect(
    deprecatedIn([
      ['Pragma', 'no-cache'],
      ['cache-control', 'no-cache'],
    ]),
  ).toEqual([]);
});

test('a value is cut, and of several lines the first that counts is shown', () => {
  const lines = [
    ['X-XSS-Protection', '0'],
    ['X-XSS-Protection', `1; report=${'x'.repeat(500)}`],
  ] as const;
  expect(deprecatedIn(lines)).toHaveLength(1);
  expect(deprecatedIn(lines)[0]?.value).toHaveLength(200);
});
