/**
 * Whether all of `text` matches one of the alternatives of `pattern`, which stand apart by `|`. `*`
 * is any run of characters, `?` one character, `\` takes the next character as it is. At most
 * (length of the pattern) x (length of the text) steps, whatever the text.
 */
export const matchesGlob = (pattern: string, text: string): boolean =>
  alternatives(pattern).some((tokens) => matchesTokens(tokens, Array.from(text)));

interface Token {
  readonly type: 'run' | 'one' | 'exact';
  readonly character: string;
}

function alternatives(pattern: string): readonly (readonly Token[])[] {
  let current: Token[] = [];
  const all = [current];
  let escaped = false;
  for (const character of pattern) {
    if (escaped) current.push({ type: 'exact', character });
    else if (character === '|') all.push((current = []));
    else if (character === '*') current.push({ type: 'run', character });
    else if (character === '?') current.push({ type: 'one', character });
    else if (character !== '\\') current.push({ type: 'exact', character });
    escaped = !escaped && character === '\\';
  }
  return all;
}

/** Only the last run ever needs to take in more: an earlier one already has the shortest match. */
function matchesTokens(tokens: readonly Token[], text: readonly string[]): boolean {
  let token = 0;
  let retry: { token: number; at: number } | null = null;
  let at = 0;
  while (at < text.length) {
    const expected = tokens[token];
    if (expected?.type === 'run') {
      token += 1;
      retry = { token, at };
    } else if (expected && (expected.type === 'one' || expected.character === text[at])) {
      token += 1;
      at += 1;
    } else if (retry) {
      retry = { token: retry.token, at: retry.at + 1 };
      ({ token, at } = retry);
    } else {
      return false;
    }
  }
  return tokens.slice(token).every(({ type }) => type === 'run');
}
