import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { assay, folder } from './run.ts';

const published = (path: string): string => readFileSync(`rules/schema/${path}.json`, 'utf8');

/** The schema that the first line of a YAML file names, as an editor finds it: beside the file. */
function schemaOf(file: string): string {
  const [, path = ''] =
    /^# yaml-language-server: \$schema=(\.{1,2}\/\S+)\n/.exec(readFileSync(file, 'utf8')) ?? [];
  return readFileSync(join(dirname(file), path), 'utf8');
}

test('every schema is listed with its title, those of files first', async () => {
  const { status, stdout } = await assay(['schema']);
  expect(status).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(globSync('rules/schema/**/*.json').length);
  expect(lines[0]).toMatch(/^assay {2,}assay\.yaml$/);
  expect(stdout).toMatch(/^report {2,}A JSON report$/m);
  expect(lines.findIndex((line) => line.startsWith('tls.versions '))).toBeGreaterThan(
    lines.findIndex((line) => line.startsWith('waivers ')),
  );
});

test('a schema is printed as it is published', async () => {
  const { status, stdout } = await assay(['schema', 'report']);
  expect(status).toBe(0);
  expect(stdout).toBe(published('report'));
  expect((await assay(['schema', 'tls.versions'])).stdout).toBe(published('kind/tls.versions'));
});

test.each([
  ['reprot', 'did you mean "report"?'],
  ['../../package', 'assay schema lists them all'],
])('there is no schema %s', async (name, hint) => {
  const { status, stdout, stderr } = await assay(['schema', name]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`no schema "${name}"`);
  expect(stderr).toContain(hint);
});

test('what init writes names a schema that is there without a network', async () => {
  const page = '<!doctype html><p>All traffic is encrypted with TLS 1.3.';
  const cwd = folder({ 'page.html': page });
  expect((await assay(['init', 'a.example'], { cwd })).status).toBe(0);
  expect(schemaOf(join(cwd, 'assay.yaml'))).toBe(published('assay'));
  const drafted = await assay(['init', '--from', 'page.html', '-o', 'pages/one.yaml'], { cwd });
  expect(drafted.status).toBe(0);
  expect(schemaOf(join(cwd, 'pages/one.yaml'))).toBe(published('claims'));
});

test('where the package is installed its own schema is named, and nothing is copied', async () => {
  const cwd = folder({ 'node_modules/assay/rules/schema/assay.json': '{}' });
  const below = join(cwd, 'deploy');
  mkdirSync(below);
  for (const at of [cwd, below]) {
    expect((await assay(['init'], { cwd: at })).status).toBe(0);
    expect(schemaOf(join(at, 'assay.yaml'))).toBe('{}');
    expect(existsSync(join(at, '.assay'))).toBe(false);
  }
});
