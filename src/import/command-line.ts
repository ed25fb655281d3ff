/** A command as words, and its options with their values. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

const LONGEST = 10_000;
const WORD = /"[^"]*"|'[^']*'|[^\s"']+/g;

/** Reads a command as it was typed; an option is given its value by a blank or an equals sign. */
export function readCommandLine(command: string): CommandLine {
  const tokens = (command.slice(0, LONGEST).match(WORD) ?? []).map(unquoted);
  const words: string[] = [];
  const options = new Map<string, string>();
  let open: string | null = null;
  for (const token of tokens) {
    if (token.startsWith('-')) {
      const [name = '', ...value] = token.split('=');
      options.set(name, value.join('='));
      open = value.length > 0 ? null : name;
    } else if (open !== null) {
      options.set(open, token);
      open = null;
    } else {
      words.push(token);
    }
  }
  return { words, options };
}

const unquoted = (token: string): string => (/^["']/.test(token) ? token.slice(1, -1) : token);
