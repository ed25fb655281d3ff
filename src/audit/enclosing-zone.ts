import { isOf } from '../codec/dns/answer.ts';
import { isBelow } from '../codec/dns/canonical.ts';
import type { DnsMessage } from '../codec/dns/message.ts';
import { ancestorName, canonicalName, sameName } from '../codec/dns/name.ts';
import { rcodeName } from '../codec/iana/dns.ts';
import { registrableDomain } from '../derive/domain.ts';
import { problemOf } from '../evidence/problem.ts';
import type { Net } from '../net/net.ts';

/**
 * The zone that a name lies in: the owner of its SOA, as the answer or the authority section has it
 * (RFC 2308, section 2). The registrable domain where that cannot be found out, null where that does
 * not exist: the zone above it is somebody else's.
 */
export async function enclosingZone(host: string, net: Net): Promise<string | null> {
  const floor = registrableDomain(host) ?? host;
  for (let name = host; isBelow(name, floor); name = ancestorName(name)) {
    const message = await soaOf(name, net);
    if (message === null) return floor;
    const zone = zoneIn(message, name);
    const missing = rcodeName(message.rcode) === 'NXDOMAIN';
    if (zone !== null && (!missing || isBelow(zone, floor))) return zone;
    if (missing && (zone !== null || sameName(name, floor))) return null;
    // An alias, or an answer that says nothing: the zone is that of a name above.
  }
  return floor;
}

async function soaOf(name: string, net: Net): Promise<DnsMessage | null> {
  try {
    return (await net.resolve({ name, type: 'SOA' })).message;
  } catch (error) {
    // The probes of the zone meet the same failure and report it.
    problemOf(error);
    return null;
  }
}

/** The zone of a name by an answer about its SOA; null where that is about an alias or says nothing. */
function zoneIn({ answer, authority }: DnsMessage, name: string): string | null {
  const here = answer.filter((record) => sameName(record.name, name));
  if (here.some((record) => isOf(record, 'CNAME'))) return null;
  const soa = [...here, ...authority].find(
    (record) => isOf(record, 'SOA') && isBelow(name, record.name),
  );
  return soa === undefined ? null : canonicalName(soa.name);
}
