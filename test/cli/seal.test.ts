import {
  appendFileSync,
  chmodSync,
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../src/seal/manifest.ts';
import { pairOf, SEEDS } from '../seal/keys.ts';
import { assay, folder, type Ran } from './run.ts';
import { judged, judgedOnce, signedOnce } from './sealed.ts';

const KEY = ['--key', 'key.pem'];
const PUBLIC = ['--key', 'public.pem'];

const last = ({ stderr }: Ran): string => stderr.trimEnd().split('\n').at(-1) ?? '';

describe('the folder of judge -o', () => {
  test('has bundle, reports and a manifest of them', async () => {
    const { at, stderr } = await judged({});
    const names = ['bundle.json', 'manifest.json', 'report.html', 'report.json'];
    expect(readdirSync(join(at, 'out')).sort()).toEqual(names);
    for (const name of names) expect(stderr).toContain(`wrote out/${name}\n`);
    const { files, predicate } = readManifest(readFileSync(join(at, 'out/manifest.json')));
    expect(files.map(({ name }) => name)).toEqual(['bundle.json', 'report.html', 'report.json']);
    const report = JSON.parse(readFileSync(join(at, 'out/report.json'), 'utf8')) as object;
    const { id, rulesHash } = predicate.report;
    expect(report).toMatchObject({ id, rulesHash, now: predicate.now, tool: predicate.tool });
    expect(predicate.targets).toEqual(['mail:example.com']);
  });

  test('has what else was written into it in the manifest, and nothing from beside it', async () => {
    const { at } = await judged(
      {},
      ...['--format', 'text:out/deep/report.txt', '--format', 'json:beside.json'],
      ...['--format', 'text:out/../also.txt'],
    );
    const { files } = readManifest(readFileSync(join(at, 'out/manifest.json')));
    expect(files.map(({ name }) => name)).toEqual([
      ...['bundle.json', 'deep/report.txt', 'report.html', 'report.json'],
    ]);
    expect(readdirSync(at)).toEqual(expect.arrayContaining(['also.txt', 'beside.json']));
  });

  test('keeps a signature that is still of it, and loses one that is not', async () => {
    const at = await signedOnce();
    const again = ['judge', 'bundle.json', '-o', 'out'];
    const same = await assay([...again, '--only', 'mail'], { cwd: at });
    expect(same.stderr).not.toContain('removed');
    expect((await assay(['verify', 'out', ...PUBLIC], { cwd: at })).status).toBe(0);
    const other = await assay([...again, '--only', 'dns'], { cwd: at });
    expect(other.stderr).toContain(
      'assay: note: out/manifest.dsse.json is removed: it signed what was here before\n',
    );
    expect((await assay(['verify', 'out', ...PUBLIC], { cwd: at })).status).toBe(4);
  });
});

describe('assay verify', () => {
  test('verifies what was signed', async () => {
    const at = await signedOnce();
    const ran = await assay(['verify', 'out', ...PUBLIC], { cwd: at });
    expect(ran.status).toBe(0);
    expect(ran.stdout).toMatch(
      /^out: 3 files of an audit by assay \S+\nreport \S+, as of 2026-11-22/,
    );
    expect(last(ran)).toMatch(/^exit 0: verified: 3 files, signed with key [0-9a-f]{16}…$/);
  });

  test('names what was changed, is missing or is there besides, and ends in 4', async () => {
    const at = await signedOnce();
    const out = join(at, 'out');
    appendFileSync(join(out, 'report.html'), '\n');
    rmSync(join(out, 'bundle.json'));
    writeFileSync(join(out, 'notes\u202e.txt'), '');
    const ran = await assay(['verify', 'out', ...PUBLIC], { cwd: at });
    expect(ran.status).toBe(4);
    expect(ran.stdout.split('\n').slice(3, 6)).toEqual([
      '  WRONG      bundle.json is missing',
      expect.stringMatching(/^ {2}WRONG {6}report\.html is changed: \d+ bytes, not \d+$/),
      String.raw`  NOT KNOWN  notes\u{202e}.txt is not in the manifest`,
    ]);
    expect(last(ran)).toMatch(/^exit 4: integrity violated: bundle\.json is missing; report\.html/);
  });

  test.each([
    ['a byte of the report', 'report.json', (text: string) => text.replace('"fail"', '"pass"')],
    ['the manifest', 'manifest.json', (text: string) => text.replace('bundle.json', 'bundle.jsn')],
    [
      'the signature',
      'manifest.dsse.json',
      (text: string) => text.replace(/"sig": "./, '"sig": "-'),
    ],
  ])('finds that %s was changed', async (_, name, change) => {
    const at = await signedOnce();
    const path = join(at, 'out', name);
    const before = readFileSync(path, 'utf8');
    expect(change(before)).not.toBe(before);
    writeFileSync(path, change(before));
    const ran = await assay(['verify', 'out', ...PUBLIC], { cwd: at });
    expect(ran.status).toBe(4);
    expect(last(ran)).toMatch(/^exit 4: integrity violated: /);
    // Nor without a key: what is signed is not what lies there.
    if (name !== 'manifest.dsse.json') {
      expect((await assay(['verify', 'out'], { cwd: at })).status).toBe(4);
    }
  });

  test('does not know what nobody has signed, unless that is allowed', async () => {
    const at = await judgedOnce();
    const ran = await assay(['verify', 'out'], { cwd: at });
    expect(ran.status).toBe(3);
    expect(last(ran)).toBe(
      'exit 3: not verified: manifest.dsse.json is missing: nobody has signed',
    );
    const allowed = await assay(['verify', 'out', '--allow-unsigned'], { cwd: at });
    expect(allowed.status).toBe(0);
    expect(last(allowed)).toBe('exit 0: verified: 3 files, no signature checked');
    const asked = await assay(['verify', 'out', ...PUBLIC], { cwd: at });
    expect(asked.status).toBe(4);
  });

  test('does not know who has signed without a key, and asks every key that is given', async () => {
    const at = await signedOnce();
    const { secret, open } = pairOf(SEEDS[1]);
    writeFileSync(join(at, 'bert.pem'), open);
    const both = ['verify', 'out', ...PUBLIC, '--key', 'bert.pem'];
    expect((await assay(['verify', 'out'], { cwd: at })).status).toBe(3);
    const one = await assay(both, { cwd: at });
    expect(one.status).toBe(4);
    expect(last(one)).toMatch(/manifest\.dsse\.json is not signed by key [0-9a-f]{16}…$/);
    const ran = await assay(['sign', 'out', '--key', 'env:BERT'], {
      cwd: at,
      env: { BERT: secret },
    });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect((await assay(both, { cwd: at })).status).toBe(0);
    expect((await assay(['verify', 'out', ...PUBLIC], { cwd: at })).status).toBe(0);
  });

  test.each([
    [['verify', 'nowhere'], /^assay: error: nowhere: no such folder$/m],
    [['verify', 'key.pem'], /^assay: error: key\.pem: is not a folder$/m],
    [['verify', 'out', '--key', 'nothing.pem'], /nothing\.pem: cannot be read: no such file/],
    [['verify', 'out', '--key', 'key.pem'], /--key key\.pem: is a private key/],
    [['verify', 'out', '--waivers', 'x'], /--waivers says what is judged by.*\n.*add --rejudge/],
    [['verify', 'out', ...PUBLIC, '--allow-unsigned'], /--allow-unsigned says that no signature/],
    [['sign', 'out'], /required option '--key/],
    [['sign', 'out', '--key', 'public.pem'], /--key public\.pem: is a public key/],
    [['sign', 'out', '--key', 'env:NO_SUCH_KEY'], /there is no NO_SUCH_KEY in the environment/],
    [['sign', 'nowhere', ...KEY], /nowhere: no such folder/],
  ])('%j is wrong use', async (args, message) => {
    const { secret, open } = pairOf(SEEDS[0]);
    const at = folder({ 'key.pem': secret, 'public.pem': open, 'out/x': '' });
    const ran = await assay(args, { cwd: at });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(message);
  });

  test('refuses the same key for two signers', async () => {
    const at = await signedOnce();
    const { status, stderr } = await assay(['verify', 'out', ...PUBLIC, ...PUBLIC], { cwd: at });
    expect(stderr).toContain('--key public.pem: the same key is given twice');
    expect(status).toBe(2);
  });

  test('finds no manifest where there is none, and that is no pass', async () => {
    const ran = await assay(['verify', '.'], { cwd: folder({ 'report.json': '{}' }) });
    expect(ran.status).toBe(4);
    expect(last(ran)).toBe('exit 4: integrity violated: manifest.json is missing');
  });
});

describe('assay sign', () => {
  test('signs nothing that is not as the manifest has it', async () => {
    const at = await judgedOnce();
    writeFileSync(join(at, 'out/notes.txt'), '');
    const more = await assay(['sign', 'out', ...KEY], { cwd: at });
    expect(more.status).toBe(3);
    expect(last(more)).toBe('exit 3: not signed: not verified: notes.txt is not in the manifest');
    appendFileSync(join(at, 'out/report.json'), ' ');
    const ran = await assay(['sign', 'out', ...KEY], { cwd: at });
    expect(ran.status).toBe(4);
    expect(ran.stdout).toMatch(/^report\.json is changed: /m);
    expect(readdirSync(join(at, 'out'))).not.toContain('manifest.dsse.json');
  });

  test('warns of a key that others can read, and of nothing else', async () => {
    const at = await judgedOnce();
    chmodSync(join(at, 'key.pem'), 0o644);
    const ran = await assay(['sign', 'out', ...KEY], { cwd: at });
    expect(ran.status).toBe(0);
    expect(ran.stderr).toBe('assay: warning: key.pem can be read by others: chmod 600 key.pem\n');
  });

  test('signs the same in the same way, with the key on standard input too', async () => {
    const at = await signedOnce();
    const path = join(at, 'out/manifest.dsse.json');
    const before = readFileSync(path);
    rmSync(path);
    const stdin = readFileSync(join(at, 'key.pem'), 'utf8');
    const ran = await assay(['sign', 'out', '--key', '-'], { cwd: at, stdin });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^out\/manifest\.dsse\.json: signed with key [0-9a-f]{64}\n$/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('replaces the signature of another folder, and says so', async () => {
    const at = await signedOnce();
    const { at: other } = await judged({}, '--profile', 'baseline', '--min-grade', 'A');
    cpSync(join(at, 'out/manifest.dsse.json'), join(other, 'out/manifest.dsse.json'));
    const ran = await assay(['sign', 'out', ...KEY], { cwd: other });
    expect(ran.status).toBe(0);
    expect(ran.stderr).toContain('manifest.dsse.json signed another manifest, and is replaced');
    expect((await assay(['verify', 'out', ...PUBLIC], { cwd: other })).status).toBe(0);
  });

  test('a folder can be moved and is still what was signed', async () => {
    const at = await signedOnce();
    renameSync(join(at, 'out'), join(at, 'kept'));
    expect((await assay(['verify', 'kept', ...PUBLIC], { cwd: at })).status).toBe(0);
  });
});
