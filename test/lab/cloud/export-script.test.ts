import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { exportsAt } from '../../../src/cli/export-files.ts';
import { exportScript, type Scripted } from '../../../src/cli/export-script.ts';
import { OUTPUTS } from '../../../src/evidence/kinds/cloud/outputs.ts';
import { folder } from '../../cli/run.ts';
import { AWS_NETWORK } from '../../support/aws-network.ts';
import { AWS_STORES } from '../../support/aws-stores.ts';

beforeAll(() => {
  if (spawnSync('jq', ['--version']).status !== 0) throw new Error('these tests need jq');
});

/** A tool that prints the first of the answers whose words all stand in its command. */
const TOOL = `#!${process.execPath}
const { readFileSync } = require('node:fs');
const given = process.argv.slice(2).join(' ');
const answers = JSON.parse(readFileSync(__filename + '.answers', 'utf8'));
const answer = answers.find(({ words }) => words.every((word) => given.includes(word)));
if (answer?.error !== undefined || answer === undefined) {
  process.stderr.write(answer?.error ?? 'An error occurred (AccessDenied)');
  process.exit(254);
}
process.stdout.write(answer.text);
`;

interface Answer {
  readonly words: readonly string[];
  readonly text?: string;
  readonly error?: string;
}

/** The exports that the script makes with such a tool in place of the real one. */
function exportsBy(provider: Scripted, id: string, tool: string, answers: readonly Answer[]) {
  const cwd = folder({ [`bin/${tool}`]: TOOL, [`bin/${tool}.answers`]: JSON.stringify(answers) });
  chmodSync(join(cwd, 'bin', tool), 0o755);
  const script = exportScript(provider, { id, regions: ['eu-west-2'], directory: 'out' });
  writeFileSync(join(cwd, 'export.sh'), script.replace('sleep 5', 'true'));
  const env = { ...process.env, PATH: `${join(cwd, 'bin')}:${process.env['PATH'] ?? ''}` };
  const { status, stderr } = spawnSync('sh', ['export.sh'], {
    ...{ cwd, encoding: 'utf8' },
    env: { ...env, CLOUDFLARE_API_TOKEN: 'a-secret-token' },
  });
  return { status, stderr, files: exportsAt([join(cwd, 'out')]).files };
}

const text = (value: unknown): string => JSON.stringify(value);

test('every output of AWS comes through', () => {
  const printed = Object.entries<unknown>({ ...AWS_STORES, ...AWS_NETWORK });
  const { status, files } = exportsBy('aws', 'aws:123456789012', 'aws', [
    { words: ['sts get-caller-identity'], text: '123456789012\n' },
    { words: ['--output text'], text: 'one two three\n' },
    { words: ['generate-credential-report'], text: '{}' },
    { words: ['get-bucket-policy '], error: '\nAn error occurred (NoSuchBucketPolicy) when' },
    { words: ['get-bucket-versioning'], text: '' },
    ...printed.map(([what, output]) => ({ words: [what.slice(4)], text: text(output) })),
  ]);
  expect(status).toBe(0);
  expect(files.filter(({ problem }) => problem !== null)).toEqual([]);
  expect(files.filter(({ complete }) => !complete)).toEqual([]);
  const all = OUTPUTS.map(({ what }) => what).filter((what) => what.startsWith('aws '));
  expect(new Set(files.map(({ what }) => what))).toEqual(new Set(all));
  const of = (name: string) => files.find(({ what }) => what === name);
  expect(of('aws s3api get-bucket-policy')?.content).toEqual({
    Error: { Code: 'NoSuchBucketPolicy' },
  });
  expect(of('aws s3api get-bucket-versioning')).toMatchObject({ resource: 'one', content: {} });
  expect(of('aws wafv2 get-web-acl')?.resource).toBe('two');
  const attached = files.filter(({ what }) => what === 'aws wafv2 list-resources-for-web-acl');
  expect(attached.map(({ resource }) => resource)).toEqual(Array(5).fill('three'));
}, 60_000);

test('with the credentials of another account nothing is exported', () => {
  const answers = [{ words: ['sts get-caller-identity'], text: '999999999999\n' }];
  const { status, stderr, files } = exportsBy('aws', 'aws:123456789012', 'aws', answers);
  expect(status).toBe(1);
  expect(stderr).toContain('not of 123456789012');
  expect(files).toEqual([]);
});

test('a zone of Cloudflare comes through, and its token does not', () => {
  const answer = (path: string, result: unknown) => ({
    words: [path],
    text: text({ success: true, errors: [], messages: [], result }),
  });
  const rules = { id: 'r1', name: 'default', kind: 'zone', phase: 'http_ratelimit' };
  const { files } = exportsBy('cloudflare', 'cloudflare:example.com', 'curl', [
    answer('/zones?name=example.com', [{ id: 'z1' }]),
    answer('/zones/z1/settings/ssl', { id: 'ssl', value: 'strict', editable: true }),
    answer('/zones/z1/settings', { id: 'always_use_https', value: 'on', editable: true }),
    answer('/zones/z1/dnssec', { status: 'active' }),
    answer('/zones/z1/dns_records', [{ name: 'example.com', type: 'A', proxied: true }]),
    answer('/zones/z1/rulesets/r1', { ...rules, rules: [] }),
    answer('/zones/z1/rulesets', [rules, { ...rules, id: 'm', kind: 'managed' }]),
  ]);
  expect(files.filter(({ problem, complete }) => problem !== null || !complete)).toEqual([]);
  expect(new Set(files.map(({ what }) => what))).toEqual(
    new Set(
      ['settings', 'dnssec', 'records', 'ruleset', 'rulesets'].map(
        (one) => `cloudflare zone ${one}`,
      ),
    ),
  );
  expect(text(files)).not.toContain('a-secret-token');
});

test('repositories of GitHub come through, page by page', () => {
  const repository = (name: string) => ({ full_name: `acme/${name}`, default_branch: 'main' });
  const { files } = exportsBy('github', 'github:acme', 'gh', [
    { words: ['rulesets?', '--jq'], text: '7\n' },
    { words: ['--jq'], text: 'acme/app main\n' },
    { words: ['/rulesets/7'], text: '{"id":7,"bypass_actors":[]}' },
    { words: ['orgs/acme/repos'], text: text([repository('app')]) + text([repository('web')]) },
    { words: ['/protection'], error: 'gh: Branch not protected (HTTP 404)' },
    { words: ['/rules/branches'], text: '[]' },
  ]);
  expect(
    files.map(({ what, resource, problem, content }) => [what, resource, problem, content]),
  ).toEqual([
    ['github branch protection', 'acme/app@main', null, {}],
    ['github repositories', null, null, [repository('app'), repository('web')]],
    ['github branch rules', 'acme/app@main', null, []],
    ['github ruleset', 'acme/app#7', null, { bypass_actors: [] }],
  ]);
});
