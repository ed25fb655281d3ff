import type { Command } from 'commander';
import {
  everyCommand,
  treeOf,
  type CommandNode,
  type OptionNode,
} from '../src/cli/completion/tree.ts';
import { VERSION } from '../src/version.ts';

/** The page changes with the version, not with the day it is made on. */
const DATE = '2026-11-23';

const CODES: readonly (readonly [string, string])[] = [
  ['0', 'The gate passed, or no gate was given.'],
  ['1', 'The gate failed: a grade, a finding or a regression that it does not let through.'],
  ['2', 'Wrong usage or configuration. Nothing was judged.'],
  ['3', 'Too little could be observed to decide, or nothing could be judged at all.'],
  ['4', 'Integrity is violated: a file or a signature is not what was signed for.'],
  ['70', 'An internal error.'],
  ['130, 143', 'Stopped by SIGINT or SIGTERM; what was seen is still written.'],
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['NO_COLOR', 'No colours where it is set and not empty.'],
  ['FORCE_COLOR', 'Colours whatever reads the output: 0 none, 1 sixteen, 2 256, 3 true colour.'],
  ['TERM, COLORTERM', 'How many colours a terminal has; dumb: none.'],
  [
    'GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_OUTPUT',
    'On GitHub, where no format is given: annotations, the summary of the job and its outputs.',
  ],
  [
    'any other',
    'A value env:NAME in assay.yaml, of --header and of --bearer is taken from the variable NAME.',
  ],
];

const FILES: readonly (readonly [string, string])[] = [
  ['assay.yaml', 'The configuration, read from the folder that the command is run in.'],
  ['bundle.json', 'The evidence of a run, which assay judge judges again.'],
  ['report.json', 'The report, which assay report renders again and later runs are compared with.'],
];

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['Audit a domain and fail below A:', 'assay audit example.com --min-grade A'],
  [
    'Write the report for people and for code scanning:',
    'assay audit example.com --format html:report.html --format sarif:assay.sarif',
  ],
  [
    'Fail where something got worse since the last release:',
    'assay audit --baseline report.json --fail-on-regression',
  ],
  [
    'Hold a deployment against its security page:',
    'assay audit app.example.com --claims claims.yaml --evidence exports/',
  ],
  [
    'Judge stored evidence by another profile, offline:',
    'assay judge bundle.json --profile telehealth',
  ],
];

/** The manual page of the command, in the macros of man(7). */
export function manPage(program: Command): string {
  const root = treeOf(program);
  const shared = sharedOptions(root);
  const lines = [
    `.TH ASSAY 1 "${DATE}" "assay ${VERSION}" "User Commands"`,
    section('NAME'),
    'assay \\- audits a deployment against its documented security controls',
    section('SYNOPSIS'),
    ...between(
      root.commands.flatMap((command) => leaves(command).map(synopsis)),
      '.br',
    ),
    section('DESCRIPTION'),
    'It looks at TLS, DNS, mail, web and rate limits from outside, takes in exports and statements for',
    'what cannot be seen from outside, and prints a graded report.',
    'Standard output carries the report alone; progress, notes and, in the last line, the reason of the',
    'exit status go to standard error.',
    section('COMMANDS'),
    ...root.commands.flatMap(leaves).flatMap((command) => commandLines(command, shared)),
    section('OPTIONS'),
    'Each command has \\-\\-help.',
    'Options of several commands; the names of the commands stand in brackets.',
    ...[...shared.values()].flatMap(({ option, commands }) =>
      optionLines(option, ` [${commands.join(', ')}]`),
    ),
    section('EXIT STATUS'),
    ...CODES.flatMap(tagged),
    section('ENVIRONMENT'),
    ...ENVIRONMENT.flatMap(tagged),
    section('FILES'),
    ...FILES.flatMap(tagged),
    section('EXAMPLES'),
    ...EXAMPLES.flatMap(([what, line]) => [
      what,
      '.PP',
      '.RS 4',
      escaped(line),
      '.RE',
      '.PP',
    ]).slice(0, -1),
    section('SEE ALSO'),
    '.BR dig (1),',
    '.BR openssl (1)',
  ];
  return `${lines.join('\n')}\n`;
}

const section = (title: string): string => `.SH ${title}`;

/** Hyphens as ASCII, and nothing at the beginning of a line that roff takes for a request. */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&');

const inQuotes = (text: string): string => `"${escaped(text).replaceAll('"', '""')}"`;

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

const tagged = ([tag, text]: readonly [string, string]): string[] => [
  '.TP',
  `.B ${inQuotes(tag)}`,
  escaped(text),
];

const leaves = (command: CommandNode): readonly CommandNode[] =>
  everyCommand(command).filter(({ commands }) => commands.length === 0);

const usage = ({ path, arguments: places }: CommandNode): string =>
  [
    ...['assay', ...path],
    ...places.map(({ name, required, variadic }) => {
      const what = `${name}${variadic ? '...' : ''}`;
      return required ? `<${what}>` : `[${what}]`;
    }),
  ].join(' ');

const synopsis = (command: CommandNode): string => `.B ${inQuotes(usage(command))}`;

const between = (lines: readonly string[], separator: string): string[] =>
  lines.flatMap((line, index) => (index === 0 ? [line] : [separator, line]));

const keyOf = ({ names, about }: OptionNode): string => `${names.join()} ${about}`;

interface Shared {
  readonly option: OptionNode;
  readonly commands: readonly string[];
}

/** Options that several commands have with the same meaning. */
function sharedOptions(root: CommandNode): ReadonlyMap<string, Shared> {
  const all = new Map<string, Shared>();
  for (const { path, options } of root.commands.flatMap(leaves)) {
    for (const option of options.filter((one) => !one.names.includes('--help'))) {
      const commands = [...(all.get(keyOf(option))?.commands ?? []), path.join(' ')];
      all.set(keyOf(option), { option, commands });
    }
  }
  return new Map([...all].filter(([, { commands }]) => commands.length > 1));
}

function commandLines(command: CommandNode, shared: ReadonlyMap<string, Shared>): string[] {
  const own = command.options.filter(
    (option) => !shared.has(keyOf(option)) && !option.names.includes('--help'),
  );
  return [
    `.SS ${inQuotes(usage(command))}`,
    escaped(sentence(command.about)),
    ...own.flatMap((option) => optionLines(option, '')),
  ];
}

function optionLines(
  { names, value, about, repeatable, choices, preset }: OptionNode,
  where: string,
): string[] {
  const what = value === null ? '' : ` <${value}>`;
  const notes = [
    ...(choices.length === 0 ? [] : [`one of ${choices.join(', ')}`]),
    ...(repeatable ? ['may be repeated'] : []),
    ...(preset === null ? [] : [`${preset} where it is not given`]),
  ];
  const text = [about, ...notes].join('; ');
  return [
    '.TP',
    `.B ${inQuotes(names.join(', ') + what)}`,
    `${escaped(sentence(text))}${escaped(where)}`,
  ];
}
