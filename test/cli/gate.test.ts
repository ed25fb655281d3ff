import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/cli/errors.ts';
import { exitOf } from '../../src/cli/exit.ts';
import { gateOf } from '../../src/cli/gate-settings.ts';
import { readConfig } from '../../src/document/config.ts';
import { Report } from '../../src/report/report.ts';
import { reportOf } from '../report/fixtures.ts';
import { assay, folder, type Ran } from './run.ts';

const ZONE = (all: string): string => `@ SOA ns hostmaster 1 3600 600 86400 300
@ MX 10 mx
mx A 198.51.100.1
@ TXT "v=spf1 mx ${all}"
`;

const observed = new Map<string, Promise<string>>();

/** What a look at a zone with this last term of SPF leaves, looked at once. */
function bundle(all: string): Promise<string> {
  const known = observed.get(all);
  if (known !== undefined) return known;
  const args = ['mail:example.com', '--only', 'mail', '--now', '2026-11-22T12:00:00Z'];
  const ran = assay(['observe', ...args, '--dns-fixture', 'example.com.zone', '--quiet'], {
    cwd: folder({ 'example.com.zone': ZONE(all) }),
  }).then(({ stdout }) => stdout);
  observed.set(all, ran);
  return ran;
}

interface Given {
  readonly all?: '+all' | '-all';
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Record<string, string>;
}

/** Judges a zone in a folder of its own. */
async function judge(args: readonly string[], given: Given = {}): Promise<Ran & { at: string }> {
  const { all = '+all', files = {}, env = {} } = given;
  const at = folder({ 'bundle.json': await bundle(all), ...files });
  const ran = await assay(['judge', 'bundle.json', '--only', 'mail', ...args], { cwd: at, env });
  return { ...ran, at };
}

/** The exit code and the last line of stderr. */
const ending = ({ status, stderr }: Ran): string => {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  expect(last.startsWith(`exit ${status ?? ''}: `), stderr).toBe(true);
  return last;
};

/** Waives all that fails at high or above, and so leaves what is not settled. */
const waivers = (expires: string, evidence = ''): string =>
  `version: 1\nwaivers:\n${['spf-all-not-open', 'mx-public', 'dkim-published']
    .map(
      (rule, nth) => `  - id: W-${nth}
    rule: ${rule}
    allTargets: true
    type: accepted-risk
    owner: mail team
    justification: TICKET-12
    approvedBy: { name: Jane Doe, role: CISO }
    approvedAt: 2026-09-01
    expires: ${expires}
${evidence}`,
    )
    .join('')}`;

const WAIVED = { 'waivers.yaml': waivers('2027-01-31') };
const LAPSED = { 'waivers.yaml': waivers('2026-10-31') };
const FORGED = {
  'waivers.yaml': waivers(
    '2027-01-31',
    `    evidence: [{ path: memo.pdf, sha256: ${'ab'.repeat(32)}, kind: report }]\n`,
  ),
  'memo.pdf': 'forged',
};
const WITH = ['--waivers', 'waivers.yaml'];
const OPEN = '2 high findings >= --fail-on high not settled';

describe('the exit code', () => {
  test.each<[string, readonly string[], Given, string]>([
    ['0 without a gate', [], {}, 'exit 0: no gate given'],
    ['0 where it passes', ['--min-grade', 'F'], {}, 'exit 0: grade F >= --min-grade F'],
    ['1 where it fails', ['--min-grade', 'A'], {}, 'exit 1: grade F < --min-grade A'],
    [
      '3 where it is undecided',
      ['--fail-on', 'high', ...WITH],
      { files: WAIVED },
      `exit 3: ${OPEN}`,
    ],
    [
      '1 over 3',
      ['--fail-on', 'high'],
      {},
      `exit 1: 1 critical, 2 high findings >= --fail-on high; ${OPEN}`,
    ],
    [
      '1 over 0',
      ['--fail-on', 'critical', '--min-grade', 'F'],
      {},
      'exit 1: 1 critical finding >= --fail-on critical; grade F >= --min-grade F',
    ],
    [
      '3 over 0',
      ['--fail-on', 'high', '--min-grade', 'F', ...WITH],
      { files: WAIVED },
      `exit 3: ${OPEN}; grade F >= --min-grade F`,
    ],
    [
      '0 where what is open is allowed',
      ['--fail-on', 'high', '--allow-inconclusive', ...WITH],
      { files: WAIVED },
      `exit 0: ${OPEN}, allowed`,
    ],
    [
      '1 where a waiver in use has expired',
      ['--fail-on', 'expired', ...WITH],
      { files: LAPSED },
      'exit 1: 3 expired (--fail-on expired): waiver W-1 on 2026-10-31, ' +
        'waiver W-0 on 2026-10-31, waiver W-2 on 2026-10-31',
    ],
    [
      'of a severity and a condition in one list',
      ['--fail-on', 'expired, critical', ...WITH],
      { files: WAIVED },
      'exit 0: no finding >= --fail-on critical; nothing in use has expired (--fail-on expired)',
    ],
  ])('is %s', async (_, args, given, expected) => {
    expect(ending(await judge(args, given))).toBe(expected);
  });

  test.each<[string, readonly string[]]>([
    ['1', ['--min-grade', 'A']],
    ['3', ['--fail-on', 'high']],
  ])('is 4 over %s', async (_, gate) => {
    const ran = await judge([...gate, ...WITH], { files: FORGED });
    expect(ending(ran)).toMatch(/^exit 4: integrity violated: W-0: memo\.pdf: .*\(gate: /);
  });

  test.each<[string, readonly string[], Given]>([
    ['4', [...WITH], { files: { ...FORGED, file: '' } }],
    ['1', ['--min-grade', 'A'], { files: { file: '' } }],
    ['3', ['--fail-on', 'high', ...WITH], { files: { ...WAIVED, file: '' } }],
    ['0', [], { files: { file: '' } }],
  ])('is 2 over %s, where the report cannot be written', async (_, args, given) => {
    const { status, stderr } = await judge([...args, '--format', 'json:file/report.json'], given);
    expect(status).toBe(2);
    expect(stderr).toMatch(/assay: error: file\/report\.json: cannot be written: [^\n]*\n$/);
  });

  test('is 70 for an error of our own, with what to do about it', () => {
    const { exitCode, text } = explain(new TypeError('x is not a function'));
    expect(exitCode).toBe(70);
    expect(text).toMatch(/^assay: internal error: TypeError: x is not/);
    expect(text).toMatch(/please report this\n$/);
  });
});

describe('--exit-zero', () => {
  test.each<[string, readonly string[], Given]>([
    ['1', ['--min-grade', 'A'], {}],
    ['3', ['--fail-on', 'high', ...WITH], { files: WAIVED }],
  ])('makes 0 of %s, and says so', async (code, args, given) => {
    expect(ending(await judge([...args, '--exit-zero'], given))).toMatch(
      new RegExp(`^exit 0: would be exit ${code} without --exit-zero: `),
    );
  });

  test('leaves 2, 4 and signals as they are, and the reason of a gate that passes', async () => {
    expect((await judge(['--exit-zero', '--fail-on', 'hihg'])).status).toBe(2);
    const forged = await judge(['--exit-zero', '--min-grade', 'A', ...WITH], { files: FORGED });
    expect(ending(forged)).toMatch(/^exit 4: /);
    expect(ending(await judge(['--exit-zero', '--min-grade', 'F']))).toBe(
      'exit 0: grade F >= --min-grade F',
    );
    const gate = { ...reportOf('careless').gate, reasons: ['x'] };
    expect(exitOf(gate, 'SIGINT', { exitZero: true }).code).toBe(130);
  });

  test('leaves the gate of the report as it is', async () => {
    const { stdout } = await judge(['--exit-zero', '--min-grade', 'A', '--json']);
    expect(Report.parse(JSON.parse(stdout)).gate).toMatchObject({ passed: false, exitCode: 1 });
  });
});

describe('--fail-on-regression', () => {
  test('fails on what got worse, and passes where it was as bad before', async () => {
    const { stdout: before } = await judge(['--json'], { all: '-all' });
    const against = ['--baseline', 'before.json', '--fail-on-regression'];
    const files = { 'before.json': before };
    expect(ending(await judge(against, { files }))).toMatch(
      /^exit 1: 1 critical regressions? since 2026-11-22 \(--fail-on regression\)$/,
    );
    expect(ending(await judge(against, { files, all: '-all' }))).toBe(
      'exit 0: no regression since 2026-11-22 (--fail-on regression)',
    );
    const configured = {
      ...files,
      'assay.yaml': 'baseline: before.json\ngate: { failOn: regression }',
    };
    expect(ending(await judge([], { files: configured }))).toMatch(/^exit 1: 1 critical/);
  });

  test('is undecided where sight was lost of what passed, unless that is allowed', async () => {
    const { stdout } = await judge(['--json']);
    const report = Report.parse(JSON.parse(stdout));
    const findings = report.findings.map((finding) =>
      finding.rule === 'dmarc-published'
        ? { ...finding, outcome: 'pass', effective: 'pass', reason: null }
        : finding,
    );
    const files = { 'before.json': JSON.stringify({ ...report, findings }) };
    const against = ['--baseline', 'before.json', '--fail-on', 'regression'];
    const lost = '1 high finding lost sight of since 2026-11-22 (--fail-on regression)';
    expect(ending(await judge(against, { files }))).toBe(`exit 3: ${lost}`);
    expect(ending(await judge([...against, '--allow-inconclusive'], { files }))).toBe(
      `exit 0: ${lost}, allowed`,
    );
  });
});

describe('a gate that cannot be meant', () => {
  test.each<[string, readonly string[], string]>([
    ['a word that does not exist', ['--fail-on', 'hihg'], 'did you mean "high"?'],
    ['one of several', ['--fail-on', 'high,regresion'], 'did you mean "regression"?'],
    ['an empty one', ['--fail-on', 'high,'], 'one of info, low, medium, high, critical, contra'],
    ['a letter that is no goal', ['--min-grade', 'T'], 'one of A+, A, A-, B, C, D, E, F'],
    ['two severities', ['--fail-on', 'high,low'], 'low means high too'],
    ['no earlier report', ['--fail-on-regression'], 'name one: --baseline report.json'],
    ['nor in a list', ['--fail-on', 'high,regression'], 'name one: --baseline report.json'],
    ['no security page', ['--fail-on', 'contradicted'], 'name one: --claims NAME|FILE'],
  ])('%s is wrong usage, with what would be right', async (_, args, hint) => {
    const { status, stderr } = await judge(args);
    expect(status).toBe(2);
    expect(stderr).toContain(`assay: hint: ${hint}`);
  });

  const judging = (gate: string) => ({
    config: readConfig('assay.yaml', `gate: ${gate}`),
    claims: null,
  });

  test.each([
    ['{ failOn: [high, regression] }', /^assay\.yaml:1:\d+: failOn: regression: there is no/],
    ['{ failOn: [high, low] }', /^assay\.yaml:1:\d+: failOn: low and high are two severities/],
    ['{ failOn: contradicted }', /^assay\.yaml:1:\d+: failOn: contradicted: there is no security/],
  ])('%s in assay.yaml is told with its place', (gate, message) => {
    expect(() => gateOf({}, judging(gate))).toThrow(message);
  });

  test.each(['{ failOn: [] }', '{ areas: { cloud: { minGrade: A } } }', '{ areas: { mial: {} } }'])(
    '%s in assay.yaml is refused',
    (gate) => {
      expect(() => judging(gate)).toThrow(/^assay\.yaml:1:/);
    },
  );

  test('a flag comes before its key in assay.yaml, and areas are in force beside it', () => {
    const gate = '{ minGrade: B, failOn: [low, expired], areas: { mail: { minGrade: A } } }';
    expect(gateOf({ failOn: 'critical' }, judging(gate))).toEqual({
      minGrade: 'B',
      failOn: 'critical',
      conditions: [],
      allowInconclusive: false,
      areas: { mail: { minGrade: 'A' } },
    });
    expect(gateOf({}, judging(gate))).toMatchObject({ failOn: 'low', conditions: ['expired'] });
  });
});

test('what an area must reach stands in assay.yaml, and is told with its name', async () => {
  const files = {
    'assay.yaml': 'gate: { areas: { mail: { minGrade: B }, dns: { failOn: high } } }',
  };
  expect(ending(await judge([], { files }))).toBe(
    'exit 1: mail: grade F < minGrade B; dns: nothing could be judged',
  );
});

describe('in a step of GitHub Actions', () => {
  const step = (at: string): Record<string, string> => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: join(at, 'output'),
    GITHUB_STEP_SUMMARY: join(at, 'summary'),
  });

  /** Values by their names, as the runner reads them. */
  const outputsOf = (text: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...text.matchAll(/^(.+)<<(.+)\n([^]*?)\n?^\2\n/gm)].map(
        ([, name = '', , value = '']): [string, string] => [name, value],
      ),
    );

  const MARKED = /^::(?:error|warning|notice) /gm;

  test('annotations, the summary of the job and outputs come of themselves', async () => {
    const at = folder();
    const ran = await judge(['--min-grade', 'A'], { env: step(at) });
    expect(ending(ran)).toBe('exit 1: grade F < --min-grade A');
    expect(ran.stderr.match(MARKED)?.length).toBeGreaterThan(3);
    expect(ran.stdout).not.toMatch(MARKED);
    expect(ran.stdout).toContain('example.com');
    expect(readFileSync(join(at, 'summary'), 'utf8')).toMatch(
      /^## example\.com: grade F \(failing\)\n\n✗ \*\*Gate failed\*\*\n/,
    );
    expect(outputsOf(readFileSync(join(at, 'output'), 'utf8'))).toEqual({
      grade: 'F',
      passed: 'false',
      'exit-code': '1',
      failed: '5',
      'not-settled': '20',
      waived: '0',
      report: '',
    });
  });

  test('nothing was passed where no gate was given, or files are not those signed for', async () => {
    const at = folder();
    await judge([], { env: step(at) });
    expect(outputsOf(readFileSync(join(at, 'output'), 'utf8'))).toMatchObject({
      ...{ passed: '', 'exit-code': '0' },
    });
    const other = folder();
    await judge(['--min-grade', 'F', ...WITH], { files: FORGED, env: step(other) });
    expect(outputsOf(readFileSync(join(other, 'output'), 'utf8'))).toMatchObject({
      ...{ passed: '', 'exit-code': '4' },
    });
  });

  test('who asks for a format on stdout gets it alone, and the outputs', async () => {
    const at = folder();
    const ran = await judge(['--json'], { env: step(at) });
    expect(ran.stderr).not.toMatch(MARKED);
    expect(Report.parse(JSON.parse(ran.stdout)).targets).toHaveLength(1);
    expect(() => readFileSync(join(at, 'summary'))).toThrow('ENOENT');
    expect(readFileSync(join(at, 'output'), 'utf8')).toContain('exit-code<<');
  });

  test('annotations can be asked for anywhere, and a path cannot forge an output', async () => {
    const at = folder();
    const path = 'a\ngrade<<x\nA+\nx\n.json';
    const ran = await judge(['--format', 'github', '--format', `json:${path}`], { env: step(at) });
    expect(ran.stdout).toMatch(MARKED);
    expect(ran.stderr).not.toMatch(MARKED);
    const outputs = outputsOf(readFileSync(join(at, 'output'), 'utf8'));
    expect([outputs['grade'], outputs['report']]).toEqual(['F', path]);
    const elsewhere = await judge(['--format', 'github']);
    expect(elsewhere.stdout).toMatch(MARKED);
  });

  test('what cannot be written there is a warning, and the gate decides all the same', async () => {
    const at = folder({ summary: 'x'.repeat(1_048_000) });
    mkdirSync(join(at, 'output'));
    const ran = await judge(['--min-grade', 'F'], { env: step(at) });
    expect(ending(ran)).toBe('exit 0: grade F >= --min-grade F');
    expect(ran.stderr).toContain('assay: warning: GITHUB_STEP_SUMMARY: cannot be written: no more');
    expect(ran.stderr).toContain(
      'assay: warning: GITHUB_OUTPUT: cannot be written: is a directory',
    );
    expect(readFileSync(join(at, 'summary'), 'utf8')).toHaveLength(1_048_000);
  });

  test('what stands in the summary already stays', async () => {
    const at = folder();
    writeFileSync(join(at, 'summary'), '# Before\n');
    await judge([], { env: step(at) });
    expect(readFileSync(join(at, 'summary'), 'utf8')).toMatch(/^# Before\n## example\.com/);
  });
});
