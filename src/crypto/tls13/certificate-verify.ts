import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { SignatureScheme } from '../../codec/iana/signature-scheme.ts';
import type { PublicKey } from '../../codec/x509/public-key.ts';

/** How a scheme signs, and the one type of key (and curve) that may (RFC 9846, section 4.3.3). */
interface Scheme {
  readonly keyType: string;
  readonly curve?: string;
  /** Null where the algorithm takes the message whole. */
  readonly digest: string | null;
}

const SCHEMES: ReadonlyMap<number, Scheme> = new Map<number, Scheme>([
  [SignatureScheme.ecdsa_secp256r1_sha256, { keyType: 'EC', curve: 'secp256r1', digest: 'sha256' }],
  [SignatureScheme.ecdsa_secp384r1_sha384, { keyType: 'EC', curve: 'secp384r1', digest: 'sha384' }],
  [SignatureScheme.ecdsa_secp521r1_sha512, { keyType: 'EC', curve: 'secp521r1', digest: 'sha512' }],
  [
    SignatureScheme.ecdsa_brainpoolP256r1tls13_sha256,
    { keyType: 'EC', curve: 'brainpoolP256r1', digest: 'sha256' },
  ],
  [
    SignatureScheme.ecdsa_brainpoolP384r1tls13_sha384,
    { keyType: 'EC', curve: 'brainpoolP384r1', digest: 'sha384' },
  ],
  [
    SignatureScheme.ecdsa_brainpoolP512r1tls13_sha512,
    { keyType: 'EC', curve: 'brainpoolP512r1', digest: 'sha512' },
  ],
  [SignatureScheme.rsa_pss_rsae_sha256, { keyType: 'RSA', digest: 'sha256' }],
  [SignatureScheme.rsa_pss_rsae_sha384, { keyType: 'RSA', digest: 'sha384' }],
  [SignatureScheme.rsa_pss_rsae_sha512, { keyType: 'RSA', digest: 'sha512' }],
  [SignatureScheme.rsa_pss_pss_sha256, { keyType: 'RSA-PSS', digest: 'sha256' }],
  [SignatureScheme.rsa_pss_pss_sha384, { keyType: 'RSA-PSS', digest: 'sha384' }],
  [SignatureScheme.rsa_pss_pss_sha512, { keyType: 'RSA-PSS', digest: 'sha512' }],
  [SignatureScheme.ed25519, { keyType: 'Ed25519', digest: null }],
  [SignatureScheme.ed448, { keyType: 'Ed448', digest: null }],
  [SignatureScheme.mldsa44, { keyType: 'ML-DSA-44', digest: null }],
  [SignatureScheme.mldsa65, { keyType: 'ML-DSA-65', digest: null }],
  [SignatureScheme.mldsa87, { keyType: 'ML-DSA-87', digest: null }],
]);

/** Schemes that a server may sign a handshake of TLS 1.3 with, of those known here. */
export const TLS13_SCHEMES: readonly number[] = [...SCHEMES.keys()];

/** Schemes that a key can sign a handshake of TLS 1.3 with. */
export const schemesOf = ({ type, curve }: PublicKey): readonly number[] =>
  TLS13_SCHEMES.filter((code) => {
    const scheme = SCHEMES.get(code);
    return scheme?.keyType === type && (scheme.curve ?? curve) === curve;
  });

const CONTEXT = Buffer.concat([
  Buffer.alloc(64, 0x20),
  Buffer.from('TLS 1.3, server CertificateVerify\0', 'latin1'),
]);

/**
 * Whether the signature of a server's CertificateVerify is right for the messages before it
 * (RFC 9846, section 4.5.2); null where the scheme or key is not known here or to the running Node.
 */
export function verifyServerSignature(
  { algorithm, signature }: { readonly algorithm: number; readonly signature: Uint8Array },
  publicKey: PublicKey,
  transcript: Uint8Array,
): boolean | null {
  const scheme = SCHEMES.get(algorithm);
  if (scheme === undefined || publicKey.type === null) return null;
  if (!schemesOf(publicKey).includes(algorithm)) return false;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(publicKey.der), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
  const options = scheme.keyType.startsWith('RSA')
    ? {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }
    : { key };
  try {
    return verify(scheme.digest, Buffer.concat([CONTEXT, transcript]), options, signature);
  } catch {
    return false;
  }
}
