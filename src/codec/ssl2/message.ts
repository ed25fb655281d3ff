import { u16, u24, u8, type Codec, type Decoded } from '../base/codec.ts';
import { tagged } from '../base/tagged.ts';
import type { Reader } from '../base/reader.ts';

/** Message types of SSL 2.0 that are sent before keys are agreed. */
export const Ssl2MessageType = { error: 0, client_hello: 1, server_hello: 4 } as const;

/** Version of SSL 2.0 on the wire. */
export const SSL2_VERSION = 0x0002;

/** CLIENT-HELLO: cipher kinds have three bytes. */
interface Ssl2ClientHello {
  readonly clientVersion: number;
  readonly cipherSpecs: readonly number[];
  readonly sessionId: Uint8Array;
  readonly challenge: Uint8Array;
}

/** SERVER-HELLO: an X.509 certificate (type 1) in DER and every cipher kind that server and client share. */
interface Ssl2ServerHello {
  readonly sessionIdHit: number;
  readonly certificateType: number;
  readonly serverVersion: number;
  readonly certificate: Uint8Array;
  readonly cipherSpecs: readonly number[];
  readonly connectionId: Uint8Array;
}

const SPEC_LENGTH = 3;

function readSpecs(reader: Reader, length: number): readonly number[] {
  if (length % SPEC_LENGTH !== 0)
    reader.fail(`${length} bytes of cipher specs, not a multiple of 3`);
  return Array.from({ length: length / SPEC_LENGTH }, () => u24.decode(reader));
}

/** CLIENT-HELLO (Hickman, "The SSL Protocol", section 2.6; RFC 5246, appendix E.2). */
const Ssl2ClientHello: Codec<Ssl2ClientHello> = {
  decode(reader) {
    const clientVersion = reader.uint(2);
    const specsLength = reader.uint(2);
    const sessionIdLength = reader.uint(2);
    const challengeLength = reader.uint(2);
    return {
      clientVersion,
      cipherSpecs: reader.in('cipherSpecs', (inner) => readSpecs(inner, specsLength)),
      sessionId: reader.in('sessionId', (inner) => inner.bytes(sessionIdLength)),
      challenge: reader.in('challenge', (inner) => inner.bytes(challengeLength)),
    };
  },
  encode(writer, { clientVersion, cipherSpecs, sessionId, challenge }) {
    writer.uint(2, clientVersion);
    writer.uint(2, cipherSpecs.length * SPEC_LENGTH);
    writer.uint(2, sessionId.length);
    writer.uint(2, challenge.length);
    for (const spec of cipherSpecs) writer.uint(SPEC_LENGTH, spec);
    writer.bytes(sessionId);
    writer.bytes(challenge);
  },
};

/** SERVER-HELLO (Hickman, "The SSL Protocol", section 2.7). */
const Ssl2ServerHello: Codec<Ssl2ServerHello> = {
  decode(reader) {
    const sessionIdHit = reader.uint(1);
    const certificateType = reader.uint(1);
    const serverVersion = reader.uint(2);
    const certificateLength = reader.uint(2);
    const specsLength = reader.uint(2);
    const connectionIdLength = reader.uint(2);
    return {
      sessionIdHit,
      certificateType,
      serverVersion,
      certificate: reader.in('certificate', (inner) => inner.bytes(certificateLength)),
      cipherSpecs: reader.in('cipherSpecs', (inner) => readSpecs(inner, specsLength)),
      connectionId: reader.in('connectionId', (inner) => inner.bytes(connectionIdLength)),
    };
  },
  encode(writer, hello) {
    writer.uint(1, hello.sessionIdHit);
    writer.uint(1, hello.certificateType);
    writer.uint(2, hello.serverVersion);
    writer.uint(2, hello.certificate.length);
    writer.uint(2, hello.cipherSpecs.length * SPEC_LENGTH);
    writer.uint(2, hello.connectionId.length);
    writer.bytes(hello.certificate);
    for (const spec of hello.cipherSpecs) writer.uint(SPEC_LENGTH, spec);
    writer.bytes(hello.connectionId);
  },
};

/** The data of a record before keys are agreed; an error is its code (section 2.5). */
export const Ssl2Message = tagged(u8, {
  [Ssl2MessageType.error]: u16,
  [Ssl2MessageType.client_hello]: Ssl2ClientHello,
  [Ssl2MessageType.server_hello]: Ssl2ServerHello,
});
export type Ssl2Message = Decoded<typeof Ssl2Message>;
