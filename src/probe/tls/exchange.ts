import { decode } from '../../codec/base/codec.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import { CipherSuite } from '../../codec/iana/cipher-suite.ts';
import { AlertDescription, HandshakeType, nameIn } from '../../codec/iana/tls.ts';
import type { Alert } from '../../codec/tls/alert.ts';
import type { Handshake } from '../../codec/tls/handshake.ts';
import { MessageReader, type Message } from '../../codec/tls/message-reader.ts';
import { selectedVersion, ServerHello } from '../../codec/tls/server-hello.ts';
import { ProblemError, type Problem } from '../../evidence/problem.ts';
import type { Connection } from '../../net/net.ts';
import { addressText } from '../../net/transport.ts';
import { clientHello, VERSION_CODES, type Offer } from './hello.ts';
import type { Place } from './place.ts';

/** What came back after a ClientHello: the messages wanted, or what came in their place. */
type Answer =
  | { readonly is: 'messages'; readonly messages: readonly Handshake[] }
  | { readonly is: 'alert'; readonly alert: Alert }
  | { readonly is: 'broken off'; readonly alert: Alert; readonly peer: string }
  | { readonly is: 'closed'; readonly problem: Problem };

/**
 * What may refuse an offer or have nothing to do with it: a close or reset without a byte before
 * it or with close_notify alone, and the alerts internal_error and unexpected_message. OpenSSL sends
 * the former where its security level leaves a version that it is configured for without any
 * signature, JSSE where it has no signature and the latter where it has no group in common.
 */
export type RefusalSign = 'close' | 'internal_error' | 'unexpected_message';

/** An answer that says nothing of the offer. */
export interface Unknown {
  readonly is: 'unknown';
  readonly problem: Problem;
  /** The peer did send TLS, whatever else is unknown. */
  readonly spokeTls: boolean;
  /** What makes this a refusal if it comes again while the server agrees to another offer. */
  readonly sign: RefusalSign | null;
  /** The alert that answered, if one did. */
  readonly alert?: number;
  /** The suite of the answer, where it was not offered. */
  readonly unoffered?: number;
}

/** An answer that agrees to the offer. */
export interface Agreed {
  readonly is: 'agreed';
  readonly hello: ServerHello;
  /** What followed the ServerHello, as far as it was waited for. */
  readonly rest: readonly Handshake[];
}

/** An answer that refuses the offer. */
export interface Refused {
  readonly is: 'refused';
  /** The alert that refused; null where a lower version or a close did. */
  readonly alert: number | null;
}

/** What an answer says of the offer. */
export type Verdict = Agreed | Refused | Unknown;

/** A connection on which the server has answered a ClientHello. */
export interface OpenHandshake {
  readonly hello: ServerHello;
  readonly rest: readonly Handshake[];
  /** The record with our ClientHello. */
  readonly sent: Uint8Array;
  readonly connection: Connection;
  /** Holds what came beyond the messages wanted. */
  readonly reader: MessageReader;
}

/** How much of the server's flight is waited for: so many messages, or all up to ServerHelloDone. */
export type Wanted = number | 'server_hello_done';

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

/** Alerts that are such a sign. */
export const REFUSAL_SIGNS: Readonly<Record<number, RefusalSign>> = {
  [AlertDescription.close_notify]: 'close',
  [AlertDescription.internal_error]: 'internal_error',
  [AlertDescription.unexpected_message]: 'unexpected_message',
};

/**
 * Offers a handshake on a connection of its own and waits for the messages wanted. Throws a
 * NoStarttlsError.
 */
export async function offerHandshake(
  place: Place,
  purpose: string,
  offer: Offer,
  wanted: Wanted = 1,
): Promise<Verdict> {
  return (await goOn(place, purpose, offer, wanted, () => Promise.resolve(null))).verdict;
}

/**
 * Offers a handshake like offerHandshake and, where it is agreed to, goes on with the connection,
 * which is closed afterwards. `value` is undefined where the handshake was not agreed to; `go` may
 * throw a ProblemError, which comes out as it is.
 */
export async function goOn<T>(
  place: Place,
  purpose: string,
  offer: Offer,
  wanted: Wanted,
  go: (open: OpenHandshake) => Promise<T>,
): Promise<{ readonly verdict: Verdict; readonly value?: T }> {
  const { net, endpoint, serverName, starttls } = place;
  const where = `${addressText(endpoint)} answered ${purpose}`;
  let connection: Connection | undefined;
  let sent: Uint8Array;
  let verdict: Verdict;
  const reader = new MessageReader(BYTE_LIMIT);
  try {
    try {
      connection = await net.dial(endpoint, { purpose, limit: BYTE_LIMIT, starttls });
      const random = connection.random.bind(connection);
      sent = clientHello(offer, serverName, random);
      await connection.write(sent);
      const answer = await readAnswer(connection, reader, wanted, addressText(endpoint));
      verdict = verdictOnAnswer(answer, offer, where);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      verdict = { is: 'unknown', problem: error.problem, spokeTls: false, sign: null };
      return { verdict };
    }
    if (verdict.is !== 'agreed') return { verdict };
    const { hello, rest } = verdict;
    return { verdict, value: await go({ hello, rest, sent, connection, reader }) };
  } finally {
    connection?.close();
  }
}

function verdictOnAnswer(answer: Answer, offer: Offer, where: string): Verdict {
  switch (answer.is) {
    case 'closed':
      return { is: 'unknown', problem: answer.problem, spokeTls: false, sign: 'close' };
    case 'alert':
      return verdictOnAlert(answer.alert, offer, where);
    case 'broken off':
      return verdictOnBreak(answer.alert, answer.peer);
    case 'messages':
      return verdictOn(answer.messages, offer, where);
  }
}

function verdictOnAlert(alert: Alert, { version }: Offer, where: string): Verdict {
  // No hello of SSL 3.0 names the host, so that no client of it could be served.
  const nameless =
    version === 'SSL 3.0' && alert.description === AlertDescription.unrecognized_name;
  if (nameless || REFUSALS.includes(alert.description)) {
    return { is: 'refused', alert: alert.description };
  }
  return {
    is: 'unknown',
    problem: { code: 'blocked', detail: `${where} with alert ${textOf(alert)}` },
    spokeTls: true,
    sign: REFUSAL_SIGNS[alert.description] ?? null,
    alert: alert.description,
  };
}

/** An alert within the server's flight may refuse what the rest of it would have come with. */
function verdictOnBreak(alert: Alert, peer: string): Unknown {
  const { description } = alert;
  const refuses = REFUSALS.includes(description) || description === AlertDescription.internal_error;
  return {
    is: 'unknown',
    problem: { code: 'blocked', detail: `${peer} broke off with alert ${textOf(alert)}` },
    spokeTls: true,
    sign: refuses ? 'internal_error' : null,
  };
}

function verdictOn(messages: readonly Handshake[], offer: Offer, where: string): Verdict {
  const [first, ...others] = messages;
  const malformed = (what: string): Unknown => ({
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
      if (version < asked && known.includes(version)) return { is: 'refused', alert: null };
      return malformed(`version 0x${version.toString(16).padStart(4, '0')}`);
    }
    if (!offer.cipherSuites.includes(hello.cipherSuite)) {
      const suite = nameIn(CipherSuite, hello.cipherSuite);
      return { ...malformed(`${suite}, which was not offered`), unoffered: hello.cipherSuite };
    }
    return { is: 'agreed', hello, rest: others };
  } catch (error) {
    if (error instanceof DecodeError) return malformed(error.message);
    throw error;
  }
}

async function readAnswer(
  connection: Connection,
  reader: MessageReader,
  wanted: Wanted,
  peer: string,
): Promise<Answer> {
  const first = await firstBytes(connection, peer);
  if (!(first instanceof Uint8Array)) return { is: 'closed', problem: first };
  const messages: Handshake[] = [];
  let warning: Alert | undefined;
  for (let chunk: Uint8Array | null = first; chunk !== null; chunk = await connection.read()) {
    for (const message of messagesOf(reader, chunk, `${peer} did not answer in TLS`, first)) {
      if (message.type === 'other') {
        throw new ProblemError('malformed', `${peer} answered out of order: ${seen(first)}`);
      }
      if (message.type === 'handshake') messages.push(message.handshake);
      else if (messages.length > 0) {
        return { is: 'broken off', alert: message.alert, peer };
      } else if (!isPassing(message.alert)) {
        const closing = message.alert.description === AlertDescription.close_notify;
        return { is: 'alert', alert: closing ? (warning ?? message.alert) : message.alert };
      } else warning = message.alert;
      if (isEnough(messages, wanted)) return { is: 'messages', messages };
    }
  }
  if (warning !== undefined) return { is: 'alert', alert: warning };
  throw new ProblemError('malformed', `${peer} closed within an answer: ${seen(first)}`);
}

const isEnough = (messages: readonly Handshake[], wanted: Wanted): boolean =>
  wanted === 'server_hello_done'
    ? messages.at(-1)?.msgType === HandshakeType.server_hello_done
    : messages.length === wanted;

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
