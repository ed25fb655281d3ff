import {
  createCipheriv,
  createDecipheriv,
  type CipherCCM,
  type CipherChaCha20Poly1305,
  type CipherGCM,
  type DecipherCCM,
  type DecipherChaCha20Poly1305,
  type DecipherGCM,
} from 'node:crypto';
import { encode, struct, u16, u8 } from '../../codec/base/codec.ts';
import { ContentType } from '../../codec/iana/tls.ts';
import { TLSPlaintext } from '../../codec/tls/record.ts';
import { expandLabel } from './key-schedule.ts';
import type { Tls13Suite } from './suite.ts';

/** What the records of one direction are protected with. */
export interface TrafficKeys {
  readonly suite: Tls13Suite;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** What a protected record holds. */
export interface InnerPlaintext {
  readonly type: number;
  readonly content: Uint8Array;
}

const IV_LENGTH = 12;
const LEGACY_VERSION = 0x0303;
const NOTHING = new Uint8Array();
const Header = struct({ type: u8, legacyRecordVersion: u16, length: u16 });

/** Keys of one direction (RFC 9846, section 7.3). */
export const trafficKeys = (suite: Tls13Suite, secret: Uint8Array): TrafficKeys => ({
  suite,
  key: expandLabel(suite, secret, 'key', NOTHING, suite.keyLength),
  iv: expandLabel(suite, secret, 'iv', NOTHING, IV_LENGTH),
});

/** A protected record, the `sequence`th under its keys (RFC 9846, section 5.2). */
export function sealRecord(
  keys: TrafficKeys,
  sequence: number,
  { type, content }: InnerPlaintext,
): Uint8Array {
  const { tagLength } = keys.suite;
  const inner = Uint8Array.of(...content, type);
  const header = {
    type: ContentType.application_data,
    legacyRecordVersion: LEGACY_VERSION,
    length: inner.length + tagLength,
  };
  const cipher = cipherOf(keys, sequence);
  cipher.setAAD(encode(Header, header), { plaintextLength: inner.length });
  const sealed = Buffer.concat([cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
  return encode(TLSPlaintext, { ...header, fragment: new Uint8Array(sealed) });
}

/** What a protected record holds; null where it was not made with these keys, or holds nothing. */
export function openRecord(
  keys: TrafficKeys,
  sequence: number,
  { type, legacyRecordVersion, fragment }: TLSPlaintext,
): InnerPlaintext | null {
  const size = fragment.length - keys.suite.tagLength;
  if (size < 1) return null;
  const decipher = decipherOf(keys, sequence);
  decipher.setAuthTag(fragment.subarray(size));
  const header = { type, legacyRecordVersion, length: fragment.length };
  decipher.setAAD(encode(Header, header), { plaintextLength: size });
  try {
    const inner = Buffer.concat([decipher.update(fragment.subarray(0, size)), decipher.final()]);
    return unpadded(new Uint8Array(inner));
  } catch {
    return null;
  }
}

/** Zeros behind the content type are padding (RFC 9846, section 5.4). */
function unpadded(inner: Uint8Array): InnerPlaintext | null {
  const at = inner.findLastIndex((byte) => byte !== 0);
  const type = inner[at];
  return type === undefined ? null : { type, content: inner.subarray(0, at) };
}

/** The nonce of a record (RFC 9846, section 5.3). */
function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = Buffer.alloc(IV_LENGTH);
  nonce.writeBigUInt64BE(BigInt(sequence), IV_LENGTH - 8);
  return nonce.map((byte, index) => byte ^ (iv[index] ?? 0));
}

// The overloads of node:crypto take one name of a cipher each, hence the branches.
function cipherOf(
  { suite, key, iv }: TrafficKeys,
  sequence: number,
): CipherCCM | CipherGCM | CipherChaCha20Poly1305 {
  const options = { authTagLength: suite.tagLength };
  const nonce = nonceOf(iv, sequence);
  if (suite.cipher === 'aes-128-ccm') return createCipheriv(suite.cipher, key, nonce, options);
  if (suite.cipher === 'chacha20-poly1305') {
    return createCipheriv(suite.cipher, key, nonce, options);
  }
  return createCipheriv(suite.cipher, key, nonce, options);
}

function decipherOf(
  { suite, key, iv }: TrafficKeys,
  sequence: number,
): DecipherCCM | DecipherGCM | DecipherChaCha20Poly1305 {
  const options = { authTagLength: suite.tagLength };
  const nonce = nonceOf(iv, sequence);
  if (suite.cipher === 'aes-128-ccm') return createDecipheriv(suite.cipher, key, nonce, options);
  if (suite.cipher === 'chacha20-poly1305') {
    return createDecipheriv(suite.cipher, key, nonce, options);
  }
  return createDecipheriv(suite.cipher, key, nonce, options);
}
