import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { writeText } from '../../src/cli/files.ts';
import { folder } from './run.ts';

test.each([
  ['a.txt'],
  ['new/a.txt'],
  ['new/deep/er/a.txt'],
  ['new/../a.txt'],
  ['there/../x/a.txt'],
])('%s is written, and its folders are made', (path) => {
  const at = folder({ 'there/b.txt': '' });
  writeText(`${at}/${path}`, 'text');
  expect(readFileSync(join(at, path), 'utf8')).toBe('text');
});

test('a folder that a link leads to is one', () => {
  const at = folder();
  mkdirSync(join(at, 'real'));
  symlinkSync('real', join(at, 'link'));
  writeText(join(at, 'link/deep/a.txt'), 'text');
  expect(existsSync(join(at, 'real/deep/a.txt'))).toBe(true);
});

test.each([
  ['file/a.txt', 'a part of the path is not a directory'],
  ['file/deep/a.txt', 'a part of the path is not a directory'],
  ['dangling/a.txt', 'a part of the path is not a directory'],
  ['loop/a.txt', 'a link that leads to itself'],
  ['folder', 'is a directory'],
])('%s is not written: %s', (path, reason) => {
  const at = folder({ file: '', 'folder/x': '' });
  symlinkSync('nothing', join(at, 'dangling'));
  symlinkSync('loop', join(at, 'loop'));
  expect(() => {
    writeText(join(at, path), '');
  }).toThrow(`${join(at, path)}: cannot be written: ${reason}`);
});

// The recursion of mkdir that Node has goes round for ever there.
test.each([['out/deep/report.txt'], ['out/../also.txt'], ['beside.json'], ['./a/b']])(
  'where the working directory has been deleted, writing %s ends',
  (path) => {
    const at = folder();
    mkdirSync(join(at, 'gone/deep'), { recursive: true });
    const files = pathToFileURL(resolve('src/cli/files.ts')).href;
    const script = `
      import { rmSync } from 'node:fs';
      import { writeText } from ${JSON.stringify(files)};
      rmSync(${JSON.stringify(join(at, 'gone'))}, { recursive: true });
      try { writeText(${JSON.stringify(path)}, ''); } catch (error) { console.log(error.message); }`;
    const { signal, stdout } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { cwd: join(at, 'gone/deep'), timeout: 15_000 },
    );
    expect(signal).toBeNull();
    expect(stdout.toString()).toBe(`${path}: cannot be written: no such file\n`);
  },
);
