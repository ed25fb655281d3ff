import { createHash, createHmac } from 'node:crypto';
import { encode, opaque, struct, u16, u24, u8 } from '../../codec/base/codec.ts';
import { HandshakeType } from '../../codec/iana/tls.ts';
import type { Tls13Suite } from './suite.ts';

/** Secrets that follow from the key agreement and the hellos. */
export interface HandshakeSecrets {
  /** Of what the client sends. */
  readonly client: Uint8Array;
  readonly server: Uint8Array;
  /** What the application secrets follow from. */
  readonly main: Uint8Array;
}

/** Secrets that application data is protected under. */
export type ApplicationSecrets = Omit<HandshakeSecrets, 'main'>;

const HkdfLabel = struct({ length: u16, label: opaque(u8), context: opaque(u8) });
const NOTHING = new Uint8Array();

const hmac = (suite: Tls13Suite, key: Uint8Array, data: Uint8Array): Uint8Array =>
  new Uint8Array(createHmac(suite.hash, key).update(data).digest());

/** HKDF-Expand-Label (RFC 9846, section 7.1). */
export function expandLabel(
  suite: Tls13Suite,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`, 'latin1');
  const info = encode(HkdfLabel, { length, label: name, context });
  // HKDF-Expand (RFC 5869, section 2.3); no output here is longer than one hash.
  return hmac(suite, secret, Buffer.concat([info, Uint8Array.of(1)])).subarray(0, length);
}

/** Derive-Secret (RFC 9846, section 7.1) of a transcript that is hashed already. */
const deriveSecret = (
  suite: Tls13Suite,
  secret: Uint8Array,
  label: string,
  hash: Uint8Array,
): Uint8Array => expandLabel(suite, secret, label, hash, suite.hashLength);

/** The next secret of the chain: Extract of `input` under what is derived from the one before. */
function nextSecret(suite: Tls13Suite, secret: Uint8Array, input: Uint8Array): Uint8Array {
  return hmac(suite, deriveSecret(suite, secret, 'derived', transcriptHash(suite, [])), input);
}

/** Hash of handshake messages with their frames (RFC 9846, section 4.5). */
export function transcriptHash(suite: Tls13Suite, messages: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(suite.hash);
  for (const message of messages) hash.update(message);
  return new Uint8Array(hash.digest());
}

/** What stands for the first ClientHello after a HelloRetryRequest (RFC 8446, section 4.4.1). */
export const messageHash = (suite: Tls13Suite, clientHello: Uint8Array): Uint8Array =>
  encode(struct({ msgType: u8, body: opaque(u24) }), {
    msgType: HandshakeType.message_hash,
    body: transcriptHash(suite, [clientHello]),
  });

/** The secrets after ServerHello, without a pre-shared key (RFC 9846, section 7.1). */
export function handshakeSecrets(
  suite: Tls13Suite,
  sharedSecret: Uint8Array,
  helloHash: Uint8Array,
): HandshakeSecrets {
  const zeros = new Uint8Array(suite.hashLength);
  const early = hmac(suite, zeros, zeros);
  const handshake = nextSecret(suite, early, sharedSecret);
  return {
    client: deriveSecret(suite, handshake, 'c hs traffic', helloHash),
    server: deriveSecret(suite, handshake, 's hs traffic', helloHash),
    main: nextSecret(suite, handshake, zeros),
  };
}

/** The secrets after the server's Finished (RFC 9846, section 7.1). */
export const applicationSecrets = (
  suite: Tls13Suite,
  main: Uint8Array,
  finishedHash: Uint8Array,
): ApplicationSecrets => ({
  client: deriveSecret(suite, main, 'c ap traffic', finishedHash),
  server: deriveSecret(suite, main, 's ap traffic', finishedHash),
});

/** verify_data of a Finished under its sender's handshake secret (RFC 8446, section 4.4.4). */
export function finishedData(suite: Tls13Suite, secret: Uint8Array, hash: Uint8Array): Uint8Array {
  return hmac(suite, expandLabel(suite, secret, 'finished', NOTHING, suite.hashLength), hash);
}
