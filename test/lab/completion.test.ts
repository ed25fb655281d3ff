import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assay, folder } from '../cli/run.ts';

/** An interactive shell without anybody's settings, and how it is given the script. */
const SHELLS: Readonly<Record<string, { readonly start: string; readonly load: string }>> = {
  bash: { start: 'bash --norc --noprofile -i', load: 'source ./script' },
  zsh: {
    start: 'zsh -f -i',
    load: 'autoload -U compinit; compinit -u -D; source ./script; bindkey -e',
  },
  fish: { start: 'fish --no-config -i', load: 'source ./script' },
};

/** What is typed before the key Tab, and what stands there then. */
const TYPED = [
  ['assay comp', 'assay completion'],
  ['assay rules exp', 'assay rules explain'],
  ['assay --ver', 'assay --version'],
  ['assay audit --profile tlsref-6-m', 'assay audit --profile tlsref-6-modern'],
  ['assay audit --only tls,d', 'assay audit --only tls,dns'],
  ['assay audit --format htm', 'assay audit --format html'],
  ['assay audit --format html:rep', 'assay audit --format html:report.html'],
  [
    'assay audit https://x.example/ --config ass',
    'assay audit https://x.example/ --config assay.yaml',
  ],
  ['assay judge evi', 'assay judge evidence.json'],
  ['assay rules test cas', 'assay rules test cases'],
  ['assay completion f', 'assay completion fish'],
] as const;

/**
 * Types each line and Tab into the shell on a terminal of its own, then puts `echo GOT:` before what
 * became of it. Ends with the shell.
 */
async function typed(shell: string, directory: string): Promise<string[]> {
  const { start = '', load = '' } = SHELLS[shell] ?? {};
  const child = spawn('script', ['--quiet', '--flush', '--command', start, '/dev/null'], {
    cwd: directory,
    env: { ...process.env, TERM: 'dumb', PS1: '$ ' },
    timeout: 50_000,
  });
  let seen = '';
  const wanted: { readonly text: RegExp; readonly done: () => void }[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    while (wanted[0]?.text.test(seen) === true) wanted.shift()?.done();
  });
  const until = (text: RegExp): Promise<void> => new Promise((done) => wanted.push({ text, done }));
  child.stdin.write(`${load}; echo READY\r`);
  await until(/\nREADY/);
  for (const [index, [line]] of TYPED.entries()) {
    child.stdin.write(`${line}\t\u0001echo GOT${index}: \r`);
    await until(new RegExp(`\\nGOT${index}: [^\\r\\n]*[\\r\\n]`));
  }
  child.stdin.write('exit\r');
  await new Promise((done) => child.on('close', done));
  return TYPED.map((_, index) => new RegExp(`\\nGOT${index}: ([^\\r\\n]*)`).exec(seen)?.[1] ?? '');
}

describe.each(Object.keys(SHELLS))('%s', (shell) => {
  test('completes commands, options and their values', async () => {
    const here = folder({
      'report.html': '',
      'assay.yaml': '',
      'evidence.json': '',
      'cases/a': '',
    });
    const { stdout } = await assay(['completion', shell]);
    writeFileSync(join(here, 'script'), stdout);
    const completed = await typed(shell, here);
    expect(completed.map((line) => line.trim().replace(/\/$/, ''))).toEqual(
      TYPED.map(([, line]) => line),
    );
  });
});
