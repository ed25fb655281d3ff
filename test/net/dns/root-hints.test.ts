import { expect, test } from 'vitest';
import { rootServers } from '../../../src/net/dns/root-hints.ts';
import { testNetwork } from '../../support/network.ts';

const HINTS = `
.            3600000 NS   A.ROOT-SERVERS.NET.
A.ROOT-SERVERS.NET. 3600000 A    192.0.2.1
A.ROOT-SERVERS.NET. 3600000 AAAA 2001:db8::1
.            3600000 NS   B.ROOT-SERVERS.NET.
B.ROOT-SERVERS.NET. 3600000 A    192.0.2.2
other.test.  3600000 A    192.0.2.3
`;

const use = { kind: 'k', target: 't', signal: new AbortController().signal };
const addressesOf = (options: Parameters<typeof testNetwork>[0]): readonly string[] =>
  testNetwork({ rootHints: rootServers(HINTS), ...options })
    .use(use)
    .dns.rootHints.map(({ address, via }) => (via === undefined ? address : `${via.port}`));

test('the servers of the root are those that its NS records name', () => {
  expect(rootServers(HINTS)).toEqual([
    { host: 'a.root-servers.net', port: 53, address: '192.0.2.1' },
    { host: 'a.root-servers.net', port: 53, address: '2001:db8::1' },
    { host: 'b.root-servers.net', port: 53, address: '192.0.2.2' },
  ]);
});

test('a file without any is an error', () => {
  expect(() => rootServers('. 1 IN NS a.test.')).toThrow('no NS record of the root with an A');
});

test('those over IPv4 come first, families left out are left out', () => {
  expect(addressesOf({})).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
  expect(addressesOf({ families: [4] })).toEqual(['192.0.2.1', '192.0.2.2']);
});

test('--connect-to leads to them by name and by address', () => {
  expect(
    addressesOf({
      families: [4],
      connectTo: ['a.root-servers.net:53:127.0.0.1:1053', '192.0.2.2:53:127.0.0.1:2053'],
    }),
  ).toEqual(['1053', '2053']);
});

test('a resolver without hints is all there is', () => {
  const { dns } = testNetwork({ resolver: { address: '192.0.2.9', port: 53 } }).use(use);
  expect(dns).toEqual({
    rootHints: [],
    resolver: { host: '192.0.2.9', port: 53, address: '192.0.2.9' },
    resolverTransport: 'udp',
  });
});
