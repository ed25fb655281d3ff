import { VERSION } from '../../version.ts';
import type { Accepts, Vocabulary } from './accepts.ts';
import { everyCommand, type CommandNode } from './tree.ts';

/** `text` as one word of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Completion for bash 3.2 and later, without the package bash-completion. Words that bash breaks at
 * colons and equals signs are put together again, as targets and formats hold them.
 */
export function bashCompletion(root: CommandNode, vocabulary: Vocabulary): string {
  const commands = everyCommand(root);
  const named = commands.slice(1).map(({ path }) => quoted(path.join(' ')));
  return `# Completion of assay ${VERSION} for bash: source <(assay completion bash)
__assay_offer() {
  words= paths= after= commands= options=
  case $1 in
${commands.map((command) => offerOf(command, vocabulary)).join('\n')}
  esac
}
__assay_accept() {
  words= paths= after=
  case $1 in
${acceptances(commands, vocabulary).join('\n')}
    *) return 1 ;;
  esac
}
__assay_is() {
  case $1 in
    ${named.join(' | ')}) ;;
    *) return 1 ;;
  esac
}
${COMPLETE}`;
}

const assigned = ({ words, paths, after }: Accepts): string =>
  [
    ...(words.length === 0 ? [] : [`words=${quoted(words.join(' '))}`]),
    ...(paths === null ? [] : [`paths=${paths}`]),
    ...(after === null ? [] : [`after=${after}`]),
  ].join(' ');

function offerOf(command: CommandNode, vocabulary: Vocabulary): string {
  const { path, commands, options } = command;
  const [argument] = command.arguments;
  const parts = [
    `options=${quoted(options.flatMap(({ names }) => names).join(' '))}`,
    ...(commands.length === 0
      ? []
      : [`commands=${quoted(commands.map((one) => one.path.at(-1)).join(' '))}`]),
    ...(argument === undefined ? [] : [assigned(vocabulary.argument(command, argument))]),
  ];
  return `    ${quoted(path.join(' '))}) ${parts.join(' ').trimEnd()} ;;`;
}

/** One branch for all options, of whatever commands, that accept the same. */
function acceptances(commands: readonly CommandNode[], vocabulary: Vocabulary): string[] {
  const branches = new Map<string, string[]>();
  for (const { path, options } of commands) {
    for (const option of options.filter(({ value }) => value !== null)) {
      const what = assigned(vocabulary.option(option));
      const keys = option.names.map((name) => quoted([...path, name].join(' ')));
      branches.set(what, [...(branches.get(what) ?? []), ...keys]);
    }
  }
  return [...branches].map(([what, keys]) => `    ${keys.join(' | ')}) ${what} ;;`);
}

/** The walk along the line: which command it is, and whether an option waits for its value. */
const COMPLETE = `_assay() {
  local IFS=$' \\t\\n' line=() word='' glue='' path='' taking='' last='' prefix=''
  local words paths after commands options reply
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    case $word in
      [:=]*) glue=1 ;;
      *) [ -n "$glue" ] || { line+=("$word"); continue; }; glue= ;;
    esac
    [ \${#line[@]} -gt 0 ] && line[\${#line[@]}-1]+=$word
  done
  last=\${line[\${#line[@]}-1]}
  unset "line[\${#line[@]}-1]"
  for word in "\${line[@]}"; do
    if [ -n "$taking" ]; then taking=; continue; fi
    case $word in
      -*=*) ;;
      -*) __assay_accept "\${path:+$path }$word" && taking=$word ;;
      *) __assay_is "\${path:+$path }$word" && path="\${path:+$path }$word" ;;
    esac
  done
  case $last in
    --*=*) [ -n "$taking" ] || { taking=\${last%%=*}; last=\${last#*=}; } ;;
  esac
  if [ -n "$taking" ]; then
    __assay_accept "\${path:+$path }$taking" || return 0
    commands= options=
  else
    __assay_offer "$path"
    case $last in
      -*) words=$options paths= ;;
      *) words="$words $commands" ;;
    esac
  fi
  reply=$last
  case $after$last in
    ,*,*) prefix=\${last%,*}, reply=\${last##*,} ;;
    :*:*) words= paths=file reply=\${last#*:} ;;
  esac
  COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$reply"))
  # Readline puts its own after the last colon or equals sign of what is typed.
  IFS=$'\\n'
  case $paths in
    file) COMPREPLY+=($(compgen -f -- "$reply")) ;;
    folder) COMPREPLY+=($(compgen -d -- "$reply")) ;;
  esac
  if [ -n "$paths" ]; then compopt -o filenames 2>/dev/null; fi
  if [ "$after" = : ]; then compopt -o nospace 2>/dev/null; fi
  return 0
}
complete -F _assay assay
`;
