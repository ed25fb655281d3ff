import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { assay, folder } from './run.ts';

test('--version prints the version of the package', async () => {
  expect(await assay(['--version'])).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' });
});

test('--help shows examples, commands and exit codes', async () => {
  const { status, stdout } = await assay(['--help']);
  expect(status).toBe(0);
  for (const word of ['$ assay audit example.com', 'observe', 'judge', 'demo', 'Exit codes:']) {
    expect(stdout).toContain(word);
  }
});

test.each(['audit', 'observe', 'judge', 'report'])(
  '%s --help shows an example, in 80 columns',
  async (command) => {
    const { status, stdout } = await assay([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`\\$ assay ${command} `));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  },
);

const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    'an unknown command',
    ['audti', 'example.com'],
    /unknown command 'audti'[\s\S]*Did you mean audit/,
  ],
  [
    'an unknown option',
    ['audit', '--min-grad', 'A'],
    /unknown option '--min-grad'[\s\S]*--min-grade/,
  ],
  [
    'an unknown letter',
    ['audit', 'a.example', '--min-grade', 'G'],
    /--min-grade "G" does not exist/,
  ],
  ['an unknown severity', ['audit', 'a.example', '--fail-on', 'hihg'], /did you mean "high"\?/],
  [
    'an unknown area',
    ['audit', 'a.example', '--only', 'tsl'],
    /area "tsl"[\s\S]*did you mean "tls"/,
  ],
  [
    'an unknown profile',
    ['audit', 'a.example', '--profile', 'basline'],
    /did you mean "baseline"\?/,
  ],
  [
    'an unknown format',
    ['audit', 'a.example', '--format', 'docx'],
    /no format "docx"[\s\S]*github/,
  ],
  [
    'two formats on stdout',
    ['audit', 'a.example', '--json', '--format', 'html'],
    /both go to stdout/,
  ],
  ['no targets', ['audit'], /error: no targets\n.*hint: assay audit example\.com/],
  ['a resolver by name', ['audit', 'a.example', '--resolver', 'dns.example'], /not an IP address/],
  [
    'a mapping cut short',
    ['audit', 'a.example', '--connect-to', 'a:443'],
    /HOST:PORT:ADDRESS:PORT/,
  ],
  ['a time that is none', ['audit', 'a.example', '--now', 'soon'], /--now soon: is no time/],
  ['a time limit of nothing', ['audit', 'a.example', '--timeout', '0'], /from 0\.1/],
  [
    'a --ca file that is not there',
    ['audit', 'a.example', '--ca', 'no.pem'],
    /no\.pem: cannot be read: no such file/,
  ],
  ['a bundle that is not there', ['judge', 'none.json'], /none\.json: cannot be read/],
  ['an unknown rule', ['rules', 'explain', 'spf-publishd'], /did you mean "spf-published"\?/],
  [
    'a target with a port and no scheme',
    ['audit', 'a.example:8443'],
    /https:\/\/a\.example:8443\//,
  ],
  ['a scheme of later', ['audit', 'turn://a.example'], /turn is not audited by this version yet/],
  ['a target that is none', ['audit', 'not a name'], /"not a name" is no target/],
];

test.each(wrong)('%s is exit 2 and one clear message on stderr', async (_what, args, message) => {
  const { status, stdout, stderr } = await assay(args, { cwd: folder() });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('    at ');
  expect(status).toBe(2);
  expect(stdout).toBe('');
});

const RULE = `kind: tls.versions
rules:
  - id: our-own
    title: Old versions are refused
    severity: high
    expect: { at: ofered, lacks: [TLS 1.0] }
    whenAbsent: fail
    references: [{ standard: RFC 8996 }]
    fix: { text: Disable them. }
    since: 1.0.0
`;

test('a misspelt path in a rule names file, line, column and the right word', async () => {
  const cwd = folder({ 'rules/ours.yaml': RULE });
  const { status, stderr } = await assay(['audit', 'a.example', '--rules', 'rules'], { cwd });
  expect(stderr).toBe(
    'assay: error: rules/ours.yaml:6:19: no field "ofered" in tls.versions; did you mean "offered"?\n',
  );
  expect(status).toBe(2);
});

test('an unknown key in assay.yaml names file, line, column and the right key', async () => {
  const cwd = folder({ 'assay.yaml': 'targets: [a.example]\ngate:\n  minGrad: A\n' });
  const { status, stderr } = await assay(['audit'], { cwd });
  expect(stderr).toMatch(
    /^assay: error: assay\.yaml:3:3: .*"minGrad".*did you mean "minGrade"\?\n$/,
  );
  expect(status).toBe(2);
});

test('a waiver without expiry names its place and what to add', async () => {
  const waiver = `targets: [a.example]
waivers:
  - id: WVR-1
    rule: tls-version-1-3
    allTargets: true
    type: accepted-risk
    justification: until the spring
    approvedBy: CISO
    approvedAt: 2026-11-01
`;
  const { status, stderr } = await assay(['audit'], { cwd: folder({ 'assay.yaml': waiver }) });
  expect(stderr).toMatch(/^assay: error: assay\.yaml:3:5: .*expires/);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(status).toBe(2);
});

test.each([
  ['that is not there', {}],
  ['without a rule', { 'rules/readme.txt': 'none' }],
])('a folder of rules %s is exit 2', async (_what, files) => {
  const cwd = folder(files);
  const { status, stderr } = await assay(['audit', 'a.example', '--rules', 'rules'], { cwd });
  expect(stderr).toMatch(/rules: no (such folder|\.yaml file) of rules/);
  expect(status).toBe(2);
});

test('a reader that goes away does not change the exit code', () => {
  const main = resolve('src/cli/main.ts');
  const command = `'${process.execPath}' '${main}' audit https://127.0.0.1:1/ --min-grade A --json | true; exit \${PIPESTATUS[0]}`;
  expect(spawnSync('bash', ['-c', command], { cwd: folder() }).status).toBe(3);
});

test('init writes a configuration that audit takes, and never writes over one', async () => {
  const cwd = folder();
  expect((await assay(['init', 'a.example'], { cwd })).status).toBe(0);
  expect(readFileSync(join(cwd, 'assay.yaml'), 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=/,
  );
  const again = await assay(['init'], { cwd });
  expect(again.status).toBe(2);
  expect(again.stderr).toContain('assay.yaml is already here');
});

test('rules and controls can be listed and read', async () => {
  expect((await assay(['rules', 'list'])).stdout).toContain('tls-versions-deprecated');
  expect((await assay(['rules', 'explain', 'spf-published'])).stdout).toContain('RFC 7208');
  expect((await assay(['controls', 'list'])).stdout).toContain('MAIL-01');
  expect((await assay(['controls', 'show', 'MAIL-01'])).stdout).toContain('dmarc-policy-enforced');
});

test('on a Node that is too old the command says so in one sentence and exits 2', () => {
  const pretend =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.20.2"}})';
  const { status, stderr } = spawnSync(process.execPath, ['--import', pretend, 'bin/assay.js'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('assay: error: needs Node.js 22.19 or newer, this is 20.20.2.\n');
  expect(status).toBe(2);
});

test('the tests run on the Node of the project, not on the one of the system', () => {
  expect(process.versions.node).toMatch(/^(?:22|24|26)\./);
});

test('a second page is refused, as the first would be lost', async () => {
  const args = ['judge', 'none.json', '--claims', 'careapp', '--claims', 'physitrack'];
  const { status, stderr } = await assay(args);
  expect(status).toBe(2);
  expect(stderr).toContain('One in a run; "careapp" was given before.');
});

test('a profile that assay.yaml misspells is told with its place', async () => {
  const cwd = folder({ 'assay.yaml': 'targets: [example.com]\nprofile: hippa\n' });
  const { status, stderr } = await assay(['audit', '--dry-run'], { cwd });
  expect(status).toBe(2);
  expect(stderr).toContain('assay.yaml:2:10: profile "hippa" does not exist; did you mean "hipaa-');
});
