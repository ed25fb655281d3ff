import type { Command } from 'commander';
import { loadPack } from '../../audit/pack.ts';
import { vocabularyOf, type Vocabulary } from '../completion/accepts.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { treeOf, type CommandNode } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { Exit } from '../exit.ts';

/** The shells that are known, and what writes for each. */
const SHELLS: Readonly<Record<string, (root: CommandNode, words: Vocabulary) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `assay completion <shell>`: prints a script that completes commands, options and their values. */
export function completion(shell: string, program: Command): Exit {
  process.stdout.write(SHELLS[shell]?.(treeOf(program), vocabularyOf(loadPack())) ?? '');
  return { code: 0, reason: '' };
}
