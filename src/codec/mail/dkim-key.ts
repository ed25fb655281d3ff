import { DecodeError, Reader } from '../base/reader.ts';
import { TAG } from '../der/element.ts';
import { bitString, element, oid, sequence } from '../der/write.ts';
import { readPublicKey, type PublicKey } from '../x509/public-key.ts';
import type { SyntaxFault } from './fault.ts';
import { parseTagList, tagValue, trimBlanks, type Tag, type TagList } from './tag-list.ts';

/** A DKIM key record (RFC 6376, section 3.6.1). */
export interface DkimKey {
  /** A `v` tag stands first. */
  readonly versioned: boolean;
  /** `k`; null where it is none that is known. */
  readonly type: 'rsa' | 'ed25519' | null;
  /** The key itself: RSAPublicKey (RFC 8017, appendix A.1.1), or 32 octets; null where none can be read. */
  readonly key: Uint8Array | null;
  /** Bits of the RSA modulus, 256 for Ed25519. */
  readonly bits: number | null;
  /** An empty `p`. */
  readonly revoked: boolean;
  /** `t=y`. */
  readonly testing: boolean;
  /** Hashes that `h` allows, all where it is not there. */
  readonly hashes: readonly string[];
  /** What keeps verifiers from using it, in order of the columns. */
  readonly faults: readonly SyntaxFault[];
}

const HASHES: readonly string[] = ['sha1', 'sha256'];
/** RFC 8301, section 3.2. */
const FEWEST_BITS = 1024;
const ED25519_OCTETS = 32;
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
/** RFC 6376, section 2.10, white space removed. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads a key record; null where the text is none: it has neither a version of DKIM nor a key, or
 * the version of something else, such as `v=spf1`.
 */
export function parseDkimKey(text: string): DkimKey | null {
  const list = parseTagList(text);
  const version = tagValue(list, 'v');
  const isOther = version !== null && !version.toLowerCase().startsWith('dkim');
  if (isOther || (version === null && tagValue(list, 'p') === null)) return null;
  const faults = [...list.faults];
  const type = typeOf(list, faults);
  const material = keyOf(list, type, faults);
  checkVersion(list, faults);
  checkService(list, faults);
  return {
    versioned: list.tags[0]?.name === 'v',
    type,
    ...material,
    revoked: tagValue(list, 'p') === '',
    testing: wordsOf(tagValue(list, 't') ?? '').includes('y'),
    hashes: hashesOf(list, faults),
    faults: faults.toSorted((a, b) => a.column - b.column),
  };
}

/** The words of a value, which colons separate. */
const wordsOf = (value: string): readonly string[] =>
  value.split(':').map((word) => trimBlanks(word).toLowerCase());

const tagOf = ({ tags }: TagList, name: string): Tag | undefined =>
  tags.find((tag) => tag.name === name);

function checkVersion(list: TagList, faults: SyntaxFault[]): void {
  const tag = tagOf(list, 'v');
  if (tag === undefined) return;
  const { column, value } = tag;
  if (value !== 'DKIM1') faults.push({ column, reason: `v is "${shown(value)}", not DKIM1` });
  else if (tag !== list.tags[0]) faults.push({ column, reason: 'v does not stand first' });
}

function checkService(list: TagList, faults: SyntaxFault[]): void {
  const tag = tagOf(list, 's');
  if (tag === undefined || wordsOf(tag.value).some((word) => word === '*' || word === 'email')) {
    return;
  }
  faults.push({ column: tag.column, reason: `s is "${shown(tag.value)}": not for email` });
}

function hashesOf(list: TagList, faults: SyntaxFault[]): readonly string[] {
  const tag = tagOf(list, 'h');
  if (tag === undefined) return HASHES;
  const hashes = wordsOf(tag.value).filter((word) => word !== '');
  if (hashes.includes('sha256')) return hashes;
  const reason = hashes.includes('sha1')
    ? 'h allows sha1, which verifiers refuse (RFC 8301), and not sha256'
    : `h is "${shown(tag.value)}": no hash that DKIM has`;
  faults.push({ column: tag.column, reason });
  return hashes;
}

function typeOf(list: TagList, faults: SyntaxFault[]): DkimKey['type'] {
  const tag = tagOf(list, 'k');
  const value = tag?.value.toLowerCase() ?? 'rsa';
  if (value === 'rsa' || value === 'ed25519') return value;
  faults.push({ column: tag?.column ?? 1, reason: `k is "${shown(value)}": rsa or ed25519` });
  return null;
}

type Material = Pick<DkimKey, 'key' | 'bits'>;
const NO_KEY: Material = { key: null, bits: null };

function keyOf(list: TagList, type: DkimKey['type'], faults: SyntaxFault[]): Material {
  const tag = tagOf(list, 'p');
  if (tag === undefined) {
    faults.push({ column: 1, reason: 'there is no p' });
    return NO_KEY;
  }
  const { column } = tag;
  const text = tag.value.replace(/[\t\r\n ]/g, '');
  if (text === '') return NO_KEY;
  // One digit alone holds no octet; padding may be left out (RFC 6376, section 2.10).
  if (!BASE64.test(text) || text.replace(/=/g, '').length % 4 === 1) {
    faults.push({ column, reason: 'p is no base64' });
    return NO_KEY;
  }
  if (type === null) return NO_KEY;
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  const { reason, ...material } = type === 'rsa' ? rsaOf(bytes) : ed25519Of(bytes);
  if (reason !== null) faults.push({ column, reason });
  return material;
}

type Judged = Material & { readonly reason: string | null };

/** RFC 8463, section 4.2. */
function ed25519Of(bytes: Uint8Array): Judged {
  if (bytes.length === ED25519_OCTETS) return { key: bytes, bits: 256, reason: null };
  return { ...NO_KEY, reason: `p has ${bytes.length} octets, an Ed25519 key ${ED25519_OCTETS}` };
}

/** RFC 6376 asks for RSAPublicKey; what is published is SubjectPublicKeyInfo. */
function rsaOf(bytes: Uint8Array): Judged {
  if (bytes.length === ED25519_OCTETS) {
    const reason = `p has ${ED25519_OCTETS} octets, as an Ed25519 key has, and k is not ed25519`;
    return { ...NO_KEY, reason };
  }
  let read: PublicKey;
  try {
    const reader = new Reader(isBareRsa(bytes) ? wrapped(bytes) : bytes, 'p');
    read = readPublicKey(reader, []);
    reader.end();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { ...NO_KEY, reason: `p is no RSA key: ${error.message}` };
  }
  const { type, key, bits, exponent, modulus } = read;
  if (type !== 'RSA')
    return { ...NO_KEY, reason: `p is a key of ${type ?? read.algorithm}, not RSA` };
  const odd = (value: bigint | null): boolean => value !== null && value > 2n && value % 2n === 1n;
  if (bits === null || !odd(exponent) || !odd(modulus)) {
    return { ...NO_KEY, reason: 'p has a modulus or exponent that no RSA key has' };
  }
  const reason =
    bits < FEWEST_BITS
      ? `p is an RSA key of ${bits} bits; verifiers take none below ${FEWEST_BITS} (RFC 8301)`
      : null;
  return { key, bits, reason };
}

/** RSAPublicKey begins with the modulus, SubjectPublicKeyInfo with another sequence. */
function isBareRsa(bytes: Uint8Array): boolean {
  const length = bytes[1] ?? 0;
  const header = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return bytes[0] === TAG.sequence && bytes[header] === TAG.integer;
}

const wrapped = (bytes: Uint8Array): Uint8Array =>
  sequence(sequence(oid(RSA_ENCRYPTION), element(TAG.null)), bitString(bytes));

const shown = (value: string): string => value.slice(0, 40);
