import { isOf } from '../../../codec/dns/answer.ts';
import { isBelow } from '../../../codec/dns/canonical.ts';
import type { DnsMessage, ResourceRecord } from '../../../codec/dns/message.ts';
import { ancestorName, canonicalName, parseName, sameName } from '../../../codec/dns/name.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import type { DnsQuestion } from '../../../net/net.ts';

/** How many labels a name has. */
export const depthOf = (name: string): number => parseName(name).length;

/** Whether text is a name that can be asked for, not longer than 255 octets. */
export function canBeAsked(name: string): boolean {
  try {
    return parseName(name).length >= 0;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

/** The names from below `above` down to `name`, the highest first. */
export function namesBetween(above: string, name: string): readonly string[] {
  const count = Math.max(0, depthOf(name) - depthOf(above));
  return Array.from({ length: count }, (_, index) =>
    canonicalName(ancestorName(name, count - 1 - index)),
  );
}

/** Types whose records stand at the apex of the zone that answers with authority. */
const APEX: readonly number[] = [RR_TYPES.SOA, RR_TYPES.DNSKEY, RR_TYPES.NS];

/** The zone that an answer comes from. */
interface Shown {
  readonly zone: string;
  /** By a record of its apex; a signature alone may name whom it likes. */
  readonly certain: boolean;
}

/**
 * The zone that an authoritative answer comes from, at or below `zone`, as its signers and the owners
 * of SOA, NS and DNSKEY show it; null where they do not.
 */
export function zoneOf(
  message: DnsMessage,
  zone: string,
  { name, type }: DnsQuestion,
): Shown | null {
  const own = message.answer.filter((record) => isBelow(name, record.name));
  const [deepest] = [...own, ...message.authority]
    .flatMap(shownBy)
    .filter(
      (shown) =>
        isBelow(shown.zone, zone) &&
        isBelow(name, shown.zone) &&
        // The parent answers for DS (RFC 4035, section 3.1.4.1).
        !(type === 'DS' && sameName(shown.zone, name)),
    )
    .toSorted((a, b) => depthOf(b.zone) - depthOf(a.zone) || Number(b.certain) - Number(a.certain));
  return deepest ?? null;
}

function shownBy(record: ResourceRecord): readonly Shown[] {
  if (isOf(record, 'RRSIG')) {
    return [{ zone: canonicalName(record.data.signerName), certain: false }];
  }
  const apex = APEX.includes(record.type);
  return apex ? [{ zone: canonicalName(record.name), certain: true }] : [];
}

/** The zones that signed any of these records. */
export const signersOf = (records: readonly ResourceRecord[]): readonly string[] =>
  records.flatMap((record) =>
    isOf(record, 'RRSIG') ? [canonicalName(record.data.signerName)] : [],
  );
