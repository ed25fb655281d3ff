import { BlockList } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addressOctets,
  isSpecialAddress,
  prefixOf,
} from '../../../src/codec/dns/special-address.ts';

test.each([
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '198.19.255.255',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:9.9.9.9',
  '64:ff9b:1::1',
  '100:0:0:1::1',
  '2001::1',
  '2001:2::1',
  '2001:db8::53',
  '2002:909:909::1',
  'fd00::1',
  'fe80::1',
  'fec0::1',
  'ff02::fb',
  'fe80::1%eth0',
  'no address',
])('%s is not reachable from everywhere', (address) => {
  expect(isSpecialAddress(address)).toBe(true);
});

test.each([
  '9.9.9.9',
  '11.0.0.1',
  '100.63.255.255',
  '172.32.0.1',
  '192.0.0.9',
  '192.0.1.1',
  '192.31.196.1',
  '223.255.255.255',
  '64:ff9b::909:909',
  '2001:1::1',
  '2001:4:112::1',
  '2001:30::1',
  '2001:500:2::c',
  '2620:4f:8000::1',
])('%s is', (address) => {
  expect(isSpecialAddress(address)).toBe(false);
});

test('a prefix holds what the operating system says it holds', () => {
  const word = fc.integer({ min: 0, max: 0xff });
  const address = fc.tuple(word, word, word, word).map((octets) => octets.join('.'));
  fc.assert(
    fc.property(address, address, fc.integer({ min: 1, max: 32 }), (network, other, prefix) => {
      const block = new BlockList();
      block.addSubnet(network, prefix);
      const [a, b] = [network, other].map((text) =>
        prefixOf(addressOctets(text) ?? new Uint8Array(), prefix),
      );
      expect(a === b).toBe(block.check(other));
    }),
  );
});
