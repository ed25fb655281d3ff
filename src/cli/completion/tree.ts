import type { Argument, Command, Option } from 'commander';
import { collect } from '../options.ts';

/** An option as it is written and what it is for. */
export interface OptionNode {
  /** `-o` and `--output-directory`, the short one first. */
  readonly names: readonly string[];
  readonly about: string;
  /** What stands for its value in the help, such as `file`; null where it takes none. */
  readonly value: string | null;
  readonly repeatable: boolean;
  readonly choices: readonly string[];
  /** The value where it is not given, if that is a text. */
  readonly preset: string | null;
}

/** What stands where in a command, without a dash. */
export interface ArgumentNode {
  readonly name: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly choices: readonly string[];
}

/** A command with what belongs to it. */
export interface CommandNode {
  /** Its words after `assay`; none for the program itself. */
  readonly path: readonly string[];
  readonly about: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
}

/** The commands as plain values, from which completions and the manual page are made. */
export function treeOf(command: Command, path: readonly string[] = []): CommandNode {
  const help = command.createHelp();
  return {
    path,
    about: command.description(),
    options: help.visibleOptions(command).map(optionOf),
    arguments: command.registeredArguments.map(argumentOf),
    commands: command.commands.map((child) => treeOf(child, [...path, child.name()])),
  };
}

const optionOf = (option: Option): OptionNode => ({
  names: [option.short, option.long].filter((name) => name !== undefined),
  about: option.description,
  value: /[<[](.+)[>\]]/.exec(option.flags)?.[1] ?? null,
  repeatable: option.variadic || option.parseArg === collect,
  choices: option.argChoices ?? [],
  preset: typeof option.defaultValue === 'string' ? option.defaultValue : null,
});

const argumentOf = (argument: Argument): ArgumentNode => ({
  name: argument.name(),
  required: argument.required,
  variadic: argument.variadic,
  choices: argument.argChoices ?? [],
});

/** A command, and all below it in the order of the help. */
export const everyCommand = (node: CommandNode): readonly CommandNode[] => [
  node,
  ...node.commands.flatMap(everyCommand),
];
