import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { checkFolder } from '../../src/cli/seal-check.ts';
import { FILED_AREAS } from '../../src/evidence/kind.ts';
import { dnsDnssec } from '../../src/evidence/kinds/dns/dnssec.ts';
import { rateLimitEnforced } from '../../src/evidence/kinds/rate-limit/enforced.ts';
import { atLeast } from '../../src/grade/letter.ts';
import { Report } from '../../src/report/report.ts';
import { stateOf } from '../../src/seal/remark.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'assay-demo-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

// A configuration for other deployments lies where the demo is run: it must not matter.
writeFileSync(join(directory, 'assay.yaml'), 'resolver: 192.0.2.53\nonly: [tls]\n');
const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'demo', '-o', 'reports'], {
  cwd: directory,
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1' },
});

const written = (name: string): string => readFileSync(join(directory, 'reports', name), 'utf8');
const reportOf = (part: string): Report =>
  Report.parse(JSON.parse(written(join(part, 'report.json'))));
/** Of what is seen from outside. */
const rulesThat = (report: Report, ...outcomes: readonly string[]): readonly string[] => [
  ...new Set(
    report.findings
      .filter(({ area, outcome }) => !FILED_AREAS.includes(area) && outcomes.includes(outcome))
      .map(({ rule }) => rule)
      .sort(),
  ),
];

test('the demo ends well and says so', () => {
  expect(stderr).toMatch(/\nexit 0: sound\.example is A\+; careless\.example is F\n$/);
  expect(status).toBe(0);
});

test.each(['sound', 'careless'])('the folder of the %s deployment is sealed', (part) => {
  const { content, remarks } = checkFolder(join(directory, 'reports', part), {
    ...{ keys: [], unsignedAllowed: true },
  });
  expect(stateOf(remarks)).toBe('verified');
  const names = content?.files.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['assay.yaml', 'bundle.json', 'report.html', 'report.json']),
  );
});

test('stdout has both reports, the files to open and the command that audits', () => {
  const parts = [
    '── The sound deployment: sound.example ─',
    '── The careless deployment: careless.example ─',
    join('reports', 'sound', 'report.html'),
    join('reports', 'careless', 'report.html'),
    '$ assay audit sound.example \\\n',
    '--connect-to sound.example:443:127.0.0.1:',
    '--connect-to 192.31.196.53:53:127.0.0.1:',
    '--root-hints demo-root.hints',
  ];
  const places = parts.map((part) => stdout.indexOf(part));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBe(0);
  expect(stdout).not.toMatch(/\u001b/);
});

test.each(['sound', 'careless'])('the %s deployment has its report as HTML', (part) => {
  const html = written(join(part, 'report.html'));
  expect(html).toContain('<!doctype html>');
  expect(html).toContain(`${part}.example`);
});

describe('the sound deployment', () => {
  const { grades, ...report } = reportOf('sound');

  test('is A+ as a whole, and A or better in every area', () => {
    expect(grades.overall?.letter).toBe('A+');
    expect(new Set(grades.areas.map(({ area }) => area))).toEqual(
      new Set(['tls', 'dns', 'web', 'mail', 'rate-limit']),
    );
    expect(grades.areas.filter(({ floor }) => !atLeast(floor, 'A'))).toEqual([]);
  });

  test('fails no rule and leaves none open', () => {
    expect(rulesThat({ grades, ...report }, 'fail', 'inconclusive')).toEqual([]);
  });

  test('fails no rule on what is on file either', () => {
    expect(report.findings.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  test('meets every control that shows from outside and that assay looks at', () => {
    const others = report.controls.filter(
      ({ assurance, status }) => assurance === 'automatic' && status !== 'met',
    );
    expect(others.map(({ id, status }) => [id, status])).toEqual([
      ['PRV-04', 'not-assessed'],
      ['RTC-02', 'not-assessed'],
    ]);
  });

  test('has its limit found as it is documented', () => {
    const fact = report.facts.find(({ kind }) => kind === rateLimitEnforced.id);
    const { verdict, limit, compared, asBefore } = rateLimitEnforced.schema.parse(
      fact?.observation.status === 'present' && fact.observation.value,
    );
    expect({ verdict, limit, compared, asBefore }).toEqual({
      ...{ verdict: 'enforced', limit: 10, compared: 'as-documented', asBefore: true },
    });
  });
});

test.each([
  ['sound', 'maintain', 'DANE', '✓ valid'],
  ['careless', 'assess', 'SPF', '12 of 10 lookups'],
] as const)('the mail of the %s deployment is in the phase %s', (part, phase, word, words) => {
  const target = `mail:${part}.example`;
  const { grades } = reportOf(part);
  const own = grades.areas.find((grade) => grade.area === 'mail' && grade.target === target);
  expect(own?.phase?.id).toBe(phase);
  const block = stdout.slice(stdout.indexOf(`Mail  ${target}`));
  const mail = block.slice(0, block.indexOf('Chain of trust'));
  expect(mail).toContain(word);
  expect(mail).toContain(words);
});

test.each([
  [
    'sound',
    ['confirmed', 'confirmed', 'confirmed', 'confirmed'],
    ['confirmed', 'confirmed', 'confirmed', 'attested'],
  ],
  [
    'careless',
    ['contradicted', 'contradicted', 'contradicted', 'contradicted'],
    ['contradicted', 'contradicted', 'contradicted', 'not-testable'],
  ],
] as const)('the %s deployment is held against its page', (part, seen, filed) => {
  const { claims } = reportOf(part);
  expect(claims.map(({ verdict }) => verdict)).toEqual([...seen, ...filed, 'not-testable']);
  expect(claims.at(-1)?.reasons.join()).toContain('real-time media');
});

describe('the careless deployment', () => {
  const report = reportOf('careless');

  test('has the cause of the failure of its zone as first sentence, once', () => {
    const fact = report.facts.find(({ kind }) => kind === dnsDnssec.id);
    const { status, reason, chain } = dnsDnssec.schema.parse(
      fact?.observation.status === 'present' && fact.observation.value,
    );
    expect(status).toBe('bogus');
    expect(reason).toMatch(
      /^The signatures of careless\.example by key \d+ \(RSASHA256\) expired on /,
    );
    expect(chain.map(({ zone, status: own }) => `${zone} ${own}`)).toEqual([
      '. secure',
      'example secure',
      'careless.example bogus',
    ]);
    expect(written(join('careless', 'report.html'))).toContain('<text class="label bad"');
  });

  test('is F as a whole', () => {
    expect(report.grades.overall).toMatchObject({ letter: 'F', ceiling: 'F', floor: 'F' });
  });

  test('fails many rules, for different reasons in every area', () => {
    expect(rulesThat(report, 'fail')).toEqual([
      'api-token-required',
      'caa-issue-restricted',
      'cache-control-personal',
      'cache-control-set',
      'certificate-expiry',
      'certificate-key-size',
      'charset-declared',
      'charset-on-every-text',
      'content-type-nosniff',
      'cookies-not-over-http',
      'cookies-same-site-stated',
      'cookies-secure',
      'cors-no-credentials-to-null',
      'cors-no-credentials-to-strangers',
      'cors-no-plain-origins',
      'cors-no-subdomains',
      'cors-vary',
      'csp-published',
      'dane-not-bogus',
      'dangling-mx',
      'dkim-keys-valid',
      'dkim-rsa-minimum',
      'dkim-rsa-size',
      'dmarc-policy-enforced',
      'dmarc-reporting',
      'dnskey-rsa-size',
      'dnssec-valid',
      'ds-digest-leftover',
      'embedder-policy-set',
      'forms-secure',
      'framing-by-csp',
      'framing-restricted',
      'headers-effective',
      'hsts-published',
      'hsts-six-months',
      'http-redirects-to-https',
      'http2-offered',
      'mixed-content-active',
      'monitoring-hidden',
      'mta-sts-retrievable',
      'mx-public',
      'mx-resolvable',
      'ns-addresses-public',
      'ns-authoritative',
      'ns-ipv6',
      'ns-prefix-diversity',
      'ns-recursion',
      'ns-version-hidden',
      'nsec3-iterations-zero',
      'nsec3-salt',
      'opener-policy-set',
      'permissions-policy-set',
      'rate-limit-enforced',
      'rate-limit-fields-current',
      'rate-limit-remaining-falls',
      'referrer-policy-set',
      'resource-policy-set',
      'reverse-dns-confirmed',
      'scripts-integrity',
      'security-txt-current',
      'security-txt-valid',
      'session-cookies-http-only',
      'session-cookies-prefixed',
      'session-cookies-same-site',
      'session-cookies-secure',
      'signatures-verify',
      'smtp-starttls-offered',
      'soa-expire',
      'soa-minimum',
      'soa-retry',
      'soa-rname',
      'spf-all-not-open',
      'spf-lookup-limit',
      'spf-names-exist',
      'spf-networks-public',
      'spf-no-ptr',
      'spf-void-lookups',
      'spf-void-lookups-ipv6',
      'tls-anonymous-suites',
      'tls-beast',
      'tls-client-renegotiation',
      'tls-lucky13',
      'tls-null-suites',
      'tls-post-quantum',
      'tls-rpt-published',
      'tls-signature-schemes-sha1',
      'tls-suites-128-bit-keys',
      'tls-suites-discouraged',
      'tls-suites-key-length',
      'tls-suites-md5',
      'tls-suites-rsa-key-exchange',
      'tls-suites-sha1',
      'tls-suites-short-tags',
      'tls-version-1-3',
      'tls-versions-deprecated',
      'tls-versions-modern',
      'trace-refused',
      'transport-authenticated',
      'version-control-hidden',
      'versions-not-disclosed',
    ]);
  });

  test('leaves open what could not be looked at, and calls it neither passed nor failed', () => {
    const open = report.findings.filter(
      ({ area, outcome }) => !FILED_AREAS.includes(area) && outcome === 'inconclusive',
    );
    expect(open.map(({ rule }) => rule)).toContain('smtp-starttls-offered');
    expect(new Set(open.map(({ target, reason }) => `${target}: ${reason ?? ''}`))).toEqual(
      new Set([
        'mail:careless.example: exchanges[1].tls is not known; exchanges[1].trusted is not known; exchanges[1].named is not known',
        'mail:careless.example: proven is not known',
        'mail:careless.example: wildcard is not known',
        'smtp://mail2.careless.example:25: unreachable: mail2.careless.example has no address in the DNS',
        'zone:careless.example: whether it applies is not known: cds.published is not known',
        'zone:careless.example: wildcard is not known',
      ]),
    );
  });
});
