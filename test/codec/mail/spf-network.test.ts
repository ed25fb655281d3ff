import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countIpv4,
  holdEveryHost,
  networkOf,
  presentNetwork,
} from '../../../src/codec/mail/spf-network.ts';

const network = (address: string, prefix: number | null) => {
  const found = networkOf(address, prefix);
  if (found === null) throw new Error(`${address} is no address`);
  return found;
};

test.each([
  ['192.0.2.77', null, '192.0.2.77/32'],
  ['192.0.2.77', 24, '192.0.2.0/24'],
  ['192.0.2.77', 26, '192.0.2.64/26'],
  ['255.255.255.255', 0, '0.0.0.0/0'],
  ['2001:db8:1:2:3:4:5:6', 64, '2001:db8:1:2::/64'],
  ['2001:db8::1', null, '2001:db8::1/128'],
  ['2001:db8:ffff::', 33, '2001:db8:8000::/33'],
])('the network of %s with the prefix %j is %s', (address, prefix, text) => {
  expect(presentNetwork(network(address, prefix))).toBe(text);
});

test('what is no address has no network', () => {
  expect(networkOf('192.0.2', 24)).toBeNull();
});

test('addresses of several networks are counted once', () => {
  const small = fc.record({ address: fc.nat(255), prefix: fc.integer({ min: 22, max: 32 }) });
  fc.assert(
    fc.property(fc.array(small), (drawn) => {
      const networks = drawn.map(({ address, prefix }) =>
        network(`10.0.${address % 8}.${address}`, prefix),
      );
      const seen = new Set<number>();
      for (const { octets, prefix } of networks) {
        const start = octets.reduce((value, octet) => value * 256 + octet, 0);
        for (let at = start; at < start + 2 ** (32 - prefix); at += 1) seen.add(at);
      }
      expect(countIpv4(networks)).toBe(seen.size);
    }),
  );
  expect(countIpv4([network('10.0.0.0', 0), network('::', 0)])).toBe(2 ** 32);
});

test.each([
  ['0.0.0.0/0', true],
  ['0.0.0.0/1 128.0.0.0/1', true],
  ['128.0.0.0/2 192.0.0.0/3 0.0.0.0/1', true],
  ['1.0.0.0/8 2.0.0.0/7 4.0.0.0/6 8.0.0.0/5 16.0.0.0/4 32.0.0.0/3 64.0.0.0/2 128.0.0.0/1', true],
  ['0.0.0.0/1 128.0.0.0/2', false],
  ['0.0.0.0/1 128.0.0.0/2 192.0.0.0/4 208.0.0.0/5 216.0.0.0/6 220.0.0.0/7 222.0.0.0/8', false],
  ['10.0.0.0/8', false],
  ['::/0', true],
  ['2000::/3', true],
  ['2800::/5 2000::/5', true],
  ['2000::/5', false],
  ['3000::/4', false],
  ['2600::1/128', false],
  ['', false],
])('%j hold every host: %j', (texts, every) => {
  const networks = texts.split(' ').flatMap((text) => {
    const [address = '', prefix = ''] = text.split('/');
    return networkOf(address, Number(prefix)) ?? [];
  });
  expect(holdEveryHost(networks)).toBe(every);
});
