import { decode } from '../../codec/base/codec.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import { AlertDescription, CipherSuite, HandshakeType, nameIn } from '../../codec/iana/tls.ts';
import type { Alert } from '../../codec/tls/alert.ts';
import type { Handshake } from '../../codec/tls/handshake.ts';
import { MessageReader, type Message } from '../../codec/tls/message-reader.ts';
import { selectedVersion, ServerHello } from '../../codec/tls/server-hello.ts';
import { ProblemError, type Problem } from '../../evidence/problem.ts';
import type { Connection, Endpoint, Net } from '../../net/net.ts';
import { addressText } from '../../net/transport.ts';
import { clientHello, VERSION_CODES, type Offer } from './hello.ts';

/** What came back after a ClientHello: the messages wanted, or what came in their place. */
type Answer =
  | { readonly is: 'messages'; readonly messages: readonly Handshake[] }
  | { readonly is: 'alert'; readonly alert: Alert }
  | { readonly is: 'closed'; readonly problem: Problem }
  | { readonly is: 'problem'; readonly problem: Problem };

/**
 * What may refuse an offer or have nothing to do with it: a close or reset without a byte before
 * it or with close_notify alone, and the alert internal_error. OpenSSL sends that where its
 * security level leaves a version that it is configured for without any signature: no client can
 * complete such a handshake, for the hello offers all signatures and suites there are.
 */
type RefusalSign = 'close' | 'internal_error';

/** What an answer says of the offer. */
export type Verdict =
  | {
      readonly is: 'agreed';
      readonly hello: ServerHello;
      /** What followed the ServerHello, as far as it was waited for. */
      readonly rest: readonly Handshake[];
    }
  | { readonly is: 'refused' }
  | {
      readonly is: 'unknown';
      readonly problem: Problem;
      /** The peer did send TLS, whatever else is unknown. */
      readonly spokeTls: boolean;
      /** What makes this a refusal if it comes again while the server agrees to another offer. */
      readonly sign: RefusalSign | null;
    };

const BYTE_LIMIT = 256 * 1024;
const WARNING = 1;

/**
 * Alerts by which a server refuses what the hello offers (RFC 9846, section 6.2). Not among them:
 * unsupported_extension, which finds fault with the hello, and no_application_protocol, which
 * answers an extension that is not sent.
 */
const REFUSALS: readonly number[] = [
  AlertDescription.protocol_version,
  AlertDescription.handshake_failure,
  AlertDescription.illegal_parameter,
  AlertDescription.insufficient_security,
];

const ALERT_SIGNS: Readonly<Record<number, RefusalSign>> = {
  [AlertDescription.close_notify]: 'close',
  [AlertDescription.internal_error]: 'internal_error',
};

/** Offers a handshake on a connection of its own and waits for the first `count` messages. */
export async function offerHandshake(
  net: Net,
  endpoint: Endpoint,
  purpose: string,
  offer: Offer,
  count = 1,
): Promise<Verdict> {
  const answer = await answerTo(net, endpoint, purpose, offer, count);
  const peer = addressText(endpoint);
  switch (answer.is) {
    case 'closed':
      return { is: 'unknown', problem: answer.problem, spokeTls: false, sign: 'close' };
    case 'problem':
      return { is: 'unknown', problem: answer.problem, spokeTls: false, sign: null };
    case 'alert':
      return verdictOnAlert(answer.alert, `${peer} answered ${purpose}`);
    case 'messages':
      return verdictOn(answer.messages, offer, `${peer} answered ${purpose}`);
  }
}

function verdictOnAlert(alert: Alert, where: string): Verdict {
  if (REFUSALS.includes(alert.description)) return { is: 'refused' };
  return {
    is: 'unknown',
    problem: { code: 'blocked', detail: `${where} with alert ${textOf(alert)}` },
    spokeTls: true,
    sign: ALERT_SIGNS[alert.description] ?? null,
  };
}

function verdictOn(messages: readonly Handshake[], offer: Offer, where: string): Verdict {
  const [first, ...others] = messages;
  const malformed = (what: string): Verdict => ({
    is: 'unknown',
    problem: { code: 'malformed', detail: `${where} with ${what}` },
    spokeTls: true,
    sign: null,
  });
  if (first?.msgType !== HandshakeType.server_hello) {
    return malformed(`${nameIn(HandshakeType, first?.msgType ?? 0)} instead of a ServerHello`);
  }
  try {
    const hello = decode(ServerHello, first.body, 'ServerHello');
    const version = selectedVersion(hello);
    const asked = VERSION_CODES[offer.version];
    if (version !== asked) {
      const known: readonly number[] = Object.values(VERSION_CODES);
      if (version < asked && known.includes(version)) return { is: 'refused' };
      return malformed(`version 0x${version.toString(16).padStart(4, '0')}`);
    }
    if (!offer.cipherSuites.includes(hello.cipherSuite)) {
      return malformed(`${nameIn(CipherSuite, hello.cipherSuite)}, which was not offered`);
    }
    return { is: 'agreed', hello, rest: others };
  } catch (error) {
    if (error instanceof DecodeError) return malformed(error.message);
    throw error;
  }
}

async function answerTo(
  net: Net,
  endpoint: Endpoint,
  purpose: string,
  offer: Offer,
  count: number,
): Promise<Answer> {
  let connection: Connection | undefined;
  try {
    connection = await net.dial(endpoint, { purpose, limit: BYTE_LIMIT });
    await connection.write(clientHello(offer, connection.random.bind(connection)));
    return await readAnswer(connection, count, addressText(endpoint));
  } catch (error) {
    if (error instanceof ProblemError) return { is: 'problem', problem: error.problem };
    throw error;
  } finally {
    connection?.close();
  }
}

async function readAnswer(connection: Connection, count: number, peer: string): Promise<Answer> {
  const first = await firstBytes(connection, peer);
  if (!(first instanceof Uint8Array)) return { is: 'closed', problem: first };
  const reader = new MessageReader(BYTE_LIMIT);
  const messages: Handshake[] = [];
  let warning: Alert | undefined;
  for (let chunk: Uint8Array | null = first; chunk !== null; chunk = await connection.read()) {
    for (const message of messagesOf(reader, chunk, `${peer} did not answer in TLS`, first)) {
      if (message.type === 'other') {
        throw new ProblemError('malformed', `${peer} answered out of order: ${seen(first)}`);
      }
      if (message.type === 'handshake') messages.push(message.handshake);
      else if (messages.length > 0) {
        throw new ProblemError('blocked', `${peer} broke off with alert ${textOf(message.alert)}`);
      } else if (!isPassing(message.alert)) {
        const closing = message.alert.description === AlertDescription.close_notify;
        return { is: 'alert', alert: closing ? (warning ?? message.alert) : message.alert };
      } else warning = message.alert;
      if (messages.length === count) return { is: 'messages', messages };
    }
  }
  if (warning !== undefined) return { is: 'alert', alert: warning };
  throw new ProblemError('malformed', `${peer} closed within an answer: ${seen(first)}`);
}

/** The first bytes, or how the connection was closed or reset before any. */
async function firstBytes(connection: Connection, peer: string): Promise<Uint8Array | Problem> {
  try {
    const detail = `${peer} closed the connection without any answer in TLS`;
    return (await connection.read()) ?? { code: 'reset', detail };
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'reset') return error.problem;
    throw error;
  }
}

/** The messages that are whole with this chunk. */
function* messagesOf(
  reader: MessageReader,
  chunk: Uint8Array,
  failure: string,
  first: Uint8Array,
): Generator<Message> {
  try {
    reader.push(chunk);
    for (let message = reader.next(); message !== undefined; message = reader.next()) yield message;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ProblemError('malformed', `${failure} (${error.message}): ${seen(first)}`);
  }
}

/** A warning such as unrecognized_name, after which a handshake may go on. */
const isPassing = ({ level, description }: Alert): boolean =>
  level === WARNING &&
  description !== AlertDescription.close_notify &&
  !REFUSALS.includes(description);

const textOf = ({ description }: Alert): string =>
  `${nameIn(AlertDescription, description)} (${description})`;

/** The first bytes: as text up to 40 printable characters where they begin with one, else in hexadecimal. */
function seen(bytes: Uint8Array): string {
  const text = /^[\x20-\x7e]{1,40}/.exec(String.fromCharCode(...bytes.subarray(0, 40)))?.[0];
  return text === undefined
    ? `bytes ${Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(' ')}`
    : JSON.stringify(text);
}
