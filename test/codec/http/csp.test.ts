import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentSecurityPolicies } from '../../../src/codec/http/csp.ts';

const FIELD = 'Content-Security-Policy';

test('each line and each comma part is a policy of its own', () => {
  const policies = contentSecurityPolicies([
    [FIELD, "default-src 'self', script-src *"],
    ['content-security-policy', 'img-src a.example'],
  ]);
  expect(policies.map(({ text }) => text)).toEqual([
    "default-src 'self'",
    'script-src *',
    'img-src a.example',
  ]);
});

test('a repeated directive is ignored, the first one counts', () => {
  const [policy] = contentSecurityPolicies([[FIELD, "script-src 'self'; SCRIPT-SRC *"]]);
  expect(policy?.directives).toEqual([{ name: 'script-src', values: ["'self'"] }]);
});

test('names are lower-cased, values keep their case', () => {
  const [policy] = contentSecurityPolicies([
    [FIELD, "  Script-Src\t'nonce-AbC'  https://A/b ; ; "],
  ]);
  expect(policy?.directives).toEqual([
    { name: 'script-src', values: ["'nonce-AbC'", 'https://A/b'] },
  ]);
});

test.each([
  ['a directive that is not ASCII', 'script-src ex\u00e4mple'],
  ['nothing', ''],
  ['separators alone', ' ; ,; '],
])('%s makes no policy', (_, value) => {
  expect(contentSecurityPolicies([[FIELD, value]])).toEqual([]);
});

test('a report-only policy protects nobody', () => {
  expect(contentSecurityPolicies([[`${FIELD}-Report-Only`, "default-src 'none'"]])).toEqual([]);
});

test('takes any text', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      for (const { directives } of contentSecurityPolicies([[FIELD, value]])) {
        expect(new Set(directives.map(({ name }) => name)).size).toBe(directives.length);
      }
    }),
  );
});
