import { createPrivateKey, sign } from 'node:crypto';
import type { Socket } from 'node:net';
import { decode, encode } from '../../src/codec/base/codec.ts';
import { NamedGroup } from '../../src/codec/iana/named-group.ts';
import { SignatureScheme } from '../../src/codec/iana/signature-scheme.ts';
import { ContentType, ExtensionType, HandshakeType } from '../../src/codec/iana/tls.ts';
import { CertificateTls13 } from '../../src/codec/tls/certificate.ts';
import { CertificateVerify } from '../../src/codec/tls/certificate-verify.ts';
import { ClientHello } from '../../src/codec/tls/client-hello.ts';
import { EncryptedExtensions } from '../../src/codec/tls/encrypted-extensions.ts';
import { contentOf, extensionOf, type Extension } from '../../src/codec/tls/extension.ts';
import { KeyShareClientHello, KeyShareEntry } from '../../src/codec/tls/extension-content.ts';
import { Handshake } from '../../src/codec/tls/handshake.ts';
import { TLSPlaintext } from '../../src/codec/tls/record.ts';
import { KEY_AGREEMENTS } from '../../src/crypto/tls13/key-agreement.ts';
import {
  finishedData,
  handshakeSecrets,
  transcriptHash,
} from '../../src/crypto/tls13/key-schedule.ts';
import { sealRecord, trafficKeys } from '../../src/crypto/tls13/record-protection.ts';
import { TLS13_SUITES } from '../../src/crypto/tls13/suite.ts';
import { testCertificate, testIdentity } from '../support/tls.ts';
import { serverHelloRecord, supportedVersion, tlsPeer } from './tls.ts';

/** How a scripted server of TLS 1.3 differs from a right one. */
export interface Tls13Oddity {
  readonly encryptedExtensions?: readonly Extension[];
  /** Beside the certificate. */
  readonly besideCertificate?: readonly Extension[];
  /** What is sent in the place of a message; null ends the flight before it. */
  readonly change?: (type: keyof typeof HandshakeType, body: Uint8Array) => Uint8Array | null;
  /** Bytes of handshake messages in one record. */
  readonly recordLength?: number;
  readonly keyExchange?: Uint8Array;
  /** Of the ServerHello. */
  readonly sessionId?: Uint8Array;
  /** Follows the flight. */
  readonly then?: (
    socket: Socket,
    seal: (type: number, content: Uint8Array) => Uint8Array,
  ) => unknown;
}

const [SUITE] = TLS13_SUITES;
const X25519 = KEY_AGREEMENTS.find(({ group }) => group === NamedGroup.x25519);

/** A loopback server that speaks TLS 1.3 up to its Finished, with an EC certificate. Returns its port. */
export const tls13Peer = (oddity: Tls13Oddity = {}): Promise<number> =>
  tlsPeer((socket, hello) => {
    answer(socket, hello, oddity);
  });

function answer(socket: Socket, hello: ClientHello, oddity: Tls13Oddity): void {
  if (SUITE === undefined || X25519 === undefined) throw new Error('no suite');
  const privateKey = new Uint8Array(32).fill(9);
  const shares = contentOf(hello.extensions, ExtensionType.key_share, KeyShareClientHello);
  const theirs = shares?.find(({ group }) => group === NamedGroup.x25519)?.keyExchange;
  const shared = theirs && X25519.agree(privateKey, theirs);
  if (shared === undefined || shared === null) throw new Error('no share');
  const keyExchange = oddity.keyExchange ?? X25519.publicKey(privateKey);
  const serverHello = serverHelloRecord(hello, {
    cipherSuite: SUITE.id,
    legacySessionIdEcho: oddity.sessionId ?? hello.legacySessionId,
    extensions: [
      supportedVersion(0x0304),
      extensionOf(ExtensionType.key_share, KeyShareEntry, {
        group: NamedGroup.x25519,
        keyExchange,
      }),
    ],
  });
  socket.write(serverHello);
  const transcript = [
    encode(Handshake, {
      msgType: HandshakeType.client_hello,
      body: encode(ClientHello, hello),
    }),
    decode(TLSPlaintext, serverHello, 'record').fragment,
  ];
  const secrets = handshakeSecrets(SUITE, shared, transcriptHash(SUITE, transcript));
  const keys = trafficKeys(SUITE, secrets.server);
  let sequence = 0;
  const seal = (type: number, content: Uint8Array): Uint8Array =>
    sealRecord(keys, (sequence += 1) - 1, { type, content });
  const flight = Buffer.concat(flightOf(secrets.server, transcript, oddity));
  const { recordLength = 2 ** 14 } = oddity;
  for (let at = 0; at < flight.length; at += recordLength) {
    socket.write(seal(ContentType.handshake, flight.subarray(at, at + recordLength)));
  }
  oddity.then?.(socket, seal);
}

/** The messages up to Finished, or to where they are ended. */
function flightOf(
  secret: Uint8Array,
  transcript: Uint8Array[],
  { encryptedExtensions = [], besideCertificate = [], change = (_, body) => body }: Tls13Oddity,
): readonly Uint8Array[] {
  if (SUITE === undefined) throw new Error('no suite');
  const hash = () => transcriptHash(SUITE, transcript);
  const certData = new Uint8Array(Buffer.from(testCertificate('ec'), 'base64'));
  const steps: readonly (readonly [keyof typeof HandshakeType, () => Uint8Array])[] = [
    [
      'encrypted_extensions',
      () => encode(EncryptedExtensions, { extensions: encryptedExtensions }),
    ],
    [
      'certificate',
      () =>
        encode(CertificateTls13, {
          certificateRequestContext: new Uint8Array(),
          certificateList: [{ certData, extensions: besideCertificate }],
        }),
    ],
    [
      'certificate_verify',
      () =>
        encode(CertificateVerify, {
          algorithm: SignatureScheme.ecdsa_secp256r1_sha256,
          signature: signatureOf(hash()),
        }),
    ],
    ['finished', () => finishedData(SUITE, secret, hash())],
  ];
  const sent: Uint8Array[] = [];
  for (const [type, bodyOf] of steps) {
    const body = change(type, bodyOf());
    if (body === null) break;
    const message = encode(Handshake, { msgType: HandshakeType[type], body });
    transcript.push(message);
    sent.push(message);
  }
  return sent;
}

const signatureOf = (hash: Uint8Array): Uint8Array => {
  const content = Buffer.concat([
    Buffer.alloc(64, 0x20),
    Buffer.from('TLS 1.3, server CertificateVerify\0'),
    hash,
  ]);
  return new Uint8Array(sign('sha256', content, createPrivateKey(testIdentity('ec'))));
};
