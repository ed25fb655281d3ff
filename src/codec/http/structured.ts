import {
  isInnerList,
  parseDictionary,
  parseItem,
  Token,
  type Dictionary,
  type InnerList,
  type Item,
} from 'structured-headers';
import { fieldLines, type HeaderList } from './fields.ts';

/**
 * A field of all its lines as a Structured Field Dictionary (RFC 9651, section 4.2; Fetch, "get a
 * structured field value"); null where it is not sent or cannot be read: then all of it is ignored.
 */
export const dictionaryOf = (headers: HeaderList, name: string): Dictionary | null =>
  structuredField(headers, name, parseDictionary);

/** The same for an Item: a second line makes it unreadable. */
export const itemOf = (headers: HeaderList, name: string): Item | null =>
  structuredField(headers, name, parseItem);

function structuredField<T>(
  headers: HeaderList,
  name: string,
  parse: (text: string) => T,
): T | null {
  const lines = fieldLines(headers, name);
  if (lines.length === 0) return null;
  try {
    return parse(lines.join(', '));
  } catch {
    return null;
  }
}

/** The text of a Token; null for any other type, a String too. */
export const tokenOf = (value: unknown): string | null =>
  value instanceof Token ? value.toString() : null;

/** The bare items of a member: those of an Inner List, or the one of an Item. */
export function memberItems(member: Item | InnerList): unknown[] {
  const items: readonly (readonly [unknown, unknown])[] = isInnerList(member)
    ? member[0]
    : [member];
  return items.map(([item]) => item);
}
