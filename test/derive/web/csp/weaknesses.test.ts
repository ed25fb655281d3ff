import { globSync, readFileSync } from 'node:fs';
import { CspEvaluator, DEFAULT_CHECKS, STRICTCSP_CHECKS } from 'csp_evaluator/dist/evaluator.js';
import { Severity, Type, type Finding } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePolicy, parsePolicyList } from '../../../../src/codec/http/csp.ts';
import { allowsOf } from '../../../../src/derive/web/csp/allows.ts';
import { ownWeaknesses } from '../../../../src/derive/web/csp/own.ts';
import { read } from '../../../../src/derive/web/csp/reading.ts';
import { judgedAlone, weaknessesOf } from '../../../../src/derive/web/csp/weaknesses.ts';

const ORIGIN = new URL('https://site.test/');

const inHeader = (policies: string) =>
  parsePolicyList(policies).map((policy) => read(policy, 'header'));

/** Severity, type, directive and value of what is left open, without advice. */
const found = (policies: string): string[] =>
  weaknessesOf(inHeader(policies), ORIGIN)
    .filter(({ severity }) => !['strict', 'info'].includes(severity))
    .map(({ severity, type, directive, value }) =>
      [severity, type, directive, value].filter((word) => word !== '').join(' '),
    );

/** Policies in the tests of csp_evaluator itself, read from their text. */
function vectors(): string[] {
  const text = globSync('node_modules/csp_evaluator/dist/**/*_test.js')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  // String literals, joined where `+` joins them.
  const literals = text.match(/'(?:[^'\\\n]|\\.)*'(?:\s*\+\s*'(?:[^'\\\n]|\\.)*')*/g) ?? [];
  return literals
    .map((literal) =>
      literal
        .split(/'\s*\+\s*'/)
        .join('')
        .slice(1, -1)
        .replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '' : letter)),
    )
    .filter((one) => /^[a-z-]+(?:-src|-uri|-to|script)[a-z-]* /.test(one) && !one.includes(','));
}

const keyOf = ({ type, severity, directive, value = '' }: Finding): string =>
  [Type[type], Severity[severity], directive, value].join(' ');

const VECTORS = [...new Set(vectors())];

test('csp_evaluator has many test policies', () => {
  expect(VECTORS.length).toBeGreaterThan(60);
});

/** Of its own policies it misses these: 'none' beside other sources has no effect. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  "default-src foo.bar script-src 'none'": [
    'SCRIPT_ALLOWLIST_BYPASS MEDIUM_MAYBE default-src foo.bar',
  ],
  "script-src *.google.com 'none'; script-src-elem *.google.com 'none'": [
    'SCRIPT_ALLOWLIST_BYPASS HIGH script-src *.google.com',
    'SCRIPT_ALLOWLIST_BYPASS HIGH script-src-elem *.google.com',
  ],
};

/** Strings are evaluated by script-src or default-src alone. */
const isWrongOfEval = (key: string): boolean => /^SCRIPT_UNSAFE_EVAL .* script-src-\w+ /.test(key);

test.each(VECTORS)('one policy alone is judged as csp_evaluator does: %s', (text) => {
  const alone = new CspEvaluator(new CspParser(text).csp)
    .evaluate(STRICTCSP_CHECKS, DEFAULT_CHECKS)
    .filter(({ severity }) => severity !== Severity.NONE)
    .map(keyOf)
    .filter((key) => !isWrongOfEval(key));
  const ours = judgedAlone(read(parsePolicy(text), 'header')).findings.map(keyOf);
  expect(ours.toSorted()).toEqual([...alone, ...(ADDED[text] ?? [])].toSorted());
});

test.each(VECTORS)('hosts with a way round are those of csp_evaluator: %s', (text) => {
  const reading = read(parsePolicy(text), 'header');
  const { bypasses, anyScriptHost } = allowsOf([reading], ORIGIN);
  const scripts = reading.list('script-src-elem')?.directive;
  const high = judgedAlone(reading).findings.some(
    ({ type, severity, directive }) =>
      type === Type.SCRIPT_ALLOWLIST_BYPASS && severity === Severity.HIGH && directive === scripts,
  );
  // It asks script-src-elem itself whether strings are evaluated.
  if (!anyScriptHost && scripts !== 'script-src-elem') expect(bypasses.length > 0).toBe(high);
});

// What csp_evaluator gets wrong of a policy alone, and what is left of it.
test.each<[policy: string, found: string[]]>([
  [
    "script-src 'self' 'trusted-types-eval'; object-src 'none'",
    ["maybe script-allowlist-bypass script-src 'self'"],
  ],
  ["default-src 'none'; script-src 'report-sha256'", []],
  ["default-src 'none'; fenced-frame-src https:", []],
  ["default-src 'none'; trusted-types referrer", []],
  ["default-src 'none'; report-to referrer", []],
  ["script-src-elem 'none'; script-src-attr 'none'; object-src 'none'", []],
  ["script-src 'none'; object-src", []],
  [
    "script-src 'none' ajax.googleapis.com; object-src 'none'",
    ['high script-allowlist-bypass script-src ajax.googleapis.com'],
  ],
  [
    "script-src HTTP://A.example/X; object-src 'none'",
    [
      'maybe script-allowlist-bypass script-src http://a.example/X',
      'medium src-http script-src http://a.example/X',
    ],
  ],
  ["script-src-elem 'unsafe-eval'; default-src 'none'", []],
  ["sandbox; script-src 'unsafe-inline' *", []],
  ["default-src 'none'; img-src https://[ 'self'", []],
  ["default-src 'none'; report-uri https://a:99999", []],
])('corrected: %s leaves %j open', (policy, expected) => {
  expect(found(policy)).toEqual(expected);
});

// Findings of one policy that another one takes away, or does not.
test.each<[policies: string, found: string[]]>([
  ["default-src 'self', script-src *", ["maybe script-allowlist-bypass default-src 'self'"]],
  ["script-src 'unsafe-inline'; object-src 'none', script-src 'self'", []],
  [
    "script-src 'unsafe-inline'; object-src 'none', img-src 'self'",
    ["high script-unsafe-inline script-src 'unsafe-inline'"],
  ],
  [
    "script-src 'unsafe-inline'; object-src 'none', default-src 'unsafe-inline'",
    [
      "high script-unsafe-inline script-src 'unsafe-inline'",
      "high script-unsafe-inline default-src 'unsafe-inline'",
    ],
  ],
  [
    "script-src-attr 'unsafe-inline'; default-src 'none', script-src-elem 'unsafe-inline'; default-src 'none'",
    [],
  ],
  ["script-src 'none', object-src 'none'", []],
  [
    "img-src 'self', style-src 'self'",
    ['high missing-directives object-src', 'high missing-directives script-src'],
  ],
  [
    "script-src https:; object-src 'none', script-src http:; object-src 'none'",
    ['high plain-url-schemes script-src https:'],
  ],
  ["script-src data:; object-src 'none', script-src https:; object-src 'none'", []],
  [
    "script-src *.googleapis.com; object-src 'none', script-src ajax.googleapis.com; object-src 'none'",
    ['high script-allowlist-bypass script-src ajax.googleapis.com'],
  ],
  ["script-src 'nonce-aaaaaaaaaaaaaaaaaaaaaa'; object-src 'none', base-uri 'none'", []],
  [
    "script-src 'nonce-aaaaaaaaaaaaaaaaaaaaaa'; object-src 'none', img-src *",
    ['high missing-directives base-uri'],
  ],
  [
    "script-src 'none' object-src 'none', default-src 'none'",
    ['syntax missing-semicolon script-src object-src'],
  ],
])('together %s leave %j open', (policies, expected) => {
  expect(found(policies)).toEqual(expected);
});

test('Trusted Types of one policy hold for all', () => {
  const advice = (policies: string): string[] =>
    weaknessesOf(inHeader(policies), ORIGIN)
      .filter(({ severity }) => severity === 'info')
      .map(({ type }) => type);
  expect(advice("default-src 'none'")).toEqual(['require-trusted-types-for-scripts']);
  expect(advice("default-src 'none', require-trusted-types-for 'script'")).toEqual([]);
});

test('an address is not said to be ignored by every browser', () => {
  const [address] = weaknessesOf(inHeader("default-src 'none'; img-src 192.0.2.1"), ORIGIN).filter(
    ({ type }) => type === 'ip-source',
  );
  expect(address?.sentence).toMatch(/Chromium takes it/);
});

test.each<[policy: string, found: string[]]>([
  ["img-src 'self'; IMG-SRC *; img-src a", ['repeated-directive img-src ']],
  ['img-src \u00e4; script-src a', ['not-ascii img-src ']],
  ["img-src 'none' a.example", ["none-with-others img-src 'none'"]],
  ["img-src //a.example 'self'", ['ignored-source img-src //a.example']],
  [
    "default-src 'none'; frame-ancestors SAMEORIGIN* ",
    ['ignored-source frame-ancestors SAMEORIGIN*'],
  ],
  ['report-to csp', ['report-to-unknown-endpoint report-to ']],
  ["img-src 'none' 'none'; sandbox allow*", []],
])('the text of %j has %j', (policy, expected) => {
  const faults = ownWeaknesses(read(parsePolicy(policy), 'header'), []);
  expect(faults.map(({ type, directive, value }) => [type, directive, value].join(' '))).toEqual(
    expected,
  );
});

test('takes any policies', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'script-src',
      'object-src',
      'report-uri',
      "'self'",
      '*',
      ';',
      'https://',
      '__proto__',
      'constructor',
    ),
    fc.string({ maxLength: 12 }),
    fc.webUrl(),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const readings = inHeader(words.join(' '));
      weaknessesOf(readings, ORIGIN);
      readings.forEach((reading) => ownWeaknesses(reading, []));
    }),
  );
});
