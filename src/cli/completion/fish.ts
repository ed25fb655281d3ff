import { VERSION } from '../../version.ts';
import type { Accepts, Vocabulary } from './accepts.ts';
import { everyCommand, type CommandNode, type OptionNode } from './tree.ts';

/** Completion for fish. */
export function fishCompletion(root: CommandNode, vocabulary: Vocabulary): string {
  const commands = everyCommand(root);
  const taking = commands.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value !== null)
      .flatMap(({ names }) => names.map((name) => word([...path, name].join(' ')))),
  );
  const named = commands.slice(1).map(({ path }) => word(path.join(' ')));
  return `# Completion of assay ${VERSION} for fish: assay completion fish | source
set -g __assay_commands ${named.join(' ')}
set -g __assay_taking ${[...new Set(taking)].join(' ')}
${FUNCTIONS}
complete -c assay -f
${commands.flatMap((command) => linesOf(command, vocabulary)).join('\n')}
`;
}

/** A word between single quotes, in which fish knows \\' and \\\\. */
const word = (text: string): string => `'${text.replace(/['\\]/g, String.raw`\$&`)}'`;

const FUNCTIONS = `function __assay_at -d 'Whether the line so far names this command'
    set -l path
    set -l taking 0
    for part in (commandline -opc)[2..]
        if test $taking = 1
            set taking 0
        else if string match -q -- '-*' $part
            contains -- (string join ' ' $path $part) $__assay_taking; and set taking 1
        else if contains -- (string join ' ' $path $part) $__assay_commands
            set -a path $part
        end
    end
    test "$path" = "$argv[1]"
end
function __assay_typed -d 'What is typed of the value'
    commandline -ct | string replace -r -- '^--[^=]*=' ''
end
function __assay_list -d 'Words with commas between them'
    set -l before (__assay_typed | string replace -r '[^,]*$' '')
    printf "$before%s\\n" $argv
end
function __assay_format -d 'A word, or a word, a colon and a file'
    set -l typed (__assay_typed)
    if set -l parts (string match -r -- '^([^:]*:)(.*)$' $typed)
        printf "$parts[2]%s\\n" (__fish_complete_path $parts[3] | string replace -r '\\t.*' '')
    else
        printf '%s\\n' $argv
    end
end`;

function linesOf(command: CommandNode, vocabulary: Vocabulary): string[] {
  const { path, commands, options } = command;
  const at = `complete -c assay -n ${word(`__assay_at ${word(path.join(' '))}`)}`;
  return [
    ...commands.map((child) => `${at} -a ${child.path.at(-1) ?? ''} -d ${word(child.about)}`),
    ...command.arguments
      .slice(0, 1)
      .map((argument) => offered(vocabulary.argument(command, argument), ''))
      .filter((what) => what !== '')
      .map((what) => `${at}${what}`),
    ...options.map((option) => optionLine(at, option, vocabulary)),
  ];
}

function optionLine(at: string, option: OptionNode, vocabulary: Vocabulary): string {
  const names = option.names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const value = option.value === null ? '' : offered(vocabulary.option(option), ' -x');
  return `${at} ${names.join(' ')}${value} -d ${word(option.about)}`;
}

/** The words and paths as \`complete\` takes them; \`alone\` where there are no files among them. */
function offered({ words, paths, after }: Accepts, alone: string): string {
  const list = words.join(' ');
  if (after !== null) {
    const helper = after === ',' ? '__assay_list' : '__assay_format';
    return `${alone} -a ${word(`(${helper} ${list})`)}`;
  }
  const among = list === '' ? '' : ` -a ${word(list)}`;
  if (paths === 'file') return `${alone === '' ? '' : ' -r'} -F${among}`;
  return paths === 'folder' ? `${alone} -a '(__fish_complete_directories)'` : `${alone}${among}`;
}
