import { decode, encode, type Codec } from '../../../codec/base/codec.ts';
import { DecodeError } from '../../../codec/base/reader.ts';
import { HandshakeType } from '../../../codec/iana/tls.ts';
import { CertificateTls12 } from '../../../codec/tls/certificate.ts';
import {
  EncryptedPreMasterSecret,
  EncryptedPreMasterSecretSsl3,
} from '../../../codec/tls/client-key-exchange.ts';
import { Handshake } from '../../../codec/tls/handshake.ts';
import { decodeCertificate } from '../../../codec/x509/certificate.ts';
import { encryptedPremaster, PADDINGS, type Padding } from '../../../crypto/robot-padding.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import { addressText } from '../../../net/transport.ts';
import { goOn, type OpenHandshake } from '../exchange.ts';
import { VERSION_CODES, type Offer } from '../hello.ts';
import type { Place } from '../place.ts';
import { sideBySide, type Tried } from './plain.ts';
import { reactionOf, recordOf, type Reaction } from './reaction.ts';

/** With ChangeCipherSpec and Finished behind ClientKeyExchange, or without. */
export type Flow = 'full' | 'short';

/** How each form of padding was answered. */
export type Answers = Readonly<Record<Padding, Reaction>>;

/** Where RSA key exchange is agreed to, and by which offer. */
export interface RsaPlace {
  readonly place: Place;
  readonly offer: Offer;
  readonly signal: AbortSignal;
}

/** Longer than the largest modulus that is encrypted with, of 16384 bits. */
const MOST_MODULUS_BYTES = 2048;

/** Answers to every form side by side, so that silence is waited for once. Throws a ProblemError. */
export async function answersOf(
  where: RsaPlace,
  flow: Flow,
  round: number,
  first: Reaction | null = null,
): Promise<Answers> {
  const known = first === null ? [] : [['correct', first] as const];
  const left = PADDINGS.filter((padding) => padding !== known[0]?.[0]);
  const answers = await sideBySide(left, (padding, words) =>
    answerTo(where, flow, padding, `round ${round}${words}`),
  );
  if (answers.some(([, answer]) => answer === null)) {
    throw problemAt(where, 'refuses the suites it agreed to before');
  }
  // Every form of PADDINGS is there, and none of the answers is null.
  return Object.fromEntries([...known, ...answers]) as Answers;
}

/**
 * What an empty Certificate is answered with before any key exchange; null where the server asks for
 * none. Anything but silence says that it reads no key of clients without a certificate.
 */
export async function certificateAnswer(where: RsaPlace): Promise<Reaction | null> {
  const answers = await sideBySide(['certificate alone'] as const, (name, words) =>
    goOn(where.place, name + words, where.offer, 'server_hello_done', async (open) => {
      if (!asksForCertificate(open)) return 'not asked';
      await open.connection.write(emptyCertificate(open));
      return reactionOf(open, where.signal);
    }),
  );
  const reaction = answers[0]?.[1] ?? null;
  if (reaction === null) throw problemAt(where, 'refuses the suites it agreed to before');
  return reaction === 'not asked' ? null : reaction;
}

const asksForCertificate = ({ rest }: OpenHandshake): boolean =>
  rest.some(({ msgType }) => msgType === HandshakeType.certificate_request);

const emptyCertificate = (open: OpenHandshake): Uint8Array =>
  recordOf(
    open,
    'handshake',
    encode(Handshake, {
      msgType: HandshakeType.certificate,
      body: encode(CertificateTls12, { certificateList: [] }),
    }),
  );

/** The answer to the right form, by itself; null where the suites are refused. */
export async function firstAnswer(where: RsaPlace): Promise<Reaction | null> {
  const answers = await sideBySide(['correct'] as const, (padding, words) =>
    answerTo(where, 'full', padding, `round 1${words}`),
  );
  return answers[0]?.[1] ?? null;
}

function answerTo(
  where: RsaPlace,
  flow: Flow,
  padding: Padding,
  words: string,
): Promise<Tried<Reaction>> {
  const purpose = `${flow}, ${padding}, ${words}`;
  return goOn(where.place, purpose, where.offer, 'server_hello_done', async (open) => {
    await open.connection.write(flightOf(where, open, flow, padding));
    return reactionOf(open, where.signal);
  });
}

/** A problem said of the server. */
export const problemAt = ({ place }: RsaPlace, what: string): ProblemError =>
  new ProblemError('blocked', `${addressText(place.endpoint)} ${what}`);

/** In one piece, so that the server has all of it before it answers any of it. */
function flightOf(where: RsaPlace, open: OpenHandshake, flow: Flow, padding: Padding): Uint8Array {
  const { version } = where.offer;
  const encrypted = encryptedPremaster(keyIn(where, open), {
    padding,
    version: VERSION_CODES[version],
    random: open.connection.random(MOST_MODULUS_BYTES),
  });
  if (encrypted === undefined) {
    throw problemAt(where, 'holds a key that is not RSA or cannot be encrypted with');
  }
  const handshake = <T>(msgType: number, codec: Codec<T>, body: T): Uint8Array =>
    recordOf(open, 'handshake', encode(Handshake, { msgType, body: encode(codec, body) }));
  const keyExchange =
    version === 'SSL 3.0' ? EncryptedPreMasterSecretSsl3 : EncryptedPreMasterSecret;
  return Buffer.concat([
    ...(asksForCertificate(open) ? [emptyCertificate(open)] : []),
    handshake(HandshakeType.client_key_exchange, keyExchange, { encrypted }),
    ...(flow === 'short'
      ? []
      : [
          recordOf(open, 'change_cipher_spec', Uint8Array.of(1)),
          recordOf(open, 'handshake', open.connection.random(64)),
        ]),
  ]);
}

/** SubjectPublicKeyInfo of the certificate that came on this connection. */
function keyIn(where: RsaPlace, { rest: messages }: OpenHandshake): Uint8Array {
  try {
    const message = messages.find(({ msgType }) => msgType === HandshakeType.certificate);
    const chain = decode(CertificateTls12, message?.body ?? new Uint8Array(), 'Certificate');
    return decodeCertificate(chain.certificateList[0] ?? new Uint8Array()).publicKey.der;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const detail = `${addressText(where.place.endpoint)}: ${error.message}`;
    throw new ProblemError('malformed', detail);
  }
}
