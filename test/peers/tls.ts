import type { Socket } from 'node:net';
import { decode, encode, u16, type Codec } from '../../src/codec/base/codec.ts';
import {
  AlertDescription,
  ContentType,
  ExtensionType,
  HandshakeType,
} from '../../src/codec/iana/tls.ts';
import { Alert } from '../../src/codec/tls/alert.ts';
import { ClientHello } from '../../src/codec/tls/client-hello.ts';
import { extensionOf, type Extension } from '../../src/codec/tls/extension.ts';
import { Handshake } from '../../src/codec/tls/handshake.ts';
import { MessageReader } from '../../src/codec/tls/message-reader.ts';
import { TLSPlaintext } from '../../src/codec/tls/record.ts';
import { ServerHello } from '../../src/codec/tls/server-hello.ts';
import { tcpServer } from '../support/servers.ts';

/** A loopback server that lets `script` answer each ClientHello as it likes. Returns its port. */
export const tlsPeer = (script: (socket: Socket, hello: ClientHello) => void): Promise<number> =>
  tcpServer((socket) => {
    const reader = new MessageReader();
    socket.on('data', (chunk) => {
      reader.push(new Uint8Array(chunk));
      const message = reader.next();
      if (message?.type !== 'handshake') return;
      script(socket, decode(ClientHello, message.handshake.body, 'ClientHello'));
    });
  });

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
