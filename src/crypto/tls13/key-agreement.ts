import { createECDH, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { NamedGroup } from '../../codec/iana/named-group.ts';

/** A group for key agreement (RFC 9846, sections 4.3.8.2 and 7.4.2). */
export interface KeyAgreement {
  readonly group: number;
  /** Bytes of randomness that make a private key. */
  readonly randomLength: number;
  privateKey(random: Uint8Array): Uint8Array;
  /** As a key share carries it. */
  publicKey(privateKey: Uint8Array): Uint8Array;
  /** The shared secret; null where the other side's public key is none, or gives nothing but zeros. */
  agree(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | null;
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** X25519 and X448: keys are plain bytes, which node:crypto takes in DER (RFC 8410). */
function montgomery(group: number, length: number, pkcs8: string, spki: string): KeyAgreement {
  const privateOf = (key: Uint8Array) =>
    createPrivateKey({ key: Buffer.concat([hex(pkcs8), key]), format: 'der', type: 'pkcs8' });
  const publicOf = (key: Uint8Array) =>
    createPublicKey({ key: Buffer.concat([hex(spki), key]), format: 'der', type: 'spki' });
  return {
    group,
    randomLength: length,
    privateKey: (random) => random,
    publicKey: (key) =>
      new Uint8Array(createPublicKey(privateOf(key)).export({ format: 'der', type: 'spki' })).slice(
        -length,
      ),
    agree(privateKey, publicKey) {
      if (publicKey.length !== length) return null;
      try {
        const keys = { privateKey: privateOf(privateKey), publicKey: publicOf(publicKey) };
        return new Uint8Array(diffieHellman(keys));
      } catch {
        return null;
      }
    },
  };
}

/** A curve of NIST: public keys are uncompressed points. */
function weierstrass(group: number, curve: string, length: number, mask: number): KeyAgreement {
  const ecdh = (privateKey: Uint8Array) => {
    const agreement = createECDH(curve);
    agreement.setPrivateKey(privateKey);
    return agreement;
  };
  return {
    group,
    randomLength: length,
    // Below the order of the group and not zero.
    privateKey: (random) =>
      random.map((byte, index) => {
        if (index === 0) return byte & mask;
        return index === length - 1 ? byte | 1 : byte;
      }),
    publicKey: (key) => new Uint8Array(ecdh(key).getPublicKey()),
    agree(privateKey, publicKey) {
      if (publicKey[0] !== 4) return null;
      try {
        return new Uint8Array(ecdh(privateKey).computeSecret(publicKey));
      } catch {
        return null;
      }
    },
  };
}

/** The groups that keys can be agreed with here, in the order in which they are offered. */
export const KEY_AGREEMENTS: readonly KeyAgreement[] = [
  montgomery(NamedGroup.x25519, 32, '302e020100300506032b656e04220420', '302a300506032b656e032100'),
  weierstrass(NamedGroup.secp256r1, 'prime256v1', 32, 0x7f),
  weierstrass(NamedGroup.secp384r1, 'secp384r1', 48, 0x7f),
  weierstrass(NamedGroup.secp521r1, 'secp521r1', 66, 0),
  montgomery(NamedGroup.x448, 56, '3046020100300506032b656f043a0438', '3042300506032b656f033900'),
];
