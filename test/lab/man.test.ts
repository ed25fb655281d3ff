import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, [...args, 'man/assay.1'], { encoding: 'utf8' });

test('mandoc has nothing to say against the manual page', () => {
  expect(run('mandoc', '-Tlint', '-Wwarning')).toBe('');
});

test('it reads as text, with the options as they are typed', () => {
  // Bold as a terminal of old has it: each character twice, with a backspace between.
  const text = run('mandoc', '-Tutf8').replaceAll(/.\u0008/g, '');
  expect(text).toContain('--min-grade <letter>');
  expect(text).toContain('assay audit example.com --min-grade A');
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
