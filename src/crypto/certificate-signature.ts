import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { Certificate } from '../codec/x509/certificate.ts';
import type { PublicKey } from '../codec/x509/public-key.ts';

/** `unsupported`: an algorithm that this program or the running Node cannot verify. */
type SignatureVerdict = 'valid' | 'invalid' | 'unsupported';

/** Names of the hashes in node:crypto. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
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

const WITH_DIGEST: ReadonlySet<string> = new Set(['RSA', 'RSA-PSS', 'EC', 'DSA']);

/** Keys that every Node reads: one of these that is not read is broken. */
const EVERYWHERE: ReadonlySet<string> = new Set(['RSA', 'RSA-PSS', 'DSA', 'Ed25519', 'Ed448']);
const CURVES_EVERYWHERE: ReadonlySet<string> = new Set([
  'secp224r1',
  'secp256r1',
  'secp384r1',
  'secp521r1',
]);

function isReadEverywhere({ type, curve }: PublicKey): boolean {
  return EVERYWHERE.has(type ?? '') || (type === 'EC' && CURVES_EVERYWHERE.has(curve ?? ''));
}

/** Whether `certificate` is signed with the private half of `issuerKey`. */
export function verifyCertificate(
  { signatureAlgorithm: algorithm, tbs, signature }: Certificate,
  issuerKey: PublicKey,
): SignatureVerdict {
  if (algorithm.keyTypes.length === 0 || issuerKey.type === null) return 'unsupported';
  if (!algorithm.keyTypes.includes(issuerKey.type)) return 'invalid';
  const pss = algorithm.name === 'RSASSA-PSS';
  // node:crypto uses one hash for the message and for MGF1.
  if (pss && algorithm.pss?.hash !== algorithm.pss?.mgfHash) return 'unsupported';
  const digest = WITH_DIGEST.has(issuerKey.type) ? DIGESTS.get(algorithm.hash ?? '') : null;
  if (digest === undefined) return 'unsupported';
  try {
    const key: KeyObject = createPublicKey({
      key: Buffer.from(issuerKey.der),
      format: 'der',
      type: 'spki',
    });
    const scheme =
      algorithm.pss === null
        ? { key }
        : {
            key,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: algorithm.pss.saltLength,
          };
    return verify(digest, tbs, scheme, signature) ? 'valid' : 'invalid';
  } catch {
    return isReadEverywhere(issuerKey) ? 'invalid' : 'unsupported';
  }
}
