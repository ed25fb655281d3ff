import type { Span } from './phrase.ts';

/** After these a full stop ends no sentence. */
const SHORT = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|no|approx|incl|cf)\.$/i;

/** A line that is broken for its length is at least so long. */
const BROKEN = 50;

/**
 * The sentences of a text in their order, without blanks around them. An empty line, a list sign and
 * the end of a line that was not broken for its length end a sentence too.
 */
export function sentencesOf(text: string): Span[] {
  const sentences: Span[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const piece = text.slice(start, end);
    const from = start + (piece.length - piece.trimStart().length);
    const to = end - (piece.length - piece.trimEnd().length);
    if (from < to) sentences.push({ start: from, end: to });
    start = end;
  };
  for (const { index, 0: sign } of text.matchAll(/[.!?;:]["')\]\u2019\u201d]{0,3}(?=\s)|\n/g)) {
    const end = index + sign.length;
    if (sign === '\n' ? isLineEnd(text, index) : isSentenceEnd(text, end)) cut(end);
  }
  cut(text.length);
  return sentences;
}

function isSentenceEnd(text: string, end: number): boolean {
  const before = text.slice(Math.max(0, end - 12), end);
  if (/^[;!?]/.test(before.slice(-1))) return true;
  if (SHORT.test(before)) return false;
  if (before.endsWith(':')) return /^\s*\n/.test(text.slice(end, end + 80));
  return !/^[ \t]{0,3}[a-z]/.test(text.slice(end, end + 4));
}

/** Whether the sentence ends with the line that ends at `at`. */
function isLineEnd(text: string, at: number): boolean {
  const line = at - (text.lastIndexOf('\n', at - 1) + 1);
  const next = text.slice(at + 1, at + 80);
  if (/^[ \t]{0,20}(?:$|[\r\n•*+-]|\d{1,3}[.)])/.test(next)) return true;
  return line < BROKEN && !/^[ \t]{0,20}[a-z]/.test(next);
}

/** Most words of a heading. */
const LONGEST_HEADING = 8;

/** A short line of its own, without a list sign before it or a full stop behind it, is a heading. */
export function isHeading(text: string, { start, end }: Span): boolean {
  const sentence = text.slice(start, end);
  return (
    /(?:^|\n)[ \t]{0,8}$/.test(text.slice(Math.max(0, start - 9), start)) &&
    /^\s{0,8}(?:\n|$)/.test(text.slice(end, end + 10)) &&
    !/^(?:[•*+-]|\d{1,3}[.)])\s|[.!;]["')\]\u2019\u201d]{0,3}$|:\/\//.test(sentence) &&
    !sentence.includes('\n') &&
    sentence.split(/\s+/, LONGEST_HEADING + 1).length <= LONGEST_HEADING
  );
}
