import { decode } from '../../base/codec.ts';
import { ipv4, ipv6 } from '../../dns/address.ts';
import { addressOctets } from '../../dns/special-address.ts';

/** Who sends, as SMTP tells it. */
export interface SenderClaim {
  /** IPv4 or IPv6. */
  readonly address: string;
  /** The mailbox or domain of MAIL FROM; empty for a message without one (a bounce). */
  readonly from: string;
  /** The name of the greeting. */
  readonly helo: string;
}

/** The same in the parts that an evaluation works with. */
export interface Sender {
  /** Octets, 4 or 16; an IPv4 address inside IPv6 is one of IPv4 (RFC 7208, section 5). */
  readonly address: Uint8Array;
  readonly addressText: string;
  readonly localPart: string;
  readonly domain: string;
  readonly helo: string;
}

const MAPPED = '::ffff:';

/** RFC 7208, sections 2.4, 4.3 and 5; null where the address is none. */
export function senderOf({ address, from, helo }: SenderClaim): Sender | null {
  const octets = addressOctets(address);
  if (octets === null) return null;
  const text = decode(octets.length === 4 ? ipv4 : ipv6, octets, 'address');
  const mapped = text.startsWith(MAPPED);
  const identity = from === '' ? helo : from;
  const at = identity.lastIndexOf('@');
  return {
    address: mapped ? octets.subarray(12) : octets,
    addressText: mapped ? text.slice(MAPPED.length) : text,
    localPart: identity.slice(0, Math.max(at, 0)) || 'postmaster',
    domain: identity.slice(at + 1),
    helo,
  };
}
