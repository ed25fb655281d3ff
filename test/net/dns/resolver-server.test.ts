import { expect, test } from 'vitest';
import { complete } from '../../../src/evidence/listing.ts';
import {
  locatedResolver,
  parseResolver,
  resolverText,
  type ResolverServer,
} from '../../../src/net/dns/resolver-server.ts';

test.each([
  ['192.0.2.1', { address: '192.0.2.1', port: 53 }],
  ['192.0.2.1:5353', { address: '192.0.2.1', port: 5353 }],
  ['[2001:db8::1]:5353', { address: '2001:db8::1', port: 5353 }],
  ['tls://dns.example', { host: 'dns.example', port: 853, transport: 'tls' }],
  ['tls://dns.example:443', { host: 'dns.example', port: 443, transport: 'tls' }],
  ['tls://192.0.2.1', { host: '192.0.2.1', address: '192.0.2.1', port: 853, transport: 'tls' }],
  [
    'https://dns.example/dns-query',
    { host: 'dns.example', port: 443, transport: 'https', path: '/dns-query' },
  ],
  [
    'https://[2001:db8::1]:8443/q?a=1',
    {
      ...{ host: '2001:db8::1', address: '2001:db8::1', port: 8443 },
      ...{ transport: 'https', path: '/q?a=1' },
    },
  ],
])('%s is a resolver', (text, server) => {
  expect(parseResolver(text)).toEqual(server);
});

test.each([
  ['dns.example', /not an IP address/],
  ['quic://dns.example', /give IP, IP:PORT, tls:/],
  ['tls://dns.example/path', /tls has no path/],
  ['https://user:secret@dns.example/', /give IP/],
  ['https://', /give IP/],
])('%s is none', (text, message) => {
  expect(() => parseResolver(text)).toThrow(message);
});

test.each(['192.0.2.1:53', '[2001:db8::1]:53', 'tls://192.0.2.1:853', 'https://192.0.2.1:443/q'])(
  '%s is written as it is read',
  (text) => {
    // Only literals are given here.
    expect(resolverText(parseResolver(text) as ResolverServer)).toBe(text);
  },
);

test('a resolver that is named is asked at its first address', async () => {
  const named = parseResolver('tls://dns.example');
  if ('address' in named) throw new Error('a name has no address');
  const located = await locatedResolver(named, (host, port) =>
    Promise.resolve(
      complete([
        { host, port, address: '192.0.2.1' },
        { host, port, address: '2001:db8::1' },
      ]),
    ),
  );
  expect(located).toEqual({ ...named, address: '192.0.2.1' });
  await expect(locatedResolver(named, () => Promise.resolve(complete([])))).rejects.toMatchObject({
    problem: { code: 'unreachable' },
  });
});
