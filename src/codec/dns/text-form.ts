import { decodeBase32hex, encodeBase32hex } from '../base/base32hex.ts';
import { algorithmNumber } from '../iana/dnssec.ts';
import { rrTypeCode, rrTypeName } from '../iana/dns.ts';
import { parseIpv4, parseIpv6 } from './address.ts';
import { octetsOf, type TokenReader } from './master-token.ts';
import { parseName, presentName } from './name.ts';

/**
 * A field, or several, in the text of a master file (RFC 1035, section 5.1): the words that present
 * it, and how they are read. A value that no words present, or an empty one, has only the form of
 * RFC 3597, section 5.
 */
export interface TextForm<T> {
  present(value: T): readonly string[];
  parse(reader: TokenReader): T;
}

type Forms<T> = { readonly [K in keyof T]: TextForm<T[K]> };

/** Fields one after the other. */
export const fields = <T extends object>(forms: Forms<T>): TextForm<T> => {
  // The keys of an object literal are those of its type.
  const keys = Object.keys(forms) as (keyof T)[];
  return {
    present: (value) => keys.flatMap((key) => forms[key].present(value[key])),
    // Every key of T has just been read by its own form.
    parse: (reader) => Object.fromEntries(keys.map((key) => [key, forms[key].parse(reader)])) as T,
  };
};

/** A field that is one word. */
const word = <T>(
  present: (value: T) => string,
  parse: (text: string, reader: TokenReader) => T,
): TextForm<T> => ({
  present: (value) => [present(value)],
  parse: (reader) => parse(reader.word(), reader),
});

/** A decimal number below 2 to the power of `bits`. */
export const decimal = (bits: number): TextForm<number> =>
  word(String, (text, reader) => parseDecimal(text, bits, reader));

function parseDecimal(text: string, bits: number, reader: TokenReader): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value < 2 ** bits)) {
    reader.fail(`${JSON.stringify(text)} is not a number of ${bits} bits`);
  }
  return value;
}

/** A number that may be written as a mnemonic instead. */
export const decimalOr = (
  bits: number,
  codeOf: (mnemonic: string) => number | undefined,
  nameOf: (code: number) => string = String,
): TextForm<number> =>
  word(nameOf, (text, reader) => codeOf(text.toUpperCase()) ?? parseDecimal(text, bits, reader));

/** An algorithm of DNSSEC (RFC 4034, section 2.2). */
export const algorithm: TextForm<number> = decimalOr(8, algorithmNumber);

const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** Seconds of a time such as `3600`, `1h` or `1d12h`; undefined where it is something else. */
export function parseSeconds(text: string): number | undefined {
  if (!/^(?:\d{1,10}|(?:\d{1,10}[wdhms])+)$/i.test(text) || text.length > 60) return undefined;
  const parts = [...text.matchAll(/(\d+)([wdhms]?)/gi)];
  const seconds = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit?.toLowerCase() ?? ''] ?? 1),
    0,
  );
  return seconds <= 0xffff_ffff ? seconds : undefined;
}

/** A time in seconds, also with units. */
export const seconds: TextForm<number> = word(
  String,
  (text, reader) =>
    parseSeconds(text) ?? reader.fail(`${JSON.stringify(text)} is not a time in seconds`),
);

/** The full name of one in a master file; it is relative to `origin` without the dot at its end. */
export function qualifiedName(text: string, origin: string): string {
  if (text === '@') return origin;
  const absolute = text === '.' || /(?<!\\)(?:\\\\)*\.$/.test(text);
  if (absolute || origin === '.') return presentName(parseName(text));
  return presentName([...parseName(text), ...parseName(origin)]);
}

/** A name with the dot at its end. */
export const absoluteName = (text: string): string => (text === '.' ? text : `${text}.`);

/** A domain name. */
export const name: TextForm<string> = word(absoluteName, (text, reader) => {
  try {
    return presentName(parseName(qualifiedName(text, reader.origin)));
  } catch {
    return reader.fail(`${JSON.stringify(text)} is not a domain name`);
  }
});

/** An address of a family. */
const address = (parse: (text: string) => Uint8Array | null, of: string): TextForm<string> =>
  word(
    (text) => text,
    (text, reader) =>
      parse(text) === null ? reader.fail(`${JSON.stringify(text)} is not an ${of} address`) : text,
  );

/** An IPv4 address. */
export const ipv4Address: TextForm<string> = address(parseIpv4, 'IPv4');

/** An IPv6 address. */
export const ipv6Address: TextForm<string> = address(parseIpv6, 'IPv6');

/** Octets as a quoted string (RFC 1035, section 5.1); read with or without the quotation marks. */
export const text: TextForm<Uint8Array> = {
  present: (octets) => [quoted(octets)],
  parse: (reader) => octetsOf(reader.take()),
};

/** Octets of a character-string (RFC 1035, section 3.3). */
const MOST_STRING = 255;

/** Strings, as many as there are. */
export const texts: TextForm<readonly Uint8Array[]> = {
  present: (strings) => strings.map(quoted),
  parse: (reader) => {
    if (reader.remaining === 0) reader.fail('a field is missing');
    return Array.from({ length: reader.remaining }, () => {
      const octets = octetsOf(reader.take());
      if (octets.length <= MOST_STRING) return octets;
      const size = `a string of ${octets.length} octets`;
      return reader.fail(`${size}: write it as several of at most ${MOST_STRING}, each in quotes`);
    });
  },
};

/** Octets in quotation marks. */
export const quoted = (octets: Uint8Array): string =>
  `"${Array.from(octets, presentOctet).join('')}"`;

function presentOctet(octet: number): string {
  if (octet < 0x20 || octet >= 0x7f) return `\\${octet.toString().padStart(3, '0')}`;
  const character = String.fromCharCode(octet);
  return character === '"' || character === '\\' ? `\\${character}` : character;
}

/** ASCII letters and digits without quotation marks. */
export const tag: TextForm<string> = word(
  (value) => value,
  (value, reader) =>
    /^[0-9A-Za-z]{1,255}$/.test(value)
      ? value
      : reader.fail(`${JSON.stringify(value)} is not made of letters and digits`),
);

/** Hexadecimal in capitals. */
export const presentHex = (octets: Uint8Array): string =>
  Buffer.from(octets).toString('hex').toUpperCase();

/** The octets of hexadecimal digits; undefined where they are something else. */
export function parseHex(digits: string): Uint8Array | undefined {
  const valid = digits.length % 2 === 0 && /^[0-9a-f]*$/i.test(digits);
  return valid ? new Uint8Array(Buffer.from(digits, 'hex')) : undefined;
}

/** All the words left, read together. */
const joined = (
  present: (octets: Uint8Array) => string,
  parse: (text: string) => Uint8Array | undefined,
  of: string,
): TextForm<Uint8Array> => ({
  present: (octets) => [present(octets)],
  parse: (reader) => {
    if (reader.remaining === 0) reader.fail('a field is missing');
    return parse(reader.words().join('')) ?? reader.fail(`that is not ${of}`);
  },
});

/** Hexadecimal to the end. */
export const hex: TextForm<Uint8Array> = joined(presentHex, parseHex, 'hexadecimal');

/** Base 64 (RFC 4648, section 4) without surprises; undefined where it is something else. */
export function parseBase64(digits: string): Uint8Array | undefined {
  const octets = Buffer.from(digits, 'base64');
  return octets.toString('base64') === digits ? new Uint8Array(octets) : undefined;
}

/** Base 64 in its one spelling. */
export const presentBase64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64');

/** Base 64 to the end. */
export const base64: TextForm<Uint8Array> = joined(presentBase64, parseBase64, 'base 64');

/** Hexadecimal in one word; `-` for nothing (RFC 5155, section 3.3). */
export const salt: TextForm<Uint8Array> = word(
  (octets) => (octets.length === 0 ? '-' : presentHex(octets)),
  (digits, reader) =>
    parseHex(digits === '-' ? '' : digits) ?? reader.fail('the salt is not hexadecimal'),
);

/** Base 32 with the extended hex alphabet in one word (RFC 5155, section 3.3). */
export const hashedName: TextForm<Uint8Array> = word(
  (octets) => encodeBase32hex(octets).toUpperCase(),
  (digits, reader) => decodeBase32hex(digits) ?? reader.fail('the hash is not base 32'),
);

/** The mnemonic of a type. */
export const type: TextForm<number> = word(rrTypeName, parseType);

function parseType(mnemonic: string, reader: TokenReader): number {
  return (
    rrTypeCode(mnemonic.toUpperCase()) ?? reader.fail(`${JSON.stringify(mnemonic)} is not a type`)
  );
}

/** The mnemonics of types to the end. */
export const types: TextForm<readonly number[]> = {
  present: (codes) => codes.map(rrTypeName),
  parse: (reader) => reader.words().map((mnemonic) => parseType(mnemonic, reader)),
};

/** YYYYMMDDHHmmSS, also read as seconds since 1970 (RFC 4034, section 3.2). */
export const timestamp: TextForm<number> = word(
  (time) => new Date(time * 1000).toISOString().replace(/\.000Z$|[-:T]/g, ''),
  (digits, reader) => {
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits) ?? [];
    if (year === undefined) return parseDecimal(digits, 32, reader);
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
    const time = Date.parse(iso) / 1000;
    const valid = time >= 0 && time <= 0xffff_ffff && new Date(time * 1000).toISOString() === iso;
    return valid ? time : reader.fail(`${digits} is not a time`);
  },
);
