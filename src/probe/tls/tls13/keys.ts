import { decode, encode } from '../../../codec/base/codec.ts';
import { NamedGroup } from '../../../codec/iana/named-group.ts';
import { ContentType, ExtensionType, HandshakeType, nameIn } from '../../../codec/iana/tls.ts';
import { ClientHello } from '../../../codec/tls/client-hello.ts';
import { contentOf, type Extension } from '../../../codec/tls/extension.ts';
import { KeyShareEntry, KeyShareHelloRetryRequest } from '../../../codec/tls/extension-content.ts';
import { Handshake } from '../../../codec/tls/handshake.ts';
import { TLSPlaintext } from '../../../codec/tls/record.ts';
import {
  isHelloRetryRequest,
  selectedVersion,
  ServerHello,
} from '../../../codec/tls/server-hello.ts';
import { KEY_AGREEMENTS } from '../../../crypto/tls13/key-agreement.ts';
import {
  handshakeSecrets,
  messageHash,
  transcriptHash,
  type HandshakeSecrets,
} from '../../../crypto/tls13/key-schedule.ts';
import { trafficKeys } from '../../../crypto/tls13/record-protection.ts';
import { TLS13_SUITES, type Tls13Suite } from '../../../crypto/tls13/suite.ts';
import { ProblemError } from '../../../evidence/problem.ts';
import type { Net } from '../../../net/net.ts';
import type { OpenHandshake } from '../exchange.ts';
import { VERSION_CODES } from '../hello.ts';
import { secondHello, shareOf, type OwnShare } from './hello.ts';
import { AlertReceived, type RecordStream } from './record-stream.ts';

/** A handshake in which keys have been agreed on and what follows is protected. */
export interface KeyedHandshake {
  readonly peer: string;
  readonly suite: Tls13Suite;
  readonly group: number;
  readonly stream: RecordStream;
  readonly secrets: HandshakeSecrets;
  /** All messages up to here with their frames; grows as the handshake goes on. */
  readonly transcript: Uint8Array[];
  /** Extensions of our first hello. */
  readonly offered: readonly number[];
}

/** Hellos exchanged, as far as the keys follow from them. */
interface Hellos {
  readonly hello: ServerHello;
  readonly shares: readonly OwnShare[];
  readonly transcript: Uint8Array[];
}

const CHANGE_CIPHER_SPEC = Uint8Array.of(1);

/** Agrees on the keys of a handshake, if need be after a HelloRetryRequest. */
export async function agreeOnKeys(
  { hello, sent }: OpenHandshake,
  stream: RecordStream,
  shares: readonly OwnShare[],
  { net, purpose, peer }: { readonly net: Net; readonly purpose: string; readonly peer: string },
): Promise<Omit<KeyedHandshake, 'offered'>> {
  const first = decode(TLSPlaintext, sent, 'TLSPlaintext').fragment;
  const suite = suiteOf(hello, peer);
  const start: Hellos = { hello, shares, transcript: [first, messageOf(hello)] };
  const hellos = isHelloRetryRequest(hello)
    ? await retried(start, suite, stream, { net, purpose, peer })
    : start;
  // An empty ChangeCipherSpec before our second flight appeases middleboxes (RFC 8446, appendix D.4).
  if (hellos === start) {
    await stream.write(stream.record(ContentType.change_cipher_spec, CHANGE_CIPHER_SPEC));
  }
  const { body } = decode(Handshake, first, 'ClientHello');
  const { legacySessionId } = decode(ClientHello, body, 'ClientHello');
  if (Buffer.compare(legacySessionId, hellos.hello.legacySessionIdEcho) !== 0) {
    throw new ProblemError('malformed', `${peer} echoed another session id`);
  }
  const entry = contentOf(hellos.hello.extensions, ExtensionType.key_share, KeyShareEntry);
  const share = hellos.shares.find(({ agreement }) => agreement.group === entry?.group);
  if (entry === undefined || share === undefined) {
    throw new ProblemError('malformed', `${peer} answered with a key share that was not offered`);
  }
  const shared = share.agreement.agree(share.privateKey, entry.keyExchange);
  if (shared === null) {
    const group = nameIn(NamedGroup, entry.group);
    throw new ProblemError('malformed', `${peer} sent a key share that is no key of ${group}`);
  }
  const secrets = handshakeSecrets(suite, shared, transcriptHash(suite, hellos.transcript));
  stream.openWith(trafficKeys(suite, secrets.server));
  return { peer, suite, group: entry.group, stream, secrets, transcript: hellos.transcript };
}

async function retried(
  { hello: request, shares, transcript }: Hellos,
  suite: Tls13Suite,
  stream: RecordStream,
  { net, purpose, peer }: { readonly net: Net; readonly purpose: string; readonly peer: string },
): Promise<Hellos> {
  const [first = new Uint8Array(), retry = new Uint8Array()] = transcript;
  const { extensions } = request;
  const group = contentOf(extensions, ExtensionType.key_share, KeyShareHelloRetryRequest);
  const agreement = KEY_AGREEMENTS.find((candidate) => candidate.group === group);
  if (group !== undefined && agreement === undefined) {
    const name = nameIn(NamedGroup, group);
    throw new ProblemError('unsupported', `${peer} asks for a key share of ${name}`);
  }
  const newShares = agreement === undefined ? shares : [shareOf(net, purpose, agreement)];
  const second = secondHello(first, newShares, cookieOf(extensions));
  await stream.write(
    stream.record(ContentType.change_cipher_spec, CHANGE_CIPHER_SPEC),
    stream.record(ContentType.handshake, second),
  );
  const answer = await stream.next();
  if (answer.type === 'alert') throw new AlertReceived(answer.alert.description, peer);
  if (answer.type !== 'handshake' || answer.handshake.msgType !== HandshakeType.server_hello) {
    throw new ProblemError('malformed', `${peer} answered a second hello with no ServerHello`);
  }
  const hello = decode(ServerHello, answer.handshake.body, 'ServerHello');
  if (
    isHelloRetryRequest(hello) ||
    selectedVersion(hello) !== VERSION_CODES['TLS 1.3'] ||
    hello.cipherSuite !== suite.id
  ) {
    throw new ProblemError('malformed', `${peer} answered a second hello unlike the first`);
  }
  return {
    hello,
    shares: newShares,
    transcript: [messageHash(suite, first), retry, second, messageOf(hello)],
  };
}

const cookieOf = (extensions: readonly Extension[] | undefined): Extension | undefined =>
  extensions?.find(({ extensionType }) => extensionType === ExtensionType.cookie);

function suiteOf({ cipherSuite }: ServerHello, peer: string): Tls13Suite {
  const suite = TLS13_SUITES.find(({ id }) => id === cipherSuite);
  if (suite === undefined) throw new ProblemError('bug', `${peer}: a suite that was not offered`);
  return suite;
}

const messageOf = (hello: ServerHello): Uint8Array =>
  encode(Handshake, {
    msgType: HandshakeType.server_hello,
    body: encode(ServerHello, hello),
  });
