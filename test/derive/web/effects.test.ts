import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { effectsApart } from '../../../src/derive/web/effects.ts';

const CSP = 'Content-Security-Policy';
const HSTS = 'Strict-Transport-Security';

test.each<[string, HeaderList, HeaderList]>([
  ['case and white space', [['X-Frame-Options', 'DENY']], [['x-frame-options', ' deny']]],
  ['an equal line twice', [['X-Frame-Options', 'DENY']], [['X-Frame-Options', 'DENY, DENY']]],
  ['quotes', [[HSTS, 'max-age="1"']], [[HSTS, 'max-age=1; x']]],
  ['an invalid field and none', [[HSTS, 'x']], []],
  ['nonces', [[CSP, "script-src 'nonce-a' 'self'"]], [[CSP, "script-src 'self' 'nonce-b'"]]],
  ['hashes', [[CSP, "script-src 'sha256-a' 'sha256-b'"]], [[CSP, "script-src 'sha256-c'"]]],
  ['the order of directives', [[CSP, 'img-src a; font-src b']], [[CSP, 'font-src b; img-src a;']]],
  ['where reports go', [[CSP, 'img-src a; report-uri /1']], [[CSP, 'img-src a; report-uri /2']]],
  [
    'two lines and a comma',
    [[CSP, 'img-src a, font-src b']],
    [
      [CSP, 'img-src a'],
      [CSP, 'font-src b'],
    ],
  ],
  [
    'cookies and dates',
    [
      ['Set-Cookie', 'a=1'],
      ['Date', 'x'],
    ],
    [['Set-Cookie', 'a=2']],
  ],
  [
    'the order of features',
    [['Permissions-Policy', 'a=(), b=*']],
    [['Permissions-Policy', 'b=(*), a=()']],
  ],
  [
    'parameters',
    [['Cross-Origin-Opener-Policy', 'same-origin']],
    [['Cross-Origin-Opener-Policy', 'same-origin;a']],
  ],
])('%s make no difference', (_, page, other) => {
  expect(effectsApart(page, other)).toEqual([]);
});

test.each<[string, string, string]>([
  [HSTS, 'max-age=1', 'max-age=2'],
  [HSTS, 'max-age=1', 'max-age=1; includeSubDomains'],
  [CSP, "script-src 'nonce-a'", "script-src 'self'"],
  [CSP, 'img-src a, font-src b', 'img-src a; font-src b'],
  ['X-Frame-Options', 'DENY', 'ALLOWALL'],
  ['X-Content-Type-Options', 'nosniff', 'no, nosniff'],
  ['Referrer-Policy', 'no-referrer', 'origin'],
  ['Permissions-Policy', 'camera=()', 'camera=(self)'],
  ['Cross-Origin-Opener-Policy', 'same-origin', 'same-origin;'],
  ['Cross-Origin-Embedder-Policy', 'require-corp', 'credentialless'],
  ['Cross-Origin-Resource-Policy', 'same-site', 'same-origin'],
  ['Integrity-Policy', 'blocked-destinations=(script)', 'blocked-destinations=(style)'],
])('%s: %s and %s are apart', (field, one, other) => {
  expect(effectsApart([[field, one]], [[field, other]])).toEqual([field]);
  expect(effectsApart([[field, one]], [])).toEqual([field]);
});
