import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { loadPack } from '../../src/audit/pack.ts';
import { vocabularyOf, wordsBy } from '../../src/cli/completion/accepts.ts';
import { bashCompletion } from '../../src/cli/completion/bash.ts';
import { everyCommand, treeOf } from '../../src/cli/completion/tree.ts';
import { program } from '../../src/cli/program.ts';
import { assay, folder } from './run.ts';

const root = treeOf(program(() => undefined));
const script = bashCompletion(root, vocabularyOf(loadPack()));

/** What bash would offer for a line, broken into words as bash breaks them: at blanks, : and =. */
function offered(line: string, directory = '.'): string[] {
  const words = line.split(/\s+/).flatMap((part) => part.match(/[:=]+|[^:=]+/g) ?? ['']);
  const ask = `
COMP_WORDS=("\${@:2}") COMP_CWORD=$(($# - 2)) COMP_LINE=$1 COMP_POINT=\${#1}
_assay
[ \${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '--noprofile', '-c', script + ask, 'bash', line, ...words];
  const out = execFileSync('bash', args, { cwd: directory, encoding: 'utf8' });
  return out.split('\n').filter((word) => word !== '');
}

test('the command prints the script, and says which shells it knows', async () => {
  const ran = await assay(['completion', 'bash']);
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  expect(ran.stdout).toBe(script);
  const wrong = await assay(['completion', 'tcsh']);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('Allowed choices are bash, zsh, fish.');
  expect(wrong.stdout).toBe('');
});

test('every command is offered after those above it', () => {
  for (const { path, commands } of everyCommand(root)) {
    if (commands.length === 0) continue;
    const names = commands.map((child) => child.path.at(-1));
    expect(offered(`assay ${[...path, ''].join(' ')}`)).toEqual(names);
  }
});

test('every option of every command is offered', () => {
  for (const { path, options } of everyCommand(root)) {
    const line = ['assay', ...path, '-'].join(' ');
    expect(offered(line)).toEqual(options.flatMap(({ names }) => names));
  }
});

test.each([
  ['assay audit --profile tlsref-6-m', ['tlsref-6-modern']],
  ['assay audit --profile=tlsref-6-m', ['tlsref-6-modern']],
  ['assay judge bundle.json --min-grade A', ['A+', 'A', 'A-']],
  ['assay audit --only tls,d', ['tls,dns']],
  ['assay audit --format htm', ['html']],
  ['assay audit https://api.example.com/v1 smtp://mx.example:25 --intensity act', ['active']],
  ['assay audit --config rules --claims phy', ['physitrack']],
  ['assay rules explain certificate-exp', ['certificate-expiry']],
  ['assay audit --resolver ', []],
  ['assay audit --timeout audit --skip ma', ['mail']],
  ['assay controls show TLS-0', loadPack().controls.flatMap(({ id }) => /^TLS-0.*/.exec(id) ?? [])],
])('%s', (line, words) => {
  expect(offered(line)).toEqual(words);
});

test('files and folders are offered where they are wanted', () => {
  const here = folder({ 'report one.html': '', 'rest/rules.yaml': '', 'assay.yaml': '' });
  expect(offered('assay audit --config ass', here)).toEqual(['assay.yaml']);
  expect(offered('assay audit --format html:rep', here)).toEqual(['report one.html']);
  expect(offered('assay audit --format=html:re', here).sort()).toEqual(['report one.html', 'rest']);
  expect(offered('assay rules test re', here)).toEqual(['rest']);
  expect(offered('assay audit re', here)).toEqual([]);
});

test('words of the rules are kept for options and commands that exist', () => {
  const commands = everyCommand(root);
  const options = commands.flatMap((one) => one.options.flatMap(({ names }) => names));
  const places = commands
    .filter((one) => one.arguments.length > 0)
    .map(({ path }) => path.join(' '));
  const unknown = Object.keys(wordsBy(loadPack())).filter(
    (key) => !options.includes(key) && !places.includes(key),
  );
  expect(unknown).toEqual([]);
});
