import type { Reader } from '../base/reader.ts';
import { note, readInside, TAG, type Quirks } from './element.ts';

/** BOOLEAN under any identifier octet (X.690, sections 8.2 and 11.1); a TRUE other than 0xff is noted. */
export const readBoolean = (reader: Reader, quirks: Quirks, tag: number = TAG.boolean): boolean =>
  readInside(reader, tag, (content) => {
    const value = content.uint(1);
    if (value !== 0 && value !== 0xff) note(quirks, content, `TRUE encoded as ${value}, not 255`);
    return value !== 0;
  });

/** The integer in two's complement that `bytes` hold. */
function signed(bytes: Uint8Array): bigint {
  const value = unsigned(bytes);
  return (bytes[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * bytes.length)) : value;
}

/** The unsigned big-endian integer that `bytes` hold. */
const unsigned = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** INTEGER under any identifier octet (X.690, section 8.3); superfluous leading octets are noted. */
export const readInteger = (reader: Reader, quirks: Quirks, tag: number = TAG.integer): bigint =>
  readInside(reader, tag, (content) => {
    if (content.remaining === 0) content.fail('INTEGER without content');
    const start = content.offset;
    const bytes = content.bytes(content.remaining);
    const [first = 0, second] = bytes;
    const padded =
      second !== undefined &&
      ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (padded) note(quirks, content, 'INTEGER with superfluous leading octets', start);
    return signed(bytes);
  });

/** INTEGER from 0 to 2^31 - 1. */
export function readSmallInteger(
  reader: Reader,
  quirks: Quirks,
  tag: number = TAG.integer,
): number {
  const start = reader.offset;
  const value = readInteger(reader, quirks, tag);
  if (value < 0n || value > 0x7fff_ffffn) {
    reader.fail('INTEGER outside 0 to 2147483647', 'malformed', start);
  }
  return Number(value);
}

/** Bits in whole octets and how many bits of the last octet do not count. */
interface BitString {
  readonly bytes: Uint8Array;
  readonly unusedBits: number;
}

/** BIT STRING (X.690, sections 8.6 and 11.2); unused bits that are set are noted. */
export const readBitString = (reader: Reader, quirks: Quirks): BitString =>
  readInside(reader, TAG.bitString, (content) => {
    const unusedBits = content.uint(1);
    if (unusedBits > 7 || (unusedBits > 0 && content.remaining === 0)) {
      content.fail(`${unusedBits} unused bits in ${content.remaining} octets`);
    }
    const bytes = content.bytes(content.remaining);
    if (((bytes.at(-1) ?? 0) & ((1 << unusedBits) - 1)) !== 0) {
      note(quirks, content, 'unused bits are set');
    }
    return { bytes, unusedBits };
  });

/** Numbers of the bits that are set in a BIT STRING of named bits (X.690, section 11.2.2). */
export function readNamedBits(reader: Reader, quirks: Quirks): readonly number[] {
  const { bytes, unusedBits } = readBitString(reader, quirks);
  const set: number[] = [];
  const count = 8 * bytes.length - unusedBits;
  for (let bit = 0; bit < count; bit += 1) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) set.push(bit);
  }
  if (count > 0 && set.at(-1) !== count - 1) note(quirks, reader, 'trailing zero bits');
  return set;
}

/** OCTET STRING under any identifier octet (X.690, section 8.7). */
export const readOctetString = (reader: Reader, tag: number = TAG.octetString): Uint8Array =>
  readInside(reader, tag, (content) => content.bytes(content.remaining));

const LONGEST_OID = 128;

/** OBJECT IDENTIFIER in dotted form (X.690, section 8.19). */
export const readOid = (reader: Reader): string => readInside(reader, TAG.oid, readOidContent);

/** Content octets of an OBJECT IDENTIFIER, for where its tag is another. */
export function readOidContent(content: Reader): string {
  if (content.remaining > LONGEST_OID) {
    content.fail(
      `OBJECT IDENTIFIER of ${content.remaining} octets, at most ${LONGEST_OID} are read`,
    );
  }
  const first = readArc(content);
  const root = first < 80n ? first / 40n : 2n;
  const arcs = [root, first - 40n * root];
  while (content.remaining > 0) arcs.push(readArc(content));
  return arcs.join('.');
}

function readArc(reader: Reader): bigint {
  let arc = 0n;
  for (let index = 0; ; index += 1) {
    const octet = reader.uint(1);
    if (index === 0 && octet === 0x80) reader.fail('arc with a superfluous leading octet');
    arc = arc * 128n + BigInt(octet & 0x7f);
    if (octet < 0x80) return arc;
  }
}
