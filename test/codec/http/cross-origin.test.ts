import { expect, test } from 'vitest';
import {
  embedderFaults,
  embedderPolicyOf,
  openerFaults,
  openerPolicyOf,
  resourceFaults,
  resourcePolicyOf,
} from '../../../src/codec/http/cross-origin.ts';
import type { HeaderList } from '../../../src/codec/http/fields.ts';

const linesOf = (name: string, lines: readonly string[]): HeaderList =>
  lines.map((line) => [name, line]);

// web-platform-tests/html/cross-origin-opener-policy/header-parsing.https.html and Chromium's
// cross_origin_opener_policy_parser_unittest.cc; the clauses are those of RFC 9651.
test.each<[string[], string]>([
  [['same-origin'], 'same-origin'],
  [['same-origin-allow-popups'], 'same-origin-allow-popups'],
  [['noopener-allow-popups'], 'noopener-allow-popups'],
  [['   same-origin'], 'same-origin'],
  [['same-origin-allow-popups   '], 'same-origin-allow-popups'],
  // HTTP strips tabs at the edges (RFC 9110, section 5.5) before anything is parsed, as in Chromium.
  [['\tsame-origin\t'], 'same-origin'],
  // Section 4.2.3.2, Parameters.
  [['same-origin; report-to="endpoint"'], 'same-origin'],
  [['same-origin; report-to="endpoint"; foo=bar'], 'same-origin'],
  [['same-origin; report-to="endpoint"; report-to="foo"'], 'same-origin'],
  [['same-origin-allow-popups;    report-to="endpoint"'], 'same-origin-allow-popups'],
  [['same-origin; report-to=other-endpoint'], 'same-origin'],
  [['same-origin; report-to=""'], 'same-origin'],
  [['same-origin-allow-popups;   foo'], 'same-origin-allow-popups'],
  [['same-origin;same-origin'], 'same-origin'],
])('Cross-Origin-Opener-Policy %j is %s', (lines, policy) => {
  const headers = linesOf('Cross-Origin-Opener-Policy', lines);
  expect(openerPolicyOf(headers)).toBe(policy);
  expect(openerFaults(headers)).toEqual([]);
});

test.each([
  [['restrict-properties']],
  [['same—origin']],
  [['same-origin;']],
  [['\vsame-origin\v']],
  [['\fsame-origin\f']],
  [['\rsame-origin\r']],
  [['same-origin\v']],
  [['Same-origin']],
  [['same-origin;\tfoo=bar']],
  [['same-origin ;foo=bar']],
  [['same-origin; foo=bar;']],
  [['same-origin; report-to=']],
  [['same-origin; =""']],
  [['"same-origin"']],
  [[':c2FtZS1vcmlnaW4=:']],
  [['?1']],
  [['1']],
  [['$same-origin']],
  [['*same-origin ']],
  [['same-origin same-origin']],
  [['same-origin,same-origin']],
  [['same-origin', 'same-origin']],
  [['same-origin', '']],
  [['same-site']],
  [['some-origin']],
  [['']],
])('Cross-Origin-Opener-Policy %j is ignored', (lines) => {
  const headers = linesOf('Cross-Origin-Opener-Policy', lines);
  expect(openerPolicyOf(headers)).toBe('unsafe-none');
  expect(openerFaults(headers)).toMatchObject([{ effect: 'ignored' }]);
});

test('unsafe-none is what it says, and nothing sent is no fault', () => {
  const headers = linesOf('Cross-Origin-Opener-Policy', ['unsafe-none; report-to="x"']);
  expect([openerPolicyOf(headers), openerFaults(headers)]).toEqual(['unsafe-none', []]);
  expect([openerPolicyOf([]), openerFaults([])]).toEqual(['unsafe-none', []]);
  const reported = linesOf('Cross-Origin-Opener-Policy-Report-Only', ['same-origin']);
  expect(openerPolicyOf(reported)).toBe('unsafe-none');
});

// HTML Standard, "obtain an embedder policy".
test.each<[string[], string, boolean]>([
  [['require-corp'], 'require-corp', true],
  [['credentialless'], 'credentialless', true],
  [['unsafe-none'], 'unsafe-none', true],
  [['require-corp; report-to="x"'], 'require-corp', true],
  [[' require-corp '], 'require-corp', true],
  [['require-corp;foo'], 'require-corp', true],
  [['credentialless;report-to=x'], 'credentialless', true],
  [[], 'unsafe-none', true],
  [['Require-Corp'], 'unsafe-none', false],
  [['require-corp;'], 'unsafe-none', false],
  [['"require-corp"'], 'unsafe-none', false],
  [['require-corp', 'require-corp'], 'unsafe-none', false],
  [['require-corp, credentialless'], 'unsafe-none', false],
  [['require-corp foo'], 'unsafe-none', false],
  [['(require-corp)'], 'unsafe-none', false],
  [['same-origin'], 'unsafe-none', false],
  [['cors'], 'unsafe-none', false],
  [['require-corp\0'], 'unsafe-none', false],
  [['require-corp\v'], 'unsafe-none', false],
  [['true'], 'unsafe-none', false],
  [['1.5'], 'unsafe-none', false],
  [[''], 'unsafe-none', false],
])('Cross-Origin-Embedder-Policy %j is %s', (lines, policy, sound) => {
  const headers = linesOf('Cross-Origin-Embedder-Policy', lines);
  expect(embedderPolicyOf(headers)).toBe(policy);
  expect(embedderFaults(headers)).toHaveLength(sound ? 0 : 1);
});

// Fetch, "cross-origin resource policy internal check", steps 2 to 4: the whole value or nothing.
test.each<[string[], string]>([
  [['same-origin'], 'same-origin'],
  [['same-site'], 'same-site'],
  [['cross-origin'], 'cross-origin'],
  [[' same-origin\t'], 'same-origin'],
  [['Same-Origin'], 'none'],
  [['SAME-SITE'], 'none'],
  [['same-origin, same-origin'], 'none'],
  [['same-origin', 'same-origin'], 'none'],
  [['same-origin', 'cross-origin'], 'none'],
  [['same-origin', ''], 'none'],
  [['same-origin;'], 'none'],
  [['same-origin; report-to="x"'], 'none'],
  [['"same-origin"'], 'none'],
  [['same-origin\v'], 'none'],
  [['same origin'], 'none'],
  [['sameorigin'], 'none'],
  [['none'], 'none'],
  [['*'], 'none'],
  [['same-origin same-site'], 'none'],
  [[''], 'none'],
])('Cross-Origin-Resource-Policy %j is %s', (lines, policy) => {
  const headers = linesOf('Cross-Origin-Resource-Policy', lines);
  expect(resourcePolicyOf(headers)).toBe(policy);
  expect(resourceFaults(headers)).toHaveLength(policy === 'none' ? 1 : 0);
});

test('no Cross-Origin-Resource-Policy is none, and no fault', () => {
  expect([resourcePolicyOf([]), resourceFaults([])]).toEqual(['none', []]);
});
