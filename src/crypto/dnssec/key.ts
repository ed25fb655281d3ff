import { createPublicKey, type KeyObject } from 'node:crypto';
import type { RdataOf } from '../../codec/dns/rdata.ts';
import { ALGORITHMS, supportsAlgorithm } from './algorithm.ts';
import { bitLength, rsaParts } from './rsa.ts';

type Dnskey = RdataOf<'DNSKEY'>;

/** Flags of a DNSKEY record (RFC 4034, section 2.1.1; RFC 5011, section 3). */
export const ZONE_KEY = 0x0100;
export const REVOKE = 0x0080;

/** A key that can verify, or why it cannot. */
export type ImportedKey =
  | { readonly ok: true; readonly key: KeyObject; readonly bits: number }
  | { readonly ok: false; readonly why: 'unsupported' | 'malformed'; readonly detail: string };

/** Keys kept, by what they are; the ones used last. */
const MOST_KEPT = 512;
const kept = new Map<string, ImportedKey>();

/** The public key of a DNSKEY record; its sizes are looked at before OpenSSL sees it. */
export function importKey(key: Dnskey): ImportedKey {
  const id = `${key.algorithm}:${Buffer.from(key.publicKey).toString('base64')}`;
  const imported = kept.get(id) ?? importNew(key);
  kept.delete(id);
  kept.set(id, imported);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return imported;
}

function importNew({ algorithm: number, publicKey }: Dnskey): ImportedKey {
  const algorithm = ALGORITHMS.get(number);
  if (algorithm === undefined) return unsupported(`algorithm ${number} cannot be verified`);
  const webKey = algorithm.webKey(publicKey);
  if (typeof webKey === 'string') return { ok: false, why: 'malformed', detail: webKey };
  if (!supportsAlgorithm(number)) return unsupported(`algorithm ${number} is off on this system`);
  try {
    const key = createPublicKey({ format: 'jwk', key: webKey });
    return { ok: true, key, bits: bitsOf(number, publicKey) ?? 0 };
  } catch {
    return { ok: false, why: 'malformed', detail: 'the key is not a point of its curve' };
  }
}

const unsupported = (detail: string): ImportedKey => ({ ok: false, why: 'unsupported', detail });

/** Octets and bits of the keys that have but one size; those of EdDSA as in RFC 8032, section 5. */
const FIXED_SIZES: ReadonlyMap<number, { readonly octets: number; readonly bits: number }> =
  new Map([
    [12, { octets: 64, bits: 256 }],
    [13, { octets: 64, bits: 256 }],
    [14, { octets: 96, bits: 384 }],
    [15, { octets: 32, bits: 256 }],
    [16, { octets: 57, bits: 456 }],
    [17, { octets: 64, bits: 256 }],
    [23, { octets: 64, bits: 256 }],
  ]);
const RSA: ReadonlySet<number> = new Set([1, 5, 7, 8, 10]);
const DSA: ReadonlySet<number> = new Set([3, 6]);

/** Bits of the modulus or the curve of a key, of algorithms not supported too; null where unclear. */
export const keyBits = ({ algorithm, publicKey }: Dnskey): number | null =>
  bitsOf(algorithm, publicKey);

function bitsOf(algorithm: number, publicKey: Uint8Array): number | null {
  if (RSA.has(algorithm)) {
    const parts = rsaParts(publicKey);
    return parts === null ? null : bitLength(parts.modulus);
  }
  // The octet T tells the size of P (RFC 2536, section 2).
  const [t = 9] = publicKey;
  if (DSA.has(algorithm)) {
    return t <= 8 && publicKey.length === 213 + 24 * t ? 512 + 64 * t : null;
  }
  const fixed = FIXED_SIZES.get(algorithm);
  return fixed?.octets === publicKey.length ? fixed.bits : null;
}
