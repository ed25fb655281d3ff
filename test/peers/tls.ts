import type { Socket } from 'node:net';
import { decode, encode, u16, type Codec } from '../../src/codec/base/codec.ts';
import {
  AlertDescription,
  ContentType,
  ExtensionType,
  HandshakeType,
} from '../../src/codec/iana/tls.ts';
import { SSL2_VERSION, Ssl2Message, Ssl2MessageType } from '../../src/codec/ssl2/message.ts';
import { Ssl2Record } from '../../src/codec/ssl2/record.ts';
import { Alert } from '../../src/codec/tls/alert.ts';
import { ClientHello } from '../../src/codec/tls/client-hello.ts';
import { extensionOf, type Extension } from '../../src/codec/tls/extension.ts';
import { Handshake } from '../../src/codec/tls/handshake.ts';
import { MessageReader } from '../../src/codec/tls/message-reader.ts';
import { TLSPlaintext } from '../../src/codec/tls/record.ts';
import { ServerHello } from '../../src/codec/tls/server-hello.ts';
import { tcpServer } from '../support/servers.ts';

/**
 * A loopback server that lets `script` answer each ClientHello as it likes. A hello of SSL 2.0 is
 * refused by an alert, as servers of TLS alone do, unless `ssl2` answers it. Returns its port.
 */
export const tlsPeer = (
  script: (socket: Socket, hello: ClientHello) => void,
  ssl2: (socket: Socket) => void = (socket) => socket.end(alertRecord('protocol_version')),
): Promise<number> =>
  tcpServer((socket) => {
    const reader = new MessageReader();
    let begun = false;
    socket.on('data', (chunk) => {
      const [first = 0] = chunk;
      if (!begun && first >= SSL2_RECORD) {
        ssl2(socket);
        return;
      }
      begun = true;
      reader.push(new Uint8Array(chunk));
      let message = reader.next();
      while (message?.type === 'other') message = reader.next();
      if (message?.type !== 'handshake') return;
      script(socket, decode(ClientHello, message.handshake.body, 'ClientHello'));
    });
  });

/** The high bit of a record of SSL 2.0 with a header of two bytes. */
const SSL2_RECORD = 0x80;

/** A record with one handshake message. */
export const handshakeRecord = <T>(
  msgType: keyof typeof HandshakeType,
  codec: Codec<T>,
  message: T,
): Uint8Array =>
  encode(TLSPlaintext, {
    type: ContentType.handshake,
    legacyRecordVersion: 0x0303,
    fragment: encode(Handshake, { msgType: HandshakeType[msgType], body: encode(codec, message) }),
  });

/** A record with one alert, fatal unless said otherwise. */
export const alertRecord = (
  description: keyof typeof AlertDescription,
  level: 'warning' | 'fatal' = 'fatal',
): Uint8Array =>
  encode(TLSPlaintext, {
    type: ContentType.alert,
    legacyRecordVersion: 0x0303,
    fragment: encode(Alert, {
      level: level === 'warning' ? 1 : 2,
      description: AlertDescription[description],
    }),
  });

/** A record with a ServerHello that takes the version and first suite offered, but for `fields`. */
export const serverHelloRecord = (
  hello: ClientHello,
  fields: Partial<ServerHello> = {},
): Uint8Array =>
  handshakeRecord('server_hello', ServerHello, {
    legacyVersion: hello.legacyVersion,
    random: new Uint8Array(32),
    legacySessionIdEcho: hello.legacySessionId,
    cipherSuite: hello.cipherSuites[0] ?? 0,
    legacyCompressionMethod: 0,
    extensions: undefined,
    ...fields,
  });

/** Whether a hello asks for TLS 1.3. */
export const isTls13 = ({ extensions }: ClientHello): boolean =>
  extensions?.some(({ extensionType }) => extensionType === ExtensionType.supported_versions) ??
  false;

/** The extension by which a ServerHello selects a version. */
export const supportedVersion = (version: number): Extension =>
  extensionOf(ExtensionType.supported_versions, u16, version);

/** A record of SSL 2.0 with a SERVER-HELLO that has these cipher kinds. */
export const ssl2ServerHello = (cipherSpecs: readonly number[]): Uint8Array =>
  encode(Ssl2Record, {
    data: encode(Ssl2Message, {
      tag: Ssl2MessageType.server_hello,
      value: {
        sessionIdHit: 0,
        certificateType: 1,
        serverVersion: SSL2_VERSION,
        certificate: new Uint8Array(40),
        cipherSpecs,
        connectionId: new Uint8Array(16),
      },
    }),
    padding: null,
    isEscape: false,
  });

/** What a server of one version up to TLS 1.2 does with the hellos of that version. */
export interface PlainServer {
  readonly version: number;
  /** Accepted suites, in the server's order. */
  readonly suites: readonly number[];
  /** Refuses what it has no suite for; by an alert unless said otherwise. */
  readonly refuse?: (socket: Socket) => void;
  /** Answers a hello itself where it returns true. */
  readonly instead?: (socket: Socket, hello: ClientHello) => boolean;
}

/** A server of one version whose ServerHello is all that it can. Returns its port. */
export const plainServer = ({ version, suites, refuse, instead }: PlainServer): Promise<number> =>
  tlsPeer((socket, hello) => {
    if (hello.legacyVersion !== version || isTls13(hello)) {
      socket.end(alertRecord('protocol_version'));
      return;
    }
    if (instead?.(socket, hello) === true) return;
    const cipherSuite = suites.find((suite) => hello.cipherSuites.includes(suite));
    if (cipherSuite !== undefined) socket.write(serverHelloRecord(hello, { cipherSuite }));
    else if (refuse === undefined) socket.end(alertRecord('handshake_failure'));
    else refuse(socket);
  });
