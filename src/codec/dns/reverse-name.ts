import { parseIpv4, parseIpv6 } from './address.ts';

/**
 * The name at which the PTR records of an address stand (RFC 1035, section 3.5; RFC 3596, section
 * 2.5). Throws a RangeError where it is no address.
 */
export function reverseName(address: string): string {
  const v4 = parseIpv4(address);
  if (v4 !== null) return `${v4.toReversed().join('.')}.in-addr.arpa`;
  const v6 = parseIpv6(address);
  if (v6 === null) throw new RangeError(`${address} is not an address`);
  const nibbles = Buffer.from(v6).toString('hex').split('').toReversed();
  return `${nibbles.join('.')}.ip6.arpa`;
}
