import type { SyntaxFault } from './fault.ts';

/** A tag of a policy record, its value without the white space around it. */
export interface RecordTag {
  readonly name: string;
  readonly value: string;
  /** Where the name begins, and where the value does; counted from 1. */
  readonly column: number;
  readonly valueColumn: number;
}

/** How the tags of a record look; both patterns match the whole of what they are for. */
export interface TagGrammar {
  readonly name: RegExp;
  readonly value: RegExp;
  /** White space may stand around `=`. */
  readonly spaced: boolean;
}

/** The tags of a record; of several with one name the first. */
export interface RecordTags {
  readonly tags: ReadonlyMap<string, RecordTag>;
  /** A tag stands twice. */
  readonly duplicated: boolean;
  readonly faults: readonly SyntaxFault[];
}

/**
 * Reads what follows the version of a record: tags with semicolons between them, and perhaps one at
 * the end. The version is the tag `v`, which may not stand again. Example: `v=DMARC1; p=none;`.
 */
export function readTags(text: string, { name, value, spaced }: TagGrammar): RecordTags {
  const tags = new Map<string, RecordTag>();
  const faults: SyntaxFault[] = [];
  let duplicated = false;
  let start = 0;
  const parts = text.split(';');
  for (const [index, part] of parts.entries()) {
    const tag = index === 0 ? VERSION : tagOf(part, start, spaced);
    start += part.length + 1;
    if (tag === null || !name.test(tag.name)) {
      const last = index === parts.length - 1;
      if (last && part.trim() === '') continue;
      const column = start - part.trimStart().length;
      faults.push({ column, reason: 'not of the form tag=value' });
    } else if (tags.has(tag.name)) {
      duplicated = true;
      faults.push({ column: tag.column, reason: `${tag.name} stands twice` });
    } else {
      tags.set(tag.name, tag);
      if (!value.test(tag.value)) {
        faults.push({
          column: tag.column,
          reason: `the value of ${tag.name} is ${flaw(tag.value)}`,
        });
      }
    }
  }
  return { tags, duplicated, faults };
}

const VERSION: RecordTag = { name: 'v', value: '1', column: 1, valueColumn: 1 };

const flaw = (value: string): string =>
  value === '' ? 'empty' : 'not made of printable characters';

/** The tag in what stands between two semicolons; null without `=`. */
function tagOf(part: string, start: number, spaced: boolean): RecordTag | null {
  const equals = part.indexOf('=');
  if (equals < 0) return null;
  const name = within(part, 0, equals, spaced);
  const value = within(part, equals + 1, part.length, true);
  return {
    name: part.slice(name.from, name.to),
    value: part.slice(value.from, value.to),
    column: start + name.from + 1,
    valueColumn: start + value.from + 1,
  };
}

/** A part of a text without the blanks before it and, where they may stand there, after it. */
function within(
  text: string,
  start: number,
  end: number,
  blanksAfter: boolean,
): { readonly from: number; readonly to: number } {
  let from = start;
  let to = end;
  while (from < to && isBlank(text[from])) from += 1;
  while (blanksAfter && to > from && isBlank(text[to - 1])) to -= 1;
  return { from, to };
}

/** The white space of these grammars (WSP of RFC 5234). */
const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** An entry of a list with commas. */
export interface ListEntry {
  readonly text: string;
  readonly column: number;
}

/** The entries of a value that is a list with commas, without the white space around them. */
export function listEntries({ value, valueColumn }: RecordTag): readonly ListEntry[] {
  let start = 0;
  return value.split(',').map((part) => {
    const { from, to } = within(part, 0, part.length, true);
    const entry = { text: part.slice(from, to), column: valueColumn + start + from };
    start += part.length + 1;
    return entry;
  });
}
