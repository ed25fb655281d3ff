import { createHash } from 'node:crypto';
import { wireName } from '../../codec/dns/canonical.ts';

/** The one hash algorithm of NSEC3, SHA-1 (RFC 5155, section 11). */
export const NSEC3_SHA1 = 1;

/** More iterations than these are not computed (RFC 9276, section 3.2). */
export const MOST_ITERATIONS = 150;

/** The hash of an owner name (RFC 5155, section 5). */
export function nsec3Hash(name: string, salt: Uint8Array, iterations: number): Uint8Array {
  let hash: Uint8Array = wireName(name);
  for (let round = 0; round <= iterations; round += 1) {
    hash = createHash('sha1').update(hash).update(salt).digest();
  }
  return hash;
}
