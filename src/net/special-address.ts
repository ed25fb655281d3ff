import { BlockList, isIP } from 'node:net';

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
