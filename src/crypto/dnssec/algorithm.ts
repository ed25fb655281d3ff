import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { rsaPublicKey } from './rsa.ts';

/** How the keys and signatures of an algorithm look, and what verifies them. */
interface Algorithm {
  /** Name that node:crypto has for the hash; null where the algorithm brings its own. */
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512' | null;
  /** The key as a JSON Web Key; a sentence where it is not one of this algorithm. */
  readonly webKey: (publicKey: Uint8Array) => JsonWebKey | string;
  /** Octets of a signature; null where they are those of the modulus. */
  readonly signatureSize: number | null;
  /** A public key with which to find out whether the running Node knows the algorithm. */
  readonly sample: Uint8Array;
}

const base64url = (octets: Uint8Array): string => Buffer.from(octets).toString('base64url');

/** RSA (RFC 3110, sections 2 and 3; RFC 5702, sections 2 and 3). */
const rsa = (hash: Algorithm['hash']): Algorithm => ({
  hash,
  webKey(publicKey) {
    const parts = rsaPublicKey(publicKey);
    if (typeof parts === 'string') return parts;
    return { kty: 'RSA', e: base64url(parts.exponent), n: base64url(parts.modulus) };
  },
  signatureSize: null,
  sample: Uint8Array.of(1, 3, ...new Array<number>(128).fill(0xff)),
});

/** ECDSA: both coordinates, and r and s, side by side (RFC 6605, section 4). */
const ecdsa = (
  curve: 'P-256' | 'P-384',
  octets: number,
  hash: Algorithm['hash'],
  generator: string,
): Algorithm => ({
  hash,
  webKey(publicKey) {
    if (publicKey.length !== 2 * octets) return wrongSize(publicKey, 2 * octets);
    const x = base64url(publicKey.subarray(0, octets));
    return { kty: 'EC', crv: curve, x, y: base64url(publicKey.subarray(octets)) };
  },
  signatureSize: 2 * octets,
  sample: Buffer.from(generator, 'hex'),
});

/** EdDSA (RFC 8080, sections 3 and 4). */
const eddsa = (curve: 'Ed25519' | 'Ed448', octets: number): Algorithm => ({
  hash: null,
  webKey: (publicKey) =>
    publicKey.length === octets
      ? { kty: 'OKP', crv: curve, x: base64url(publicKey) }
      : wrongSize(publicKey, octets),
  signatureSize: 2 * octets,
  sample: new Uint8Array(octets),
});

const wrongSize = ({ length }: Uint8Array, needed: number): string =>
  `the key has ${length} octets, it must have ${needed}`;

/** The algorithms that node:crypto verifies, by number (IANA "DNS Security Algorithm Numbers"). */
export const ALGORITHMS: ReadonlyMap<number, Algorithm> = new Map([
  [5, rsa('sha1')],
  [7, rsa('sha1')],
  [8, rsa('sha256')],
  [10, rsa('sha512')],
  [
    13,
    ecdsa(
      'P-256',
      32,
      'sha256',
      '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
        '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
    ),
  ],
  [
    14,
    ecdsa(
      'P-384',
      48,
      'sha384',
      'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38' +
        '5502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29' +
        'f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
    ),
  ],
  [15, eddsa('Ed25519', 32)],
  [16, eddsa('Ed448', 57)],
]);

/** A key as node:crypto takes it for a signature of the layout that DNSSEC has. */
export const verifies = (
  { hash }: Algorithm,
  key: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean => verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);

const supported = new Map<number, boolean>();

/**
 * Whether signatures of an algorithm can be verified here: one that this program knows and that the
 * policy of the system has not switched off (SHA-1 may be, and what FIPS 140 does not approve).
 */
export function supportsAlgorithm(number: number): boolean {
  const known = supported.get(number);
  if (known !== undefined) return known;
  const algorithm = ALGORITHMS.get(number);
  const answer = algorithm !== undefined && isAtHand(algorithm);
  supported.set(number, answer);
  return answer;
}

/** Tries with a signature that cannot be valid: what is switched off throws. */
function isAtHand(algorithm: Algorithm): boolean {
  const webKey = algorithm.webKey(algorithm.sample);
  if (typeof webKey === 'string') return false;
  const size = algorithm.signatureSize ?? algorithm.sample.length - 2;
  try {
    const key = createPublicKey({ format: 'jwk', key: webKey });
    verifies(algorithm, key, new Uint8Array(), new Uint8Array(size));
    return true;
  } catch {
    return false;
  }
}
