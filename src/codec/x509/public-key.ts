import { Reader } from '../base/reader.ts';
import { isNext, readInside, TAG, type Quirks } from '../der/element.ts';
import { readBitString, readInteger, readOid, readSmallInteger } from '../der/primitive.ts';
import { ONE_OID_ALGORITHMS, readAlgorithmIdentifier } from './algorithm.ts';
import { NAMED_CURVES } from './named-curve.ts';

/** SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), and what can be said of the key. */
export interface PublicKey {
  /** The whole SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  /** OID of the algorithm. */
  readonly algorithm: string;
  /** `RSA`, `EC`, `Ed25519`, `ML-DSA-65` …; null where the algorithm is not known. */
  readonly type: string | null;
  /** Bits of the modulus, of the field of the curve, or of the key; null where it has none. */
  readonly bits: number | null;
  /** Name of the curve, its OID where it has no name here, or `explicit`. */
  readonly curve: string | null;
  /** The public exponent and the modulus of RSA. */
  readonly exponent: bigint | null;
  readonly modulus: bigint | null;
  /** Content of the BIT STRING. */
  readonly key: Uint8Array;
}

type Size = Pick<PublicKey, 'bits' | 'curve' | 'exponent' | 'modulus'>;
type Measure = (parameters: Reader, key: Reader, quirks: Quirks) => Partial<Size>;

const bitLength = (value: bigint): number => (value > 0n ? value.toString(2).length : 0);

/** RSAPublicKey (RFC 8017, appendix A.1.1). */
const rsa: Measure = (_, key, quirks) =>
  readInside(key, TAG.sequence, (content) => {
    const modulus = content.in('modulus', (inner) => readInteger(inner, quirks));
    const exponent = content.in('publicExponent', (inner) => readInteger(inner, quirks));
    return { bits: bitLength(modulus), exponent, modulus };
  });

/** A sequence that begins with the prime p: Dss-Parms, DomainParameters (RFC 3279, section 2.3). */
const primeFirst: Measure = (parameters, _, quirks) => {
  // Parameters of DSA may be inherited from the issuer (RFC 3279, section 2.3.2).
  if (!isNext(parameters, TAG.sequence)) return {};
  return readInside(parameters, TAG.sequence, (content) => {
    const bits = bitLength(content.in('p', (inner) => readInteger(inner, quirks)));
    content.bytes(content.remaining);
    return { bits };
  });
};

/** ECParameters: a named curve, or a curve spelled out (RFC 5480, section 2.1.1; X9.62). */
const ec: Measure = (parameters, _, quirks) => {
  if (isNext(parameters, TAG.oid)) {
    const oid = readOid(parameters);
    const curve = NAMED_CURVES.get(oid);
    return { curve: curve?.name ?? oid, bits: curve?.bits ?? null };
  }
  if (!isNext(parameters, TAG.sequence)) return {};
  return readInside(parameters, TAG.sequence, (content) => {
    content.in('version', (inner) => readSmallInteger(inner, quirks));
    const bits = content.in('fieldID', (inner) => readFieldBits(inner, quirks));
    content.bytes(content.remaining);
    return { curve: 'explicit', bits };
  });
};

const PRIME_FIELD = '1.2.840.10045.1.1';

/** FieldID (RFC 3279, section 2.3.5): a prime, or the degree m of a binary field. */
const readFieldBits = (reader: Reader, quirks: Quirks): number =>
  readInside(reader, TAG.sequence, (content) => {
    if (readOid(content) === PRIME_FIELD) return bitLength(readInteger(content, quirks));
    return readInside(content, TAG.sequence, (binary) => {
      const degree = readSmallInteger(binary, quirks);
      binary.bytes(binary.remaining);
      return degree;
    });
  });

const fixed =
  (bits: number | null): Measure =>
  () => ({ bits });

const KEY_BITS: ReadonlyMap<string, number> = new Map([
  ['Ed25519', 256],
  ['Ed448', 456],
]);

/** RFC 3279, 4055, 8410, 9881, 9909 and PKCS #3. */
const KEYS: ReadonlyMap<string, readonly [type: string, measure: Measure]> = new Map<
  string,
  readonly [string, Measure]
>([
  ['1.2.840.113549.1.1.1', ['RSA', rsa]],
  ['1.2.840.113549.1.1.10', ['RSA-PSS', rsa]],
  ['1.2.840.10045.2.1', ['EC', ec]],
  ['1.2.840.10040.4.1', ['DSA', primeFirst]],
  ['1.2.840.10046.2.1', ['DH', primeFirst]],
  ['1.2.840.113549.1.3.1', ['DH', primeFirst]],
  ['1.3.101.110', ['X25519', fixed(256)]],
  ['1.3.101.111', ['X448', fixed(448)]],
  ...ONE_OID_ALGORITHMS.map(([oid, name]): [string, readonly [string, Measure]] => [
    oid,
    [name, fixed(KEY_BITS.get(name) ?? null)],
  ]),
]);

/** SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7); keys of any algorithm are kept. */
export function readPublicKey(reader: Reader, quirks: Quirks): PublicKey {
  const start = reader.offset;
  const [algorithm, { bytes }] = readInside(reader, TAG.sequence, (content) => [
    content.in('algorithm', readAlgorithmIdentifier),
    content.in('subjectPublicKey', (inner) => readBitString(inner, quirks)),
  ]);
  const [type, measure] = KEYS.get(algorithm.oid) ?? [null, fixed(null)];
  const size = measure(
    new Reader(algorithm.parameters, `${reader.field}.parameters`),
    new Reader(bytes, `${reader.field}.subjectPublicKey`),
    quirks,
  );
  return {
    der: reader.message.subarray(start, reader.offset),
    algorithm: algorithm.oid,
    type,
    bits: size.bits ?? null,
    curve: size.curve ?? null,
    exponent: size.exponent ?? null,
    modulus: size.modulus ?? null,
    key: bytes,
  };
}
