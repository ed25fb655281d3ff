import { VERSION } from '../../version.ts';
import type { Accepts, Vocabulary } from './accepts.ts';
import { quoted } from './bash.ts';
import { everyCommand, type CommandNode, type OptionNode } from './tree.ts';

/** Completion for zsh, for `source <(assay completion zsh)` and as a file `_assay` in fpath. */
export function zshCompletion(root: CommandNode, vocabulary: Vocabulary): string {
  return `#compdef assay
# Completion of assay ${VERSION} for zsh: source <(assay completion zsh)
__assay_list() { _values -s , value "$@" }
__assay_format() { if compset -P '*:'; then _files; else compadd -- "$@"; fi }
__assay_either() { compadd -- "$@"; _files }
${everyCommand(root)
  .map((command) => functionOf(command, vocabulary))
  .join('\n')}
if [[ $funcstack[1] = _assay ]]; then _assay "$@"; else compdef _assay assay; fi
`;
}

const nameOf = ({ path }: CommandNode): string => ['_assay', ...path].join('_');

function functionOf(command: CommandNode, vocabulary: Vocabulary): string {
  const options = command.options.flatMap((option) => specsOf(option, vocabulary));
  if (command.commands.length === 0) {
    const places = command.arguments.map((argument, index) => {
      const place = argument.variadic ? '*' : String(index + 1);
      return `${place}:${escaped(argument.name)}:${action(vocabulary.argument(command, argument))}`;
    });
    return defined(command, ['_arguments -s', ...options.map(quoted), ...places.map(quoted)]);
  }
  const described = command.commands.map(({ path, about }) =>
    quoted(`${path.at(-1) ?? ''}:${about.replaceAll(':', String.raw`\:`)}`),
  );
  const cases = command.commands.map((child) => `${child.path.at(-1) ?? ''}) ${nameOf(child)} ;;`);
  return `${nameOf(command)}() {
  local context state state_descr line
  local -A opt_args
  local -a commands=(
    ${described.join('\n    ')}
  )
  _arguments -C -s \\
    ${[...options.map(quoted), quoted('1:command:->command'), quoted('*::argument:->rest')].join(' \\\n    ')}
  case $state in
    command) _describe -t commands command commands ;;
    rest) case $line[1] in
      ${cases.join('\n      ')}
    esac ;;
  esac
}`;
}

const defined = (command: CommandNode, lines: readonly string[]): string =>
  `${nameOf(command)}() {\n  ${lines.join(' \\\n    ')}\n}`;

/** A line of _arguments for each name of an option; one name takes the place of the other. */
function specsOf(option: OptionNode, vocabulary: Vocabulary): string[] {
  const { names, about, value, repeatable } = option;
  const others = repeatable ? '*' : `(${names.join(' ')})`;
  return names.map((name) => {
    const join = value === null ? '' : name.startsWith('--') ? '=' : '+';
    const what = value === null ? '' : `:${escaped(value)}:${action(vocabulary.option(option))}`;
    return `${others}${name}${join}[${escaped(about)}]${what}`;
  });
}

/** What _arguments does for a value; a space before a function keeps it from adding to its words. */
function action({ words, paths, after }: Accepts): string {
  if (after !== null)
    return ` ${after === ',' ? '__assay_list' : '__assay_format'} ${words.join(' ')}`;
  if (words.length > 0)
    return paths === null ? `(${words.join(' ')})` : ` __assay_either ${words.join(' ')}`;
  return paths === null ? ' ' : paths === 'file' ? '_files' : '_files -/';
}

const escaped = (text: string): string => text.replace(/[[\]:\\]/g, String.raw`\$&`);
