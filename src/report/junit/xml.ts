import { escapeHtml } from '../escape.ts';

/**
 * `text` for XML 1.0: what has no place in it (section 2.2: control characters, lone surrogates,
 * U+FFFE, U+FFFF) and what is unseen is written out, markup and both quotes are entities. `]]>` cannot
 * come out of it.
 */
export const escapeXml = (text: string): string =>
  escapeHtml(text).replace(
    /[\ufffe\uffff]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  );

/** One line of `text` escaped, in at most so many bytes of UTF-8; where it is cut, it says so. */
export function xmlLine(text: string, bytes: number): string {
  // Nothing is written in less than a byte for each UTF-16 unit: the rest cannot have room.
  const head = text.length <= bytes ? text : text.slice(0, bytes).replace(/[\ud800-\udbff]$/, '');
  const escaped = escapeXml(head);
  if (head === text && Buffer.byteLength(escaped) <= bytes) return escaped;
  const note = `… (${text.length} characters)`;
  return cut(escaped, bytes - Buffer.byteLength(note)) + note;
}

/** The beginning of an escaped text, in so many bytes; no entity and no character is cut in two. */
function cut(escaped: string, bytes: number): string {
  let size = 0;
  let end = 0;
  for (const [piece] of escaped.matchAll(/&[#\w]+;|./gsu)) {
    size += Buffer.byteLength(piece);
    if (size > bytes) break;
    end += piece.length;
  }
  return escaped.slice(0, end);
}

/** Lines of text escaped, in at most so many bytes together; where some are left out, it says so. */
export function xmlLines(lines: readonly string[], bytes: number): string {
  const written: string[] = [];
  let room = bytes - 40;
  for (const [index, line] of lines.entries()) {
    const escaped = xmlLine(line, Math.max(room, 40));
    room -= Buffer.byteLength(escaped) + 1;
    if (room < 0) return [...written, `… (${lines.length - index} more lines)`].join('\n');
    written.push(escaped);
  }
  return written.join('\n');
}

/** Attributes, each after a space; the values are escaped already. */
export const attributes = (values: Readonly<Record<string, string | number | null>>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === null ? [] : [` ${name}="${value}"`]))
    .join('');
