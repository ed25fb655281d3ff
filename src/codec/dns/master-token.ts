/** Text of a master file that breaks RFC 1035, section 5.1; names the line, counted from 1. */
export class ZoneFileError extends Error {
  override readonly name = 'ZoneFileError';
  readonly line: number;
  readonly reason: string;

  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
    this.line = line;
    this.reason = reason;
  }
}

/** A word, or a quoted string without its quotation marks; escapes are kept. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

/** The words of one entry, which parentheses may stretch over several lines. */
export interface Entry {
  readonly tokens: readonly [Token, ...Token[]];
  /** It begins with a blank: the owner is that of the entry before. */
  readonly blankOwner: boolean;
}

type Lexeme =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'blank' | 'newline' | 'open' | 'close'; readonly line: number };

/** Characters that the words of an entry may have: more than data takes in any form. */
const MOST_TEXT = 1 << 19;

const SIMPLE = { ' ': 'blank', '\t': 'blank', '\r': 'blank', '(': 'open', ')': 'close' } as const;
const isSimple = (character: string): character is keyof typeof SIMPLE =>
  Object.hasOwn(SIMPLE, character);

/** The entries of a master file; empty ones are left out. */
export function* entriesOf(text: string): Generator<Entry> {
  let depth = 0;
  let size = 0;
  let blankOwner = false;
  let fresh = true;
  let tokens: Token[] = [];
  let line = 1;
  for (const lexeme of lexemesOf(text)) {
    line = lexeme.kind === 'token' ? lexeme.token.line : lexeme.line;
    if (lexeme.kind === 'token') {
      tokens.push(lexeme.token);
      size += lexeme.token.text.length;
      if (size > MOST_TEXT) throw new ZoneFileError(line, 'the entry is too long');
    }
    if (lexeme.kind === 'blank' && fresh) blankOwner = true;
    if (lexeme.kind === 'open') depth += 1;
    if (lexeme.kind === 'close') depth -= 1;
    if (depth < 0) throw new ZoneFileError(line, 'a parenthesis is closed that was not opened');
    fresh = lexeme.kind === 'newline' && depth === 0;
    if (!fresh) continue;
    yield* entryOf(tokens, blankOwner);
    [tokens, size, blankOwner] = [[], 0, false];
  }
  if (depth > 0) throw new ZoneFileError(line, 'a parenthesis is not closed');
  yield* entryOf(tokens, blankOwner);
}

function* entryOf([first, ...others]: readonly Token[], blankOwner: boolean): Generator<Entry> {
  if (first !== undefined) yield { tokens: [first, ...others], blankOwner };
}

function* lexemesOf(text: string): Generator<Lexeme> {
  let line = 1;
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (character === '\n') {
      yield { kind: 'newline', line };
      line += 1;
      at += 1;
    } else if (character === ';') {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    } else if (isSimple(character)) {
      yield { kind: SIMPLE[character], line };
      at += 1;
    } else {
      const end = character === '"' ? endOfString(text, at, line) : endOfWord(text, at, line);
      const quoted = character === '"';
      const content = quoted ? text.slice(at + 1, end - 1) : text.slice(at, end);
      yield { kind: 'token', token: { text: content, quoted, line } };
      at = end;
    }
  }
}

/** Where a word ends; a quoted string may follow `=` in it (RFC 9460, section 2.1). */
function endOfWord(text: string, start: number, line: number): number {
  for (let at = start; at < text.length;) {
    const character = text.charAt(at);
    if (character === '\n' || character === ';' || isSimple(character)) return at;
    if (character === '"') {
      if (text.charAt(at - 1) === '=') return endOfString(text, at, line);
      throw new ZoneFileError(line, 'a quotation mark within a word');
    }
    at += character === '\\' ? escapeLength(text, at, line) : 1;
  }
  return text.length;
}

/** Where a quoted string ends, its quotation mark included. */
function endOfString(text: string, start: number, line: number): number {
  for (let at = start + 1; at < text.length && text.charAt(at) !== '\n';) {
    if (text.charAt(at) === '"') return at + 1;
    at += text.charAt(at) === '\\' ? escapeLength(text, at, line) : 1;
  }
  throw new ZoneFileError(line, 'a quoted string does not end on its line');
}

function escapeLength(text: string, at: number, line: number): number {
  const next = text.charAt(at + 1);
  if (next === '' || next === '\n') throw new ZoneFileError(line, 'nothing follows a backslash');
  return 2;
}

/** The octets of a string with its escapes undone; characters beyond ASCII are UTF-8. */
export function octetsOf({ text, line }: Pick<Token, 'text' | 'line'>): Uint8Array {
  const octets: number[] = [];
  for (let at = 0; at < text.length;) {
    const decimal = /\\(\d{3})/y;
    decimal.lastIndex = at;
    const code = decimal.exec(text)?.[1];
    if (code !== undefined) {
      if (Number(code) > 0xff) throw new ZoneFileError(line, `\\${code} is not an octet`);
      octets.push(Number(code));
      at += 4;
      continue;
    }
    if (text.charAt(at) === '\\') at += 1;
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    octets.push(...Buffer.from(character));
    at += character.length;
  }
  return Uint8Array.from(octets);
}

/** The words of data that are read one after the other, names in it relative to `origin`. */
export class TokenReader {
  readonly origin: string;
  readonly #tokens: readonly Token[];
  readonly #line: number;
  #next = 0;

  constructor(tokens: readonly Token[], line: number, origin: string) {
    this.#tokens = tokens;
    this.#line = line;
    this.origin = origin;
  }

  /** Words left. */
  get remaining(): number {
    return this.#tokens.length - this.#next;
  }

  /** The next word or string, without taking it. */
  peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  /** Takes the next word or string. */
  take(): Token {
    const token = this.peek();
    if (token === undefined) return this.fail('a field is missing');
    this.#next += 1;
    return token;
  }

  /** Takes the next word, which is not a quoted string. */
  word(): string {
    const { text, quoted } = this.take();
    return quoted ? this.fail(`a word is not quoted: ${JSON.stringify(text)}`) : text;
  }

  /** Takes all the words left. */
  words(): string[] {
    return Array.from({ length: this.remaining }, () => this.word());
  }

  /** Throws a ZoneFileError at the line of the word taken last. */
  fail(reason: string): never {
    const last = this.#tokens[this.#next - 1];
    throw new ZoneFileError(last?.line ?? this.#line, reason);
  }
}
