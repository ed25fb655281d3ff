import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { SignatureAlgorithm } from '../codec/x509/algorithm.ts';
import type { PublicKey } from '../codec/x509/public-key.ts';
import { DIGESTS } from './digest.ts';

/** What is signed as X.509 has it: a certificate, a CRL, an OCSP response. */
export interface Signed {
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

/** `unsupported`: an algorithm that this program or the running Node cannot verify. */
type SignatureVerdict = 'valid' | 'invalid' | 'unsupported';

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

/** Whether something is signed with the private half of `signerKey`. */
export function verifySigned(
  { signatureAlgorithm: algorithm, tbs, signature }: Signed,
  signerKey: PublicKey,
): SignatureVerdict {
  if (algorithm.keyTypes.length === 0 || signerKey.type === null) return 'unsupported';
  if (!algorithm.keyTypes.includes(signerKey.type)) return 'invalid';
  const pss = algorithm.name === 'RSASSA-PSS';
  // node:crypto uses one hash for the message and for MGF1.
  if (pss && algorithm.pss?.hash !== algorithm.pss?.mgfHash) return 'unsupported';
  const digest = WITH_DIGEST.has(signerKey.type) ? DIGESTS.get(algorithm.hash ?? '') : null;
  if (digest === undefined) return 'unsupported';
  try {
    const key: KeyObject = createPublicKey({
      key: Buffer.from(signerKey.der),
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
    return isReadEverywhere(signerKey) ? 'invalid' : 'unsupported';
  }
}
