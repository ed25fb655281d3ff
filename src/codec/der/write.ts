import { Writer } from '../base/writer.ts';
import { contextConstructed, TAG } from './element.ts';

/** An element with this identifier octet around the contents, one after another. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const writer = new Writer();
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  writer.uint(1, tag);
  if (length < 0x80) {
    writer.uint(1, length);
  } else {
    const size = Math.ceil(length.toString(16).length / 2);
    writer.uint(1, 0x80 | size);
    writer.uint(size, length);
  }
  for (const content of contents) writer.bytes(content);
  return writer.done();
}

export const sequence = (...contents: readonly Uint8Array[]): Uint8Array =>
  element(TAG.sequence, ...contents);

/** SET OF, its elements in ascending order (X.690, section 11.6). */
export const setOf = (...contents: readonly Uint8Array[]): Uint8Array =>
  element(TAG.set, ...contents.toSorted((a, b) => Buffer.compare(a, b)));

/** The context-specific tag [number] EXPLICIT around the contents. */
export const explicit = (number: number, ...contents: readonly Uint8Array[]): Uint8Array =>
  element(contextConstructed(number), ...contents);

export const boolean = (value: boolean): Uint8Array =>
  element(TAG.boolean, Uint8Array.of(value ? 0xff : 0));

/** INTEGER in the fewest octets. */
export function integer(value: bigint | number): Uint8Array {
  const big = BigInt(value);
  let size = 1;
  while (BigInt.asIntN(8 * size, big) !== big) size += 1;
  const digits = BigInt.asUintN(8 * size, big).toString(16);
  return element(TAG.integer, Buffer.from(digits.padStart(2 * size, '0'), 'hex'));
}

export const bitString = (bytes: Uint8Array, unusedBits = 0): Uint8Array =>
  element(TAG.bitString, Uint8Array.of(unusedBits), bytes);

/** BIT STRING of named bits without trailing zero bits (X.690, section 11.2.2). */
export function namedBits(set: readonly number[]): Uint8Array {
  const highest = Math.max(-1, ...set);
  const bytes = new Uint8Array((highest + 8) >> 3);
  for (const bit of set) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(bytes, 8 * bytes.length - highest - 1);
}

export const octetString = (bytes: Uint8Array): Uint8Array => element(TAG.octetString, bytes);

/** OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Uint8Array {
  const [root = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const octets = [40n * root + second, ...rest].flatMap((arc) => {
    const base128 = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) {
      base128.unshift(0x80 | Number(left & 0x7fn));
    }
    return base128;
  });
  return element(TAG.oid, Uint8Array.from(octets));
}

/** Text as UTF-8 under the identifier octet of UTF8String, or another that is a subset of it. */
export const text = (value: string, tag: number = TAG.utf8String): Uint8Array =>
  element(tag, new TextEncoder().encode(value));

/** UTCTime before 2050, GeneralizedTime from then on (RFC 5280, section 4.1.2.5). */
export function time(value: Date): Uint8Array {
  const digits = `${value.toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`;
  const year = value.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? text(digits.slice(2), TAG.utcTime)
    : text(digits, TAG.generalizedTime);
}
