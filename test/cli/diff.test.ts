import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Diff } from '../../src/report/comparison/json.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { identified, Report } from '../../src/report/report.ts';
import { reportOf } from '../report/fixtures.ts';
import { assay, folder, type Ran } from './run.ts';

const FILES = {
  'before.json': renderJson(identified(reportOf('earlier'))),
  'after.json': renderJson(identified(reportOf('compared'))),
};

const diff = (args: readonly string[], files: Readonly<Record<string, string>> = {}, stdin = '') =>
  assay(['diff', ...args], { cwd: folder({ ...FILES, ...files }), stdin });

describe('assay diff', () => {
  test('prints what changed and counts it as its reason', async () => {
    const { status, stdout, stderr } = await diff(['before.json', 'after.json']);
    const golden = new URL('../../fixtures/reports/compared.diff.txt', import.meta.url);
    expect(stdout).toBe(readFileSync(golden, 'utf8'));
    expect(status).toBe(0);
    expect(stderr).toBe(
      'exit 0: 2 regressed, 3 new, 1 fixed, 5 changed otherwise, 1 not judged any more, 1 unchanged\n',
    );
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['a difference', ['before.json', 'after.json', '--exit-code'], 1, /^exit 1: 2 regressed/],
    ['no difference', ['after.json', 'after.json', '--exit-code'], 0, /^exit 0: 12 unchanged\n$/],
    [
      'a regression',
      ['before.json', 'after.json', '--fail-on-regression'],
      1,
      /^exit 1: 2 regressed.*regression/,
    ],
    [
      'no regression',
      ['after.json', 'after.json', '--fail-on-regression'],
      0,
      /^exit 0: 12 unchanged; no regression since 2026-11-22/,
    ],
  ])('ends as it is asked to: %s', async (_, args, code, reason) => {
    const { status, stderr } = await diff(args);
    expect(status).toBe(code);
    expect(stderr).toMatch(reason);
  });

  test('what cannot be seen any more leaves a regression undecided, unless that is allowed', async () => {
    const after = reportOf('earlier');
    const findings = after.findings.map((finding) => ({
      ...finding,
      ...(finding.rule === 'certificate-trusted'
        ? { outcome: 'inconclusive' as const, effective: 'inconclusive' as const }
        : {}),
    }));
    const files = { 'blind.json': renderJson({ ...after, findings }) };
    const args = ['before.json', 'blind.json', '--fail-on-regression'];
    const strict = await diff(args, files);
    expect(strict.status).toBe(3);
    expect(strict.stdout).toContain('Not seen   ? The certificate chains to a trusted root');
    expect((await diff([...args, '--allow-inconclusive'], files)).status).toBe(0);
  });

  test('writes JSON and Markdown', async () => {
    const json = await diff(['before.json', 'after.json', '--json']);
    expect(Diff.parse(JSON.parse(json.stdout)).counts.regressed).toBe(2);
    const markdown = await diff(['before.json', 'after.json', '--format', 'markdown']);
    expect(markdown.stdout).toMatch(/^## What changed at compared.example\n/);
  });

  test('reads one side from stdin, and reports that were written as HTML', async () => {
    const files = { 'before.html': renderHtml(reportOf('earlier')) };
    const { status, stdout } = await diff(['before.html', '-'], files, FILES['after.json']);
    expect(status).toBe(0);
    expect(stdout).toContain('  before  B ');
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['both sides from stdin', ['-', '-'], /both reports cannot come from stdin/],
    ['one report', ['after.json'], /missing required argument 'after'/],
    ['a file that is not there', ['no.json', 'after.json'], /no\.json: cannot be read: no such/],
    [
      'an evidence bundle',
      ['bundle.json', 'after.json'],
      /bundle\.json: is an evidence bundle, not a report\n.*hint: .*assay judge bundle\.json/,
    ],
    [
      'a report of another form',
      ['later.json', 'after.json'],
      /later\.json: is a report of schema version 2, made by assay 9\.0\.0; this version reads 1/,
    ],
    ['a comparison', ['diff.json', 'after.json'], /diff\.json: is a comparison of two reports/],
    ['no JSON', ['note.txt', 'after.json'], /note\.txt: is not a report/],
    ['an unknown form', ['a', 'b', '--format', 'pdf'], /Allowed choices are text, json, markdown/],
  ];

  test.each(wrong)('ends with 2 and a word of help for %s', async (_, args, message) => {
    const { status, stdout, stderr } = await diff(args, {
      'bundle.json': '{"schemaVersion":1,"evidence":[]}',
      'later.json': '{"schemaVersion":2,"findings":[],"tool":{"version":"9.0.0"}}',
      'diff.json': '{"schemaVersion":1,"changes":[]}',
      'note.txt': 'all is well',
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  test('--help shows examples, in 80 columns', async () => {
    const { stdout } = await assay(['diff', '--help']);
    expect(stdout).toContain('$ assay diff last-week.json report.json');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

const zone = (spf: string): string => `@ SOA ns hostmaster 1 3600 600 86400 300
@ MX 10 mx
mx A 198.51.100.1
@ TXT "${spf}"
`;

const ZONES = {
  'good/example.com.zone': zone('v=spf1 mx -all'),
  'bad/example.com.zone': zone('v=spf1 mx +all'),
};

/** Audits a zone in the folder. */
const audit = (cwd: string, name: 'good' | 'bad', ...args: readonly string[]): Promise<Ran> =>
  assay(
    [
      ...['audit', 'mail:example.com', '--only', 'mail', '--now', '2026-11-22T12:00:00Z'],
      ...['--dns-fixture', `${name}/example.com.zone`, '--quiet', '--json', ...args],
    ],
    { cwd },
  );

let kept: Promise<string> | undefined;

/** The report of the zone when it was in order, made once. */
const goodReport = (): Promise<string> =>
  (kept ??= audit(folder(ZONES), 'good').then(({ stdout }) => stdout));

describe('--baseline', () => {
  test('puts into the report what changed, and fails the gate where it is asked to', async () => {
    const before = await goodReport();
    const at = folder({ ...ZONES, 'before.json': before });
    const args = [
      '--baseline',
      'before.json',
      '--fail-on-regression',
      '--format',
      'text:report.txt',
    ];
    const { status, stdout, stderr } = await audit(at, 'bad', ...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^exit 1: .*regression.* since 2026-11-22/m);
    const { comparison } = Report.parse(JSON.parse(stdout));
    expect(comparison?.before.id).toBe(Report.parse(JSON.parse(before)).id);
    expect(comparison?.remarks).toEqual([]);
    const states = comparison?.changes.map(({ rule, state }) => `${rule} ${state}`);
    expect(states?.[0]).toBe('spf-all-not-open regressed');
    expect(readFileSync(join(at, 'report.txt'), 'utf8')).toContain('\nSince 2026-11-22 12:00 UTC');
  });

  test('may stand in assay.yaml, from whose folder its path is taken', async () => {
    const at = folder({
      ...ZONES,
      'conf/assay.yaml': 'baseline: kept/before.json\n',
      'conf/kept/before.json': await goodReport(),
    });
    const { stdout, status } = await audit(at, 'good', '--config', 'conf/assay.yaml');
    expect(status).toBe(0);
    const { comparison, findings } = Report.parse(JSON.parse(stdout));
    expect(comparison?.changes).toEqual([]);
    expect(comparison?.counts.unchanged).toBe(findings.length);
  });

  test('is read before anything is looked at', async () => {
    const at = folder(ZONES);
    const { status, stdout, stderr } = await audit(at, 'good', '--baseline', 'before.json');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/before\.json: cannot be read: no such file/);
  });

  test('about other targets is no error, and says so', async () => {
    const at = folder({ ...ZONES, 'before.json': FILES['before.json'] });
    const { status, stdout } = await audit(at, 'good', '--baseline', 'before.json');
    expect(status).toBe(0);
    const { comparison } = Report.parse(JSON.parse(stdout));
    expect(comparison?.remarks).toContain('The two reports have no target in common.');
    expect(comparison?.counts.regressed).toBe(0);
  });

  test('leaves a judgement the same byte for byte', async () => {
    const look = ['observe', 'mail:example.com', '--only', 'mail', '--quiet'];
    const observed = await assay([...look, '--dns-fixture', 'bad/example.com.zone'], {
      cwd: folder(ZONES),
    });
    const cwd = folder({ 'bundle.json': observed.stdout, 'before.json': await goodReport() });
    const args = ['judge', 'bundle.json', '--only', 'mail', '--baseline', 'before.json', '--json'];
    const [first, second] = await Promise.all([assay(args, { cwd }), assay(args, { cwd })]);
    expect(Report.parse(JSON.parse(first.stdout)).comparison?.counts.regressed).toBe(1);
    expect(second.stdout).toBe(first.stdout);
  });
});
