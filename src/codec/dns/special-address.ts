import { parseIpv4, parseIpv6 } from './address.ts';

/**
 * Blocks that are not reachable from everywhere, and blocks within those that are again (IANA
 * special-purpose address registries for IPv4 and IPv6, RFC 6890; "Globally Reachable" there; what
 * it leaves open is taken for not reachable). With multicast (RFC 5771, RFC 4291, section 2.7), and
 * site-local addresses (RFC 3879).
 */
const BLOCKS: readonly (readonly [network: string, prefix: number, reachable?: 'reachable'])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.0.9', 32, 'reachable'],
  ['192.0.0.10', 32, 'reachable'],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['::ffff:0:0', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['100:0:0:1::', 64],
  ['2001::', 23],
  ['2001:1::1', 128, 'reachable'],
  ['2001:1::2', 128, 'reachable'],
  ['2001:1::3', 128, 'reachable'],
  ['2001:3::', 32, 'reachable'],
  ['2001:4:112::', 48, 'reachable'],
  ['2001:20::', 28, 'reachable'],
  ['2001:30::', 28, 'reachable'],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** The octets of an address in text, 4 or 16; null where it is none. */
export const addressOctets = (text: string): Uint8Array | null =>
  parseIpv4(text) ?? parseIpv6(text);

/** The first `count` bits of an address; those of the two families are never the same. */
export const prefixOf = (octets: Uint8Array, count: number): string =>
  `${octets.length}:${bitsOf(octets).slice(0, count)}`;

const bitsOf = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(2).padStart(8, '0')).join('');

const REACHABLE: ReadonlyMap<string, boolean> = new Map(
  BLOCKS.map(([network, prefix, reachable]) => [
    prefixOf(addressOctets(network) ?? new Uint8Array(), prefix),
    reachable !== undefined,
  ]),
);

/**
 * Whether an address is private, of special use or no address of one host: not to be reached from
 * everywhere. The longest block that holds it decides; what is no address at all is special.
 */
export function isSpecialAddress(address: string): boolean {
  const octets = addressOctets(address);
  return octets === null || isSpecialNetwork(octets, octets.length * 8);
}

/** The same of a whole network: the longest block that holds all of it decides. */
export function isSpecialNetwork(octets: Uint8Array, prefix: number): boolean {
  for (let count = prefix; count > 0; count -= 1) {
    const reachable = REACHABLE.get(prefixOf(octets, count));
    if (reachable !== undefined) return !reachable;
  }
  return false;
}
