import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../../../src/codec/base/codec.ts';
import { MysqlCapability, MysqlGreeting, sslRequest } from '../../../src/codec/mysql/packet.ts';
import { expectTextLaws } from '../base/text-laws.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

test('a greeting keeps the laws of codecs', () => {
  const text = fc.stringMatching(/^[0-9a-z. ]{0,20}$/);
  expectTextLaws<MysqlGreeting>(
    MysqlGreeting,
    fc.oneof(
      fc.record({
        type: fc.constant('handshake' as const),
        serverVersion: text,
        capabilities: fc.nat(0xffff),
      }),
      fc.record({ type: fc.constant('error' as const), code: fc.nat(0xffff), message: text }),
      fc.record({
        type: fc.constant('old' as const),
        protocolVersion: fc.integer({ min: 1, max: 9 }),
      }),
    ),
  );
});

test('a greeting of MySQL 5.5 as its documentation shows it', () => {
  const greeting = hex(
    '36000000' +
      '0a352e352e322d6d32000b00000064764840492d434a00fff7080200' +
      '00000000000000000000000000002a34647c635a776b345e5d3a00',
  );
  expect(decode(MysqlGreeting, greeting.slice(0, 4 + 0x36), 'greeting')).toEqual({
    type: 'handshake',
    serverVersion: '5.5.2-m2',
    capabilities: 0xf7ff,
  });
});

test('an error before the handshake, with and without an SQL state', () => {
  const plain = encode(MysqlGreeting, { type: 'error', code: 1040, message: 'Too many' });
  const stated = encode(MysqlGreeting, { type: 'error', code: 1040, message: '#08004Too many' });
  for (const bytes of [plain, stated]) {
    expect(decode(MysqlGreeting, bytes, 'greeting')).toMatchObject({ message: 'Too many' });
  }
});

test('SSLRequest has 32 bytes and asks for TLS', () => {
  const bytes = sslRequest();
  expect([...bytes.subarray(0, 4)]).toEqual([32, 0, 0, 1]);
  expect(bytes).toHaveLength(36);
  expect(((bytes[5] ?? 0) << 8) & MysqlCapability.CLIENT_SSL).not.toBe(0);
});

test.each([
  ['text', '485454502f', 'a packet of'],
  ['a later packet', '0100000509', 'packet 5 comes first'],
  ['protocol 11', '010000000b', 'protocol version 11'],
  ['a version that does not end', '040000000a353535', 'ends too early'],
])('%s is malformed', (_, bytes, reason) => {
  expect(() => decode(MysqlGreeting, hex(bytes), 'greeting')).toThrow(reason);
});
