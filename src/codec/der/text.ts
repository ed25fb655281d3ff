import type { Reader } from '../base/reader.ts';
import { note, TAG, type Element, type Quirks } from './element.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Code points of `size` octets each, big-endian; null where they are none. */
function wide(bytes: Uint8Array, size: 2 | 4): string | null {
  if (bytes.length % size !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let text = '';
  for (let at = 0; at < bytes.length; at += size) {
    const point = size === 2 ? view.getUint16(at) : view.getUint32(at);
    if (point > 0x10_ffff) return null;
    text += String.fromCodePoint(point);
  }
  return text.isWellFormed() ? text : null;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** How a string type is read, and the characters it may hold where that is less than what it can. */
interface StringType {
  readonly name: string;
  readonly read: (bytes: Uint8Array) => string | null;
  readonly allowed?: RegExp;
}

/** Character string types (X.680, section 41). T.61 is read as ISO 8859-1, as everyone does. */
const STRING_TYPES: ReadonlyMap<number, StringType> = new Map([
  [TAG.utf8String, { name: 'UTF8String', read: utf8 }],
  [TAG.numericString, { name: 'NumericString', read: latin1, allowed: /^[0-9 ]*$/ }],
  [
    TAG.printableString,
    { name: 'PrintableString', read: latin1, allowed: /^[A-Za-z0-9 '()+,\-./:=?]*$/ },
  ],
  [TAG.t61String, { name: 'TeletexString', read: latin1 }],
  [TAG.ia5String, { name: 'IA5String', read: latin1, allowed: /^[\x00-\x7f]*$/ }],
  [TAG.visibleString, { name: 'VisibleString', read: latin1, allowed: /^[\x20-\x7e]*$/ }],
  [TAG.universalString, { name: 'UniversalString', read: (bytes) => wide(bytes, 4) }],
  [TAG.bmpString, { name: 'BMPString', read: (bytes) => wide(bytes, 2) }],
]);

/**
 * The text of a character string, null where the element is none or is broken. Characters outside
 * the type's set are kept and noted.
 */
export function textOf({ tag, content, bytes }: Element, quirks: Quirks): string | null {
  const type = STRING_TYPES.get(tag);
  if (type === undefined) return null;
  const text = type.read(bytes.subarray(bytes.length - content.remaining));
  if (text === null) {
    note(quirks, content, `broken ${type.name}`);
  } else if (type.allowed?.test(text) === false) {
    note(quirks, content, `${type.name} with characters that it may not hold`);
  }
  return text;
}

/** IA5String under a context-specific identifier octet; octets above 127 are noted. */
export function readImplicitIa5(reader: Reader, quirks: Quirks): string {
  const octets = reader.bytes(reader.remaining);
  if (octets.some((octet) => octet > 0x7f)) note(quirks, reader, 'IA5String with octets above 127');
  return latin1(octets);
}
