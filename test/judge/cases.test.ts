import { describe, expect, test } from 'vitest';
import { DocumentError } from '../../src/document/document.ts';
import { readCases, runCase } from '../../src/judge/cases.ts';
import { loadRules } from '../../src/judge/rule.ts';
import { KINDS } from '../../src/evidence/kinds/index.ts';

const { rules } = loadRules(
  [
    {
      file: 'rules/tls/versions.yaml',
      text: `kind: tls.versions
rules:
  - id: tls-version-1-3
    title: TLS 1.3 is offered
    severity: medium
    when: { at: target.role, in: [site] }
    expect: { at: offered, has: '\${wanted}' }
    whenAbsent: fail
    params: { wanted: { default: TLS 1.3 } }
    references: [{ standard: RFC 9325 }]
    fix: { text: Offer TLS 1.3. }
    since: 1.0.0
`,
    },
  ],
  KINDS,
);

const FILE = 'fixtures/rules/tls-version-1-3.yaml';

const TEXT = `rule: tls-version-1-3
cases:
  - name: offered
    value: &modern { offered: [TLS 1.3], refused: [], unknown: [], problems: [] }
    outcome: pass
  - name: expected otherwise
    value: *modern
    params: { wanted: TLS 1.2 }
    outcome: pass
  - name: another role
    value: *modern
    target: { role: api }
    outcome: not-applicable
  - name: nothing there
    absent: nothing answers
    outcome: fail
  - name: no answer
    unavailable: { code: timeout, detail: no answer in 5 s }
    now: 2026-01-01T00:00:00Z
    outcome: inconclusive
`;

test('cases are read and run', () => {
  const { rule, cases } = readCases(FILE, TEXT, rules);
  expect(cases.map((one) => runCase(rule, one))).toMatchObject([
    { name: 'offered', expected: 'pass', actual: 'pass', passed: true },
    { name: 'expected otherwise', expected: 'pass', actual: 'fail', passed: false },
    { name: 'another role', expected: 'not-applicable', actual: 'not-applicable', passed: true },
    { name: 'nothing there', expected: 'fail', actual: 'fail', passed: true },
    { name: 'no answer', expected: 'inconclusive', actual: 'inconclusive', passed: true },
  ]);
});

describe('what is wrong in a case file is said with its place', () => {
  test.each([
    [
      'rule: tls-version-1-3',
      'rule: tls-version-13',
      ':1:7: no rule "tls-version-13"; did you mean "tls-version-1-3"?',
    ],
    ['rule: tls-version-1-3', 'rule: zzz', ':1:7: no rule "zzz"'],
    [
      'offered: [TLS 1.3]',
      'ofered: [TLS 1.3]',
      ':4:20: "offered" is missing\nfixtures/rules/tls-version-1-3.yaml:4:22: unknown key "ofered"; did you mean "offered"?',
    ],
    [
      'offered: [TLS 1.3]',
      'offered: [TLS1.3]',
      ':4:32: entry 1 of "offered" must be one of SSL 2.0, SSL 3.0, TLS 1.0, TLS 1.1, TLS 1.2, TLS 1.3, not TLS1.3; did you mean "TLS 1.3"?',
    ],
    [
      '    absent: nothing answers\n',
      '',
      ':14:5: entry 4 of "cases": needs one of value, absent, unavailable',
    ],
    [
      'role: api',
      'role: apis',
      ':12:21: "role" must be one of site, api, asset, redirector, mail, mail-sending, mail-receiving, parked, zone, endpoint, not apis; did you mean "api"?',
    ],
    [
      'outcome: fail',
      'outcome: failed',
      ':16:14: "outcome" must be one of pass, fail, inconclusive, not-applicable, manual, not failed',
    ],
  ])('%j as %j', (from, to, message) => {
    let told = 'no error';
    try {
      readCases(FILE, TEXT.replace(from, to), rules);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      told = error.message;
    }
    expect(told).toContain(`${FILE}${message}`);
  });
});
