import { addressOctets, isSpecialNetwork, prefixOf } from '../../codec/dns/special-address.ts';

/** Addresses that share their first bits. */
export interface Cidr {
  /** As it was written. */
  readonly text: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly octets: Uint8Array;
  readonly prefix: number;
}

/** A network in CIDR form (RFC 4632, section 3.1; RFC 4291, section 2.3); null where it is none. */
export function parseCidr(text: string): Cidr | null {
  const [address = '', length = '', ...more] = text.split('/', 3);
  const octets = addressOctets(address);
  if (octets === null || more.length > 0 || !/^\d{1,3}$/.test(length)) return null;
  const prefix = Number(length);
  if (prefix > octets.length * 8) return null;
  return { text, family: octets.length === 4 ? 'IPv4' : 'IPv6', octets, prefix };
}

/** Whether hosts of the internet have addresses in it: it is no private or special-use network. */
export const isPublic = ({ octets, prefix }: Cidr): boolean => !isSpecialNetwork(octets, prefix);

/**
 * The length of the shortest prefix that networks of one family together fill: 0 for 0.0.0.0/1 with
 * 128.0.0.0/1. Null of none.
 */
export function shortestFilled(networks: readonly Cidr[]): number | null {
  if (networks.length === 0) return null;
  const filled = new Set(networks.map(bitsOf));
  const longest = Math.max(...networks.map(({ prefix }) => prefix));
  for (let length = longest; length > 0; length -= 1) {
    for (const bits of [...filled].filter((one) => one.length === length)) {
      const parent = bits.slice(0, -1);
      if (filled.has(`${parent}${bits.endsWith('0') ? '1' : '0'}`)) filled.add(parent);
    }
  }
  return Math.min(...[...filled].map((bits) => bits.length));
}

/** The bits that all its addresses begin with. */
const bitsOf = ({ octets, prefix }: Cidr): string => prefixOf(octets, prefix).replace(/^\d+:/, '');
