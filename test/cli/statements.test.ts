import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { attestationsOf } from '../../src/cli/attestation-settings.ts';
import { exitOf } from '../../src/cli/exit.ts';
import { waiversOf } from '../../src/cli/waiver-settings.ts';
import { readAttestations } from '../../src/document/attestation.ts';
import { Report } from '../../src/report/report.ts';
import { reportOf } from '../report/fixtures.ts';
import { assay, folder } from './run.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

const ZONE = `@ SOA ns hostmaster 1 3600 600 86400 300
@ MX 10 mx
mx A 198.51.100.1
@ TXT "v=spf1 mx +all"
`;

const waivers = (more: string): string => `version: 1
waivers:
  - id: WVR-7
    ${more}
    type: accepted-risk
    owner: mail team
    justification: TICKET-12
    approvedBy: { name: Jane Doe, role: CISO }
    approvedAt: 2026-09-01
    expires: 2027-01-31
`;

const attestations = (control: string, evidence: string): string => `version: 1
attestations:
  - id: ATT-3
    control: ${control}
    status: pass
    statement: So it is
    method: examine
    owner: security
    attestedBy: { name: Jane Doe, role: ISM }
    attestedAt: 2026-10-03
    validity: P3M
    evidence: [{ path: minutes.pdf, sha256: ${sha(evidence)}, kind: report }]
`;

let observed: Promise<string> | undefined;

/** What a look at the zone leaves, looked at once. */
const bundle = (): Promise<string> =>
  (observed ??= assay(
    [
      ...['observe', 'mail:example.com', '--only', 'mail', '--now', '2026-11-22T12:00:00Z'],
      ...['--dns-fixture', 'example.com.zone', '--quiet'],
    ],
    { cwd: folder({ 'example.com.zone': ZONE }) },
  ).then(({ stdout }) => stdout));

const judge = async (files: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const at = folder({ 'bundle.json': await bundle(), ...files });
  const ran = await assay(['judge', 'bundle.json', '--only', 'mail', ...args], { cwd: at });
  return { ...ran, at };
};

describe('files of waivers and attestations', () => {
  test('a waiver for a control takes its findings out of the gate, and is listed', async () => {
    const files = { 'waivers.yaml': waivers('control: MAIL-01\n    allTargets: true') };
    const { stdout, stderr } = await judge(files, '--waivers', 'waivers.yaml', '--json');
    expect(stderr).not.toMatch(/error/);
    const report = Report.parse(JSON.parse(stdout));
    expect(report.waivers).toMatchObject([{ id: 'WVR-7', control: 'MAIL-01', state: 'active' }]);
    const waived = report.findings.filter(({ effective }) => effective === 'waived');
    expect(waived.map(({ rule }) => rule)).toContain('spf-all-not-open');
  });

  test('what does not exist is refused with its place and what was meant', () => {
    const at = folder({
      'waivers.yaml': waivers('rule: spf-publishd\n    allTargets: true'),
      'more.yaml': waivers('control: MAIL-O1\n    allTargets: true'),
      'attestations.yaml': attestations('ORG-00', 'minutes'),
    });
    const pack = loadPack();
    const file = (name: string): string => join(at, name);
    const flags = { waivers: [file('waivers.yaml'), file('more.yaml')] };
    expect(() => waiversOf(flags, { config: null, pack })).toThrow(
      [
        `${file('more.yaml')}:3:9: WVR-7 stands in ${file('waivers.yaml')}:3 already`,
        `${file('waivers.yaml')}:4:11: no rule "spf-publishd"; did you mean "spf-published"?`,
        `${file('more.yaml')}:4:14: no control "MAIL-O1"; did you mean "MAIL-01"?`,
      ].join('\n'),
    );
    const stated = { attestations: [file('attestations.yaml')] };
    expect(() => attestationsOf(stated, { config: null, pack })).toThrow(
      `${file('attestations.yaml')}:4:14: no control "ORG-00"; did you mean "ORG-0`,
    );
  });

  test('an evidence file that has changed ends in 4, and the report is written', async () => {
    const files = {
      'assay.yaml': 'attestationFiles: [statements/a.yaml]',
      'statements/a.yaml': attestations('ORG-01', 'minutes'),
      'statements/minutes.pdf': 'forged',
    };
    const { status, stderr, at } = await judge(
      files,
      ...['--fail-on', 'low', '--format', 'json:report.json'],
    );
    expect(status).toBe(4);
    expect(stderr).toMatch(/^exit 4: integrity violated: ATT-3: minutes\.pdf: is not the file/m);
    const report = Report.parse(JSON.parse(readFileSync(join(at, 'report.json'), 'utf8')));
    expect(report.attestations).toMatchObject([{ id: 'ATT-3', state: 'invalid' }]);
    expect(report.gate.exitCode).toBe(1);
  });

  test('an evidence file as it was signed for counts', async () => {
    const files = {
      'a.yaml': attestations('ORG-01', 'minutes'),
      'minutes.pdf': 'minutes',
    };
    const { status, stdout } = await judge(files, '--attestations', 'a.yaml', '--json');
    expect(status).toBe(0);
    const { attestations: listed } = Report.parse(JSON.parse(stdout));
    expect(listed).toMatchObject([{ id: 'ATT-3', expires: '2027-01-03' }]);
    expect(listed[0]?.state).not.toBe('invalid');
  });
});

test('a signal outranks integrity, and integrity the gate', () => {
  const gate = { ...reportOf('careless').gate, reasons: ['2 high findings'] };
  expect(exitOf(gate, null).code).toBe(1);
  expect(exitOf(gate, null, { violations: ['ATT-3: a.pdf: no such file'] })).toEqual({
    code: 4,
    reason: 'integrity violated: ATT-3: a.pdf: no such file (gate: 2 high findings)',
  });
  expect(exitOf(gate, 'SIGINT', { violations: ['x'] }).code).toBe(130);
  expect(exitOf(gate, 'SIGTERM', { violations: ['x'] }).code).toBe(143);
});

describe('waivers list', () => {
  const files = {
    'assay.yaml': `waivers:
  - { id: INLINE, rule: spf-published, allTargets: true, type: accepted-risk, justification: x, approvedBy: CISO, approvedAt: 2026-01-01, expires: 2026-12-01 }
waiverFiles: [waivers.yaml]
`,
    'waivers.yaml': waivers('rule: dmarc-published\n    allTargets: true'),
    'old.yaml': waivers('control: TLS-02\n    targets: [https://old.example/]')
      .replace('WVR-7', 'OLD')
      .replace('2027-01-31', '2026-11-01'),
  };
  const list = (...args: readonly string[]) =>
    assay(['waivers', 'list', '--now', '2026-11-22', ...args], { cwd: folder(files) });

  test('has a line each, the one that ends first at the top, and passes', async () => {
    const { status, stdout, stderr } = await list('--waivers', 'old.yaml');
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'expired   2026-11-01  (21 days ago)     OLD  TLS-02  https://old.example/  mail team',
      'active    2026-12-01  (in 9 days)       INLINE  spf-published  all targets  CISO',
      'active    2027-01-31  (in 70 days)      WVR-7  dmarc-published  all targets  mail team',
      '',
    ]);
    expect(stderr).toBe('exit 0: 3 waivers, 1 expired\n');
  });

  test('has those alone that end soon', async () => {
    const { stdout, stderr } = await list('--expiring', '30d');
    expect(stdout).toMatch(/^active {4}2026-12-01[^\n]*INLINE[^\n]*\n$/);
    expect(stderr).toBe('exit 0: 2 waivers, 0 expired, 1 at an end within 30 days\n');
    expect((await list('--expiring', 'soon')).status).toBe(2);
  });
});

describe('attest new', () => {
  const said = [
    ...['--statement', 'Restored: it holds', '--by', 'Jane Doe', '--role', 'ISM'],
    ...['--owner', 'platform', '--on', '2026-10-03', '--no-input'],
  ];

  test('creates a file, adds to it, and counts the digests', async () => {
    const cwd = folder({ 'evidence/iso27001-certificate.pdf': 'iso', 'evidence/jobs.json': '{}' });
    const files = ['evidence/iso27001-certificate.pdf', 'evidence/jobs.json'];
    const first = await assay(
      ['attest', 'new', 'bck-01', ...said, ...files.flatMap((file) => ['--evidence', file])],
      { cwd },
    );
    expect(first).toMatchObject({ status: 0 });
    const second = await assay(
      ['attest', 'new', 'ORG-01', ...said, '--claim', 'PT-13', '--validity', 'P3M'],
      { cwd },
    );
    expect(second).toMatchObject({ status: 0 });
    const text = readFileSync(join(cwd, 'attestations.yaml'), 'utf8');
    expect(readAttestations('attestations.yaml', text).value.attestations).toMatchObject([
      {
        ...{ id: 'ATT-1', control: 'BCK-01', status: 'pass', method: 'examine', validity: 'P1Y' },
        evidence: [
          { path: files[0], sha256: sha('iso'), kind: 'certificate' },
          { path: files[1], sha256: sha('{}'), kind: 'config' },
        ],
      },
      { id: 'ATT-2', control: 'ORG-01', claims: ['PT-13'], validity: 'P3M' },
    ]);
  });

  test('refuses a day that is none, by its flag', async () => {
    const said = ['--statement', 's', '--by', 'J', '--role', 'R', '--owner', 'O'];
    for (const day of ['yesterday', '2026-02-30']) {
      const args = ['attest', 'new', 'ORG-03', ...said, '--on', day];
      const { status, stderr } = await assay(args, { cwd: folder() });
      expect(status).toBe(2);
      expect(stderr).toContain(`assay: error: --on ${day}: is no day`);
    }
  });

  test('without a terminal it says what is missing and writes nothing', async () => {
    const cwd = folder();
    const { status, stderr } = await assay(['attest', 'new', 'BCK-01', '--by', 'J'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('attest new needs --statement, --role, --owner');
    expect(() => readFileSync(join(cwd, 'attestations.yaml'))).toThrow();
  });

  test('what is wrong leaves the file as it is', async () => {
    const cwd = folder({ 'attestations.yaml': '# ours\nversion: 1\nattestations: []\n' });
    const ran = await Promise.all([
      assay(['attest', 'new', 'BKC-01', ...said], { cwd }),
      assay(['attest', 'new', 'BCK-01', ...said, '--validity', '1 year'], { cwd }),
      assay(['attest', 'new', 'BCK-01', ...said, '--evidence', '/etc/hostname'], { cwd }),
    ]);
    expect(ran.map(({ status }) => status)).toEqual([2, 2, 2]);
    expect(ran.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining('did you mean "BCK-01"?'),
      expect.stringContaining('--validity: write years, months, weeks or days'),
      expect.stringContaining('evidence lies in the folder of attestations.yaml or below it'),
    ]);
    const text = readFileSync(join(cwd, 'attestations.yaml'), 'utf8');
    expect(text).toBe('# ours\nversion: 1\nattestations: []\n');
  });
});
