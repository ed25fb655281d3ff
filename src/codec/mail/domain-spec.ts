import { canonicalName, presentName } from '../dns/name.ts';

/** A domain-spec or macro-string of SPF, or why it is none. */
type MacroText =
  | {
      readonly valid: true;
      /** The letters of the macros in it, lower case. */
      readonly macros: ReadonlySet<string>;
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
  while (piece.lastIndex < text.length) {
    const at = piece.lastIndex;
    const match = piece.exec(text);
    if (match === null) return invalid(`"${text.slice(at, at + 20)}" is no macro`);
    const letter = match[1]?.toLowerCase();
    if (letter === undefined) continue;
    if (!letters.includes(letter)) return invalid(`macro letter ${letter} is not allowed here`);
    if (match[2] !== '' && Number(match[2]) === 0) return invalid('a macro keeps 0 labels');
    macros.add(letter);
  }
  return { valid: true, macros };
}

/**
 * Reads a domain-spec (RFC 7208, section 7.1): a macro-string that ends with a macro or with a dot
 * and a top label.
 */
export function parseDomainSpec(text: string): MacroText {
  const read = parseMacroString(text, LETTERS);
  if (!read.valid || text.endsWith('}') || /%[%_-]$/.test(text)) return read;
  const labels = text.replace(/\.$/, '').split('.');
  if (labels.length >= 2 && isTopLabel(labels.at(-1) ?? '')) return read;
  return invalid(`"${text}" is no domain name`);
}

/** Letters, digits and inner hyphens, not digits alone. */
const isTopLabel = (label: string): boolean =>
  /^[0-9A-Za-z-]+$/.test(label) && !/^-|-$/.test(label) && !/^\d+$/.test(label);

const invalid = (reason: string): MacroText => ({ valid: false, reason });

/**
 * The name that a domain-spec without macros stands for; null where labels are empty or too long,
 * or where there are macros.
 */
export function domainOf(text: string): string | null {
  const labels = text.replace(/\.$/, '').split('.');
  try {
    return text.includes('%')
      ? null
      : canonicalName(presentName(labels.map((label) => Buffer.from(label, 'latin1'))));
  } catch {
    return null;
  }
}
