import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { Report } from '../../src/report/report.ts';
import { buildByHand } from './ci/dockerfile.ts';
import {
  GITLAB_CI_LOCAL,
  lintedWorkflow,
  wrongInAction,
  wrongInDockerfile,
  wrongInWorkflow,
} from './ci/oracles.ts';
import { runAction } from './ci/step.ts';
import { openShop, type Shop } from './pipeline/shop.ts';
import { run } from './process.ts';
import { MAIN } from './lab.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const UPLOAD = 'github/codeql-action/upload-sarif@v4';

describe('action.yml', () => {
  test('is an action by the schema of actions, and one without its shell is not', () => {
    expect(wrongInAction(read('action.yml'))).toEqual([]);
    expect(wrongInAction(read('action.yml').replace('shell: bash', ''))).not.toEqual([]);
  });

  test('shellcheck has nothing to say against its script', async () => {
    const { stdout } = await run('shellcheck', ['--shell=bash', 'action/audit.sh']);
    expect(stdout).toBe('');
  });

  test('no expression stands in a script', () => {
    const scripts = [...read('action.yml').matchAll(/^\s*run: (.*)$/gm)].map(([, text]) => text);
    expect(scripts).toEqual(['bash "$GITHUB_ACTION_PATH/action/audit.sh"']);
    expect(read('action/audit.sh')).not.toContain('${{');
  });
});

test('the example workflow passes actionlint and the schema; an injection would not', async () => {
  const text = read('examples/pipeline/github.yml');
  expect(wrongInWorkflow(text)).toEqual([]);
  expect(await lintedWorkflow(text)).toEqual([]);
  const injected = text.replace(
    '- id: assay',
    '- run: echo ${{ github.event.issue.title }}\n      - id: assay',
  );
  expect(await lintedWorkflow(injected)).toHaveLength(1);
});

describe('the step of the action, run as a runner of GitHub runs it', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    await shop.release('good');
  });
  afterAll(() => shop.stop());

  test('a good release passes, and code scanning gets its upload', () => {
    const ended = runAction({ sarif: 'assay.sarif', html: 'assay.html' }, shop.folder);
    expect(ended.status, ended.stderr).toBe(0);
    const { report = '', ...outputs } = ended.outputs;
    expect(outputs).toEqual({ grade: 'A+', passed: 'true', 'exit-code': '0' });
    const { grades, gate } = Report.parse(JSON.parse(read(report)));
    expect([grades.overall?.letter, gate.passed]).toEqual(['A+', true]);
    expect(JSON.parse(read(join(shop.folder, 'assay.sarif')))).toMatchObject({ version: '2.1.0' });
    expect(read(join(shop.folder, 'assay.html'))).toContain('<!doctype html>');
    expect(ended.called).toEqual([UPLOAD]);
  });

  test('without a file for it, nothing is uploaded', () => {
    expect(runAction({}, shop.folder).called).toEqual([]);
  });

  test('a release with TLS 1.0 fails, with the upload and the reason as the last line', async () => {
    await shop.release('regressed');
    const ended = runAction({ sarif: 'assay.sarif' }, shop.folder);
    await shop.release('good');
    expect(ended.status).toBe(1);
    expect(ended.outputs).toMatchObject({ grade: 'B', passed: 'false', 'exit-code': '1' });
    expect(ended.stderr).toMatch(/^::error file=assay\.yaml,line=1,.*Versions below TLS 1\.2/m);
    expect(ended.summary).toMatch(/^## shop\.test: /);
    expect(ended.stderr.trimEnd().split('\n').at(-1)).toMatch(/^exit 1: grade B < --min-grade A; /);
    expect(ended.called).toEqual([UPLOAD]);
  });

  test('where nothing could be seen, or the configuration is wrong, no alert is closed', async () => {
    await shop.close();
    const unseen = runAction({ sarif: 'assay.sarif' }, shop.folder);
    await shop.release('good');
    expect([unseen.status, unseen.outputs['exit-code'], unseen.called]).toEqual([3, '3', []]);
    const wrong = runAction({ sarif: 'assay.sarif', 'fail-on': 'hihg' }, shop.folder);
    expect([wrong.status, wrong.outputs, wrong.called]).toEqual([
      2,
      { grade: '', passed: '', 'exit-code': '2', report: '' },
      [],
    ]);
  });

  test.each([
    { targets: '$(touch touched) `touch touched` ; touch touched' },
    { config: 'assay.yaml"; touch touched; "' },
    { profile: '--version' },
    { 'min-grade': 'A\ntouch touched' },
    { version: '1.0.0; touch touched' },
    { version: 'file:/tmp' },
    { targets: '--output-directory=touched' },
    { targets: '*' },
  ])('an input that tries to be a command or an option is refused: %j', (inputs) => {
    const ended = runAction(inputs, shop.folder);
    expect([ended.status, ended.outputs['exit-code']]).toEqual([2, '2']);
    expect(() => read(join(shop.folder, 'touched'))).toThrow('ENOENT');
  });
});

describe('the template for GitLab', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
    await shop.release('good');
    const file = join(shop.folder, '.gitlab-ci.yml');
    writeFileSync(file, read('templates/gitlab/assay.gitlab-ci.yml'));
    // What `npx` would fetch from the registry.
    mkdirSync(join(shop.folder, 'bin'));
    const npx = join(shop.folder, 'bin/npx');
    writeFileSync(
      npx,
      `#!/bin/sh\necho "npx $1 $2"\nshift 2\nexec ${process.execPath} ${MAIN} "$@"\n`,
    );
    chmodSync(npx, 0o755);
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
    ]) {
      await run('git', args, { cwd: shop.folder });
    }
    await run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.test', 'commit', '-qm', 'shop'], {
      cwd: shop.folder,
    });
  });
  afterAll(() => shop.stop());

  const job = (...variables: readonly string[]) =>
    run(
      'env',
      [
        `PATH=${join(shop.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        process.execPath,
        GITLAB_CI_LOCAL,
        ...['--force-shell-executor', '--json-schema-validation', 'assay'],
        ...variables.flatMap((one) => ['--variable', one]),
      ],
      { cwd: shop.folder },
    );

  test('is read by its schema, runs, passes and leaves the JUnit report that it names', async () => {
    const { code, stdout, stderr } = await job();
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('npx --yes assay@0.1.0');
    const template = parse(read('templates/gitlab/assay.gitlab-ci.yml')) as {
      assay: { artifacts: { reports: { junit: string } } };
    };
    const artifact = join(shop.folder, template.assay.artifacts.reports.junit);
    expect(read(artifact)).toContain('<testsuites');
  });

  test('a gate that is not reached fails the job with its exit code', async () => {
    const { code, stdout, stderr } = await job('ASSAY_FAIL_ON=info');
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/exit 1: \d+ info findings >= --fail-on info/);
  });

  test('a template that the schema refuses does not run', async () => {
    const file = join(shop.folder, '.gitlab-ci.yml');
    const text = read(file);
    writeFileSync(file, text.replace('when: always', 'when: sometimes'));
    const { code, stdout, stderr } = await job();
    writeFileSync(file, text);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('sometimes');
  });
});

describe('the Dockerfile', () => {
  test('has no error, and one with a wrong instruction has', () => {
    const text = read('Dockerfile');
    expect(wrongInDockerfile(text)).toEqual([]);
    expect(wrongInDockerfile(text.replace('WORKDIR', 'WROKDIR'))).not.toEqual([]);
  });

  test('builds a command that runs without rights, from what it copies alone', async () => {
    const root = mkdtempSync(join(tmpdir(), 'assay-image-'));
    onTestFinished(() => {
      rmSync(root, { recursive: true, force: true });
    });
    chmodSync(root, 0o755);
    const image = join(await buildByHand(root), 'assay');
    expect(readdirSync(image).sort()).toEqual([
      ...['LICENSE', 'bin', 'dist', 'node_modules', 'package.json', 'rules'],
    ]);
    expect(existsSync(join(image, 'node_modules/typescript'))).toBe(false);
    const list = spawnSync(process.execPath, [join(image, 'bin/assay.js'), 'rules', 'list'], {
      cwd: '/',
      uid: 65_534,
      gid: 65_534,
      encoding: 'utf8',
    });
    expect([list.status, list.stderr]).toEqual([0, expect.stringMatching(/^exit 0: \d+ rules\n$/)]);
  }, 300_000);

  test('does not run as root, and copies only what .dockerignore lets through', () => {
    const text = read('Dockerfile');
    const users = [...text.matchAll(/^USER (.+)$/gm)].map(([, user]) => user);
    expect(users).toEqual(['node']);
    const kept = read('.dockerignore')
      .split('\n')
      .flatMap((line) => /^!(.+)/.exec(line)?.[1] ?? []);
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect(copied.toSorted()).toEqual([...kept, 'package.json'].toSorted());
    expect(kept.filter((name) => !existsSync(name))).toEqual([]);
  });
});
