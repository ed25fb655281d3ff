import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode } from '../../../src/codec/base/codec.ts';
import { ipv4, ipv6, parseIpv4, parseIpv6 } from '../../../src/codec/dns/address.ts';

const groups = fc.array(fc.oneof(fc.constant(0), fc.constant(0), fc.nat(0xffff)), {
  minLength: 8,
  maxLength: 8,
});
const octetsOf = (words: readonly number[]): Uint8Array =>
  Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));

test('IPv6 addresses are written as the operating system writes them', () => {
  fc.assert(
    fc.property(groups, (words) => {
      // The system writes ::a.b.c.d for what was once "IPv4-compatible"; RFC 5952 does not.
      fc.pre(words.slice(0, 6).some((word) => word !== 0));
      const text = decode(ipv6, octetsOf(words), 'address');
      const full = words.map((word) => word.toString(16)).join(':');
      expect(text).toBe(new SocketAddress({ family: 'ipv6', address: full }).address);
      expect(encode(ipv6, text)).toEqual(octetsOf(words));
    }),
  );
});

test('IPv4 addresses survive', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (octets) => {
      const bytes = Uint8Array.from(octets);
      expect(encode(ipv4, decode(ipv4, bytes, 'address'))).toEqual(bytes);
    }),
  );
});

test('what is an address is what node takes for one', () => {
  const pieces = fc.constantFrom(
    '0',
    '1',
    'ff',
    'F00d',
    '12345',
    ':',
    '::',
    '.',
    '192.0.2.1',
    '256',
    '01',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 16 }), (parts) => {
      const text = parts.join('');
      expect(parseIpv4(text) !== null, text).toBe(isIPv4(text));
      expect(parseIpv6(text) !== null, text).toBe(isIPv6(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  '',
  ':',
  '::',
  '::1',
  '1::',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
  '1::2:3:4:5:6:7:8',
  '::192.0.2.1',
  '192.0.2.1::',
  '1:192.0.2.1:2::',
  '1:2:3:4:5:6:192.0.2.1',
  '1:2:3:4:5:6:7:192.0.2.1',
  ':1:2:3:4:5:6:7',
  '1:',
  'g::',
  '12345::',
  '1:2:3:4::5:192.0.2.1',
])('%j is an IPv6 address or not as node says', (text) => {
  expect(parseIpv6(text) !== null).toBe(isIPv6(text));
});

test('text that is no address is not encoded', () => {
  expect(() => encode(ipv4, '192.0.2.256')).toThrow(RangeError);
  expect(() => encode(ipv6, '192.0.2.1')).toThrow(RangeError);
});
