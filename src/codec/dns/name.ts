import type { Codec } from '../base/codec.ts';
import type { Reader } from '../base/reader.ts';

const MAX_LABEL = 63;
const MAX_NAME = 255;
/** The two highest bits of an octet that begins a compression pointer. */
const POINTER = 0xc0;
/** A name has at most 127 labels; more pointers than that only make work. */
const MAX_POINTERS = 127;
/** Printable octets that mean something in a master file (RFC 1035, section 5.1). */
const SPECIAL = new Set('"().;\\@$'.split('').map((character) => character.charCodeAt(0)));

/** Each octet as it stands in a name. */
const OCTETS = Array.from({ length: 256 }, (_, octet) => {
  if (octet <= 0x20 || octet >= 0x7f) return `\\${octet.toString().padStart(3, '0')}`;
  const character = String.fromCharCode(octet);
  return SPECIAL.has(octet) ? `\\${character}` : character;
});

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
  const { message, offset } = reader;
  const labels: Uint8Array[] = [];
  let length = 1;
  let pointers = 0;
  let at = offset;
  let end = offset + reader.remaining;
  let before = offset;
  let taken: number | null = null;
  for (;;) {
    const octet = at < end ? (message[at] ?? 0) : reader.fail(missing(1, 0), 'truncated', at);
    at += 1;
    if (octet === 0) break;
    const size = sizeAfter(octet, reader, at);
    if (at + size > end) reader.fail(missing(size, end - at), 'truncated', at);
    if (octet < POINTER) {
      length += 1 + octet;
      if (length > MAX_NAME) reader.fail(`name is longer than ${MAX_NAME} bytes`, 'malformed', at);
      labels.push(message.subarray(at, at + octet));
      at += octet;
    } else {
      const target = ((octet & 0x3f) << 8) | (message[at] ?? 0);
      taken ??= at + 1 - offset;
      pointers += 1;
      if (target >= before) reader.fail(`compression pointer to byte ${target} is not backwards`);
      if (pointers > MAX_POINTERS) reader.fail('too many compression pointers');
      [at, before, end] = [target, target, message.length];
    }
  }
  reader.bytes(taken ?? at - offset);
  return labels;
}

/** Octets that the first one of a label or of a compression pointer announces. */
function sizeAfter(octet: number, reader: Reader, at: number): number {
  if (octet >= POINTER) return 1;
  return octet <= MAX_LABEL
    ? octet
    : reader.fail(`label type 0x${octet.toString(16)} is not known`, 'malformed', at);
}

const missing = (size: number, left: number): string => `needs ${size} bytes, has ${left}`;

/** Labels in presentation form: `\.` for a dot inside a label, `\DDD` for what is not printable. */
export const presentName = (labels: readonly Uint8Array[]): string =>
  labels.length === 0 ? '.' : labels.map(presentLabel).join('.');

function presentLabel(label: Uint8Array): string {
  let text = '';
  for (let index = 0; index < label.length; index += 1) text += OCTETS[label[index] ?? 0] ?? '';
  return text;
}

/** The labels of a name in presentation form, with or without the trailing dot. Throws a RangeError. */
export function parseName(name: string): Uint8Array[] {
  if (name === '.') return [];
  const labels = name.includes('\\') ? escapedLabels(name) : plainLabels(name);
  if (labels.at(-1)?.length === 0) labels.pop();
  const fits = labels.every((label) => label.length > 0 && label.length <= MAX_LABEL);
  const length = labels.reduce((sum, label) => sum + 1 + label.length, 1);
  if (!fits || labels.length === 0 || length > MAX_NAME) throw notName(name);
  return labels;
}

const notName = (name: string): RangeError =>
  new RangeError(`${JSON.stringify(name)} is not a domain name`);

function plainLabels(name: string): Uint8Array[] {
  if (!/^[!-~]*$/.test(name)) throw notName(name);
  return name.split('.').map((label) => new Uint8Array(Buffer.from(label, 'latin1')));
}

const BACKSLASH = 0x5c;
const DOT = 0x2e;

function escapedLabels(name: string): Uint8Array[] {
  const labels: number[][] = [];
  let label: number[] = [];
  for (let at = 0; at < name.length; at += 1) {
    let octet = name.charCodeAt(at);
    if (octet <= 0x20 || octet >= 0x7f) throw notName(name);
    if (octet === DOT) {
      labels.push(label);
      label = [];
      continue;
    }
    if (octet === BACKSLASH) {
      const [escaped, taken] = escapeAt(name, at + 1);
      octet = escaped;
      at += taken;
    }
    label.push(octet);
  }
  return [...labels, label].map((octets) => Uint8Array.from(octets));
}

/** The octet that an escape stands for, and the characters after the backslash. */
function escapeAt(name: string, at: number): readonly [octet: number, taken: number] {
  const first = name.charCodeAt(at);
  if (!isDigit(first)) {
    if (!(first > 0x20 && first < 0x7f)) throw notName(name);
    return [first, 1];
  }
  const [second, third] = [name.charCodeAt(at + 1), name.charCodeAt(at + 2)];
  const octet = (first - 0x30) * 100 + (second - 0x30) * 10 + (third - 0x30);
  if (!isDigit(second) || !isDigit(third) || octet > 0xff) throw notName(name);
  return [octet, 3];
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** The one spelling of a name that all its spellings share: lower case, escapes only where needed. */
export const canonicalName = (name: string): string => presentName(parseName(name)).toLowerCase();

/** Whether two names are the same but for case and spelling (RFC 4343). */
export const sameName = (a: string, b: string): boolean => canonicalName(a) === canonicalName(b);

/** A name without its first `count` labels; `.` where none are left. */
export const ancestorName = (name: string, count = 1): string =>
  presentName(parseName(name).slice(count));
