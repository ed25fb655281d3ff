import type { Reader } from '../base/reader.ts';

/** Identifier octets of the universal types in use (X.690, section 8.1.2; X.680, table 1). */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of the context-specific tag [number] of a primitive (IMPLICIT) type. */
export const contextPrimitive = (number: number): number => 0x80 | number;

/** Identifier octet of the context-specific tag [number] of a constructed or EXPLICIT type. */
export const contextConstructed = (number: number): number => 0xa0 | number;

/** One element: identifier octet, content, and the whole encoding. */
export interface Element {
  readonly tag: number;
  readonly content: Reader;
  readonly bytes: Uint8Array;
}

/**
 * What is tolerated in an encoding though it is against the rules; each entry names field, offset
 * and rule.
 */
export type Quirks = string[];

const MOST_QUIRKS = 100;

/** Notes a tolerated departure from the rules at the reader's place. */
export function note(quirks: Quirks, reader: Reader, what: string, offset = reader.offset): void {
  if (quirks.length < MOST_QUIRKS) quirks.push(`${reader.field} at byte ${offset}: ${what}`);
}

const hex = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`;

/** Definite, minimal lengths of at most 4 octets (X.690, sections 8.1.3 and 10.1). */
function readLength(reader: Reader): number {
  const first = reader.uint(1);
  if (first < 0x80) return first;
  if (first === 0x80) reader.fail('indefinite length');
  const size = first & 0x7f;
  if (size > 4) reader.fail(`length of ${size} octets, at most 4 are read`);
  const length = reader.uint(size);
  if (length < 0x80 || length < 0x100 ** (size - 1)) {
    reader.fail(`length ${length} in ${size + 1} octets is not minimal`);
  }
  return length;
}

/** Takes the next element, whatever it is (X.690, section 8.1). */
export function readElement(reader: Reader): Element {
  const start = reader.offset;
  const tag = reader.uint(1);
  if ((tag & 0x1f) === 0x1f) reader.fail('tag numbers above 30 are not read', 'malformed', start);
  const content = reader.sub(readLength(reader));
  return { tag, content, bytes: reader.message.subarray(start, reader.offset) };
}

/** Whether the next element has this identifier octet. */
export const isNext = (reader: Reader, tag: number): boolean =>
  reader.remaining > 0 && reader.message[reader.offset] === tag;

/** Takes the next element, which must have this identifier octet, and decodes all of its content. */
export function readInside<T>(reader: Reader, tag: number, decode: (content: Reader) => T): T {
  const start = reader.offset;
  const found = readElement(reader);
  if (found.tag !== tag) reader.fail(`tag ${hex(found.tag)}, not ${hex(tag)}`, 'malformed', start);
  const value = decode(found.content);
  found.content.end();
  return value;
}

/** The same where the next element has this identifier octet; undefined where it has not. */
export const readOptional = <T>(
  reader: Reader,
  tag: number,
  decode: (content: Reader) => T,
): T | undefined => (isNext(reader, tag) ? readInside(reader, tag, decode) : undefined);

/** Decodes items until the reader is empty. */
export function readItems<T>(reader: Reader, item: (reader: Reader) => T): readonly T[] {
  const items: T[] = [];
  while (reader.remaining > 0) items.push(reader.in(`[${items.length}]`, item));
  return items;
}

/** SEQUENCE OF. */
export const readSequenceOf = <T>(reader: Reader, item: (reader: Reader) => T): readonly T[] =>
  readInside(reader, TAG.sequence, (content) => readItems(content, item));
