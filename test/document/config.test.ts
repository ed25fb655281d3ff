import { describe, expect, test } from 'vitest';
import { Config, readConfig, rulesOfConfig } from '../../src/document/config.ts';
import { DocumentError } from '../../src/document/document.ts';
import { refuseUnknownRules } from '../../src/document/rule-use.ts';

const rules = new Set(['spf-all-restrictive', 'hsts-max-age']);

/** What is wrong with an assay.yaml, one complaint a line; empty where nothing is. */
function complaints(text: string): string {
  try {
    refuseUnknownRules(rulesOfConfig(readConfig('assay.yaml', text)), rules);
    return '';
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.message;
  }
}

const WHOLE = `
report:
  organisation: Example Ltd
  system: example.com
  classification: confidential
  preparedBy: A. Auditor
  reviewedBy: B. Reader
  approvedBy: C. Officer
  excluded: [{ what: staging.example.com, reason: not in use }]
baseline: last/report.json
$schema: https://example.com/assay.schema.json
profile: baseline
targets:
  - example.com
  - { uri: https://api.example.com/v1, role: api }
scope: [10.0.0.0/8, intranet.example.com]
rules: [./rules]
waivers:
  - id: WVR-1
    rule: spf-all-restrictive
    targets: [mail:example.com]
    type: accepted-risk
    justification: the old newsletter service goes in March
    approvedBy: { name: A. Example, role: CISO }
    approvedAt: 2026-09-01
    expires: 2027-01-31
waiverFiles: [waivers.yaml]
attestationFiles: [attestations.yaml]
claims: { sheet: careapp, targets: { CA-24: ['https://status.example.com/'] } }
evidence:
  accounts:
    - id: aws:123456789012
      files: [evidence/aws]
      maxAge: 7d
      regions: [eu-west-2]
      expect: [patients]
      none: [buckets]
      publicInstances: [bastion]
  registers: [register.yaml]
parameters:
  spf-all-restrictive: { allowed: [-all, ~all] }
gate: { minGrade: A-, failOn: high, allowInconclusive: false }
resolver: 192.0.2.53:5353
rootHints: iana
trustAnchors: [root.key]
delegations:
  - zone: example.com
    nameServers: [{ name: ns1.example.com, addresses: [192.0.2.1] }, { name: ns.example.net }]
    ds: ['12345 13 2 00']
connectTo: ['example.com:443:127.0.0.1:8443', '::[2001:db8::1]:', ':::']
ca: [ca.pem]
timeout: 60
polite: true
revocation: true
siblings: [465, 993]
dnsFixtures: [zones/example.com.zone]
mail:
  dkimSelectors: [s1]
  messages: [sample.eml]
  reports: [report.xml.gz]
  senders: [{ address: 192.0.2.1, from: news@example.com, helo: mta.example.com }]
web:
  paths: [{ path: /login }, { path: 'https://api.example.com/v1/me', access: token }]
  origins: [https://app.example.com]
  graphql: [/graphql]
  sessionCookies: [sid]
  headers: { X-Audit: env:AUDIT }
authorisation:
  by: A. Example, CISO
  scope: [api.example.com/v1/*]
  until: 2027-03-31
  contact: security@example.com
rateLimit:
  path: https://api.example.com/v1/ping
  method: HEAD
  requests: 100
  window: 60s
  per: ip
  strict: false
  budget: 200
  perSecond: 5
  duration: 3m
  parallel: 4
  forged: true
  variants: true
  token: true
login:
  url: https://app.example.com/login
  account: nobody@example.com
  accountField: email
  passwordField: pass
  form: json
  attempts: 6
only: [tls, web]
skip: [web]
format: [text, 'json:report.json']
outputDirectory: out
`;

test('reads every key', () => {
  expect(complaints(WHOLE)).toBe('');
  const { value } = readConfig('assay.yaml', WHOLE);
  expect(new Set(Object.keys(value))).toEqual(new Set(Object.keys(Config.shape)));
  expect(complaints('{}')).toBe('');
});

test.each([
  ['resolvr: 192.0.2.1', 'assay.yaml:1:1: unknown key "resolvr"; did you mean "resolver"?'],
  ['gate:\n  minGrad: A', 'assay.yaml:2:3: unknown key "minGrad"; did you mean "minGrade"?'],
  [
    'targets:\n  - uri: https://example.com/\n    rol: api',
    'assay.yaml:3:5: unknown key "rol"; did you mean "role"?',
  ],
  [
    'gate: { failOn: hihg }',
    'assay.yaml:1:17: "failOn" must be a list or one of info, low, medium, high, critical, contradicted, expired, regression, not hihg; did you mean "high"?',
  ],
  [
    'gate: { minGrade: T }',
    'assay.yaml:1:19: "minGrade" must be one of A+, A, A-, B, C, D, E, F, not T',
  ],
  ["connectTo: ['a:1:b']", 'assay.yaml:1:13: entry 1 of "connectTo": write HOST:PORT:ADDRESS:PORT'],
  [
    'scope: [10.0.0.0/99]',
    'assay.yaml:1:9: entry 1 of "scope": write a host name, an address or a CIDR block such as 10.1.0.0/16',
  ],
  ['timeout: 500000', 'assay.yaml:1:10: "timeout": a number of seconds from 0.1 to 86400'],
  [
    'rateLimit: { requests: 100, windo: 60s }',
    'assay.yaml:1:29: unknown key "windo"; did you mean "window"?',
  ],
  [
    'authorisation: { by: A, scope: [a.example], until: soon }',
    'assay.yaml:1:52: "until": write a day such as 2027-03-31, or a time with its zone',
  ],
  ['timeout: 0', 'assay.yaml:1:10: "timeout": a number of seconds from 0.1 to 86400'],
  ['- a', 'assay.yaml:1:1: the document must be a map, not - a'],
  [
    'parameters:\n  spf-all-restrictiv: { allowed: [] }',
    'assay.yaml:2:3: no rule "spf-all-restrictiv"; did you mean "spf-all-restrictive"?',
  ],
])('refuses %j', (text, complaint) => {
  expect(complaints(text)).toBe(complaint);
});

describe('a waiver', () => {
  const lines = {
    id: 'WVR-1',
    rule: 'hsts-max-age',
    targets: '[https://example.com/]',
    type: 'false-positive',
    justification: 'TICKET-12',
    approvedBy: 'A. Example',
    approvedAt: '2026-09-01',
    expires: '2027-01-31',
  };
  /** An assay.yaml with one waiver; a line given as null is left out. */
  const waiver = (given: Readonly<Record<string, string | null>>): string => {
    const written: Readonly<Record<string, string | null>> = { ...lines, ...given };
    const all = Object.entries(written).flatMap(([key, value]) =>
      value === null ? [] : [`${key}: ${value}`],
    );
    return `waivers:\n  - ${all.join('\n    ')}\n`;
  };

  test('is taken with exact targets, for all targets, and for just 365 days', () => {
    expect(complaints(waiver({}))).toBe('');
    expect(complaints(waiver({ targets: null, allTargets: 'true' }))).toBe('');
    expect(complaints(waiver({ expires: '2027-09-01' }))).toBe('');
    expect(complaints(waiver({ expires: '2026-09-01' }))).toBe('');
  });

  test.each<[string, Readonly<Record<string, string | null>>, string]>([
    [
      'without an end',
      { expires: null },
      '2:5: "expires" is missing; add the last day on which it holds, such as 2027-01-31, at most 365 days after approvedAt',
    ],
    [
      'that holds too long',
      { expires: '2027-09-02' },
      '9:14: "expires": 2027-09-02 lies 366 days after approvedAt; a waiver holds for at most 365 days',
    ],
    [
      'that ends before it begins',
      { expires: '2026-08-31' },
      '9:14: "expires": 2026-08-31 lies before approvedAt; a waiver holds for at most 365 days',
    ],
    [
      'that ends on a day that does not exist',
      { expires: '2027-02-29' },
      '9:14: "expires": a date such as 2027-01-31 is wanted',
    ],
    ['without a day of approval', { approvedAt: null }, '2:5: "approvedAt" is missing'],
    ['without an approver', { approvedBy: null }, '2:5: "approvedBy" is missing'],
    ['without a justification', { justification: null }, '2:5: "justification" is missing'],
    [
      'with an empty justification',
      { justification: "'  '" },
      '6:20: "justification": must not be empty',
    ],
    [
      'without targets',
      { targets: null },
      '2:5: "targets" is missing; list exact target ids in targets, or write allTargets: true',
    ],
    [
      'with no target in the list',
      { targets: '[]' },
      '4:14: "targets": name a target, or write allTargets: true',
    ],
    [
      'with targets and all targets',
      { allTargets: 'true' },
      '10:17: "allTargets": list exact target ids in targets, or write allTargets: true',
    ],
    ['whose id is a number', { id: '9.10' }, '2:9: "id" must be a text, not 9.10'],
    [
      'on an unknown rule',
      { rule: 'hsts-max-agee' },
      '3:11: no rule "hsts-max-agee"; did you mean "hsts-max-age"?',
    ],
    [
      'with a misspelt key',
      { expires: null, expiry: '2027-01-31' },
      '2:5: "expires" is missing; add the last day on which it holds, such as 2027-01-31, at most 365 days after approvedAt\nassay.yaml:9:5: unknown key "expiry"; did you mean "expires"?',
    ],
  ])('%s is refused', (_, given, complaint) => {
    expect(complaints(waiver(given))).toBe(`assay.yaml:${complaint}`);
  });

  test('cannot have the id of another', () => {
    const second = waiver({}).replace('waivers:\n', '');
    expect(complaints(waiver({}) + second)).toBe(
      'assay.yaml:10:9: "id": WVR-1 is the id of a waiver further up',
    );
  });
});
