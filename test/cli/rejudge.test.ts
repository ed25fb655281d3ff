import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { identified, Report } from '../../src/report/report.ts';
import {
  formatManifest,
  readManifest,
  type ManifestContent,
  type Predicate,
} from '../../src/seal/manifest.ts';
import { VERSION } from '../../src/version.ts';
import { assay, type Ran } from './run.ts';
import { judged, judgedOnce } from './sealed.ts';

const REJUDGE = ['verify', '.', '--allow-unsigned', '--rejudge'];

/** From the folder itself: nothing that lies beside it may matter. */
const rejudged = (at: string, ...args: readonly string[]): Promise<Ran> =>
  assay([...REJUDGE, ...args], { cwd: join(at, 'out') });

const AGAIN = '  ok         report.json comes of bundle.json again, the same';

const pathIn = (at: string, name: string): string => join(at, 'out', name);

const manifestIn = (at: string): ManifestContent =>
  readManifest(readFileSync(pathIn(at, 'manifest.json')));

/** Writes files of `out`, and its manifest so that it fits: as one does who seals what is wrong. */
function seal(at: string, texts: Readonly<Record<string, string>>, predicate?: Predicate): void {
  const manifest = manifestIn(at);
  const files = manifest.files.map((file) => {
    const text = texts[file.name];
    if (text === undefined) return file;
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { name: file.name, bytes: Buffer.byteLength(text), sha256 };
  });
  for (const [name, text] of Object.entries(texts)) writeFileSync(pathIn(at, name), text);
  const sealed = formatManifest({ files, predicate: predicate ?? manifest.predicate });
  writeFileSync(pathIn(at, 'manifest.json'), sealed);
}

function forge(at: string, name: string, change: (text: string) => string): void {
  const before = readFileSync(pathIn(at, name), 'utf8');
  const text = change(before);
  expect(text).not.toBe(before);
  seal(at, { [name]: text });
}

const reportIn = (at: string): Report =>
  Report.parse(JSON.parse(readFileSync(pathIn(at, 'report.json'), 'utf8')));

/** Forges the report with its id, the page and what the manifest says of them: nothing is forgotten. */
function forgeReport(at: string, change: (report: Report) => Partial<Report>): void {
  const before = reportIn(at);
  const report = identified({ ...before, ...change(before) });
  expect(report.id).not.toBe(before.id);
  seal(
    at,
    { 'report.json': renderJson(report), 'report.html': renderHtml(report) },
    {
      tool: report.tool,
      report: { id: report.id, rulesHash: report.rulesHash },
      now: report.now,
      targets: report.targets.map(({ id }) => id),
    },
  );
}

test('a report comes of its bundle again, and the page shows it', async () => {
  const at = await judgedOnce();
  const { status, stdout } = await rejudged(at);
  expect(status).toBe(0);
  expect(stdout.split('\n').slice(-3)).toEqual([
    AGAIN,
    '  ok         report.html shows what report.json says',
    '',
  ]);
});

test('profile, parameters, page and gate are those of the report, wherever it lies', async () => {
  const settings = `
claims: careapp
report: { organisation: ACME }
gate: { minGrade: A }
parameters: { spf-lookup-limit: { limit: 9 } }
`;
  const { at, status } = await judged({ 'assay.yaml': settings });
  expect(status).toBe(1);
  const ran = await rejudged(at);
  expect(ran.stdout).toContain(AGAIN);
  expect(ran.status).toBe(0);
});

test('a finding that was made up is found, though everything is sealed well', async () => {
  const at = await judgedOnce();
  forgeReport(at, ({ findings }) => ({
    findings: findings.map((one) =>
      one.rule === 'spf-all-not-open' ? { ...one, outcome: 'pass' } : one,
    ),
  }));
  const sealed = await assay(['verify', 'out', '--allow-unsigned'], { cwd: at });
  expect(sealed.status).toBe(0);
  const { status, stdout } = await rejudged(at);
  expect(status).toBe(4);
  expect(stdout).toContain(
    '  WRONG      report.json does not come of bundle.json again: spf-all-not-open@mail:example.com pass → fail\n',
  );
});

test('a page that shows something else is found', async () => {
  const at = await judgedOnce();
  forge(at, 'report.html', (text) => text.replace('</body>', '<p>Grade A</p></body>'));
  const { status, stdout } = await rejudged(at);
  expect(status).toBe(4);
  expect(stdout).toContain('  WRONG      report.html does not show what report.json says\n');
  expect(stdout).toContain(AGAIN);
});

test('waivers have to be given, and are named where they are not', async () => {
  const waivers = `version: 1
waivers:
  - id: WVR-7
    rule: spf-all-not-open
    allTargets: true
    type: accepted-risk
    owner: mail team
    justification: TICKET-12
    approvedBy: { name: Jane Doe, role: CISO }
    approvedAt: 2026-09-01
    expires: 2027-01-31
`;
  const { at } = await judged({ 'w.yaml': waivers }, '--waivers', 'w.yaml');
  const without = await rejudged(at);
  expect(without.status).toBe(3);
  expect(without.stdout).toMatch(
    / {2}NOT KNOWN {2}report\.json comes out with the same findings, but other .*waivers.*: give --config/,
  );
  expect((await rejudged(at, '--waivers', '../w.yaml')).status).toBe(0);
});

test('other rules are said, and what they make of it', async () => {
  const at = await judgedOnce();
  const rule = `kind: mail.spf
rules:
  - id: our-spf
    title: There is one
    severity: low
    expect: { count: { at: errors, max: 0 } }
    whenAbsent: fail
    references: [{ standard: RFC 7208 }]
    fix: { text: Publish one. }
    since: 1.0.0
`;
  writeFileSync(join(at, 'rule.yaml'), rule);
  const { status, stdout, stderr } = await rejudged(at, '--rules', '..');
  expect(stderr).not.toMatch(/error/);
  expect(stdout).toContain('  NOT KNOWN  report.json was judged by other rules\n');
  expect(stdout).toMatch(/our-spf@mail:example\.com not judged → (?:fail|pass)/);
  expect(status).toBe(3);
});

test('what has been changed is not judged again', async () => {
  const at = await judgedOnce();
  writeFileSync(join(at, 'out/bundle.json'), '{}');
  const { status, stdout } = await rejudged(at);
  expect(status).toBe(4);
  expect(stdout).not.toContain('again');
});

test('a report of another profile is judged by that', async () => {
  const { at } = await judged({}, '--profile', 'telehealth');
  const { stdout, status } = await rejudged(at);
  expect(stdout).toContain(AGAIN);
  expect(status).toBe(0);
});

test('another profile that is asked for is said, and decides nothing', async () => {
  const { stdout, status } = await rejudged(await judgedOnce(), '--profile', 'oshp');
  expect(stdout).toContain('report.json was judged by another profile');
  expect(status).toBe(3);
});

test('a gate that was made up is found, and what was asked of it is decided again', async () => {
  const { at, status } = await judged({}, '--min-grade', 'A', '--fail-on', 'high');
  expect(status).toBe(1);
  expect((await rejudged(at)).status).toBe(0);
  forgeReport(at, ({ gate }) => ({
    gate: { ...gate, passed: true, exitCode: 0, reasons: ['grade A >= --min-grade A'] },
  }));
  const { status: again, stdout } = await rejudged(at);
  expect(stdout).toContain('again: gate 0 (grade A >= --min-grade A) → 1 (');
  expect(again).toBe(4);
});

test('dates of data that were made up are found', async () => {
  const at = await judgedOnce();
  forgeReport(at, ({ data }) => ({ data: data.map((one) => ({ ...one, date: '2031-01-01' })) }));
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain('does not come of bundle.json again: data differ');
  expect(status).toBe(4);
});

test('a comparison is taken as it stands until the earlier report is given', async () => {
  const earlier = readFileSync(pathIn(await judgedOnce(), 'report.json'), 'utf8');
  const asked = ['--baseline', 'earlier.json', '--fail-on-regression'];
  const { at } = await judged({ 'earlier.json': earlier }, ...asked);
  const without = await rejudged(at);
  expect(without.stdout).toContain('NOT KNOWN  report.json is taken at its word about the earlier');
  expect(without.stdout).toContain(AGAIN);
  expect(without.status).toBe(3);
  expect((await rejudged(at, '--baseline', '../earlier.json')).status).toBe(0);
  forgeReport(at, ({ comparison }) => ({
    comparison: comparison === null ? null : { ...comparison, remarks: ['all is well'] },
  }));
  const forged = await rejudged(at, '--baseline', '../earlier.json');
  expect(forged.stdout).toContain('but other comparison');
  expect(forged.status).toBe(4);
});

test('a page of another version is not checked, and that is said', async () => {
  const at = await judgedOnce();
  forgeReport(at, ({ tool }) => ({ tool: { ...tool, version: '0.0.9' } }));
  forge(at, 'report.html', () => '<p>Grade A+');
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain('NOT KNOWN  report.html is not checked: made by version 0.0.9\n');
  expect(status).toBe(3);
});

test('rules that the report only names are found', async () => {
  const at = await judgedOnce();
  forgeReport(at, () => ({ rulesHash: 'ab'.repeat(32) }));
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain(
    `WRONG      report.json comes out the same by the rules of version ${VERSION}, and names others`,
  );
  expect(status).toBe(4);
});

test('another profile than that of the configuration is not verified', async () => {
  const parameters = 'parameters: { spf-lookup-limit: { limit: 9 } }\n';
  const { at } = await judged({ 'assay.yaml': parameters });
  expect((await rejudged(at, '--config', '../assay.yaml')).status).toBe(0);
  forgeReport(at, ({ profile }) => ({ profile: { ...profile, version: '99' } }));
  const { status, stdout } = await rejudged(at, '--config', '../assay.yaml');
  expect(stdout).toContain('NOT KNOWN  report.json was judged by another profile\n');
  expect(status).toBe(3);
});

test('with a configuration the areas are still those of the report', async () => {
  const { at } = await judged({ 'assay.yaml': 'profile: baseline\n' });
  const { status, stdout } = await rejudged(at, '--config', '../assay.yaml');
  expect(stdout).toContain(AGAIN);
  expect(status).toBe(0);
});

test.each([
  ['targets', { targets: ['bank.example'] }],
  ['report id', { report: { id: '11111111-1111-5111-9111-111111111111', rulesHash: '' } }],
  ['rules', { report: { id: '', rulesHash: 'ab'.repeat(32) } }],
  ['time', { now: '2020-01-01T00:00:00.000Z' }],
])('a manifest that has other %s than the report is found without judging', async (what, said) => {
  const at = await judgedOnce();
  const { predicate } = manifestIn(at);
  const report = { ...predicate.report };
  if ('report' in said && said.report.id !== '') report.id = said.report.id;
  if ('report' in said && said.report.rulesHash !== '') report.rulesHash = said.report.rulesHash;
  seal(at, {}, { ...predicate, ...said, report });
  const { status, stdout } = await assay(['verify', 'out', '--allow-unsigned'], { cwd: at });
  expect(stdout).toContain(
    `WRONG      report.json is not the report of the manifest, which has other ${what}\n`,
  );
  expect(status).toBe(4);
});

test('a report whose id is not that of its content is found without judging', async () => {
  const at = await judgedOnce();
  forge(at, 'report.json', (text) => text.replace('"outcome": "fail"', '"outcome": "pass"'));
  const { status, stdout } = await assay(['verify', 'out', '--allow-unsigned'], { cwd: at });
  expect(stdout).toContain('WRONG      report.json has an id that is not that of its content\n');
  expect(status).toBe(4);
});

test.each([
  ['report.json', 4, 'WRONG      report.json is not a report'],
  ['bundle.json', 4, 'WRONG      bundle.json is not an evidence bundle'],
])('a sealed %s that is none ends in %i', async (name, code, said) => {
  const at = await judgedOnce();
  forge(at, name, () => '{}');
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain(said);
  expect(status).toBe(code);
});

test('a bundle with evidence of a kind that is not known is not judged', async () => {
  const at = await judgedOnce();
  forge(at, 'bundle.json', (text) =>
    text.replace(/("evidence": \[[^]*?"kind": )"[^"]*"/, '$1"mail.later"'),
  );
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain(`NOT KNOWN  bundle.json cannot be judged by version ${VERSION}: `);
  expect(stdout).toContain('this version knows no kind mail.later');
  expect(status).toBe(3);
});

test('a page that is neither sealed nor there is said', async () => {
  const at = await judgedOnce();
  rmSync(pathIn(at, 'report.html'));
  const { files, predicate } = manifestIn(at);
  const left = files.filter(({ name }) => name !== 'report.html');
  writeFileSync(pathIn(at, 'manifest.json'), formatManifest({ files: left, predicate }));
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain('NOT KNOWN  report.html is not there\n');
  expect(status).toBe(3);
});

test('a report of a profile that is not here cannot be judged again', async () => {
  const at = await judgedOnce();
  forgeReport(at, ({ profile }) => ({ profile: { ...profile, id: 'house' } }));
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain('NOT KNOWN  report.json cannot be judged again: ');
  expect(status).toBe(3);
  expect((await rejudged(at, '--waivers', 'none.yaml')).status).toBe(2);
});

test('a verdict on a sentence that was made up is found once all inputs are given', async () => {
  const { at } = await judged({ 'assay.yaml': 'claims: careapp\n' });
  forgeReport(at, ({ claims }) => ({
    claims: claims.map((one, index) => (index === 0 ? { ...one, verdict: 'attested' } : one)),
  }));
  const { status, stdout } = await rejudged(at);
  expect(stdout).toContain('but other claims: give --config');
  expect(status).toBe(3);
  const given = await rejudged(at, '--config', '../assay.yaml');
  expect(given.stdout).toContain('WRONG      report.json comes out with the same findings, but');
  expect(given.status).toBe(4);
});
