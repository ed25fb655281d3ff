import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFolder, exitOfRemarks, remarkText } from '../../src/cli/seal-check.ts';
import { filesIn } from '../../src/cli/sealed-folder.ts';
import { formatEnvelope } from '../../src/seal/envelope.ts';
import { formatManifest } from '../../src/seal/manifest.ts';
import { signed } from '../../src/seal/sign.ts';
import { ANNA } from '../seal/keys.ts';
import { bytesOf, PREDICATE, sha } from '../seal/sealed.ts';
import { folder } from './run.ts';

const FILES = { 'bundle.json': '{"a":1}\n', 'report.json': '{}\n', 'evidence/ab-x.pdf': 'x' };

/** A folder on disk with these files, sealed and signed. */
function onDisk(files: Readonly<Record<string, string>> = FILES): string {
  const entries = Object.entries(files);
  const manifest = formatManifest({
    predicate: PREDICATE,
    files: entries.map(([name, text]) => ({
      ...{ name, bytes: Buffer.byteLength(text), sha256: sha(bytesOf(text)) },
    })),
  });
  const envelope = formatEnvelope(signed(bytesOf(manifest), ANNA.signs, null));
  return folder({ ...files, 'manifest.json': manifest, 'manifest.dsse.json': envelope });
}

const check = (at: string): { readonly code: number; readonly said: readonly string[] } => {
  const { remarks } = checkFolder(at, { keys: [ANNA.verifies], unsignedAllowed: false });
  return {
    code: exitOfRemarks(remarks, '').code,
    said: remarks.filter(({ state }) => state !== 'held').map(remarkText),
  };
};

test('a folder is what was sealed', () => {
  expect(check(onDisk())).toEqual({ code: 0, said: [] });
});

test('no link is followed, wherever it leads', () => {
  const at = onDisk();
  const outside = folder({ 'report.json': '{}\n', 'x/ab-x.pdf': 'x' });
  rmSync(join(at, 'report.json'));
  symlinkSync(join(outside, 'report.json'), join(at, 'report.json'));
  rmSync(join(at, 'evidence'), { recursive: true });
  symlinkSync(join(outside, 'x'), join(at, 'evidence'));
  symlinkSync('.', join(at, 'self'));
  symlinkSync('nothing', join(at, 'dangling'));
  expect(check(at)).toEqual({
    code: 4,
    said: [
      'evidence/ab-x.pdf is missing',
      'report.json is a link, which is not followed',
      'dangling is not in the manifest',
      'evidence is not in the manifest',
      'self is not in the manifest',
    ],
  });
});

test.each(['manifest.json', 'manifest.dsse.json'])('%s is no link', (name) => {
  const at = onDisk();
  const outside = folder({ copy: readFileSync(join(at, name), 'utf8') });
  rmSync(join(at, name));
  symlinkSync(join(outside, 'copy'), join(at, name));
  expect(check(at)).toEqual({ code: 4, said: [`${name} is a link, which is not followed`] });
});

test('a folder or a pipe is no file, and nothing waits for it', () => {
  const at = onDisk();
  rmSync(join(at, 'report.json'));
  mkdirSync(join(at, 'report.json'));
  rmSync(join(at, 'bundle.json'));
  execFileSync('mkfifo', [join(at, 'bundle.json'), join(at, 'pipe')]);
  mkdirSync(join(at, 'empty/deep'), { recursive: true });
  expect(check(at)).toEqual({
    code: 4,
    said: ['bundle.json is not a file', 'report.json is not a file', 'pipe is not in the manifest'],
  });
});

test('what is larger than it was is not read for its digest', () => {
  const at = onDisk();
  // A terabyte of nothing: reading it would take longer than any test.
  truncateSync(join(at, 'report.json'), 1_099_511_627_776);
  expect(check(at)).toEqual({
    code: 4,
    said: ['report.json is changed: 1099511627776 bytes, not 3'],
  });
});

test('a large file is read piece by piece', () => {
  const large = 'x'.repeat(5_000_000);
  const at = onDisk({ large, empty: '' });
  expect(check(at).code).toBe(0);
  writeFileSync(join(at, 'large'), `${large.slice(0, -1)}y`);
  expect(check(at).code).toBe(4);
});

test('a manifest that names what lies outside is refused, and nothing is read there', () => {
  const at = onDisk();
  const manifest = readFileSync(join(at, 'manifest.json'), 'utf8');
  const changed = bytesOf(manifest.replace('"report.json"', '"../report.json"'));
  writeFileSync(join(at, 'manifest.json'), changed);
  writeFileSync(join(at, 'manifest.dsse.json'), formatEnvelope(signed(changed, ANNA.signs, null)));
  expect(check(at)).toEqual({
    code: 4,
    said: [
      'manifest.json is not a manifest: subject.2.name: is not the path of a file inside the folder',
    ],
  });
});

test('names of files are said with nothing unseen in them', () => {
  const at = onDisk();
  writeFileSync(join(at, 'a\u001b[2J\u202e\n.txt'), '');
  expect(check(at)).toEqual({
    code: 3,
    said: [String.raw`a\x1b[2J\u{202e}\n.txt is not in the manifest`],
  });
});

test('a folder of far too many files is told of, and not gone through', () => {
  const at = folder();
  for (let count = 0; count <= 10_000; count += 1) writeFileSync(join(at, String(count)), '');
  expect(() => filesIn(at, [])).toThrow(/more than 10000 files/);
});

test('any byte that is changed in any file is found', () => {
  const at = onDisk();
  const names = [...Object.keys(FILES), 'manifest.json', 'manifest.dsse.json'];
  const originals = new Map(names.map((name) => [name, readFileSync(join(at, name))]));
  fc.assert(
    fc.property(
      fc.constantFrom(...originals),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      ([name, original], place, mask) => {
        const bytes = Buffer.from(original);
        const index = place % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ mask;
        writeFileSync(join(at, name), bytes);
        const { code } = check(at);
        writeFileSync(join(at, name), original);
        expect(code).toBe(4);
      },
    ),
    { numRuns: 300 },
  );
  expect(check(at).code).toBe(0);
});

test('only the first reasons are told at the end', () => {
  const remarks = ['a', 'b', 'c', 'd', 'e'].map((file) => ({
    ...{ file, text: 'is missing' },
    state: 'violated' as const,
  }));
  expect(exitOfRemarks(remarks, '')).toEqual({
    code: 4,
    reason: 'integrity violated: a is missing; b is missing; c is missing; and 2 more',
  });
});
