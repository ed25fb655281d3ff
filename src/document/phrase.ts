/** One step of a phrase. */
export type Piece =
  | { readonly type: 'text'; readonly text: string }
  /** Blanks or hyphens, or nothing. */
  | { readonly type: 'gap' }
  /** One digit. */
  | { readonly type: 'digit' }
  /** The rest of the word. */
  | { readonly type: 'rest' }
  | { readonly type: 'choice'; readonly phrases: readonly Phrase[]; readonly optional: boolean };

/** Words to look for: one step after the other. */
export type Phrase = readonly Piece[];

/** A phrase that cannot be read. */
export class PhraseError extends Error {
  override readonly name = 'PhraseError';
}

const LONGEST = 500;
const DEEPEST = 5;

/**
 * Reads a phrase: words as they are; a blank for blanks, hyphens or nothing; `(a|b)` for either;
 * `(a)?` for perhaps; `#` for a digit; `*` for the rest of a word; `\` before a sign that is meant
 * itself. There is no repetition, so that looking for it takes time in proportion to the text.
 * Throws a PhraseError.
 */
export function parsePhrase(source: string): Phrase {
  if (source.length > LONGEST) throw new PhraseError(`longer than ${LONGEST} characters`);
  const reader = new PhraseReader(source);
  const phrases = reader.choices(0);
  if (!reader.atEnd) throw new PhraseError('")" without "("');
  const phrase: Phrase =
    phrases.length === 1 ? (phrases[0] ?? []) : [{ type: 'choice', phrases, optional: false }];
  if (leadsOf(phrase).has('')) throw new PhraseError('has to begin with a letter or a digit');
  return phrase;
}

class PhraseReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source.trim();
  }

  get atEnd(): boolean {
    return this.#at === this.#source.length;
  }

  choices(depth: number): Phrase[] {
    if (depth > DEEPEST) throw new PhraseError(`brackets deeper than ${DEEPEST}`);
    const phrases: Piece[][] = [[]];
    for (; !this.atEnd && this.#source[this.#at] !== ')'; this.#at += 1) {
      if (this.#source[this.#at] === '|') phrases.push([]);
      else phrases.at(-1)?.push(this.#piece(depth));
    }
    return phrases;
  }

  #piece(depth: number): Piece {
    const sign = this.#source.charAt(this.#at);
    if (sign === '(') return this.#choice(depth);
    if (sign === '?') throw new PhraseError('"?" stands after ")" alone');
    if (sign === '#') return { type: 'digit' };
    if (sign === '*') return { type: 'rest' };
    if (sign === ' ') return { type: 'gap' };
    if (sign === '\\') this.#at += 1;
    return { type: 'text', text: this.#source.charAt(this.#at) };
  }

  #choice(depth: number): Piece {
    this.#at += 1;
    const phrases = this.choices(depth + 1);
    if (this.atEnd) throw new PhraseError('"(" without ")"');
    const optional = this.#source[this.#at + 1] === '?';
    if (optional) this.#at += 1;
    return { type: 'choice', phrases, optional };
  }
}

/** The signs that a match can begin with; an empty one where it need not begin with a certain sign. */
export function leadsOf(phrase: Phrase): ReadonlySet<string> {
  const [first, ...rest] = phrase;
  if (first === undefined) return new Set(['']);
  if (first.type === 'text') return new Set([first.text]);
  if (first.type === 'gap') return leadsOf(rest);
  if (first.type !== 'choice') return new Set(['']);
  const leads = new Set(first.phrases.flatMap((one) => [...leadsOf(one)]));
  const isSkipped = first.optional || leads.delete('');
  return isSkipped ? leads.union(leadsOf(rest)) : leads;
}
