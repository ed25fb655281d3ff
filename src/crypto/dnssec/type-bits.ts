import { RR_TYPES, rrTypeName } from '../../codec/iana/dns.ts';
import { proven, unproven, type Denial, type DeniedQuestion, type Proven } from './proof.ts';

const { CNAME, DNAME, DS, NS, NSEC, RRSIG, SOA } = RR_TYPES;

/** The pseudo-type that says that a name does not exist (RFC 9824, section 2). */
const NXNAME = 128;

/** The types of an NSEC or NSEC3 record. */
export type TypeBits = ReadonlySet<number>;

/** Names below this one are not the zone's to deny: a delegation, or an alias of all below. */
export const endsHere = (types: TypeBits): boolean => types.has(DNAME) || isDelegation(types);

const isDelegation = (types: TypeBits): boolean => types.has(NS) && !types.has(SOA);

/** NXNAME with nothing beside it that an existing name has (RFC 9824, sections 3.1 and 4). */
const isNxname = (types: TypeBits): boolean =>
  types.has(NXNAME) && [...types].every((type) => [NXNAME, RRSIG, NSEC].includes(type));

/**
 * What a record that matches the name itself says of it (RFC 4035, section 5.4; RFC 5155, sections
 * 8.5 and 8.6; RFC 6840, section 4.1).
 */
export function atName(
  { name, type }: DeniedQuestion,
  types: TypeBits,
  method: Proven['method'],
): Denial {
  if (isNxname(types)) return proven('nxdomain', 'compact');
  const complaint = typeComplaint({ name, type }, name, types);
  if (complaint !== null) return complaint;
  return proven(type === DS && isDelegation(types) ? 'no-ds' : 'nodata', method);
}

/** Why a name, or the wildcard that stands for it, does not lack a type; null where it does. */
export function typeComplaint(
  { name, type }: DeniedQuestion,
  at: string,
  types: TypeBits,
): Denial | null {
  if (types.has(type)) return unproven('type', `${at} has records of type ${rrTypeName(type)}`);
  if (types.has(CNAME)) return unproven('type', `${at} is an alias`);
  // The parent denies DS, the zone itself everything else; the root has no parent.
  if (type === DS && types.has(SOA) && name !== '.') {
    return unproven(
      'delegation',
      `the record of ${at} is that of the zone itself, not of its parent`,
    );
  }
  if (type !== DS && isDelegation(types)) {
    return unproven('delegation', `the record of ${at} is that of the parent of a zone`);
  }
  return null;
}
