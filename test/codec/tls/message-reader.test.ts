import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../../src/codec/base/codec.ts';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import {
  AlertDescription,
  ContentType,
  ExtensionType,
  HandshakeType,
  nameIn,
} from '../../../src/codec/iana/tls.ts';
import { CertificateTls12 } from '../../../src/codec/tls/certificate.ts';
import { ClientHello } from '../../../src/codec/tls/client-hello.ts';
import { contentOf } from '../../../src/codec/tls/extension.ts';
import { KeyShareClientHello, ProtocolNameList } from '../../../src/codec/tls/extension-content.ts';
import { Handshake } from '../../../src/codec/tls/handshake.ts';
import { MessageReader, type Message } from '../../../src/codec/tls/message-reader.ts';
import { TLSPlaintext } from '../../../src/codec/tls/record.ts';
import {
  isHelloRetryRequest,
  selectedVersion,
  ServerHello,
} from '../../../src/codec/tls/server-hello.ts';
import { someBytes } from '../../support/codec-laws.ts';
import { readWire } from '../../support/wire.ts';

function messagesIn(chunks: readonly Uint8Array[], limit?: number): Message[] {
  const reader = new MessageReader(limit);
  const messages: Message[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next !== undefined; next = reader.next()) messages.push(next);
  }
  return messages;
}

const record = (type: number, fragment: Uint8Array): Uint8Array =>
  encode(TLSPlaintext, { type, legacyRecordVersion: 0x0303, fragment });
const handshakeRecord = (fragment: Uint8Array): Uint8Array =>
  record(ContentType.handshake, fragment);

function capture(file: string): { client: Message[]; server: Message[] } {
  const of = (side: 'client' | 'server') =>
    readWire(`tls/${file}`).flatMap(({ from, bytes }) => (from === side ? [bytes] : []));
  return { client: messagesIn(of('client')), server: messagesIn(of('server')) };
}

const bodyOf = (message: Message | undefined): Uint8Array =>
  message?.type === 'handshake' ? message.handshake.body : expect.unreachable();
const typesOf = (messages: readonly Message[]): string[] =>
  messages.map((message) =>
    message.type === 'handshake' ? nameIn(HandshakeType, message.handshake.msgType) : message.type,
  );

describe('captured conversations', () => {
  test.each([
    ['tls12.txt', 0x0303, 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
    ['tls10.txt', 0x0301, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'],
    ['ssl3-dhe-export.txt', 0x0300, 'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA'],
  ])('%s: what OpenSSL said is read and written again', (file, version, suite) => {
    const { client, server } = capture(file);
    const clientBytes = bodyOf(client[0]);
    const clientHello = decode(ClientHello, clientBytes, 'ClientHello');
    expect(clientHello.legacyVersion).toBe(version);
    expect(encode(ClientHello, clientHello)).toEqual(clientBytes);

    expect(typesOf(server)).toEqual([
      'server_hello',
      'certificate',
      'server_key_exchange',
      'server_hello_done',
    ]);
    const serverHello = decode(ServerHello, bodyOf(server[0]), 'ServerHello');
    expect(selectedVersion(serverHello)).toBe(version);
    expect(nameIn(CipherSuite, serverHello.cipherSuite)).toBe(suite);
    expect(encode(ServerHello, serverHello)).toEqual(bodyOf(server[0]));
    const certificate = decode(CertificateTls12, bodyOf(server[1]), 'Certificate');
    expect(certificate.certificateList).toHaveLength(1);
    expect(encode(CertificateTls12, certificate)).toEqual(bodyOf(server[1]));
  });

  test('ALPN of OpenSSL is read', () => {
    const hello = decode(ClientHello, bodyOf(capture('tls12.txt').client[0]), 'ClientHello');
    const type = ExtensionType.application_layer_protocol_negotiation;
    const protocols = contentOf(hello.extensions, type, ProtocolNameList) ?? [];
    expect(protocols.map((name) => Buffer.from(name).toString())).toEqual(['h2', 'http/1.1']);
  });

  test('a HelloRetryRequest of OpenSSL is told from a ServerHello', () => {
    const { server } = capture('hello-retry-request.txt');
    const hello = decode(ServerHello, bodyOf(server[0]), 'ServerHello');
    expect(isHelloRetryRequest(hello)).toBe(true);
    expect(selectedVersion(hello)).toBe(0x0304);
  });

  test('key shares of Node.js are read, the post-quantum one too', () => {
    const { client, server } = capture('tls13-node.txt');
    const hello = decode(ClientHello, bodyOf(client[0]), 'ClientHello');
    const shares = contentOf(hello.extensions, ExtensionType.key_share, KeyShareClientHello);
    expect(shares?.map(({ group, keyExchange }) => [group, keyExchange.length])).toEqual([
      [0x11ec, 1216],
      [29, 32],
    ]);
    expect(typesOf(server).slice(0, 2)).toEqual(['server_hello', 'other']);
  });

  test('an alert of OpenSSL is read', () => {
    expect(capture('protocol-version.txt').server).toEqual([
      { type: 'alert', alert: { level: 2, description: AlertDescription.protocol_version } },
    ]);
  });
});

describe('messages are put together', () => {
  const [, server] = readWire('tls/tls12.txt').map(({ bytes }) => bytes);
  const flight = server ?? new Uint8Array();
  const whole = messagesIn([flight]);

  test('from segments cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(flight.length), { maxLength: 20 }), (cuts) => {
        const ends = [...cuts.toSorted((a, b) => a - b), flight.length];
        const chunks = ends.map((end, index) => flight.slice(ends[index - 1] ?? 0, end));
        expect(messagesIn(chunks)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('from single bytes, each of which but the last leaves more to come', () => {
    expect(messagesIn(Array.from(flight, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    const reader = new MessageReader();
    reader.push(flight.subarray(0, flight.length - 1));
    while (reader.next() !== undefined);
    expect(reader.pending).toBeGreaterThan(0);
    reader.push(flight.subarray(flight.length - 1));
    expect(reader.next()).toEqual(whole.at(-1));
    expect(reader.pending).toBe(0);
  });

  test('from records cut anywhere, and several in one record are told apart', () => {
    const body = fc.record({ msgType: fc.nat(255), body: someBytes(60) });
    fc.assert(
      fc.property(
        fc.array(body, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 80 }),
        (messages, size) => {
          const bytes = Buffer.concat(messages.map((message) => encode(Handshake, message)));
          const records: Uint8Array[] = [];
          for (let at = 0; at < bytes.length; at += size) {
            records.push(handshakeRecord(bytes.subarray(at, at + size)));
          }
          const expected = messages.map((handshake) => ({ type: 'handshake', handshake }));
          expect(JSON.stringify(messagesIn(records))).toBe(JSON.stringify(expected));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('what is not TLS is refused', () => {
  test('at the first byte that shows it', () => {
    expect(() => messagesIn([Buffer.from('H')])).toThrow(DecodeError);
    expect(() => messagesIn([Uint8Array.of(22, 2)])).toThrow(
      'TLSPlaintext at byte 0: no TLS version begins with 2',
    );
    expect(() => messagesIn([Uint8Array.of(22, 3, 3, 0x40, 1)])).toThrow(
      '16385 bytes, at most 16384 are read',
    );
  });

  test.each([
    ['an empty handshake record', [handshakeRecord(new Uint8Array())]],
    ['an alert of three bytes', [record(ContentType.alert, new Uint8Array(3))]],
    [
      'another record within a message',
      [handshakeRecord(Uint8Array.of(2, 0, 0, 9)), record(20, Uint8Array.of(1))],
    ],
    ['a message longer than the limit', [handshakeRecord(Uint8Array.of(11, 255, 255, 255))]],
  ])('%s', (_name, chunks) => {
    expect(() => messagesIn(chunks)).toThrow(DecodeError);
  });

  test('SSL 3.0 is not, and neither is a hello of SSL 3.0 that ends before the extensions', () => {
    const { client, server } = capture('ssl3-dh-anon.txt');
    expect(decode(ClientHello, bodyOf(client[0]), 'ClientHello').extensions).toBeUndefined();
    expect(typesOf(server)).toEqual(['server_hello', 'server_key_exchange', 'server_hello_done']);
    const hello = decode(ServerHello, bodyOf(server[0]), 'ServerHello');
    expect(hello).toMatchObject({ legacyVersion: 0x0300, extensions: undefined });
  });

  test('more bytes than the limit are refused, however they come', () => {
    const records = Array.from({ length: 9 }, () => record(23, new Uint8Array(100)));
    expect(messagesIn(records)).toHaveLength(9);
    expect(() => messagesIn(records, 900)).toThrow('more than 900 bytes');
  });

  test('an alert may come before the rest of a message', () => {
    const alert = record(ContentType.alert, Uint8Array.of(2, 80));
    expect(messagesIn([handshakeRecord(Uint8Array.of(2, 0, 0, 9)), alert])).toEqual([
      { type: 'alert', alert: { level: 2, description: 80 } },
    ]);
  });

  test('random bytes throw nothing but DecodeError', () => {
    fc.assert(
      fc.property(fc.array(someBytes(40), { maxLength: 5 }), fc.boolean(), (chunks, framed) => {
        try {
          messagesIn(framed ? chunks.map((chunk) => handshakeRecord(chunk)) : chunks);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
