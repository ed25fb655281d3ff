import { strToU8, gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { DisposedFinding } from '../../../src/control/result.ts';
import type { Report } from '../../../src/report/report.ts';
import { renderSarif, renderSarifAll } from '../../../src/report/sarif/sarif.ts';
import { reportOf, REPORTS } from '../fixtures.ts';
import { runOf, type SarifRule } from './log.ts';

/** The report with every target named at a line of its own. */
const placed = (report: Report, file = 'assay.yaml'): Report => ({
  ...report,
  targets: report.targets.map((target, index) => ({
    ...target,
    namedAt: { file, line: index + 2, column: 5 },
  })),
});

const careless = reportOf('careless');
const [sample] = careless.findings;
if (sample === undefined) throw new Error('no finding');

/** The careless report with these findings alone. */
const withFindings = (findings: readonly DisposedFinding[]): Report => ({
  ...careless,
  findings: [...findings],
});

describe.each(REPORTS)('what GitHub asks for, of the %s deployment', (name) => {
  const { results, tool } = runOf(renderSarifAll(placed(reportOf(name))));
  const { rules } = tool.driver;

  test('each rule has a name, descriptions and help, no longer than it takes them', () => {
    for (const rule of rules) {
      expect(rule.name).toMatch(/^[A-Z]\w{1,254}$/);
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help.text).toContain('Expected: ');
      expect(rule.help.markdown).toContain('Expected: ');
      expect(rule.properties.tags).toContain('security');
      expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
      expect(rule.properties['security-severity']).toMatch(/^\d\.\d$/);
      expect(['very-high', 'high', 'medium', 'low']).toContain(rule.properties.precision);
    }
    expect(rules.length).toBe(new Set(results.map(({ ruleId }) => ruleId)).size);
  });

  test('each result has its rule, a place in a file and a fingerprint of its own', () => {
    for (const { ruleId, ruleIndex, locations, partialFingerprints, baselineState } of results) {
      expect(rules[ruleIndex]?.id).toBe(ruleId);
      // Nothing names what is not audited any more.
      if (baselineState === 'absent') continue;
      expect(locations[0].physicalLocation).toMatchObject({
        artifactLocation: { uri: 'assay.yaml', uriBaseId: '%SRCROOT%' },
        region: { startColumn: 5 },
      });
      expect(partialFingerprints['primaryLocationLineHash']).toMatch(/^[0-9a-f]{16}:1$/);
    }
    const hashes = results.map((one) => one.partialFingerprints['primaryLocationLineHash']);
    expect(new Set(hashes).size).toBe(results.length);
  });
});

test.each([
  ['critical', 'error', '9.5'],
  ['high', 'error', '8.0'],
  ['medium', 'warning', '5.5'],
  ['low', 'note', '2.0'],
  ['info', 'note', '0.0'],
] as const)('a failure that is %s has level %s and %s for a score', (severity, level, score) => {
  const { results, tool } = runOf(renderSarif(withFindings([{ ...sample, severity }])));
  expect(results[0]?.level).toBe(level);
  expect(tool.driver.rules[0]?.properties['security-severity']).toBe(score);
});

test('the help of a rule has what to do, snippets in fences, and where it is written', () => {
  const { rules } = runOf(renderSarif(careless)).tool.driver;
  const rule = rules.find(({ id }) => id === 'hsts-published');
  expect(rule?.help.markdown?.split('\n\n')).toEqual([
    '**Browsers are told to use HTTPS only (HSTS)**',
    'Expected: the thing to be there',
    '**What to do.** Send the field on every https answer, also on errors and redirects.',
    'nginx',
    '```\nadd_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;\n```',
    'Caddy',
    '```\nheader {\n  Strict-Transport-Security "max-age=31536000; includeSubDomains"\n}\n```',
    'References: RFC 6797, section 6.1.',
  ]);
});

test('a fingerprint heeds neither values, times, severity nor the line that names the target', () => {
  const prints = (report: Report): unknown =>
    runOf(renderSarif(report)).results.map((result) => result.partialFingerprints);
  const later = placed({
    ...careless,
    startedAt: '2027-05-05T12:00:00.000Z',
    findings: careless.findings.map((finding) => ({ ...finding, found: [], reason: 'otherwise' })),
  });
  expect(prints(later)).toEqual(prints(careless));
  const elsewhere = { ...sample, target: 'https://other.example/' };
  expect(prints(withFindings([elsewhere]))).not.toEqual(prints(withFindings([sample])));
});

test('where no file names a target, the place is a path of its name and of no base', () => {
  const places = runOf(renderSarifAll(careless)).results.map(
    ({ locations }) => locations[0].physicalLocation,
  );
  expect([...new Set(places.map(({ artifactLocation }) => artifactLocation.uri))].sort()).toEqual([
    'targets/https/api.careless.example',
    'targets/https/careless.example',
    'targets/mail/careless.example',
    'targets/smtp/mx.careless.example%3A25',
    'targets/zone/careless.example',
  ]);
  expect(places.some(({ artifactLocation }) => 'uriBaseId' in artifactLocation)).toBe(false);
});

test.each([
  ['my audit/assay é.yaml', 'my%20audit/assay%20%C3%A9.yaml'],
  ['../../etc/passwd', 'etc/passwd'],
  ['/home/somebody/assay.yaml', 'home/somebody/assay.yaml'],
  ['javascript:alert(1)', 'javascript%3Aalert%281%29'],
])('the file %s is a relative URI', (file, uri) => {
  const [result] = runOf(renderSarif(placed(careless, file))).results;
  expect(result?.locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
});

describe('its category', () => {
  const idOf = (report: Report): string => runOf(renderSarif(report)).automationDetails.id;

  test('is of profile, areas, first name and targets, and the run has an id of its own', () => {
    expect(idOf(careless)).toMatch(
      new RegExp(
        `^assay/baseline/${careless.profile.areas.toSorted().join('\\.')}/careless\\.example/[0-9a-f]{12}/${careless.id}$`,
      ),
    );
  });

  test('is another one for other areas and for other targets of the same name', () => {
    const { profile, targets } = careless;
    const others = [
      { ...careless, profile: { ...profile, areas: profile.areas.slice(0, 1) } },
      { ...careless, targets: targets.filter(({ host }) => host === 'careless.example') },
    ];
    expect(new Set([careless, ...others].map(idOf)).size).toBe(3);
  });

  test('heeds neither the order of targets nor which exchanges a domain has', () => {
    const targets = careless.targets.filter(({ kind }) => kind !== 'smtp').toReversed();
    expect(targets.length).toBeLessThan(careless.targets.length);
    expect(idOf({ ...careless, targets })).toBe(idOf(careless));
  });
});

test('where no gate was given, nothing was passed', () => {
  const gated = (reason: string): unknown =>
    runOf(renderSarif({ ...careless, gate: { ...careless.gate, passed: true, reasons: [reason] } }))
      .properties['gate'];
  expect(gated('no gate given')).toMatchObject({ passed: null });
  expect(gated('grade A >= --min-grade A')).toMatchObject({ passed: true });
});

test('frameworks are taxonomies, and rules say what they speak for', () => {
  const { taxonomies, tool } = runOf(renderSarif(careless));
  const of = (rule: SarifRule): string[] =>
    rule.relationships.map(
      ({ target: { id, toolComponent } }) => `${taxonomies[toolComponent.index]?.name ?? ''} ${id}`,
    );
  const rule = tool.driver.rules.find(({ id }) => id === 'tls-versions-deprecated');
  expect(rule && of(rule)).toEqual([
    'HIPAA 164.312(e)(1)',
    'PCI DSS 4.0.1 4.2.1',
    'ISO 27001 A.8.24',
  ]);
  expect(rule?.properties.tags).toEqual(['security', 'tls', 'TLS-01']);
  for (const { relationships } of tool.driver.rules) {
    for (const { target } of relationships) {
      expect(taxonomies[target.toolComponent.index]?.taxa.map(({ id }) => id)).toContain(target.id);
    }
  }
});

describe('a report that is too much for GitHub', { timeout: 120_000 }, () => {
  const SEVERITIES = ['low', 'critical', 'info', 'high', 'medium'] as const;
  const many = (count: number, more: Partial<DisposedFinding> = {}): Report =>
    withFindings(
      Array.from({ length: count }, (_, index) => ({
        ...sample,
        severity: SEVERITIES[index % SEVERITIES.length] ?? 'low',
        target: `https://h${index}.example/`,
        ...more,
      })),
    );

  test('of 30,000 failures it has the 25,000 worst, and says how many are left out', () => {
    const text = renderSarif(many(30_000));
    const { results, invocations, properties } = runOf(text);
    expect(results).toHaveLength(25_000);
    expect(gzipSync(strToU8(text)).length).toBeLessThan(10_000_000);
    const counts = Object.groupBy(results, (result) => result.properties.severity);
    expect(Object.entries(counts).map(([severity, own]) => [severity, own?.length])).toEqual([
      ...['critical', 'high', 'medium', 'low'].map((severity) => [severity, 6000]),
      ['info', 1000],
    ]);
    expect(properties).toMatchObject({ resultsLeftOut: 5000, failuresLeftOut: 5000 });
    expect(invocations[0].toolExecutionNotifications[0]).toMatchObject({
      descriptor: { id: 'left-out' },
      level: 'error',
      message: { text: expect.stringContaining('5000 results of 30000 are left out') as string },
    });
  });

  test('of all findings, those that pass are left out first', () => {
    const { findings } = many(24_000);
    const passed = many(6000, { outcome: 'pass', effective: 'pass', severity: 'critical' });
    const { results, properties } = runOf(
      renderSarifAll(withFindings([...passed.findings, ...findings])),
    );
    expect(results.filter(({ kind }) => kind === 'fail')).toHaveLength(24_000);
    expect(properties).toMatchObject({ resultsLeftOut: 5000, failuresLeftOut: 0 });
  });
});
