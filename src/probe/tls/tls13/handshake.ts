import { encode } from '../../../codec/base/codec.ts';
import { DecodeError } from '../../../codec/base/reader.ts';
import { ContentType, ExtensionType, HandshakeType, nameIn } from '../../../codec/iana/tls.ts';
import { CertificateTls13 } from '../../../codec/tls/certificate.ts';
import { Handshake } from '../../../codec/tls/handshake.ts';
import { decodeCertificate } from '../../../codec/x509/certificate.ts';
import { verifyServerSignature } from '../../../crypto/tls13/certificate-verify.ts';
import {
  applicationSecrets,
  finishedData,
  transcriptHash,
} from '../../../crypto/tls13/key-schedule.ts';
import { trafficKeys } from '../../../crypto/tls13/record-protection.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import type { Outcome } from '../outcome.ts';
import type { Place } from '../place.ts';
import { keyedHandshake, messageOf, readIdentity, type Identity13 } from './flight.ts';
import type { Offer13 } from './hello.ts';
import type { KeyedHandshake } from './keys.ts';
import type { RecordStream } from './record-stream.ts';

/** A handshake of TLS 1.3 that both sides have finished; application data may be sent. */
export interface Session13 extends Identity13 {
  readonly peer: string;
  readonly suite: number;
  readonly group: number;
  /** Null where the signature cannot be verified here. */
  readonly signatureValid: boolean | null;
  /** Where it is false the handshake was given up. */
  readonly finishedValid: boolean;
  /** Our side of the end of the handshake, to be sent before anything else. */
  readonly finished: Uint8Array;
  readonly stream: RecordStream;
}

/**
 * A whole handshake on a connection of its own, on which `go` may send `finished`, and application
 * data after it or with it, until it is closed (RFC 9846, section 2). Where a client certificate is
 * asked for, none is sent. Throws a NoStarttlsError.
 */
export const handshake13 = <T>(
  place: Place,
  purpose: string,
  offer: Offer13,
  go: (session: Session13) => Promise<T>,
): Promise<Outcome<T>> =>
  keyedHandshake(place, purpose, offer, async (keyed) => {
    const identity = await readIdentity(keyed);
    refuseUnoffered(identity, keyed);
    const expected = dataOf(keyed, keyed.secrets.server);
    const { body } = await messageOf(keyed, HandshakeType.finished);
    const finishedValid = Buffer.compare(expected, body) === 0;
    return go({
      ...identity,
      peer: keyed.peer,
      suite: keyed.suite.id,
      group: keyed.group,
      signatureValid: signatureValid(identity),
      finishedValid,
      finished: finish(keyed, identity),
      stream: keyed.stream,
    });
  });

/** The records that finish the handshake on our side; those after them are under other keys. */
function finish(
  { suite, secrets, stream, transcript }: KeyedHandshake,
  { certificateRequest }: Identity13,
): Uint8Array {
  const { client, server } = applicationSecrets(
    suite,
    secrets.main,
    transcriptHash(suite, transcript),
  );
  const messages: Uint8Array[] = [];
  if (certificateRequest !== null) {
    const { certificateRequestContext } = certificateRequest;
    const none = { certificateRequestContext, certificateList: [] };
    const body = encode(CertificateTls13, none);
    messages.push(encode(Handshake, { msgType: HandshakeType.certificate, body }));
  }
  const hash = transcriptHash(suite, [...transcript, ...messages]);
  const body = finishedData(suite, secrets.client, hash);
  messages.push(encode(Handshake, { msgType: HandshakeType.finished, body }));
  stream.sealWith(trafficKeys(suite, secrets.client));
  const records = messages.map((message) => stream.record(ContentType.handshake, message));
  stream.sealWith(trafficKeys(suite, client));
  stream.openWith(trafficKeys(suite, server));
  return new Uint8Array(Buffer.concat(records));
}

const dataOf = ({ suite, transcript }: KeyedHandshake, secret: Uint8Array): Uint8Array =>
  finishedData(suite, secret, transcriptHash(suite, transcript));

/** Null too where the certificate cannot be read. */
function signatureValid({ certificate, certificateVerify, signed }: Identity13): boolean | null {
  const [leaf] = certificate.certificateList;
  if (leaf === undefined) return null;
  try {
    const { publicKey } = decodeCertificate(leaf.certData);
    return verifyServerSignature(certificateVerify, publicKey, signed);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Clients end a handshake with an extension they did not offer (RFC 8446, section 4.2). */
function refuseUnoffered({ encryptedExtensions, certificate }: Identity13, keyed: KeyedHandshake) {
  const sent = [
    ...encryptedExtensions,
    ...certificate.certificateList.flatMap(({ extensions }) => extensions),
  ];
  const found = sent.find(({ extensionType }) => !keyed.offered.includes(extensionType));
  if (found === undefined) return;
  const name = nameIn(ExtensionType, found.extensionType);
  throw new ProblemError('malformed', `${keyed.peer} extension ${name}, which was not offered`);
}
