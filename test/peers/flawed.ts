import { createPrivateKey, privateDecrypt, constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { decode, encode, rest, struct, u16, u8 } from '../../src/codec/base/codec.ts';
import { ContentType, ExtensionType, type AlertDescription } from '../../src/codec/iana/tls.ts';
import { CertificateTls12 } from '../../src/codec/tls/certificate.ts';
import { ClientHello } from '../../src/codec/tls/client-hello.ts';
import { EncryptedPreMasterSecret } from '../../src/codec/tls/client-key-exchange.ts';
import { extensionOf, type Extension } from '../../src/codec/tls/extension.ts';
import { HeartbeatMessage } from '../../src/codec/tls/heartbeat.ts';
import { MessageReader, type Message } from '../../src/codec/tls/message-reader.ts';
import { TLSPlaintext } from '../../src/codec/tls/record.ts';
import type { Padding } from '../../src/crypto/robot-padding.ts';
import { tcpServer } from '../support/servers.ts';
import { testCertificate, testIdentity } from '../support/tls.ts';
import { alertRecord, handshakeRecord, serverHelloRecord } from './tls.ts';
import { OFFERED, starttlsPeer } from './starttls.ts';

/** How a scripted server takes something: an alert, or one of these. */
export type Taken = keyof typeof AlertDescription | 'close' | 'reset' | 'silence';

/** Does what a server is said to do. */
export function take(socket: Socket, how: Taken): void {
  if (how === 'close') socket.end();
  else if (how === 'reset') socket.resetAndDestroy();
  else if (how !== 'silence') socket.write(alertRecord(how));
}

/** The messages of a server up to ServerHelloDone, with the RSA certificate of tests. */
const serverFlight = (hello: ClientHello, extensions: readonly Extension[] = []): Uint8Array =>
  Buffer.concat([
    serverHelloRecord(hello, { extensions }),
    handshakeRecord('certificate', CertificateTls12, {
      certificateList: [Buffer.from(testCertificate('rsa'), 'base64')],
    }),
    handshakeRecord('server_hello_done', rest, new Uint8Array()),
  ]);

/** What a server does with a message; after `deaf` it hears nothing more. */
type Go = (socket: Socket, message: Message, count: number) => 'deaf' | undefined;

/** A server that answers a ClientHello up to ServerHelloDone; `go` gets each message after it. */
export const midHandshakePeer = (
  go: Go = () => 'deaf',
  extensions: readonly Extension[] = [],
): Promise<number> =>
  tcpServer((socket) => {
    const reader = new MessageReader();
    let count = 0;
    const onData = (chunk: Buffer): void => {
      reader.push(new Uint8Array(chunk));
      for (let message = reader.next(); message !== undefined; message = reader.next()) {
        if (count > 0 && go(socket, message, count) === 'deaf') {
          socket.off('data', onData).resume();
          return;
        }
        if (count === 0 && message.type === 'handshake') {
          const hello = decode(ClientHello, message.handshake.body, 'ClientHello');
          socket.write(serverFlight(hello, extensions));
        }
        count += 1;
      }
    };
    socket.on('data', onData);
  });

/** Takes the ChangeCipherSpec that comes too early, the first and the second one, as said. */
export const earlyCcsPeer = (first: Taken, second: Taken = 'silence'): Promise<number> =>
  midHandshakePeer((socket, _message, count) => {
    take(socket, count === 1 ? first : second);
    return undefined;
  });

const FalseHeartbeat = struct({ type: u8, payloadLength: u16, content: rest });
const ANOTHER_MEMORY = new Uint8Array(0x10000).fill(0x5a);
const PADDING_LENGTH = 16;

/** How a server with heartbeat takes requests that claim more than they carry. */
export type HeartbeatFlaw = 'leaks' | 'discards' | 'answers what came' | 'alert' | 'silence';

/** Answers correct heartbeat requests, and false ones as said; `deaf` answers none at all. */
export const heartbeatPeer = (flaw: HeartbeatFlaw | 'deaf'): Promise<number> =>
  midHandshakePeer(
    (socket, message) => {
      if (message.type !== 'other' || message.record.type !== ContentType.heartbeat) return 'deaf';
      const { payloadLength, content } = decode(FalseHeartbeat, message.record.fragment, 'Request');
      const isFalse = payloadLength + PADDING_LENGTH > content.length;
      if (flaw === 'deaf' || (isFalse && flaw === 'silence')) return 'deaf';
      if (isFalse && flaw === 'discards') return undefined;
      if (isFalse && flaw === 'alert') take(socket, 'unexpected_message');
      else {
        const memory = flaw === 'leaks' ? Buffer.concat([content, ANOTHER_MEMORY]) : content;
        socket.write(heartbeatResponse(memory.subarray(0, payloadLength)));
      }
      return undefined;
    },
    [extensionOf(ExtensionType.heartbeat, u8, 1)],
  );

const heartbeatResponse = (payload: Uint8Array): Uint8Array =>
  encode(TLSPlaintext, {
    type: ContentType.heartbeat,
    legacyRecordVersion: 0x0303,
    fragment: encode(HeartbeatMessage, {
      type: 2,
      payload,
      padding: new Uint8Array(PADDING_LENGTH),
    }),
  });

/** What a server finds when it decrypts a ClientKeyExchange without care. */
function paddingOf(body: Uint8Array): Padding {
  const { encrypted } = decode(EncryptedPreMasterSecret, body, 'ClientKeyExchange');
  const key = createPrivateKey(testIdentity('rsa'));
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
  if (block.readUInt16BE() !== 0x0002) return 'wrong first bytes';
  const end = block.indexOf(0, 2);
  if (end === -1) return 'no zero';
  if (end !== block.length - 49) return 'zero in the wrong place';
  return block.readUInt16BE(end + 1) === 0x0303 ? 'correct' : 'wrong version';
}

/**
 * Takes ClientKeyExchange as `early` says of its padding; what it says nothing of as `late` does once
 * ChangeCipherSpec has come.
 */
export const paddingPeer = (
  early: (padding: Padding, connection: number) => Taken | null,
  late: Taken = 'bad_record_mac',
): Promise<number> => {
  let connections = 0;
  return midHandshakePeer((socket, message) => {
    if (message.type !== 'handshake') {
      take(socket, late);
      return 'deaf';
    }
    connections += 1;
    const taken = early(paddingOf(message.handshake.body), connections);
    if (taken === null) return undefined;
    take(socket, taken);
    return 'deaf';
  });
};

/** What is behind a session id when more of it is echoed than was sent. */
export type EchoFlaw = 'random' | 'zeros' | 'none' | 'nothing echoed' | 'silence';

/** A server that gives tickets by node:tls and answers hellos that bring one with such an echo. */
export function ticketPeer(flaw: EchoFlaw): Promise<number> {
  const identity = testIdentity('rsa');
  const server = createServer({ cert: identity, key: identity, maxVersion: 'TLSv1.2' });
  server.on('secureConnection', (socket) => socket.on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  let tail = 0;
  return tcpServer((socket) => {
    socket.once('data', (chunk) => {
      const reader = new MessageReader();
      reader.push(new Uint8Array(chunk));
      const message = reader.next();
      if (message?.type !== 'handshake') return;
      const hello = decode(ClientHello, message.handshake.body, 'ClientHello');
      const ticket = hello.extensions?.find(
        ({ extensionType }) => extensionType === ExtensionType.session_ticket,
      );
      if (ticket === undefined || ticket.extensionData.length === 0) {
        socket.pause().unshift(chunk);
        server.emit('connection', socket);
        return;
      }
      tail += 1;
      if (flaw !== 'silence') socket.write(serverHelloRecord(hello, echoed(hello, flaw, tail)));
    });
  });
}

function echoed({ legacySessionId: id }: ClientHello, flaw: EchoFlaw, tail: number) {
  if (flaw === 'nothing echoed') return { legacySessionIdEcho: new Uint8Array() };
  const echo = new Uint8Array(32).fill(flaw === 'random' ? tail : 0);
  echo.set(id);
  return { legacySessionIdEcho: flaw === 'none' ? id : echo };
}

/** The answers inside TLS of a server that knows no command but these. */
const SPOKEN = {
  smtp: [
    [/^QUIT/, '221 bye'],
    [/^NOOP/, '250 ok'],
  ],
  pop3: [
    [/^QUIT/, '+OK bye'],
    [/^/, '-ERR what?'],
  ],
  imap: [
    [/^injected NOOP/, 'injected OK'],
    [/^own NOOP/, 'own OK'],
  ],
} as const;

/**
 * A server with STARTTLS that takes commands which came before TLS for ones inside it (`carries
 * over`), forgets them, turns such clients away, or says nothing inside TLS.
 */
export async function injectablePeer(
  protocol: keyof typeof SPOKEN,
  flaw: 'carries over' | 'forgets' | 'turns away' | 'silence',
): Promise<number> {
  const identity = testIdentity('rsa');
  const server = createServer({ cert: identity, key: identity });
  const { greeting, replies } = OFFERED[protocol];
  const held = new Map<number | undefined, string>();
  const answer = (socket: TLSSocket, commands: string): void => {
    for (const command of commands.split('\r\n').filter((line) => line !== '')) {
      const spoken = SPOKEN[protocol].find(([known]) => known.test(command));
      if (spoken !== undefined) socket.write(`${spoken[1]}\r\n`);
    }
  };
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    if (flaw === 'silence') return;
    if (flaw === 'carries over') answer(socket, held.get(socket.remotePort) ?? '');
    socket.on('data', (chunk: Buffer) => {
      answer(socket, chunk.toString('latin1'));
    });
  });
  if (flaw === 'turns away') return pickyPeer(greeting ?? '', replies, server);
  const { port } = await starttlsPeer(OFFERED[protocol], (socket, behind) => {
    held.set(socket.remotePort, behind.toString('latin1'));
    server.emit('connection', socket);
  });
  return port;
}

/** Refuses TLS where anything stands behind the command that asks for it. */
const pickyPeer = (
  greeting: string,
  replies: readonly string[],
  server: ReturnType<typeof createServer>,
): Promise<number> =>
  tcpServer((socket) => {
    const left = [...replies];
    const onData = (chunk: Buffer): void => {
      const behind = chunk.indexOf('\n') !== chunk.length - 1;
      if (behind) {
        socket.end('554 synchronization error\r\n');
        return;
      }
      const last = left.length === 1;
      if (last) socket.pause().off('data', onData);
      socket.write(left.shift() ?? '');
      if (last) server.emit('connection', socket);
    };
    socket.write(greeting);
    socket.on('data', onData);
  });
