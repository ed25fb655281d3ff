import { encode } from '../../codec/base/codec.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import { AlertDescription, ContentType, nameIn } from '../../codec/iana/tls.ts';
import { CipherKind } from '../../codec/ssl2/cipher-kind.ts';
import { SSL2_VERSION, Ssl2Message, Ssl2MessageType } from '../../codec/ssl2/message.ts';
import { Ssl2MessageReader } from '../../codec/ssl2/message-reader.ts';
import { Ssl2Record } from '../../codec/ssl2/record.ts';
import { MessageReader } from '../../codec/tls/message-reader.ts';
import type { AcceptedSuites } from '../../evidence/kinds/tls/negotiation.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { Connection } from '../../net/net.ts';
import { addressText } from '../../net/transport.ts';
import { settled } from './again.ts';
import { REFUSAL_SIGNS, type Refused, type Unknown } from './exchange.ts';
import type { Place } from './place.ts';

type Ssl2ServerHello = Extract<
  Ssl2Message,
  { readonly tag: typeof Ssl2MessageType.server_hello }
>['value'];

/** A server that speaks SSL 2.0. */
export interface Ssl2Agreed {
  readonly is: 'agreed';
  readonly hello: Ssl2ServerHello;
}
export type Ssl2Verdict = Ssl2Agreed | Refused | Unknown;

const BYTE_LIMIT = 64 * 1024;
const CHALLENGE_LENGTH = 16;
const WARNING = 1;
const KINDS: readonly number[] = Object.values(CipherKind);

/**
 * Offers SSL 2.0 with every cipher kind in its own CLIENT-HELLO. A SERVER-HELLO agrees, also one
 * without a cipher (CVE-2015-3197). An alert of TLS refuses: who sends it has read the hello and
 * does not answer in SSL 2.0; so does an error of SSL 2.0 to a hello with every cipher. Throws a NoStarttlsError.
 */
export async function offerSsl2(place: Place, purpose: string): Promise<Ssl2Verdict> {
  const { net, endpoint, starttls } = place;
  const peer = `${addressText(endpoint)} answered ${purpose}`;
  let connection: Connection | undefined;
  try {
    connection = await net.dial(endpoint, { purpose, limit: BYTE_LIMIT, starttls });
    await connection.write(clientHello(connection.random(CHALLENGE_LENGTH)));
    return await answerOn(connection, peer);
  } catch (error) {
    if (error instanceof DecodeError) return malformed(`${peer} with ${error.message}`);
    if (!(error instanceof ProblemError)) throw error;
    const sign = error.problem.code === 'reset' ? 'close' : null;
    return { is: 'unknown', problem: error.problem, spokeTls: false, sign };
  } finally {
    connection?.close();
  }
}

const clientHello = (challenge: Uint8Array): Uint8Array =>
  encode(Ssl2Record, {
    data: encode(Ssl2Message, {
      tag: Ssl2MessageType.client_hello,
      value: {
        clientVersion: SSL2_VERSION,
        cipherSpecs: KINDS,
        sessionId: new Uint8Array(),
        challenge,
      },
    }),
    padding: null,
    isEscape: false,
  });

async function answerOn(connection: Connection, peer: string): Promise<Ssl2Verdict> {
  const first = await connection.read();
  if (first === null) {
    const problem = { code: 'reset' as const, detail: `${peer} by closing the connection` };
    return { is: 'unknown', problem, spokeTls: false, sign: 'close' };
  }
  const tls = first[0] === ContentType.alert;
  const reader = tls ? new MessageReader(BYTE_LIMIT) : new Ssl2MessageReader(BYTE_LIMIT);
  for (let chunk: Uint8Array | null = first; chunk !== null; chunk = await connection.read()) {
    reader.push(chunk);
    for (let message = reader.next(); message !== undefined; message = reader.next()) {
      if (!('type' in message)) return onMessage(message, peer);
      if (message.type !== 'alert') {
        return malformed(`${peer} with something else than an alert`);
      }
      const { level, description } = message.alert;
      // A warning says nothing of the hello, but for the one that ends the connection.
      if (level === WARNING && description !== AlertDescription.close_notify) continue;
      return onAlert(description, peer);
    }
  }
  return malformed(`${peer} and closed the connection within it`);
}

function onMessage(message: Ssl2Message, peer: string): Ssl2Verdict {
  switch (message.tag) {
    case Ssl2MessageType.server_hello:
      return { is: 'agreed', hello: message.value };
    case Ssl2MessageType.error:
      return { is: 'refused', alert: null };
    case Ssl2MessageType.client_hello:
      return malformed(`${peer} with a CLIENT-HELLO`);
  }
}

function onAlert(description: number, peer: string): Ssl2Verdict {
  const sign = REFUSAL_SIGNS[description] ?? null;
  if (sign === null && description !== AlertDescription.user_canceled) {
    return { is: 'refused', alert: description };
  }
  const detail = `${peer} with alert ${nameIn(AlertDescription, description)} (${description})`;
  return {
    is: 'unknown',
    problem: { code: 'blocked', detail },
    spokeTls: true,
    sign,
    alert: description,
  };
}

const malformed = (detail: string): Unknown => ({
  is: 'unknown',
  problem: { code: 'malformed', detail },
  spokeTls: false,
  sign: null,
});

/** The cipher kinds that a server of SSL 2.0 has, all told in one SERVER-HELLO. */
export async function acceptedSsl2Suites(place: Place): Promise<AcceptedSuites> {
  const verdict = await settled((words) => offerSsl2(place, `SSL 2.0 ${words}`.trim()), null);
  return {
    version: 'SSL 2.0',
    suites: kindsOf(verdict),
    serverPreference: null,
    chachaPriority: null,
    unoffered: null,
  };
}

function kindsOf(verdict: Ssl2Verdict): Listing<{ id: string; name: string }> {
  switch (verdict.is) {
    case 'agreed':
      return complete([...new Set(verdict.hello.cipherSpecs)].map(kindPoint));
    case 'refused':
      return cutShort([], { code: 'blocked', detail: 'SSL 2.0 was refused after it was offered' });
    case 'unknown':
      return cutShort([], verdict.problem);
  }
}

function kindPoint(kind: number): { id: string; name: string } {
  const id = `0x${kind.toString(16).padStart(6, '0')}`;
  return { id, name: Object.entries(CipherKind).find(([, code]) => code === kind)?.[0] ?? id };
}
