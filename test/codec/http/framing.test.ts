import { expect, test } from 'vitest';
import { framingOf } from '../../../src/codec/http/framing.ts';

// HTML Standard, "check a navigation response's adherence to X-Frame-Options".
test.each<[string[], boolean]>([
  [['DENY'], true],
  [['SAMEORIGIN'], true],
  [['SAMEORIGIN, SAMEORIGIN'], true],
  [['SAMEORIGIN', 'sameorigin'], true],
  [['DENY, SAMEORIGIN'], true],
  [['ALLOWALL, x'], true],
  [['DENY,'], true],
  [['ALLOWALL'], false],
  [['ALLOW-FROM https://a.example'], false],
  [['x, y'], false],
  [['"DENY"'], false],
  [[''], false],
  [[], false],
])('X-Frame-Options %j restricts: %s', (lines, restricted) => {
  expect(framingOf(lines.map((line) => ['X-Frame-Options', line]))).toEqual({
    restricted,
    by: restricted ? 'X-Frame-Options' : null,
  });
});

// CSP Level 3, section 6.7.2: what a source expression matches.
test.each<[string, boolean]>([
  ["frame-ancestors 'none'", true],
  ["frame-ancestors 'self'", true],
  ['frame-ancestors', true],
  ['frame-ancestors https://a.example *.b.example', true],
  ['frame-ancestors *', false],
  ["frame-ancestors 'self' *", false],
  ['frame-ancestors https:', false],
  ['frame-ancestors HTTP:', false],
  ['frame-ancestors wss:', false],
  ['frame-ancestors https://*', false],
  ['frame-ancestors *:443', false],
  ['frame-ancestors *.com', false],
  ['frame-ancestors data:', true],
  ['frame-ancestors https://*/', false],
  // Origins have no path.
  ['frame-ancestors https://*/path', true],
  ['default-src *; FRAME-ANCESTORS *', false],
  ["frame-ancestors *, frame-ancestors 'self'", true],
])('%s restricts: %s', (policy, restricted) => {
  const headers = [
    ['X-Frame-Options', restricted ? 'ALLOWALL' : 'DENY'],
    ['Content-Security-Policy', policy],
  ] as const;
  expect(framingOf(headers)).toEqual({ restricted, by: 'frame-ancestors' });
});

test('a policy without frame-ancestors leaves X-Frame-Options in force', () => {
  const headers = [
    ['Content-Security-Policy', "default-src 'none'"],
    ['Content-Security-Policy-Report-Only', 'frame-ancestors *'],
    ['X-Frame-Options', 'DENY'],
  ] as const;
  expect(framingOf(headers)).toEqual({ restricted: true, by: 'X-Frame-Options' });
});
