import { expect, test } from 'vitest';
import type { ClaimResult, FrameworkResult } from '../../src/control/result.ts';
import { cloudExports, type ExportFile } from '../../src/evidence/kinds/cloud/exports.ts';
import { present } from '../../src/evidence/observation.ts';
import { evidenceFilesOf } from '../../src/report/claims/files.ts';
import { countsOf, countText, staleText, VERDICTS } from '../../src/report/claims/words.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { reportOf } from './fixtures.ts';

const BASE: Report = {
  ...reportOf('sound'),
  now: '2026-11-22T12:00:00.000Z',
  claims: [],
  frameworks: [],
  attestations: [],
  waivers: [],
};

const CLAIM: ClaimResult = {
  id: 'CA-11',
  source: 'careapp',
  quote: 'we restrict encryption schemes to TLS 1.2',
  line: 95,
  by: 'vendor',
  assurance: 'automatic',
  verdict: 'contradicted',
  parts: { seen: 'fail', filed: null, stated: null },
  reasons: ['fails: "Only versions of the policy are offered"', 'passes: "a"', 'passes: "b"'],
  stale: [],
  note: null,
  controls: ['TLS-02'],
  findings: [],
  attestations: [],
};

const text = (report: Partial<Report>, verbose = false): string =>
  renderText({ ...BASE, ...report }, { colour: 0, width: 80, verbose });

const section = (report: Partial<Report>, id: string): string => {
  const html = renderHtml({ ...BASE, ...report });
  return new RegExp(`<section id="${id}"[^]*?</section>`).exec(html)?.[0] ?? '';
};

test('sentences stand in the order of the page, each with verdict, place, reasons and controls', () => {
  const claims = [
    CLAIM,
    { ...CLAIM, id: 'CA-12', quote: 'all is well', verdict: 'confirmed' as const, line: null },
  ];
  const shown = text({ claims });
  expect(shown).toContain(
    [
      'Claims against reality  careapp',
      '  ✗ contradicted      “we restrict encryption schemes to TLS 1.2”',
      '                      CA-11, line 95 · TLS-02',
      '                      fails: "Only versions of the policy are offered"',
      '                      passes: "a"',
      '                      and 1 more reason',
      '',
      '  ✓ confirmed         “all is well”',
      '                      CA-12 · TLS-02',
    ].join('\n'),
  );
  expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const html = section({ claims }, 'claims');
  expect(html.indexOf('CA-11')).toBeLessThan(html.indexOf('CA-12'));
  expect(html).toContain('<span class="badge bad"><span aria-hidden="true">✗</span> contradicted');
});

test('the report begins with what is contradicted, what is stale and what the open ones lack', () => {
  const parts = { seen: null, filed: null, stated: null };
  const not = 'not-looked-at' as const;
  const claims: ClaimResult[] = [
    CLAIM,
    { ...CLAIM, id: 'CA-12', verdict: 'confirmed', parts: { ...parts, seen: 'pass' } },
    {
      ...CLAIM,
      id: 'CA-13',
      verdict: 'not-testable',
      parts: { ...parts, filed: not, stated: not },
    },
    { ...CLAIM, id: 'CA-14', verdict: 'not-testable', parts: { ...parts, stated: not } },
    { ...CLAIM, id: 'CA-15', verdict: 'partly-confirmed', parts: { ...parts, seen: 'partly' } },
    { ...CLAIM, id: 'CA-16', verdict: 'attested', parts: { ...parts, stated: 'attested' } },
    {
      ...CLAIM,
      id: 'CA-17',
      stale: [{ rule: 'ssl', since: null, reason: 'obsolete', instead: 'TLS' }],
    },
  ];
  const shown = text({ claims });
  expect(shown).toContain(
    [
      'Security page  careapp, 7 sentences',
      '  ✗ 2 contradicted        CA-11, CA-17',
      '  ✓ 1 confirmed',
      '  ± 1 partly confirmed',
      '  ✓ 1 attested',
      '  ? 2 not testable',
      '  ! wording out of date   CA-17',
      '  What the open ones lack:',
      '    files   for 1 sentence: exports of the account (assay evidence commands;',
      '            --evidence), or a register of certificates and reports (--register)',
      '    people  for 2 sentences: somebody answers for it, for a time (assay attest',
      '            new; --attestations)',
      '    a look  for 1 sentence: what is missing stands at the sentence',
    ].join('\n'),
  );
  const titles = ['Security page', 'Claims against reality', 'Areas', 'Summary'];
  const places = titles.map((title) => shown.search(new RegExp(`^${title}`, 'm')));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(shown).toMatch(/^ {2}page {6}2 contradicted, 1 confirmed, /m);
  const html = renderHtml({ ...BASE, claims });
  const top = html.slice(0, html.indexOf('<section id="claims"'));
  expect(top).toContain('<a class="nowrap" href="#claim-7">CA-17</a>');
  expect(top).toMatch(/<strong>2<\/strong> <span class="inked bad">/);
  expect(top).toContain('assay evidence commands');
  expect(html.indexOf('id="claims"')).toBeLessThan(html.indexOf('id="targets"'));
});

test('of a page without open sentences nothing is lacking, and without a page nothing is said', () => {
  expect(text({ claims: [CLAIM] })).not.toContain('What the open ones lack');
  expect(text({})).not.toMatch(/Security page|^ {2}page/m);
  expect(renderHtml(BASE)).not.toContain('class="outlook"');
});

test('caps with the same letter and words are said once', () => {
  const [first] = BASE.grades.areas;
  if (first === undefined) throw new Error('no area');
  const caps = ['a', 'b'].map((rule) => ({ rule, letter: 'F' as const, reason: 'anybody may' }));
  const grades = { ...BASE.grades, areas: [{ ...first, caps }] };
  expect(text({ grades }).match(/cap F {2}anybody may/g)).toHaveLength(1);
  expect(renderHtml({ ...BASE, grades }).match(/Capped at <strong>F/g)).toHaveLength(1);
});

test('without claims, frameworks, statements or files there are no sections for them', () => {
  expect(text({})).not.toMatch(/Claims against|Frameworks|Attestations|Evidence files/);
  for (const id of ['claims', 'frameworks', 'attestations', 'evidence-files']) {
    expect(section({}, id)).toBe('');
  }
});

test('stale wording stands beside the verdict, with its day and what to write', () => {
  const stale = { rule: 'x', since: '2026-09-22', reason: 'it is old', instead: 'the new one' };
  expect(staleText(stale, '2026-09-21T23:59:59Z')).toBe(
    'from 2026-09-22: it is old; write: the new one',
  );
  expect(staleText(stale, '2026-09-22T00:00:00Z')).toMatch(/^since 2026-09-22/);
  expect(staleText({ ...stale, since: null }, BASE.now)).toBe('it is old; write: the new one');
  const claims = [{ ...CLAIM, verdict: 'confirmed' as const, stale: [stale] }];
  expect(text({ claims })).toMatch(/✓ confirmed[^]*stale wording since 2026-09-22: it is old/);
  expect(section({ claims }, 'claims')).toContain('<span>stale wording</span> since 2026-09-22');
});

test('a waiver is shown beside the verdict, which stays', () => {
  const finding = {
    ...{ rule: 'r', target: 't', title: 'Title', expected: 'x', outcome: 'fail' as const },
    waiver: 'WVR-1',
  };
  const claims = [{ ...CLAIM, findings: [finding] }];
  expect(text({ claims })).toMatch(/✗ contradicted[^]*waived, which changes no verdict: WVR-1/);
  expect(section({ claims }, 'claims')).toContain('waived by WVR-1');
});

test('verdicts are counted in a fixed order, none of them folded into another', () => {
  const all = [
    'attested',
    'not-testable',
    'confirmed',
    'partly-confirmed',
    'contradicted',
  ] as const;
  expect(countText(countsOf(VERDICTS, [...all, 'attested']))).toBe(
    '1 contradicted, 1 confirmed, 1 partly confirmed, 2 attested, 1 not testable',
  );
});

const FRAMEWORK: FrameworkResult = {
  ...{ id: 'f', title: 'A framework', version: '2', status: 'proposed', notice: 'Ours.' },
  partial: 'Not all of it.',
  requirements: (
    [
      ['1.1', 'met'],
      ['1.2', 'not-met'],
      ['1.3', 'not-covered'],
    ] as const
  ).map(([id, status]) => ({
    ...{ id, status, title: `Title ${id}`, level: null, reasons: [] },
    controls: status === 'not-covered' ? [] : [{ id: 'TLS-01', supporting: true }],
  })),
};

test('what this tool does not cover is counted and listed', () => {
  const shown = text({ frameworks: [FRAMEWORK] });
  expect(shown).toContain('A framework (proposed, not in force)');
  expect(shown).toContain('1 not met, 1 met; 1 not covered by this tool');
  expect(shown).toMatch(/✗ not met +1\.2\n/);
  expect(text({ frameworks: [FRAMEWORK] }, true)).toMatch(/– not covered +1\.3\n/);
  const html = section({ frameworks: [FRAMEWORK] }, 'frameworks');
  expect(html).toContain('Not covered by this tool: 1 requirement');
  expect(html).toContain('<span class="label">1.3</span> Title 1.3');
  expect(html).toContain('proposed, not in force');
});

test('an attestation that does not count says why', () => {
  const attestation = {
    ...{ id: 'ATT-1', control: 'ORG-03', claims: [], status: 'pass' as const },
    ...{ statement: 'All have signed.', attestedBy: 'Jane Doe', attestedAt: '2025-01-01' },
    ...{ expires: '2026-01-01', state: 'expired' as const },
    remarks: ['it expired on 2026-01-01'],
    evidence: [{ path: 'nda.pdf', sha256: 'ab'.repeat(32), kind: 'document' }],
  };
  const shown = text({ attestations: [attestation] });
  expect(shown).toContain('✗ expired           ATT-1 ORG-03: All have signed.');
  expect(shown).toContain('it expired on 2026-01-01');
  const html = section({ attestations: [attestation] }, 'attestations');
  expect(html).toContain('SHA-256 abababababab<');
});

const FILE: ExportFile = {
  path: 'rds.json',
  sha256: 'cd'.repeat(32),
  what: 'aws rds describe-db-instances',
  account: 'aws:111122223333',
  region: 'eu-west-2',
  resource: null,
  collectedAt: '2026-11-22T09:00:00Z',
  planned: false,
  complete: true,
  problem: null,
  content: {},
};

function withFile(file: Partial<ExportFile>): Report {
  const target = 'aws:111122223333';
  const policy = { maxAgeHours: 72, regions: [], expect: [], none: [], publicInstances: [] };
  const evidence = BASE.evidence.find(({ address }) => address === undefined);
  const [example] = BASE.targets;
  if (evidence === undefined || example === undefined) throw new Error('an empty fixture');
  return {
    ...BASE,
    targets: [
      { ...example, ...{ id: target, kind: 'account', uri: target, host: '111122223333' } },
    ],
    evidence: [
      {
        ...evidence,
        ...{ id: `${cloudExports.id} ${target}`, kind: cloudExports.id, target },
        observation: present({ policy, files: [{ ...FILE, ...file }] }),
      },
    ],
  };
}

test.each([
  [{}, '3 hours', null],
  [{ collectedAt: '2026-11-22T11:59:00Z' }, 'less than an hour', null],
  [{ collectedAt: '2026-11-12T12:00:00Z' }, '10 days', 'is older than 3 days'],
  [{ collectedAt: null }, 'not known', 'does not say how old it is'],
  [{ account: 'aws:999999999999' }, '3 hours', 'is of aws:999999999999'],
  [{ what: null }, '3 hours', 'is not an export that assay knows'],
  [{ planned: true }, '3 hours', 'is a plan: it shows what is intended'],
  [{ complete: false }, '3 hours', 'has further pages'],
  [{ problem: { code: 'unfit' as const, detail: 'is empty' } }, '3 hours', 'is empty'],
])('an evidence file with %j: age %s, problem %s', (file, age, problem) => {
  expect(evidenceFilesOf(withFile(file))).toEqual([expect.objectContaining({ age, problem })]);
});

test('evidence files stand with path, account, age and the beginning of their digest', () => {
  const report = withFile({});
  expect(text(report)).toContain(
    'aws rds describe-db-instances, eu-west-2 · aws:111122223333 · age 3 hours ·',
  );
  expect(section(report, 'evidence-files')).toContain('<code>cdcdcdcdcdcd</code>');
});
