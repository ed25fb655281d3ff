import { counted } from '../words.ts';

/** A part of the page, of which as much is shown as there is room for. */
export interface Section {
  readonly head: readonly string[];
  /** Each stays whole or is left out; it may have several lines. */
  readonly rows: readonly string[];
  /** What a row is, for the count of those left out. */
  readonly noun: string;
  /** Rows shown at most. */
  readonly most: number;
  readonly tail?: readonly string[];
}

/** A table; its cells are escaped already. */
export const table = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): Pick<Section, 'head' | 'rows'> => ({
  head: [rowOf(heads), rowOf(heads.map(() => '---'))],
  rows: rows.map(rowOf),
});

const rowOf = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Characters kept for the sentence that says what is left out. */
const KEPT = 120;

/** The sections one after the other and the foot, in at most `limit` characters. */
export function pageOf(sections: readonly Section[], foot: string, limit: number): string {
  const parts: string[] = [];
  let room = limit - foot.length - KEPT;
  let dropped = 0;
  for (const section of sections) {
    const text = fitted(section, room);
    if (text === null) dropped += 1;
    else {
      parts.push(text);
      room -= text.length + 1;
    }
  }
  const rest = dropped === 0 ? [] : [`…and ${counted(dropped, 'more section')}, left out here.\n`];
  return [...parts, ...rest, foot].join('\n');
}

/** Null where not even its first row has room. */
function fitted({ head, rows, noun, most, tail = [] }: Section, room: number): string | null {
  const frame = sizeOf(head) + sizeOf(tail) + KEPT;
  let used = frame;
  const shown: string[] = [];
  for (const row of rows.slice(0, most)) {
    used += row.length + 1;
    if (used > room) break;
    shown.push(row);
  }
  if (frame > room || (shown.length === 0 && rows.length > 0)) return null;
  const more = rows.length - shown.length;
  const rest = more === 0 ? [] : ['', `…and ${counted(more, `more ${noun}`)}.`];
  return [...head, ...shown, ...rest, ...tail, ''].join('\n');
}

const sizeOf = (lines: readonly string[]): number =>
  lines.reduce((sum, { length }) => sum + length + 1, 0);
