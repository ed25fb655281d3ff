import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../../src/codec/base/codec.ts';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { CipherKind } from '../../../src/codec/ssl2/cipher-kind.ts';
import { SSL2_VERSION, Ssl2Message, Ssl2MessageType } from '../../../src/codec/ssl2/message.ts';
import { Ssl2MessageReader } from '../../../src/codec/ssl2/message-reader.ts';
import { Ssl2Record } from '../../../src/codec/ssl2/record.ts';
import { decodeCertificate } from '../../../src/codec/x509/certificate.ts';
import { expectCodecLaws, someBytes } from '../../support/codec-laws.ts';
import { readWire } from '../../support/wire.ts';

function messagesIn(chunks: readonly Uint8Array[], limit?: number): Ssl2Message[] {
  const reader = new Ssl2MessageReader(limit);
  const messages: Ssl2Message[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let next = reader.next(); next !== undefined; next = reader.next()) messages.push(next);
  }
  return messages;
}

const flightsOf = (file: string): Uint8Array[] =>
  readWire(`ssl2/${file}`).map(({ bytes }) => bytes);

function serverHello(file: string) {
  const [message] = messagesIn(flightsOf(file).slice(1));
  if (message?.tag !== Ssl2MessageType.server_hello) return expect.unreachable();
  return message.value;
}

describe('SSL 2.0 of Node.js 0.10', () => {
  test('SERVER-HELLO names every cipher kind and carries a certificate', () => {
    const hello = serverHello('server-hello.txt');
    expect(hello).toMatchObject({
      sessionIdHit: 0,
      certificateType: 1,
      serverVersion: SSL2_VERSION,
    });
    expect(new Set(hello.cipherSpecs)).toEqual(
      new Set([
        CipherKind.SSL_CK_DES_192_EDE3_CBC_WITH_MD5,
        CipherKind.SSL_CK_IDEA_128_CBC_WITH_MD5,
        CipherKind.SSL_CK_RC2_128_CBC_WITH_MD5,
        CipherKind.SSL_CK_RC4_128_WITH_MD5,
        CipherKind.SSL_CK_DES_64_CBC_WITH_MD5,
        CipherKind.SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5,
        CipherKind.SSL_CK_RC4_128_EXPORT40_WITH_MD5,
      ]),
    );
    expect(hello.connectionId).toHaveLength(16);
    expect(decodeCertificate(hello.certificate).subject.rdns.join()).toContain('rsa.test');
  });

  test('SERVER-HELLO may name no cipher kind at all', () => {
    expect(serverHello('no-shared-kind.txt').cipherSpecs).toEqual([]);
  });

  test('what both sides said is written again the same', () => {
    for (const bytes of flightsOf('server-hello.txt')) {
      const record = decode(Ssl2Record, bytes, 'Ssl2Record');
      const message = decode(Ssl2Message, record.data, 'Ssl2Message');
      const data = encode(Ssl2Message, message);
      expect(encode(Ssl2Record, { ...record, data })).toEqual(bytes);
    }
  });

  test('is read from segments cut anywhere', () => {
    const bytes = flightsOf('server-hello.txt')[1] ?? expect.unreachable();
    const whole = messagesIn([bytes]);
    expect(messagesIn(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
    fc.assert(
      fc.property(fc.nat(bytes.length), (cut) => {
        expect(messagesIn([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });
});

describe('SSL 2.0 keeps the laws of codecs', () => {
  const specs = fc.array(fc.nat(2 ** 24 - 1), { maxLength: 4 });
  const code = fc.nat(0xffff);

  test('messages', () => {
    expectCodecLaws(
      Ssl2Message,
      fc.oneof(
        fc.record({ tag: fc.constant(Ssl2MessageType.error), value: code }),
        fc.record({
          tag: fc.constant(Ssl2MessageType.client_hello),
          value: fc.record({
            clientVersion: code,
            cipherSpecs: specs,
            sessionId: someBytes(16),
            challenge: someBytes(32),
          }),
        }),
        fc.record({
          tag: fc.constant(Ssl2MessageType.server_hello),
          value: fc.record({
            sessionIdHit: fc.nat(255),
            certificateType: fc.nat(255),
            serverVersion: code,
            certificate: someBytes(30),
            cipherSpecs: specs,
            connectionId: someBytes(16),
          }),
        }),
      ),
    );
  });

  test('records with a header of two and of three bytes', () => {
    expectCodecLaws(
      Ssl2Record,
      fc.oneof(
        fc.record({
          data: someBytes(40),
          padding: fc.constant(null),
          isEscape: fc.constant(false),
        }),
        fc.record({ data: someBytes(40), padding: someBytes(7), isEscape: fc.boolean() }),
      ),
    );
  });

  test('a record that does not fit its header is not written', () => {
    const record = { data: new Uint8Array(0x4000), padding: new Uint8Array(), isEscape: false };
    expect(() => encode(Ssl2Record, record)).toThrow(RangeError);
    expect(encode(Ssl2Record, { ...record, padding: null })).toHaveLength(0x4002);
  });
});

describe('what is not SSL 2.0', () => {
  test.each([
    ['an alert of TLS', Uint8Array.of(21, 3, 0, 0, 2, 2, 40), 'a record of TLS'],
    ['text', new Uint8Array(Buffer.from('220 mail.example')), 'bytes of padding'],
    ['HTTP', new Uint8Array(Buffer.from('HTTP/1.1 400')), 'bytes of padding'],
    ['a security escape', Uint8Array.of(0x40, 1, 0, 0), 'a security escape'],
    ['a message that there is not before keys', Uint8Array.of(0x80, 1, 9), 'no kind is 9'],
    ['cipher specs cut short', Uint8Array.of(0x80, 10, 1, 0, 2, 0, 4, 0, 0, 0, 0, 7), 'specs'],
    ['a byte too many', Uint8Array.of(0x80, 4, 0, 0, 1, 0), '1 bytes too many'],
  ])('%s is refused as soon as it shows', (_name, bytes, reason) => {
    expect(() => messagesIn([bytes])).toThrow(DecodeError);
    expect(() => messagesIn([bytes])).toThrow(reason);
  });

  test('more bytes than the limit are refused', () => {
    const error = Uint8Array.of(0x80, 3, 0, 0, 1);
    expect(messagesIn([error, error])).toEqual([
      { tag: Ssl2MessageType.error, value: 1 },
      { tag: Ssl2MessageType.error, value: 1 },
    ]);
    expect(() => messagesIn([error, error], 9)).toThrow('more than 9 bytes');
  });

  test('a record whose rest is missing is waited for', () => {
    const reader = new Ssl2MessageReader();
    reader.push(Uint8Array.of(0x80, 3, 0));
    expect(reader.next()).toBeUndefined();
    expect(reader.pending).toBe(3);
  });

  test('random bytes throw nothing but DecodeError', () => {
    fc.assert(
      fc.property(fc.array(someBytes(40), { maxLength: 5 }), (chunks) => {
        try {
          messagesIn(chunks);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
