import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differenceFrom, digestBelow, violationsIn } from '../../src/cli/evidence-files.ts';
import { folder } from './run.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

test('a file has the digest of its bytes, a large one too', () => {
  const large = 'x'.repeat(3_000_000);
  const at = folder({ 'a.pdf': 'a', 'deep/b.pdf': 'b', empty: '', large });
  expect(digestBelow(at, 'a.pdf')).toEqual({ sha256: sha('a'), reason: null });
  expect(digestBelow(at, 'deep/b.pdf')).toEqual({ sha256: sha('b'), reason: null });
  expect(digestBelow(at, 'empty')).toEqual({ sha256: sha(''), reason: null });
  expect(digestBelow(at, 'large')).toEqual({ sha256: sha(large), reason: null });
});

test('what is no regular file below the folder has none, and nothing waits for it', () => {
  const outside = folder({ 'secret.pdf': 'a' });
  const at = folder({ 'a.pdf': 'a' });
  mkdirSync(join(at, 'deep'));
  symlinkSync(join(outside, 'secret.pdf'), join(at, 'out.pdf'));
  symlinkSync(outside, join(at, 'outside'));
  symlinkSync('a.pdf', join(at, 'in.pdf'));
  symlinkSync('loop.pdf', join(at, 'loop.pdf'));
  execFileSync('mkfifo', [join(at, 'pipe')]);
  const reason = (path: string): string | null => digestBelow(at, path).reason;
  expect(reason('none.pdf')).toBe('no such file');
  expect(reason('deep')).toBe('is not a file');
  expect(reason('pipe')).toBe('is not a file');
  const leads = 'leads out of the folder of the file that names it';
  expect(reason('out.pdf')).toBe(leads);
  expect(reason('outside/secret.pdf')).toBe(leads);
  expect(reason('../x')).not.toBeNull();
  expect(reason('loop.pdf')).not.toBeNull();
  expect(reason('in.pdf')).toBeNull();
});

test('a difference says what is wrong, and nothing where nothing is', () => {
  const at = folder({ 'a.pdf': 'a' });
  const file = { path: 'a.pdf', sha256: sha('a') };
  expect(differenceFrom(at, file)).toBeNull();
  expect(differenceFrom(at, { ...file, sha256: sha('b') })).toBe(
    `a.pdf: is not the file that was registered: its SHA-256 is ${sha('a')}, not ${sha('b')}`,
  );
  expect(violationsIn(at, [file, { path: 'b.pdf', sha256: sha('b') }])).toEqual([
    'b.pdf: no such file',
  ]);
  expect(violationsIn(at)).toEqual([]);
});
