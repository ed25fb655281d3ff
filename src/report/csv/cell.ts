import { visible } from '../escape.ts';
import { shortened } from '../words.ts';

/** What a spreadsheet takes for a formula, in half and in full width. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/u;

/** A cell of Excel holds 32,767 characters; nobody reads a tenth of them. */
const LIMIT = 2000;

/**
 * A field in quotes (RFC 4180, section 2), on one line: what cannot be seen is written out, and what
 * would be a formula begins with an apostrophe, so that it stays a text.
 */
export function cell(text: string): string {
  const shown = visible(shortened(text, LIMIT));
  return `"${FORMULA.test(shown) ? "'" : ''}${shown.replaceAll('"', '""')}"`;
}
