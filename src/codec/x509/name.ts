import type { Reader } from '../base/reader.ts';
import {
  readElement,
  readInside,
  readItems,
  TAG,
  type Element,
  type Quirks,
} from '../der/element.ts';
import { readOid } from '../der/primitive.ts';
import { textOf } from '../der/text.ts';

/** A distinguished name (RFC 5280, section 4.1.2.4). */
export interface Name {
  /** RFC 4514 text: the last relative name first. */
  readonly text: string;
  readonly der: Uint8Array;
  /**
   * Each relative name in a form that is the same for names that match (RFC 5280, section 7.1):
   * case, string type and the amount of white space do not count.
   */
  readonly rdns: readonly string[];
  /** Of those that can be read, in the order of the name. */
  readonly commonNames: readonly string[];
}

const COMMON_NAME = '2.5.4.3';

/** Short names of attribute types (RFC 4514, section 3; the LDAP registry of IANA; RFC 2985). */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [COMMON_NAME, 'CN'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'street'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'title'],
  ['2.5.4.15', 'businessCategory'],
  ['2.5.4.17', 'postalCode'],
  ['2.5.4.42', 'GN'],
  ['2.5.4.97', 'organizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);

interface Attribute {
  readonly type: string;
  readonly value: string | null;
  readonly der: Uint8Array;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A value as RFC 4514, section 2.4, writes it; control characters become hex pairs too. */
const escaped = (value: string): string =>
  value
    .replace(/[\\"+,;<>]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!^) $/, '\\ ')
    .replace(/[\x00-\x1f\x7f]/g, (control) => `\\${hex(Buffer.from(control)).toUpperCase()}`);

function textOfAttribute({ type, value, der }: Attribute): string {
  const short = SHORT_NAMES.get(type);
  if (short === undefined || value === null) return `${short ?? type}=#${hex(der)}`;
  return `${short}=${escaped(value)}`;
}

/** ASCII letters alone are folded: other alphabets match only as they are. */
const folded = (value: string): string =>
  value
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/\s+/g, ' ')
    .trim();

/** JSON, so that no value can be written that reads as two attributes. */
const matchForm = (attributes: readonly Attribute[]): string =>
  JSON.stringify(
    attributes
      .map(({ type, value, der }) => [type, value === null ? `#${hex(der)}` : `=${folded(value)}`])
      .toSorted(([a = '', x = ''], [b = '', y = '']) => (a + x < b + y ? -1 : 1)),
  );

const readAttribute = (reader: Reader, quirks: Quirks): Attribute =>
  readInside(reader, TAG.sequence, (content) => {
    const type = content.in('type', readOid);
    const element: Element = content.in('value', readElement);
    return { type, value: textOf(element, quirks), der: element.bytes };
  });

/** Name: a sequence of sets of attributes (RFC 5280, section 4.1.2.4). */
export function readName(reader: Reader, quirks: Quirks): Name {
  const start = reader.offset;
  const rdns = readInside(reader, TAG.sequence, (content) => readRdns(content, quirks));
  return {
    text: rdns
      .map((rdn) => rdn.map(textOfAttribute).join('+'))
      .toReversed()
      .join(','),
    der: reader.message.subarray(start, reader.offset),
    rdns: rdns.map(matchForm),
    commonNames: rdns
      .flat()
      .flatMap(({ type, value }) => (type === COMMON_NAME ? (value ?? []) : [])),
  };
}

const readRdns = (reader: Reader, quirks: Quirks): readonly (readonly Attribute[])[] =>
  readItems(reader, (rdn) =>
    readInside(rdn, TAG.set, (set) => readItems(set, (item) => readAttribute(item, quirks))),
  );

/** One text for all names that match. */
export const nameKey = (name: Name): string => name.rdns.join('\n');
