import { createHash } from 'node:crypto';

/** Names that node:crypto has for the hashes of FIPS 180-4 and 202. */
export const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-224', 'sha224'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
  ['SHA3-224', 'sha3-224'],
  ['SHA3-256', 'sha3-256'],
  ['SHA3-384', 'sha3-384'],
  ['SHA3-512', 'sha3-512'],
]);

/** Hashes for which collisions or preimages can be made: nothing signed with them counts. */
export const BROKEN_HASHES: ReadonlySet<string> = new Set(['MD2', 'MD4', 'MD5', 'SHA-1']);

/** The digest by a hash that DIGESTS names; null for any other. */
export function digestOf(hash: string, bytes: Uint8Array): Uint8Array | null {
  const name = DIGESTS.get(hash);
  return name === undefined ? null : new Uint8Array(createHash(name).update(bytes).digest());
}

/** SHA-256 in lower-case hexadecimal. */
export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
