import { isBelow } from '../../codec/dns/canonical.ts';
import { addressOctets } from '../../codec/dns/special-address.ts';
import type { Listing } from '../../evidence/listing.ts';
import { allOf, type Known } from '../three-valued.ts';

/** A name server as a delegation has it. */
interface Place {
  readonly name: string;
  readonly zone: string;
  readonly inParent: Known;
}

/** Octets of an address of IPv4 and of IPv6. */
const FAMILIES = [4, 16] as const;

const ofFamily = (addresses: readonly string[], octets: number): readonly string[] =>
  addresses.filter((address) => addressOctets(address)?.length === octets);

/**
 * Whether a delegation has the glue that it needs: for a name within the zone an address of each
 * family in which the zone itself gives the name one (RFC 9471, section 3.1). `own` is what the zone
 * gives.
 */
export function glueComplete(
  { name, zone, inParent }: Place,
  glue: readonly string[],
  own: Listing<string>,
): Known {
  if (inParent === false || !isBelow(name, zone)) return true;
  if (inParent === null) return null;
  if (glue.length === 0) return false;
  return allOf(
    FAMILIES.map((family): Known => {
      if (ofFamily(glue, family).length > 0) return true;
      if (ofFamily(own.items, family).length > 0) return false;
      return own.complete || null;
    }),
  );
}

/**
 * Whether glue is what the zone of the name says, in the families that it has; a family that is
 * missing is for `glueComplete`.
 */
export function glueAgrees(glue: readonly string[], own: Listing<string>): Known {
  if (glue.length === 0) return true;
  const missing = FAMILIES.flatMap((family) =>
    ofFamily(glue, family).length > 0 ? ofFamily(own.items, family) : [],
  ).some((address) => !glue.includes(address));
  if (missing) return false;
  if (!own.complete) return null;
  return glue.every((address) => own.items.includes(address));
}
