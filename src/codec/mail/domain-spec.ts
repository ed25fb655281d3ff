import { canonicalName, presentName } from '../dns/name.ts';

/** A domain-spec or macro-string of SPF, or why it is none. */
type MacroText =
  | {
      readonly valid: true;
      /** The letters of the macros in it, lower case. */
      readonly macros: ReadonlySet<string>;
      /** It ends with a macro, or with an escaped percent sign or space. */
      readonly openEnd: boolean;
    }
  | { readonly valid: false; readonly reason: string };

const LETTERS = 'slodiphv';
/** For explanation texts alone (RFC 7208, section 7.2). */
const EXPLANATION_LETTERS = 'crt';
/** A run of literals, an escaped percent sign or space, or a macro. */
const PIECE = /[!-$&-~]+|%[%_-]|%\{([A-Za-z])(\d*)[Rr]?[-.+,/_=]*\}/y;

/** Reads a macro-string (RFC 7208, section 7.1). */
export function parseMacroString(text: string, letters = LETTERS + EXPLANATION_LETTERS): MacroText {
  const macros = new Set<string>();
  const piece = new RegExp(PIECE);
  let openEnd = false;
  while (piece.lastIndex < text.length) {
    const at = piece.lastIndex;
    const match = piece.exec(text);
    if (match === null) return invalid(`"${text.slice(at, at + 20)}" is no macro`);
    openEnd = match[0].startsWith('%');
    const letter = match[1]?.toLowerCase();
    if (letter === undefined) continue;
    if (!letters.includes(letter)) return invalid(`macro letter ${letter} is not allowed here`);
    if (match[2] !== '' && Number(match[2]) === 0) return invalid('a macro keeps 0 labels');
    macros.add(letter);
  }
  return { valid: true, macros, openEnd };
}

/**
 * Reads a domain-spec (RFC 7208, section 7.1): a macro-string that ends with a macro or with a dot
 * and a top label.
 */
export function parseDomainSpec(text: string): MacroText {
  const read = parseMacroString(text, LETTERS);
  if (!read.valid || read.openEnd) return read;
  const labels = text.replace(/\.$/, '').split('.');
  if (labels.length >= 2 && isTopLabel(labels.at(-1) ?? '')) return read;
  return invalid(`"${text}" is no domain name`);
}

/** Letters, digits and inner hyphens, not digits alone. */
const isTopLabel = (label: string): boolean =>
  /^[0-9A-Za-z-]+$/.test(label) && !/^-|-$/.test(label) && !/^\d+$/.test(label);

const invalid = (reason: string): MacroText => ({ valid: false, reason });

/** What escapes stand for (RFC 7208, section 7.1). */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['%%', '%'],
  ['%_', ' '],
  ['%-', '%20'],
]);
/** Characters of a name; labels are taken off its left until it fits (RFC 7208, section 7.3). */
const MOST_CHARACTERS = 253;

/**
 * The name that a domain-spec without macros stands for; null where labels are empty or too long,
 * or where there are macros.
 */
export function domainOf(text: string): string | null {
  if (text.replace(/%[%_-]/g, '').includes('%')) return null;
  const literal = text.replace(/%[%_-]/g, (escape) => ESCAPES.get(escape) ?? escape);
  const labels = literal.replace(/\.$/, '').split('.');
  let length = labels.reduce((sum, label) => sum + label.length, labels.length - 1);
  const first = labels.findIndex((label) => {
    if (length <= MOST_CHARACTERS) return true;
    length -= label.length + 1;
    return false;
  });
  const kept = labels.slice(Math.max(first, 0));
  try {
    return canonicalName(presentName(kept.map((label) => Buffer.from(label, 'latin1'))));
  } catch {
    return null;
  }
}
