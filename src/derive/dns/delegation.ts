import { decode } from '../../codec/base/codec.ts';
import { ipv4, ipv6 } from '../../codec/dns/address.ts';
import { canonicalName } from '../../codec/dns/name.ts';
import { addressOctets, isSpecialAddress, prefixOf } from '../../codec/dns/special-address.ts';
import {
  dnsNameServers,
  dnsParent,
  type DnsNameServers,
  type DnsParent,
} from '../../evidence/kinds/dns/observed.ts';
import { dnsDelegation, type DnsDelegation } from '../../evidence/kinds/dns/zone.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { present, unavailable, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Derivation } from '../derivation.ts';
import { allOf, type Known } from '../three-valued.ts';
import { glueAgrees, glueComplete } from './glue.ts';
import { childNameServers } from './name-server-sets.ts';
import { delegatedBy, type Referral } from './referral.ts';
import { transcriptOf } from './transcript.ts';

/**
 * Compares what the parent says of the delegation with what the zone says. What any server names is
 * named; nothing is taken for left out that no answer leaves out. Certain, but for `resolves`, which
 * holds for the time of the look. Example: a name server that was switched off years ago and that the
 * registry still names.
 */
export const dnsDelegationDerivation: Derivation<DnsDelegation> = {
  kind: dnsDelegation,
  from: [dnsParent, dnsNameServers],
  derive(context) {
    const parent = context.get(dnsParent);
    const child = context.get(dnsNameServers);
    // The root has no parent, and what does not exist has no servers.
    if (parent.status === 'absent') return parent;
    if (child.status === 'absent') return child;
    if (parent.status === 'present') return present(delegationOf(parent.value, child));
    return child.status === 'present'
      ? present(delegationOf(parent.problem, child))
      : unavailable(parent.problem);
  },
};

type Item = DnsDelegation['nameServers']['items'][number];
type NameServer = DnsNameServers['nameServers'][number];

/** The delegation from the parent's side, or why nothing is known of it. */
function delegationOf(
  parent: DnsParent | Problem,
  child: Observation<DnsNameServers>,
): DnsDelegation {
  const seen = child.status === 'present' ? child.value : null;
  const above = 'zone' in parent ? parent : null;
  const zone = above?.zone ?? seen?.zone ?? '.';
  const { referrals, agree, octets } = delegatedBy(above, zone);
  const below = seen === null ? null : childNameServers(transcriptOf(seen.exchanges), zone);
  const looked = new Map(seen?.nameServers.map((one) => [canonicalName(one.name), one]));
  const names = new Set([
    ...looked.keys(),
    ...referrals.flatMap((referral) => [...referral.names.keys()]),
    ...(below ?? []),
  ]);
  const known = [...names].map((name) => ({ ...(looked.get(name) ?? UNSEEN), name }));
  const items = known.map((one) => itemOf(one, { zone, referrals, below }));
  const missing = problemOf(parent, child, items);
  const unknown = missing ?? unsettled(known);
  return {
    zone,
    parent: above?.parent ?? null,
    nameServers: missing === null ? complete(items) : cutShort(items, missing),
    ...countsOf(items, unknown),
    prefixDiversity: prefixDiversity(distinctAddresses(items), unknown === null),
    parentsAgree: agree,
    referralOctets: octets,
  };
}

/** What parent and zone say of the names. */
interface Views {
  readonly zone: string;
  readonly referrals: readonly Referral[];
  /** Names that the zone itself gives; null where it was not heard. */
  readonly below: readonly string[] | null;
}

/** All that is known of one name. */
function itemOf(seen: NameServer, { zone, referrals, below }: Views): Item {
  const { name } = seen;
  const told = referrals.flatMap(({ names }) => {
    const glue = names.get(name);
    return glue === undefined ? [] : [glue.map(canonicalAddress)];
  });
  const inParent = referrals.length > 0 ? told.length > 0 : seen.inParent;
  const looked = seen.glue.map(canonicalAddress);
  // Without referrals the glue that was used is all there is to judge by.
  const glues = told.length > 0 || inParent === false ? told : [looked];
  const own = withItems(seen.addresses, canonicalAddress);
  return {
    name,
    inParent,
    inChild: below === null ? seen.inChild : below.includes(name),
    resolves: hasAny(own),
    alias: seen.alias,
    addresses: [...new Set([...own.items, ...looked, ...told.flat()])],
    glueComplete: allOf(glues.map((glue) => glueComplete({ name, zone, inParent }, glue, own))),
    glueAgrees: inParent === null ? null : allOf(glues.map((glue) => glueAgrees(glue, own))),
  };
}

/** A name that was not looked up. */
const UNSEEN: Omit<NameServer, 'name'> = {
  ...{ inParent: null, inChild: null, glue: [], alias: null },
  addresses: cutShort([], { code: 'not-requested', detail: 'the name was not looked up' }),
};

const hasAny = ({ items, complete }: Listing<string>): Known =>
  items.length > 0 || (complete ? false : null);

/** An address in the one text that all its texts share. */
function canonicalAddress(text: string): string {
  const octets = addressOctets(text);
  if (octets === null) return text;
  return decode(octets.length === 4 ? ipv4 : ipv6, octets, 'address');
}

const withItems = <T, U>({ items, ...rest }: Listing<T>, of: (item: T) => U): Listing<U> => ({
  ...rest,
  items: items.map(of),
});

/** Why names may be missing; null where parent and zone have both named theirs. */
function problemOf(
  parent: DnsParent | Problem,
  child: Observation<DnsNameServers>,
  items: readonly Item[],
): Problem | null {
  if (!('zone' in parent)) return parent;
  if (child.status === 'unavailable') return child.problem;
  const { zone, exchanges } = parent;
  const above = items.some(({ inParent }) => inParent !== null);
  const below = items.some(({ inChild }) => inChild !== null);
  if (above && below) return null;
  const side = above ? `no server of ${zone} itself` : 'no server of its parent';
  const detail = `${side} says which name servers ${zone} has`;
  return exchanges.because ?? { code: 'servfail', detail };
}

/** Why addresses may be missing. */
function unsettled(known: readonly NameServer[]): Problem | null {
  const open = known.find(({ addresses }) => !addresses.complete);
  if (open === undefined) return null;
  const detail = `not all addresses of ${open.name} are known`;
  return open.addresses.because ?? { code: 'servfail', detail };
}

const distinctAddresses = (items: readonly Item[]): readonly string[] => [
  ...new Set(items.flatMap(({ addresses }) => addresses)),
];

/** What follows from the addresses of all names together. */
function countsOf(
  items: readonly Item[],
  unknown: Problem | null,
): Pick<DnsDelegation, 'names' | 'ipv4' | 'ipv6' | 'sharedAddresses' | 'specialAddresses'> {
  const all = distinctAddresses(items);
  const owners = (address: string): number =>
    items.filter(({ addresses }) => addresses.includes(address)).length;
  const listed = (addresses: readonly string[]): Listing<string> =>
    unknown === null ? complete(addresses) : cutShort(addresses, unknown);
  const count = (number: number): number | null => (unknown === null ? number : null);
  return {
    names: count(items.filter(({ resolves }) => resolves === true).length),
    ipv4: count(all.filter((address) => !address.includes(':')).length),
    ipv6: count(all.filter((address) => address.includes(':')).length),
    sharedAddresses: listed(all.filter((address) => owners(address) > 1)),
    specialAddresses: listed(all.filter(isSpecialAddress)),
  };
}

/** Prefixes that are announced as one, by octets of the address (RFC 2182, section 3.1). */
const PREFIX_BITS: Readonly<Record<number, number>> = { 4: 24, 16: 48 };

/** Whether one family has addresses in two prefixes. */
function prefixDiversity(addresses: readonly string[], settled: boolean): Known {
  const octets = addresses.flatMap((address) => addressOctets(address) ?? []);
  if (octets.length === 0) return null;
  const diverse = Object.entries(PREFIX_BITS).some(([size, bits]) => {
    const family = octets.filter(({ length }) => length === Number(size));
    return new Set(family.map((address) => prefixOf(address, bits))).size > 1;
  });
  return diverse || (settled ? false : null);
}
