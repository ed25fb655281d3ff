import { sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { pae, PAYLOAD_TYPE, type Envelope, type Signature } from './envelope.ts';
import type { Key } from './key.ts';

/**
 * The manifest with a signature of this key after those of other keys in `earlier`, which has to be
 * an envelope of the same manifest. Ed25519 signs the same in the same way each time.
 */
export function signed(manifest: Uint8Array, { id, key }: Key, earlier: Envelope | null): Envelope {
  const others = (earlier?.signatures ?? []).filter(({ keyid }) => keyid !== id);
  const sig = new Uint8Array(signBytes(null, pae(PAYLOAD_TYPE, manifest), key));
  return {
    payloadType: PAYLOAD_TYPE,
    payload: manifest,
    signatures: [...others, { keyid: id, sig }],
  };
}

/** Whether a signature of an envelope was made by the private half of a key. */
export const isSignedBy = (
  { payloadType, payload }: Envelope,
  { sig }: Signature,
  { key }: Key,
): boolean => verifyBytes(null, pae(payloadType, payload), key, sig);

/** Which of these keys have signed nothing of an envelope; a signature counts whatever key it names. */
export const missingSigners = (envelope: Envelope, keys: readonly Key[]): readonly Key[] =>
  keys.filter((key) => !envelope.signatures.some((one) => isSignedBy(envelope, one, key)));
