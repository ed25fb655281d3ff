import { constants, createPublicKey, publicEncrypt, type KeyObject } from 'node:crypto';

/** Forms of the block that RSA encrypts for a ClientKeyExchange: one right one, four that are not. */
export const PADDINGS = [
  'correct',
  'wrong first bytes',
  'zero in the wrong place',
  'no zero',
  'wrong version',
] as const;
export type Padding = (typeof PADDINGS)[number];

/** What is encrypted: one form of padding around a premaster secret. */
export interface PremasterBlock {
  readonly padding: Padding;
  /** client_version of the ClientHello. */
  readonly version: number;
  /** At least as many bytes as the modulus has. */
  readonly random: Uint8Array;
}

const SECRET_LENGTH = 48;
/** Of a block of PKCS #1: 00 02, eight bytes of padding, 00. */
const FRAME_LENGTH = 11;
/** A version that no hello of ours has. */
const OTHER_VERSION = 0x0202;

/**
 * The EncryptedPreMasterSecret of these blocks for an RSA key (SubjectPublicKeyInfo in DER), as
 * RFC 8017, section 7.2.1, builds them and as it does not; after Böck, Somorovsky and Young, "Return
 * Of Bleichenbacher's Oracle Threat", 2018. Undefined for a key that cannot hold such a block.
 */
export function encryptedPremaster(
  spki: Uint8Array,
  block: PremasterBlock,
): Uint8Array | undefined {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
  const modulus = Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url');
  if (modulus.length < SECRET_LENGTH + FRAME_LENGTH) return undefined;
  const plain = paddedBlock(modulus.length, modulus[0] ?? 0, block);
  return new Uint8Array(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, plain));
}

/** A block as long as the modulus and less than it. */
export function paddedBlock(
  length: number,
  highest: number,
  { padding, version, random }: PremasterBlock,
): Uint8Array {
  // A zero must be nowhere but where the form says.
  const block = random.slice(0, length).map((byte) => byte || 1);
  block.set([0x00, 0x02]);
  const secret = length - SECRET_LENGTH;
  const versionBytes = (code: number): number[] => [code >> 8, code & 0xff];
  switch (padding) {
    case 'correct':
      block.set([0x00, ...versionBytes(version)], secret - 1);
      break;
    case 'wrong first bytes':
      block.set(highest > 0x41 ? [0x41, 0x17] : [0x00, 0x17]);
      block.set([0x00, ...versionBytes(version)], secret - 1);
      break;
    case 'zero in the wrong place':
      block.set([0x00], length - 2);
      break;
    case 'no zero':
      break;
    case 'wrong version':
      block.set([0x00, ...versionBytes(OTHER_VERSION)], secret - 1);
      break;
  }
  return block;
}
