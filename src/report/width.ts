/** Characters that take two columns: East Asian wide and fullwidth, and emoji (UAX 11, UTS 51). */
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;
const MARK = /[\p{Mn}\p{Me}]/u;

/** Columns that `text` takes in a terminal; it holds no control characters. */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return sum;
}

/** `text` followed by spaces up to `width` columns. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - columns(text)));

/** The beginning of `text` that takes at most `width` columns. */
export function clip(text: string, width: number): string {
  let filled = 0;
  let end = 0;
  for (const character of text) {
    filled += columns(character);
    if (filled > width) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** `text` broken at spaces into lines of at most `width` columns; longer words are cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line.trimEnd());
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' ? lines : [...lines, line.trimEnd()];
}

/** What a long word is rather broken after: a URL, a list of suites, a record. */
const JOINT = /[/:;,.=&?@|]/;

/** `word` in pieces of at most `width` columns, broken after a joint where one is in the second half. */
function cut(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let filled = 0;
  let joint = 0;
  for (const character of word) {
    const more = columns(character);
    if (filled + more > width) {
      const end = joint > piece.length / 2 ? joint : piece.length;
      pieces.push(piece.slice(0, end));
      piece = piece.slice(end);
      filled = columns(piece);
      joint = 0;
    }
    piece += character;
    filled += more;
    if (JOINT.test(character)) joint = piece.length;
  }
  return [...pieces, piece];
}
