import { decode, encode } from '../../../codec/base/codec.ts';
import { HandshakeType, nameIn } from '../../../codec/iana/tls.ts';
import { CertificateRequestTls13 } from '../../../codec/tls/certificate-request.ts';
import { CertificateVerify } from '../../../codec/tls/certificate-verify.ts';
import { CertificateTls13 } from '../../../codec/tls/certificate.ts';
import { ClientHello } from '../../../codec/tls/client-hello.ts';
import { EncryptedExtensions } from '../../../codec/tls/encrypted-extensions.ts';
import type { Extension } from '../../../codec/tls/extension.ts';
import { Handshake } from '../../../codec/tls/handshake.ts';
import { TLSPlaintext } from '../../../codec/tls/record.ts';
import { transcriptHash } from '../../../crypto/tls13/key-schedule.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import { addressText } from '../../../net/transport.ts';
import { goOn, type OpenHandshake } from '../exchange.ts';
import { outcomeOf, type Outcome } from '../outcome.ts';
import type { Place } from '../place.ts';
import { firstShares, offerOf, type Offer13 } from './hello.ts';
import { agreeOnKeys, type KeyedHandshake } from './keys.ts';
import { AlertReceived, RecordStream } from './record-stream.ts';

/** What a server says of itself in TLS 1.3, up to its signature. */
export interface Identity13 {
  readonly encryptedExtensions: readonly Extension[];
  /** Null where no client certificate is asked for. */
  readonly certificateRequest: CertificateRequestTls13 | null;
  readonly certificate: CertificateTls13;
  readonly certificateVerify: CertificateVerify;
  /** Hash of the messages that CertificateVerify signs. */
  readonly signed: Uint8Array;
}

/**
 * Offers TLS 1.3 on a connection of its own, agrees on keys and goes on with the connection, which
 * is closed afterwards. What goes wrong after the ServerHello is an outcome too. Throws a
 * NoStarttlsError.
 */
export async function keyedHandshake<T>(
  place: Place,
  purpose: string,
  offer: Offer13,
  go: (keyed: KeyedHandshake) => Promise<T>,
): Promise<Outcome<T>> {
  const shares = firstShares(place.net, purpose);
  const peer = `${addressText(place.endpoint)}, ${purpose}:`;
  const about = { net: place.net, purpose, peer };
  const { verdict, value } = await goOn(place, purpose, offerOf(offer, shares), 1, (open) =>
    outcomeOf(peer, async () => {
      const stream = new RecordStream(open.connection, open.reader, peer);
      const keyed = await agreeOnKeys(open, stream, shares, about);
      return go({ ...keyed, offered: offeredIn(open) });
    }),
  );
  if (value !== undefined) return value;
  if (verdict.is !== 'agreed') return verdict;
  throw new ProblemError('bug', `${peer} agreed to without a value`);
}

function offeredIn({ sent }: OpenHandshake): readonly number[] {
  const { fragment } = decode(TLSPlaintext, sent, 'TLSPlaintext');
  const { body } = decode(Handshake, fragment, 'Handshake');
  const { extensions = [] } = decode(ClientHello, body, 'ClientHello');
  return extensions.map(({ extensionType }) => extensionType);
}

/** Reads EncryptedExtensions to CertificateVerify (RFC 9846, section 4.5). */
export async function readIdentity(keyed: KeyedHandshake): Promise<Identity13> {
  const extensions = await messageOf(keyed, HandshakeType.encrypted_extensions);
  const next = await messageOf(keyed, HandshakeType.certificate_request, HandshakeType.certificate);
  const asked = next.msgType === HandshakeType.certificate_request;
  const certificate = asked ? await messageOf(keyed, HandshakeType.certificate) : next;
  const signed = transcriptHash(keyed.suite, keyed.transcript);
  const verify = await messageOf(keyed, HandshakeType.certificate_verify);
  return {
    encryptedExtensions: decode(EncryptedExtensions, extensions.body, 'EncryptedExtensions')
      .extensions,
    certificateRequest: asked
      ? decode(CertificateRequestTls13, next.body, 'CertificateRequest')
      : null,
    certificate: decode(CertificateTls13, certificate.body, 'Certificate'),
    certificateVerify: decode(CertificateVerify, verify.body, 'CertificateVerify'),
    signed,
  };
}

/** The next message, which has to be of one of the types given, added to the transcript. */
export async function messageOf(
  { stream, peer, transcript }: KeyedHandshake,
  ...types: readonly number[]
): Promise<Handshake> {
  const message = await stream.next();
  if (message.type === 'alert') throw new AlertReceived(message.alert.description, peer);
  const seen =
    message.type === 'handshake'
      ? nameIn(HandshakeType, message.handshake.msgType)
      : 'application data';
  if (message.type !== 'handshake' || !types.includes(message.handshake.msgType)) {
    const wanted = types.map((type) => nameIn(HandshakeType, type)).join(' or ');
    throw new ProblemError('malformed', `${peer} ${seen} instead of ${wanted}`);
  }
  transcript.push(encode(Handshake, message.handshake));
  return message.handshake;
}
