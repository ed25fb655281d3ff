import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Report } from '../../src/report/report.ts';
import { formatManifest, readManifest } from '../../src/seal/manifest.ts';
import { assay, type Ran } from './run.ts';
import { judged, judgedOnce } from './sealed.ts';

const REJUDGE = ['verify', '.', '--allow-unsigned', '--rejudge'];

/** From the folder itself: nothing that lies beside it may matter. */
const rejudged = (at: string, ...args: readonly string[]): Promise<Ran> =>
  assay([...REJUDGE, ...args], { cwd: join(at, 'out') });

const AGAIN = '  ok         report.json comes of bundle.json again, the same';

/** Changes a file of `out`, and its manifest so that it fits: as one does who seals what is wrong. */
function forge(at: string, name: string, change: (text: string) => string): void {
  const path = join(at, 'out', name);
  const before = readFileSync(path, 'utf8');
  const text = change(before);
  expect(text).not.toBe(before);
  writeFileSync(path, text);
  const manifest = join(at, 'out/manifest.json');
  const { files, predicate } = readManifest(readFileSync(manifest));
  const sha256 = createHash('sha256').update(text).digest('hex');
  const bytes = Buffer.byteLength(text);
  writeFileSync(
    manifest,
    formatManifest({
      predicate,
      files: files.map((file) => (file.name === name ? { name, bytes, sha256 } : file)),
    }),
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
  forge(at, 'report.json', (text) => {
    const report = Report.parse(JSON.parse(text));
    const findings = report.findings.map((one) =>
      one.rule === 'spf-all-not-open' ? { ...one, outcome: 'pass' } : one,
    );
    return `${JSON.stringify({ ...report, findings }, null, 2)}\n`;
  });
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
  expect(stdout).toContain('  note       report.json was judged by other rules\n');
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
