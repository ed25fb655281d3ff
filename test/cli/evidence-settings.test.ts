import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountsOf } from '../../src/cli/evidence-settings.ts';
import { readConfig } from '../../src/document/config.ts';
import { cloudExports, type CloudExports } from '../../src/evidence/kinds/cloud/exports.ts';
import { INSTANCE } from '../support/aws-stores.ts';
import { WHEN, wrapped } from '../support/imports.ts';
import { folder as folderWith } from './run.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const LISTED = 'aws rds describe-db-instances';
const INSTANCES = JSON.stringify(wrapped(LISTED, { DBInstances: [INSTANCE] }));
const ZONE = JSON.stringify({
  ...{ assay: 1, command: 'cloudflare /zones/1/settings/ssl', account: 'cloudflare:example.com' },
  collectedAt: WHEN,
  output: { success: true, result: { id: 'ssl', value: 'strict' } },
});

/** The looks at accounts, by the id of each. */
function looks(evidence: readonly string[], folder?: string, yaml?: string) {
  const config =
    folder === undefined || yaml === undefined
      ? null
      : readConfig(join(folder, 'assay.yaml'), yaml);
  return accountsOf({ evidence }, config, NOW).map(({ target, evidence: { observation } }) => ({
    id: target.id,
    observation,
  }));
}

/** The paths of the files of each look, from a folder. */
const pathsIn = (folder: string, found: ReturnType<typeof looks>) =>
  found.map(({ id, observation }) => [
    id,
    observation.status === 'present'
      ? exportsIn(observation.value).files.map(({ path }) => path.slice(folder.length + 1))
      : observation.status,
  ]);
const exportsIn = (value: unknown): CloudExports => cloudExports.schema.parse(value);

describe('--evidence', () => {
  test('makes one target of each account, whose files say what they are of', () => {
    const folder = folderWith({
      'a/db.json': INSTANCES,
      'a/deep/ssl.json': ZONE,
      'a/notes.md': '#',
    });
    const found = accountsOf({ evidence: [folder] }, null, NOW);
    expect(found.map(({ target }) => target)).toEqual(
      ['aws:123456789012', 'cloudflare:example.com'].map((id) => ({
        ...{ id, kind: 'account', uri: id, host: id.split(':')[1] },
        ...{ port: null, role: null, addresses: [] },
      })),
    );
    expect(found.map(({ evidence }) => evidence)).toMatchObject([
      {
        id: 'cloud.exports aws:123456789012',
        kind: 'cloud.exports',
        target: 'aws:123456789012',
        observedAt: NOW.toISOString(),
        cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
      },
      {},
    ]);
    expect(pathsIn(folder, looks([folder]))).toEqual([
      ['aws:123456789012', ['a/db.json']],
      ['cloudflare:example.com', ['a/deep/ssl.json']],
    ]);
  });

  test('counts a file that is named twice once', () => {
    const folder = folderWith({ 'db.json': INSTANCES });
    const path = join(folder, 'db.json');
    expect(pathsIn(folder, looks([folder, path, path]))).toEqual([
      ['aws:123456789012', ['db.json']],
    ]);
  });

  test('keeps files that do not say whose they are with every account that may have them', () => {
    const cut = INSTANCES.slice(0, 150);
    const folder = folderWith({
      'cut.json': cut,
      'db.json': INSTANCES,
      'ssl.json': ZONE,
      'x.json': '1',
    });
    expect(pathsIn(folder, looks([folder]))).toEqual([
      ['aws:123456789012', ['cut.json', 'db.json', 'x.json']],
      ['cloudflare:example.com', ['ssl.json', 'x.json']],
    ]);
  });

  test('reads what PowerShell writes', () => {
    const folder = folderWith({});
    writeFileSync(join(folder, 'db.json'), Buffer.from(`\uFEFF${INSTANCES}`, 'utf16le'));
    const [look] = looks([folder]);
    expect(look?.id).toBe('aws:123456789012');
  });

  test('follows links, and none back to where it came from', () => {
    const folder = folderWith({ 'a/db.json': INSTANCES });
    symlinkSync(folder, join(folder, 'a/back'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'a/broken'));
    const [look] = looks([folder]);
    const files =
      look?.observation.status === 'present' ? exportsIn(look.observation.value).files : [];
    expect(
      files.map(({ path, problem }) => [
        path.slice(folder.length),
        problem?.detail.slice(folder.length),
      ]),
    ).toEqual([
      ['/a/back', '/a/back leads back to a folder it lies in'],
      ['/a/broken', '/a/broken cannot be read: no such file'],
      ['/a/db.json', undefined],
    ]);
  });

  test('does not read a file that is too large', () => {
    const folder = folderWith({
      'db.json': INSTANCES,
      'large.json': ' '.repeat(20 * 1_048_576 + 1),
    });
    const [look] = looks([folder]);
    const files =
      look?.observation.status === 'present' ? exportsIn(look.observation.value).files : [];
    expect(files[1]?.problem).toMatchObject({ code: 'limit' });
  });

  test('refuses more files than one run can take', () => {
    const folder = folderWith({});
    for (let file = 0; file <= 1000; file += 1) writeFileSync(join(folder, `${file}.json`), '1');
    expect(() => looks([folder])).toThrow('too much for one run');
  });

  test.each<[string, (folder: string) => string, string]>([
    ['does not exist', (folder) => join(folder, 'nope'), 'nope: no such file or folder'],
    ['holds no JSON', (folder) => join(folder, 'empty'), 'no file in it that can be read'],
    ['is of no account', (folder) => join(folder, 'x.json'), 'no file says which account it is of'],
  ])('refuses a path that %s', (_, pathIn, message) => {
    const folder = folderWith({ 'x.json': '{}' });
    mkdirSync(join(folder, 'empty'));
    expect(() => looks([pathIn(folder)])).toThrow(message);
  });
});

describe('evidence.accounts', () => {
  const yaml = (more = '') => `evidence:
  accounts:
    - { id: 'aws:123456789012', files: [exports], ${more} }
`;

  test('gives a policy, and paths from the folder of the file', () => {
    const folder = folderWith({ 'exports/db.json': INSTANCES });
    const more =
      'maxAge: 7d, regions: [eu-west-2], expect: [records], none: [disks], publicInstances: [bastion]';
    const [look] = looks([], folder, yaml(more));
    if (look?.observation.status !== 'present') throw new Error('not there');
    expect(exportsIn(look.observation.value)).toMatchObject({
      policy: {
        maxAgeHours: 168,
        regions: ['eu-west-2'],
        expect: ['records'],
        none: ['disks'],
        publicInstances: ['bastion'],
      },
      files: [{ path: join(folder, 'exports/db.json'), problem: null }],
    });
  });

  test('takes the files of flags that are of the account, and leaves those that are not', () => {
    const folder = folderWith({
      'exports/db.json': INSTANCES,
      'more/db.json': INSTANCES,
      'more/ssl.json': ZONE,
    });
    expect(pathsIn(folder, looks([join(folder, 'more')], folder, yaml()))).toEqual([
      ['aws:123456789012', ['exports/db.json', 'more/db.json']],
      ['cloudflare:example.com', ['more/ssl.json']],
    ]);
  });

  test('files of another account stay with the account they were given for, and do not pass for its own', () => {
    const foreign = JSON.stringify(
      wrapped(LISTED, { DBInstances: [] }, { account: '999999999999' }),
    );
    const folder = folderWith({ 'exports/db.json': foreign });
    const [look] = looks([], folder, yaml());
    if (look?.observation.status !== 'present') throw new Error('not there');
    expect(exportsIn(look.observation.value).files[0]?.account).toBe('aws:999999999999');
  });

  test.each([
    ['no folder', {}, 'no such file'],
    ['an empty folder', { 'exports/notes.md': '#' }, 'hold no *.json file'],
  ])('an account with %s is there, and nothing is known of it', (_, files, why) => {
    const [look] = looks([], folderWith(files), yaml());
    if (look?.observation.status !== 'unavailable') throw new Error('available');
    expect(look.id).toBe('aws:123456789012');
    expect(look.observation.problem.detail).toContain(why);
  });

  test('the same account twice is refused, with its place', () => {
    const twice = `${yaml()}    - { id: 'aws:123456789012', files: [more] }\n`;
    expect(() => looks([], folderWith({}), twice)).toThrow(
      /assay\.yaml:4.*stands in .*:3 already/s,
    );
  });

  test('an owner at GitHub is written in any case', () => {
    const repositories = {
      ...{ assay: 1, command: 'gh api --paginate orgs/Acme/repos', account: 'github:Acme' },
      ...{ collectedAt: WHEN, output: [] },
    };
    const folder = folderWith({ 'exports/r.json': JSON.stringify(repositories) });
    const [look] = looks([], folder, yaml().replace('aws:123456789012', 'github:acme'));
    if (look?.observation.status !== 'present') throw new Error('not there');
    expect(exportsIn(look.observation.value).files[0]?.account).toBe('github:acme');
  });
});
