import { BlockList, isIP } from 'node:net';

/** Blocks that are not the public internet (IANA special-purpose address registries, RFC 6890). */
const SPECIAL: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
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
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];

const special = new BlockList();
for (const [network, prefix] of SPECIAL) {
  special.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
}

/** Whether an address is private or of special use, also inside an IPv4-mapped IPv6 address. */
export const isSpecialAddress = (address: string): boolean =>
  special.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** What an operator has said may be connected to though it is not the public internet. */
export function scopeOf(entries: readonly string[]): {
  hosts: ReadonlySet<string>;
  covers(address: string): boolean;
} {
  const hosts = new Set<string>();
  const blocks = new BlockList();
  for (const entry of entries) {
    const [network = '', prefix] = entry.split('/');
    const family = isIP(network);
    if (family === 0) hosts.add(entry.toLowerCase());
    else blocks.addSubnet(network, Number(prefix ?? (family === 6 ? 128 : 32)), ipFamily(family));
  }
  return { hosts, covers: (address) => blocks.check(address, ipFamily(isIP(address))) };
}

const ipFamily = (version: number): 'ipv4' | 'ipv6' => (version === 6 ? 'ipv6' : 'ipv4');
