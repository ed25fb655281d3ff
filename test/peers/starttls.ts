import type { Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { encode, type Codec } from '../../src/codec/base/codec.ts';
import { LdapExtendedResponse } from '../../src/codec/ldap/extended.ts';
import { MysqlCapability, MysqlGreeting } from '../../src/codec/mysql/packet.ts';
import { SslResponse } from '../../src/codec/postgres/ssl.ts';
import type { StarttlsProtocol } from '../../src/evidence/target.ts';
import { tcpServer } from '../support/servers.ts';
import { testIdentity } from '../support/tls.ts';

/** What a server says: first, and to each message in turn; null where it waits. */
export interface Dialogue {
  readonly greeting: string | null;
  readonly replies: readonly string[];
  /** How long the greeting takes, of every connection. */
  readonly greetAfterMs?: number;
}

const text = <T>(codec: Codec<T>, message: T): string =>
  Buffer.from(encode(codec, message)).toString('latin1');

/** An ExtendedResponse of LDAP to message 1. */
export const ldapResult = (resultCode: number, diagnosticMessage = ''): string =>
  text(LdapExtendedResponse, { messageId: 1, resultCode, diagnosticMessage });

/** A greeting of MySQL with these capabilities. */
export const mysqlGreeting = (capabilities: number): string =>
  text(MysqlGreeting, { type: 'handshake', serverVersion: '8.0.36', capabilities });

/** An error of MySQL in place of a greeting. */
export const mysqlError = (code: number, message: string): string =>
  text(MysqlGreeting, { type: 'error', code, message });

/** An error of PostgreSQL in place of an answer. */
export const postgresError = (message: string): string => text(SslResponse, { type: 'E', message });

/** The stream of an XMPP server up to its features, which are as given. */
export const xmppFeatures = (features: string): string =>
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1' version='1.0' " +
  "xmlns:stream='http://etherx.jabber.org/streams' from='service.test'>" +
  `<stream:features>${features}</stream:features>`;

const XMPP: Dialogue = {
  greeting: null,
  replies: [
    xmppFeatures("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"),
    "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
  ],
};

/** How a server of each protocol offers TLS and goes on with it. */
export const OFFERED: Readonly<Record<StarttlsProtocol, Dialogue>> = {
  smtp: {
    greeting: '220-mx.test\r\n220 ESMTP\r\n',
    replies: ['250-mx.test\r\n250-STARTTLS\r\n250 8BITMIME\r\n', '220 go ahead\r\n'],
  },
  lmtp: {
    greeting: '220 mx.test LMTP\r\n',
    replies: ['250-mx.test\r\n250 STARTTLS\r\n', '220 go ahead\r\n'],
  },
  imap: {
    greeting: '* OK ready\r\n',
    replies: ['* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n', 'a2 OK go ahead\r\n'],
  },
  pop3: {
    greeting: '+OK ready <1@pop.test>\r\n',
    replies: ['+OK\r\nUIDL\r\nSTLS\r\n.\r\n', '+OK go ahead\r\n'],
  },
  ftp: { greeting: '220-Hello\r\n 220 no end\r\n220 ready\r\n', replies: ['234 go ahead\r\n'] },
  ldap: { greeting: null, replies: [ldapResult(0)] },
  xmpp: XMPP,
  'xmpp-server': XMPP,
  postgres: { greeting: null, replies: ['S'] },
  mysql: { greeting: mysqlGreeting(MysqlCapability.CLIENT_SSL), replies: [''] },
  sieve: {
    greeting: '"IMPLEMENTATION" "test"\r\n"SASL" ""\r\n"STARTTLS"\r\nOK "ready"\r\n',
    replies: ['OK "go ahead"\r\n'],
  },
  nntp: {
    greeting: '200 ready\r\n',
    replies: ['101 list:\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n', '382 go ahead\r\n'],
  },
};

/** MySQL's SSLRequest, behind which TLS may come in the same segment. */
const SSL_REQUEST_BYTES = 36;

/**
 * A loopback server that says the dialogue and then hands the connection on, with what came behind
 * the last message. Returns its port and what it was told.
 */
export async function starttlsPeer(
  { greeting, replies, greetAfterMs = 0 }: Dialogue,
  then: (socket: Socket, behind: Buffer) => void = () => undefined,
): Promise<{ readonly port: number; readonly told: string[] }> {
  const told: string[] = [];
  const port = await tcpServer((socket) => {
    const left = [...replies];
    const onData = (chunk: Buffer): void => {
      told.push(chunk.toString('latin1'));
      const reply = left.shift();
      if (reply === undefined) return;
      if (left.length === 0) socket.pause().off('data', onData);
      if (reply !== '') socket.write(Buffer.from(reply, 'latin1'));
      if (left.length === 0) then(socket, behindOf(chunk, reply));
    };
    const greet = (): void => {
      if (greeting !== null) socket.write(Buffer.from(greeting, 'latin1'));
    };
    if (greetAfterMs === 0) greet();
    else setTimeout(greet, greetAfterMs).unref();
    socket.on('data', onData);
  });
  return { port, told };
}

/** What came behind the first line, or behind the packet that is not answered. */
function behindOf(chunk: Buffer, reply: string): Buffer {
  if (reply === '') return chunk.subarray(SSL_REQUEST_BYTES);
  const end = chunk.indexOf('\n');
  return end === -1 ? Buffer.alloc(0) : chunk.subarray(end + 1);
}

/** A server that offers TLS by a protocol and speaks it with node:tls. */
export async function starttlsServer(
  protocol: StarttlsProtocol,
  options: TlsOptions = {},
  greetAfterMs = 0,
): Promise<number> {
  const identity = testIdentity('rsa');
  const server = createServer({ cert: identity, key: identity, ...options });
  server.on('secureConnection', (socket) => socket.on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  const { port } = await starttlsPeer({ ...OFFERED[protocol], greetAfterMs }, (socket, behind) => {
    if (protocol === 'mysql' && behind.length > 0) socket.unshift(behind);
    server.emit('connection', socket);
  });
  return port;
}
