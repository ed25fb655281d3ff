import { expect, test } from 'vitest';
import { mapped, parseConnectTo, parseSocketAddress } from '../../src/net/connect-to.ts';

test.each([
  ['example.com:443:127.0.0.1:8443', 'example.com', 443, { address: '127.0.0.1', port: 8443 }],
  ['EXAMPLE.com:443:127.0.0.1:8443', 'example.com', 443, { address: '127.0.0.1', port: 8443 }],
  [':443:127.0.0.1:8443', 'any.example', 443, { address: '127.0.0.1', port: 8443 }],
  ['example.com::127.0.0.1:8443', 'example.com', 25, { address: '127.0.0.1', port: 8443 }],
  ['example.com:25:127.0.0.1:', 'example.com', 25, { address: '127.0.0.1', port: 25 }],
  ['[2001:db8::1]:443:[::1]:8443', '2001:db8::1', 443, { address: '::1', port: 8443 }],
  ['other.example:443:127.0.0.1:8443', 'example.com', 443, undefined],
  ['example.com:80:127.0.0.1:8443', 'example.com', 443, undefined],
])('%s maps %s port %i to %o', (text, host, port, expected) => {
  expect(mapped([parseConnectTo(text)], host, port)).toEqual(expected);
});

test.each([
  ['example.com:443', 'is not HOST:PORT:ADDRESS:PORT'],
  ['example.com:443:localhost:8443', '"localhost" is not an IP address'],
  ['example.com:443:127.0.0.1:99999', '99999 is not a port'],
])('%s is refused: %s', (text, message) => {
  expect(() => parseConnectTo(text)).toThrow(message);
});

test.each([
  ['127.0.0.1', { address: '127.0.0.1', port: 53 }],
  ['127.0.0.1:5300', { address: '127.0.0.1', port: 5300 }],
  ['::1', { address: '::1', port: 53 }],
  ['[::1]:5300', { address: '::1', port: 5300 }],
])('the resolver %s is %o', (text, expected) => {
  expect(parseSocketAddress(text, 53)).toEqual(expected);
});

test('a resolver by name is refused', () => {
  expect(() => parseSocketAddress('dns.example', 53)).toThrow('is not an IP address');
});
