import { decode } from '../base/codec.ts';
import { ipv4, ipv6 } from '../dns/address.ts';
import { addressOctets } from '../dns/special-address.ts';

/** Addresses that share their first `prefix` bits; the bits after those are 0. */
export interface Network {
  /** 4 or 16. */
  readonly octets: Uint8Array;
  readonly prefix: number;
}

/**
 * The network of an address; without a prefix length it is that address alone. Null where the text
 * is no address.
 */
export function networkOf(address: string, prefixLength: number | null): Network | null {
  const octets = addressOctets(address);
  if (octets === null) return null;
  const prefix = prefixLength ?? octets.length * 8;
  const masked = octets.map((octet, index) => {
    const kept = Math.min(Math.max(prefix - 8 * index, 0), 8);
    return octet & (0xff << (8 - kept));
  });
  return { octets: masked, prefix };
}

export const isIpv4 = ({ octets }: Network): boolean => octets.length === 4;

/** A network in CIDR form, e.g. `192.0.2.0/24`. */
export const presentNetwork = ({ octets, prefix }: Network): string =>
  `${decode(octets.length === 4 ? ipv4 : ipv6, octets, 'network')}/${prefix}`;

/** A part of the address space, by the first 32 bits of the addresses; without its end. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** What lies in the networks; of IPv6 those of up to 32 bits count. */
const rangesOf = (networks: readonly Network[]): readonly Range[] =>
  networks
    .filter(({ prefix }) => prefix <= 32)
    .map(({ octets, prefix }) => {
      const start = octets.subarray(0, 4).reduce((value, octet) => value * 256 + octet, 0);
      return { start, end: start + 2 ** (32 - prefix) };
    });

/** How much of a part of the address space lies in ranges; what is in several is counted once. */
function countWithin({ start: from, end: to }: Range, ranges: readonly Range[]): number {
  let counted = 0;
  let reached = from;
  for (const { start, end } of ranges.toSorted((one, other) => one.start - other.start)) {
    counted += Math.max(Math.min(end, to) - Math.max(start, reached), 0);
    reached = Math.max(reached, Math.min(end, to));
  }
  return counted;
}

/** How many IPv4 addresses lie in the networks; those in several are counted once. */
export const countIpv4 = (networks: readonly Network[]): number =>
  countWithin({ start: 0, end: 2 ** 32 }, rangesOf(networks.filter(isIpv4)));

/**
 * Where hosts of the internet have their addresses: 1.0.0.0 to 223.255.255.255, and 2000::/4, the
 * half of the global unicast addresses (RFC 4291, section 2.4) that is handed out.
 */
const HOSTS = {
  ipv4: { start: 0x01000000, end: 0xe0000000 },
  ipv6: { start: 0x20000000, end: 0x30000000 },
} as const;

/** Whether every host of the internet has its address in one of the networks, all of one family. */
export function holdEveryHost(networks: readonly Network[]): boolean {
  const [first] = networks;
  if (first === undefined) return false;
  const hosts = isIpv4(first) ? HOSTS.ipv4 : HOSTS.ipv6;
  return countWithin(hosts, rangesOf(networks)) === hosts.end - hosts.start;
}
