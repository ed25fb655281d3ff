import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  contentSecurityPolicies,
  governing,
  parsePolicy,
  reportOnlyPolicies,
  type FetchDirective,
} from '../../../src/codec/http/csp.ts';

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

test('a report-only policy is one where it is asked for', () => {
  const headers = [[`${FIELD}-Report-Only`, 'img-src a, img-src b']] as const;
  expect(reportOnlyPolicies(headers).map(({ text }) => text)).toEqual(['img-src a', 'img-src b']);
});

test('what browsers skip is named', () => {
  const policy = parsePolicy('img-src a; IMG-SRC b; img-src c; font-src \u00e4; font-src d');
  expect(policy).toMatchObject({
    repeated: ['img-src'],
    notAscii: ['font-src'],
    directives: [
      { name: 'img-src', values: ['a'] },
      { name: 'font-src', values: ['d'] },
    ],
  });
});

// CSP Level 3, section 6.8.3.
test.each<[name: FetchDirective, policy: string, governs: string | null]>([
  ['script-src-elem', 'default-src a; script-src b; script-src-elem c', 'script-src-elem'],
  ['script-src-elem', 'default-src a; script-src b; script-src-attr c', 'script-src'],
  ['script-src-attr', 'default-src a; script-src-elem c', 'default-src'],
  ['worker-src', 'default-src a; script-src b; child-src c', 'child-src'],
  ['worker-src', 'default-src a; script-src b; script-src-elem c', 'script-src'],
  ['frame-src', 'default-src a; child-src b', 'child-src'],
  ['style-src-attr', 'style-src a; style-src-elem b', 'style-src'],
  ['object-src', 'default-src a', 'default-src'],
  ['connect-src', 'script-src a', null],
  ['img-src', 'base-uri a', null],
])('%s of %j is governed by %s', (name, policy, governs) => {
  expect(governing(parsePolicy(policy), name)?.name ?? null).toBe(governs);
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
