import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { exportScript } from '../../src/cli/export-script.ts';
import { Bundle } from '../../src/evidence/bundle.ts';
import { OUTPUTS } from '../../src/evidence/kinds/cloud/outputs.ts';
import { Report } from '../../src/report/report.ts';
import { INSTANCE } from '../support/aws-stores.ts';
import { wrapped } from '../support/imports.ts';
import { assay, folder } from './run.ts';

const database = (change: object) =>
  JSON.stringify(
    wrapped('aws rds describe-db-instances', { DBInstances: [{ ...INSTANCE, ...change }] }),
  );
const NOW = ['--now', '2026-11-22T12:00:00Z'];

test('an audit of evidence alone looks at nothing else, and judges what the files say', async () => {
  const cwd = folder({ 'exports/db.json': database({ StorageEncrypted: false }) });
  const args = ['audit', '--evidence', 'exports', '--json', '--fail-on', 'high', ...NOW];
  const { status, stdout, stderr } = await assay(args, { cwd });
  const report = Report.parse(JSON.parse(stdout));
  expect(report.targets.map(({ id }) => id)).toEqual(['aws:123456789012']);
  const outcome = (rule: string) => report.findings.find((one) => one.rule === rule)?.outcome;
  expect(outcome('databases-encrypted')).toBe('fail');
  // The clusters were not exported.
  expect(outcome('databases-private')).toBe('inconclusive');
  // Of another provider.
  expect(outcome('edge-tls-strict')).toBeUndefined();
  expect(report.cost).toMatchObject({ connections: 0, queries: 0, requests: 0 });
  expect(status, stderr).toBe(1);
});

test('a bundle with files is judged again without them', async () => {
  const cwd = folder({ 'exports/db.json': database({}) });
  const { stdout } = await assay(['observe', '--evidence', 'exports', ...NOW], { cwd });
  Bundle.parse(JSON.parse(stdout));
  const elsewhere = folder({ 'bundle.json': stdout });
  const judged = await assay(['judge', 'bundle.json', '--json'], { cwd: elsewhere });
  const audited = await assay(['audit', '--evidence', 'exports', '--json', ...NOW], { cwd });
  const findings = (text: string) => Report.parse(JSON.parse(text)).findings;
  expect(findings(judged.stdout)).toEqual(findings(audited.stdout));
});

test('a path that does not exist is wrong use', async () => {
  const { status, stderr } = await assay(['audit', '--evidence', 'nope'], { cwd: folder() });
  expect(status).toBe(2);
  expect(stderr).toContain('--evidence nope: no such file or folder');
});

test.each([
  [['nonsense'], 'no account of aws, cloudflare, github'],
  [['aws:123456789012'], 'which regions are in use?'],
  [['aws:123456789012', '--region', '$(id)'], 'is no region'],
  [['github:$(id)'], 'no account of'],
])('evidence commands %j is wrong use', async (args, message) => {
  const { status, stderr } = await assay(['evidence', 'commands', ...args]);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

test('the script asks for every output of AWS, in each region where it has to', () => {
  const script = exportScript('aws', {
    id: 'aws:123456789012',
    regions: ['eu-west-2', 'eu-west-1'],
    directory: 'evidence',
  });
  const missing = OUTPUTS.filter(({ what }) => what.startsWith('aws ')).filter(
    ({ what }) => !script.includes(`" ${what}`),
  );
  expect(missing).toEqual([]);
  expect(script).toContain('for region in eu-west-2 eu-west-1; do');
  expect(spawnSync('sh', ['-n'], { input: script }).status).toBe(0);
});

test('a folder with an apostrophe stays one word', () => {
  const script = exportScript('github', { id: 'github:acme', regions: [], directory: "a'b c" });
  const [line = ''] = script.split('\n').filter((one) => one.startsWith('id='));
  const { stdout } = spawnSync('sh', ['-c', `${line}\nprintf %s "$directory"`], {
    encoding: 'utf8',
  });
  expect(stdout).toBe("a'b c");
});
