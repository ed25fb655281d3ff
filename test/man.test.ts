import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manPage } from '../scripts/man-page.ts';
import { everyCommand, treeOf } from '../src/cli/completion/tree.ts';
import { program } from '../src/cli/program.ts';

const page = manPage(program(() => undefined));
/** The page without what only roff reads. */
const words = page.replaceAll('\\-', '-').replaceAll('""', '"');

test('man/assay.1 is what npm run man writes', () => {
  expect(readFileSync('man/assay.1', 'utf8')).toBe(page);
});

test('every command and every option of it stands in the manual page', () => {
  const root = treeOf(program(() => undefined));
  for (const { path, options, commands } of everyCommand(root).slice(1)) {
    if (commands.length === 0) expect(words).toContain(`.SS "assay ${path.join(' ')}`);
    for (const { names } of options) {
      if (!names.includes('--help'))
        expect(words).toMatch(new RegExp(`^\\.B "${names.join(', ')}[ "]`, 'm'));
    }
  }
});

test('the manual page has the exit codes that --help has', () => {
  let help = '';
  const root = program(() => undefined);
  root.configureOutput({ writeOut: (text) => (help += text) });
  root.outputHelp();
  const codes = help.slice(help.indexOf('Exit codes:')).match(/(?<=^ *|, | {2,})\d+(?=,| {2})/gm);
  expect(codes).not.toBeNull();
  const section = /\.SH EXIT STATUS\n([^]*?)\.SH/.exec(words)?.[1] ?? '';
  expect(
    [...section.matchAll(/^\.B "([^"]*)"/gm)].flatMap(([, one = '']) => one.split(', ')),
  ).toEqual(codes);
});
