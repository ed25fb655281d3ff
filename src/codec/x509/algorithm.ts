import type { Reader } from '../base/reader.ts';
import { contextConstructed, readInside, readOptional, TAG, type Quirks } from '../der/element.ts';
import { readOid, readSmallInteger } from '../der/primitive.ts';

/** AlgorithmIdentifier (RFC 5280, section 4.1.1.2); parameters are kept as they are. */
interface AlgorithmIdentifier {
  readonly oid: string;
  /** The whole element after the OID; empty where there is none. */
  readonly parameters: Uint8Array;
}

/** A signature algorithm with its name from the standard that defines it. */
export interface SignatureAlgorithm extends AlgorithmIdentifier {
  /** The dotted OID where the algorithm is not known. */
  readonly name: string;
  /** The hash that is signed, or inside the algorithm where it takes the message whole. */
  readonly hash: string | null;
  /** Types of the keys that make such signatures; empty where the algorithm is not known. */
  readonly keyTypes: readonly string[];
  readonly pss: PssParameters | null;
}

/** Parameters of RSASSA-PSS (RFC 4055, section 3.1). */
export interface PssParameters {
  readonly hash: string | null;
  /** Hash of the mask generation function MGF1; null where it is another function or hash. */
  readonly mgfHash: string | null;
  readonly saltLength: number;
}

/** Hashes by OID, under the names of FIPS 180-4 and 202 (RFC 3279, 5754, 8702). */
export const HASHES: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.2.2', 'MD2'],
  ['1.2.840.113549.2.5', 'MD5'],
  ['1.3.14.3.2.26', 'SHA-1'],
  ['2.16.840.1.101.3.4.2.4', 'SHA-224'],
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
  ['2.16.840.1.101.3.4.2.7', 'SHA3-224'],
  ['2.16.840.1.101.3.4.2.8', 'SHA3-256'],
  ['2.16.840.1.101.3.4.2.9', 'SHA3-384'],
  ['2.16.840.1.101.3.4.2.10', 'SHA3-512'],
]);

const RSASSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

type Row = readonly [oid: string, name: string, hash: string | null];

/** Signature algorithms by the type of key that makes them: RFC 3279, 4055, 5758 and NIST's register. */
const BY_KEY_TYPE: Readonly<Record<string, readonly Row[]>> = {
  RSA: [
    ['1.2.840.113549.1.1.2', 'md2WithRSAEncryption', 'MD2'],
    ['1.2.840.113549.1.1.3', 'md4WithRSAEncryption', 'MD4'],
    ['1.2.840.113549.1.1.4', 'md5WithRSAEncryption', 'MD5'],
    ['1.2.840.113549.1.1.5', 'sha1WithRSAEncryption', 'SHA-1'],
    ['1.3.14.3.2.29', 'sha1WithRSASignature', 'SHA-1'],
    ['1.2.840.113549.1.1.14', 'sha224WithRSAEncryption', 'SHA-224'],
    ['1.2.840.113549.1.1.11', 'sha256WithRSAEncryption', 'SHA-256'],
    ['1.2.840.113549.1.1.12', 'sha384WithRSAEncryption', 'SHA-384'],
    ['1.2.840.113549.1.1.13', 'sha512WithRSAEncryption', 'SHA-512'],
    ['2.16.840.1.101.3.4.3.13', 'id-rsassa-pkcs1-v1_5-with-sha3-224', 'SHA3-224'],
    ['2.16.840.1.101.3.4.3.14', 'id-rsassa-pkcs1-v1_5-with-sha3-256', 'SHA3-256'],
    ['2.16.840.1.101.3.4.3.15', 'id-rsassa-pkcs1-v1_5-with-sha3-384', 'SHA3-384'],
    ['2.16.840.1.101.3.4.3.16', 'id-rsassa-pkcs1-v1_5-with-sha3-512', 'SHA3-512'],
  ],
  EC: [
    ['1.2.840.10045.4.1', 'ecdsa-with-SHA1', 'SHA-1'],
    ['1.2.840.10045.4.3.1', 'ecdsa-with-SHA224', 'SHA-224'],
    ['1.2.840.10045.4.3.2', 'ecdsa-with-SHA256', 'SHA-256'],
    ['1.2.840.10045.4.3.3', 'ecdsa-with-SHA384', 'SHA-384'],
    ['1.2.840.10045.4.3.4', 'ecdsa-with-SHA512', 'SHA-512'],
    ['2.16.840.1.101.3.4.3.9', 'id-ecdsa-with-sha3-224', 'SHA3-224'],
    ['2.16.840.1.101.3.4.3.10', 'id-ecdsa-with-sha3-256', 'SHA3-256'],
    ['2.16.840.1.101.3.4.3.11', 'id-ecdsa-with-sha3-384', 'SHA3-384'],
    ['2.16.840.1.101.3.4.3.12', 'id-ecdsa-with-sha3-512', 'SHA3-512'],
  ],
  DSA: [
    ['1.2.840.10040.4.3', 'id-dsa-with-sha1', 'SHA-1'],
    ['2.16.840.1.101.3.4.3.1', 'id-dsa-with-sha224', 'SHA-224'],
    ['2.16.840.1.101.3.4.3.2', 'id-dsa-with-sha256', 'SHA-256'],
  ],
};

/** Algorithms under one OID with their keys: RFC 8410, 9881 (ML-DSA), 9909 (SLH-DSA). */
export const ONE_OID_ALGORITHMS: readonly Row[] = [
  ['1.3.101.112', 'Ed25519', 'SHA-512'],
  ['1.3.101.113', 'Ed448', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.17', 'ML-DSA-44', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.18', 'ML-DSA-65', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.19', 'ML-DSA-87', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.20', 'SLH-DSA-SHA2-128s', 'SHA-256'],
  ['2.16.840.1.101.3.4.3.21', 'SLH-DSA-SHA2-128f', 'SHA-256'],
  ['2.16.840.1.101.3.4.3.22', 'SLH-DSA-SHA2-192s', 'SHA-512'],
  ['2.16.840.1.101.3.4.3.23', 'SLH-DSA-SHA2-192f', 'SHA-512'],
  ['2.16.840.1.101.3.4.3.24', 'SLH-DSA-SHA2-256s', 'SHA-512'],
  ['2.16.840.1.101.3.4.3.25', 'SLH-DSA-SHA2-256f', 'SHA-512'],
  ['2.16.840.1.101.3.4.3.26', 'SLH-DSA-SHAKE-128s', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.27', 'SLH-DSA-SHAKE-128f', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.28', 'SLH-DSA-SHAKE-192s', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.29', 'SLH-DSA-SHAKE-192f', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.30', 'SLH-DSA-SHAKE-256s', 'SHAKE256'],
  ['2.16.840.1.101.3.4.3.31', 'SLH-DSA-SHAKE-256f', 'SHAKE256'],
];

type Known = Pick<SignatureAlgorithm, 'name' | 'hash' | 'keyTypes'>;

const SIGNATURES: ReadonlyMap<string, Known> = new Map<string, Known>([
  [RSASSA_PSS, { name: 'RSASSA-PSS', hash: null, keyTypes: ['RSA', 'RSA-PSS'] }],
  ...Object.entries(BY_KEY_TYPE).flatMap(([keyType, rows]) =>
    rows.map(([oid, name, hash]): [string, Known] => [oid, { name, hash, keyTypes: [keyType] }]),
  ),
  ...ONE_OID_ALGORITHMS.map(([oid, name, hash]): [string, Known] => [
    oid,
    { name, hash, keyTypes: [name] },
  ]),
]);

/** AlgorithmIdentifier (RFC 5280, section 4.1.1.2). */
export const readAlgorithmIdentifier = (reader: Reader): AlgorithmIdentifier =>
  readInside(reader, TAG.sequence, (content) => ({
    oid: content.in('algorithm', readOid),
    parameters: content.bytes(content.remaining),
  }));

/** The AlgorithmIdentifier of a signature, named and with the parameters of RSASSA-PSS decoded. */
export const readSignatureAlgorithm = (reader: Reader, quirks: Quirks): SignatureAlgorithm =>
  readInside(reader, TAG.sequence, (content) => {
    const oid = content.in('algorithm', readOid);
    const start = content.offset;
    const pss =
      oid === RSASSA_PSS && content.remaining > 0
        ? readInside(content, TAG.sequence, (inner) => readPssParameters(inner, quirks))
        : null;
    content.bytes(content.remaining);
    const known = SIGNATURES.get(oid) ?? { name: oid, hash: null, keyTypes: [] };
    const parameters = content.message.subarray(start, content.offset);
    return { oid, parameters, ...known, hash: pss === null ? known.hash : pss.hash, pss };
  });

const readHash = (reader: Reader): string | null =>
  HASHES.get(readAlgorithmIdentifier(reader).oid) ?? null;

/** RSASSA-PSS-params; what is left out is SHA-1, MGF1 with SHA-1 and 20 (RFC 4055, section 3.1). */
function readPssParameters(reader: Reader, quirks: Quirks): PssParameters {
  const hash = readOptional(reader, contextConstructed(0), readHash);
  const mgfHash = readOptional(reader, contextConstructed(1), (mgf) =>
    readInside(mgf, TAG.sequence, (content) => {
      if (readOid(content) === MGF1) return readHash(content);
      content.bytes(content.remaining);
      return null;
    }),
  );
  const saltLength = readOptional(reader, contextConstructed(2), (salt) =>
    readSmallInteger(salt, quirks),
  );
  readOptional(reader, contextConstructed(3), (trailer) => readSmallInteger(trailer, quirks));
  return {
    hash: hash === undefined ? 'SHA-1' : hash,
    mgfHash: mgfHash === undefined ? 'SHA-1' : mgfHash,
    saltLength: saltLength ?? 20,
  };
}
