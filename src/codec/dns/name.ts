import type { Codec } from '../base/codec.ts';
import { Reader } from '../base/reader.ts';

const MAX_LABEL = 63;
const MAX_NAME = 255;
/** A name has at most 127 labels; more pointers than that only make work. */
const MAX_POINTERS = 127;
/** Printable octets that mean something in a master file (RFC 1035, section 5.1). */
const SPECIAL = new Set('"().;\\@$'.split('').map((character) => character.charCodeAt(0)));

/**
 * A domain name (RFC 1035, section 3.1) in presentation form without the trailing dot, `.` for the
 * root, case kept. Compression pointers (section 4.1.4) are followed backwards only; they are not
 * written.
 */
export const domainName: Codec<string> = {
  decode: (reader) => presentName(readLabels(reader)),
  encode(writer, name) {
    for (const label of parseName(name)) {
      writer.uint(1, label.length);
      writer.bytes(label);
    }
    writer.uint(1, 0);
  },
};

function readLabels(reader: Reader): Uint8Array[] {
  const labels: Uint8Array[] = [];
  let length = 1;
  let pointers = 0;
  let at = reader;
  let before = reader.offset;
  for (;;) {
    const octet = at.uint(1);
    if (octet === 0) return labels;
    if (octet >= 0xc0) {
      const target = ((octet & 0x3f) << 8) | at.uint(1);
      if (target >= before) reader.fail(`compression pointer to byte ${target} is not backwards`);
      pointers += 1;
      if (pointers > MAX_POINTERS) reader.fail('too many compression pointers');
      at = new Reader(reader.message, 'name', target);
      before = target;
      continue;
    }
    if (octet > MAX_LABEL) reader.fail(`label type 0x${octet.toString(16)} is not known`);
    length += 1 + octet;
    if (length > MAX_NAME) reader.fail(`name is longer than ${MAX_NAME} bytes`);
    labels.push(at.bytes(octet));
  }
}

/** Labels in presentation form: `\.` for a dot inside a label, `\DDD` for what is not printable. */
export const presentName = (labels: readonly Uint8Array[]): string =>
  labels.length === 0 ? '.' : labels.map(presentLabel).join('.');

const presentLabel = (label: Uint8Array): string => Array.from(label, presentOctet).join('');

function presentOctet(octet: number): string {
  if (octet <= 0x20 || octet >= 0x7f) return `\\${octet.toString().padStart(3, '0')}`;
  const character = String.fromCharCode(octet);
  return SPECIAL.has(octet) ? `\\${character}` : character;
}

/** The labels of a name in presentation form, with or without the trailing dot. Throws a RangeError. */
export function parseName(name: string): Uint8Array[] {
  if (name === '.') return [];
  const labels: number[][] = [[]];
  for (const { 0: token, 1: decimal, 2: escaped } of tokensOf(name)) {
    if (token === '.') labels.push([]);
    else if (decimal !== undefined) labels.at(-1)?.push(Number(decimal));
    else labels.at(-1)?.push((escaped ?? token).charCodeAt(0));
  }
  if (labels.at(-1)?.length === 0) labels.pop();
  const fits = labels.every(
    (label) =>
      label.length > 0 && label.length <= MAX_LABEL && label.every((octet) => octet <= 0xff),
  );
  const length = labels.reduce((sum, label) => sum + 1 + label.length, 1);
  if (!fits || labels.length === 0 || length > MAX_NAME) {
    throw new RangeError(`${JSON.stringify(name)} is not a domain name`);
  }
  return labels.map((label) => Uint8Array.from(label));
}

/** Escapes, dots and single printable ASCII characters, one after the other. */
function* tokensOf(name: string): Generator<RegExpExecArray> {
  const token = /\\(\d{3})|\\([!-/:-~])|[!-[\]-~]/y;
  while (token.lastIndex < name.length) {
    const match = token.exec(name);
    if (match === null) throw new RangeError(`${JSON.stringify(name)} is not a domain name`);
    yield match;
  }
}

/** The one spelling of a name that all its spellings share: lower case, escapes only where needed. */
export const canonicalName = (name: string): string => presentName(parseName(name)).toLowerCase();

/** Whether two names are the same but for case and spelling (RFC 4343). */
export const sameName = (a: string, b: string): boolean => canonicalName(a) === canonicalName(b);

/** A name without its first `count` labels; `.` where none are left. */
export const ancestorName = (name: string, count = 1): string =>
  presentName(parseName(name).slice(count));
