import { ancestorName, canonicalName, parseName, presentName } from '../../../codec/dns/name.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import { rrsetAt, type Rrset } from './rrset.ts';

const { CNAME, DNAME } = RR_TYPES;

/** An alias at a name, and where it leads in canonical form; null where that cannot be read. */
interface Alias {
  /** What is signed: the CNAME RRset, or the DNAME RRset that it was made from. */
  readonly rrset: Rrset;
  readonly target: string | null;
}

/**
 * The alias of a name: its CNAME, or what a DNAME above it makes of it (RFC 6672, section 2.3), which
 * is one of the `zone` that the name lies in.
 */
export function aliasFrom(rrsets: readonly Rrset[], name: string, zone: string): Alias | null {
  const cname = rrsetAt(rrsets, name, CNAME);
  const named = cname?.records[0]?.data;
  const target = named?.kind === 'CNAME' ? canonicalName(named.target) : null;
  const dname = dnameAbove(rrsets, name, zone);
  if (dname !== undefined && (cname === undefined || cname.signatures.length === 0)) {
    const made = substituted(name, dname);
    if (cname === undefined || made === target) return { rrset: dname, target: made };
  }
  return cname === undefined ? null : { rrset: cname, target };
}

function dnameAbove(rrsets: readonly Rrset[], name: string, zone: string): Rrset | undefined {
  for (let at = name; at !== zone && at !== '.';) {
    at = canonicalName(ancestorName(at));
    const dname = rrsetAt(rrsets, at, DNAME);
    if (dname !== undefined) return dname;
  }
  return undefined;
}

/** RFC 6672, section 2.2; null where the name would be too long. */
function substituted(name: string, { owner, records }: Rrset): string | null {
  const data = records[0]?.data;
  if (data?.kind !== 'DNAME') return null;
  const own = parseName(name);
  const kept = own.slice(0, own.length - parseName(owner).length);
  const labels = [...kept, ...parseName(data.target)];
  const octets = labels.reduce((sum, label) => sum + 1 + label.length, 1);
  return octets > 255 ? null : canonicalName(presentName(labels));
}
