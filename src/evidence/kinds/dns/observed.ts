import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { Problem } from '../../problem.ts';
import { DnsExchanges, DnsServer } from './exchange.ts';

/** From the name servers of each zone, root first, or from one recursive resolver. */
const Mode = z.enum(['iterative', 'recursive']);

/** A zone on the way from the root, as its parent delegates it. */
const Cut = z.strictObject({
  zone: z.string(),
  /** Null for the root. */
  parent: z.string().nullable(),
  /** Name servers named by the referral, or by the hints for the root. */
  nameServers: z.array(z.string()),
  /** Those of its servers that were asked for this evidence. */
  servers: z.array(DnsServer),
  /** DS records, in presentation form, of a delegation that was given and not looked up. */
  givenDs: z.array(z.string()).optional(),
});

/**
 * What is needed to validate one answer from the root down: DNSKEY of each zone, DS or its denial
 * at each cut, and the answer itself.
 */
export const DnsPath = z.strictObject({
  question: z.strictObject({ name: z.string(), type: z.string() }),
  mode: Mode,
  /** Zones from the root to the one that answers, as the referrals show them; only the root and those that are seen from signatures and DS where the mode is `recursive`. */
  cuts: z.array(Cut),
  exchanges: DnsExchanges,
});
export type DnsPath = z.infer<typeof DnsPath>;

/** The way from the root to the zone: its chain of trust. The question is for its DNSKEY. */
export const dnsChain = { id: 'dns.chain', title: 'Chain of trust', schema: DnsPath };
export type DnsChain = DnsPath;

/**
 * What the servers of the parent zone say of the delegation: NS and DS at each address that was
 * asked. Absent for the root. Unavailable in recursive mode. Where the delegation was given and
 * not looked up (`given`), there are no exchanges.
 */
export const dnsParent = {
  id: 'dns.parent',
  title: 'Delegation at the parent',
  schema: z.strictObject({
    zone: z.string(),
    parent: z.string(),
    /** Addresses of the parent's servers; not complete where only some of them were asked. */
    servers: listingOf(DnsServer),
    /** A delegation that is to be tested before it is made. */
    given: z
      .strictObject({
        nameServers: z.array(z.strictObject({ name: z.string(), addresses: z.array(z.string()) })),
        /** In presentation form: key tag, algorithm, digest type, digest. */
        ds: z.array(z.string()),
      })
      .nullable(),
    exchanges: DnsExchanges,
  }),
};
export type DnsParent = z.infer<typeof dnsParent.schema>;

/** A name of an NS record and what it stands for. */
const NameServer = z.strictObject({
  name: z.string(),
  /** Named by the parent, by the zone itself; null where not known. */
  inParent: z.boolean().nullable(),
  inChild: z.boolean().nullable(),
  /** Addresses given beside the referral. */
  glue: z.array(z.string()),
  /** Addresses that the zone of the name itself gives; cut short where an answer is missing. */
  addresses: listingOf(z.string()),
  /** The name is an alias (RFC 2181, section 10.3); null where not known. */
  alias: z.boolean().nullable(),
});

/**
 * Every address of every name server of the zone and what each answers: SOA (over UDP, without
 * EDNS, in mixed case, and over TCP), NS, DNSKEY (UDP and TCP), A, AAAA, MX, TXT, CAA, CDS,
 * CDNSKEY, NSEC3PARAM, a name that does not exist and a type that does not.
 */
export const dnsNameServers = {
  id: 'dns.name-servers',
  title: 'Name servers and their answers',
  schema: z.strictObject({
    zone: z.string(),
    mode: Mode,
    nameServers: z.array(NameServer),
    /** The addresses asked, of the families that are looked at; not complete where some could not be: no IPv6, not permitted, too many. */
    servers: listingOf(DnsServer),
    /** A name in the zone that was made up. */
    absentName: z.string(),
    exchanges: DnsExchanges,
  }),
};
export type DnsNameServers = z.infer<typeof dnsNameServers.schema>;

/** How each server treats unusual queries: SOA in the forms of EDNS, DNSKEY into a small buffer. */
export const dnsConformance = {
  id: 'dns.conformance',
  title: 'EDNS conformance of the name servers',
  schema: z.strictObject({ zone: z.string(), exchanges: DnsExchanges }),
};
export type DnsConformance = z.infer<typeof dnsConformance.schema>;

/** What a zone transfer gave; the records themselves are not kept. */
const Transfer = z.strictObject({
  server: DnsServer,
  /** Records of the first message; 0 where it was refused; null where not known. */
  records: z.int().nullable(),
  rcode: z.string().nullable(),
  problem: Problem.nullable(),
});

/** What the servers of the zone do for strangers: recursion, `version.bind`, zone transfer. */
export const dnsExposure = {
  id: 'dns.exposure',
  title: 'What the name servers do for strangers',
  schema: z.strictObject({
    zone: z.string(),
    exchanges: DnsExchanges,
    transfers: z.array(Transfer),
  }),
};
export type DnsExposure = z.infer<typeof dnsExposure.schema>;

/** A name that records of the zone point to. */
const Pointed = namedBy(
  'label',
  z.strictObject({
    /** What findings call it, e.g. `www.example.com CNAME old.example.net`. */
    label: z.string(),
    /** Owner of the record that points. */
    from: z.string(),
    type: z.enum(['NS', 'MX', 'SRV', 'CNAME']),
    target: z.string(),
    /**
     * `address`: it has an address. `no-address`: it exists and has none. `nxdomain`: it does not exist.
     * Null where no answer settles it; `because` says why.
     */
    state: z.enum(['address', 'no-address', 'nxdomain']).nullable(),
    /** The name ends in another organisational domain than the zone. */
    foreign: z.boolean(),
    /** Where the target does not exist: whether its organisational domain exists; null where not known. */
    domainExists: z.boolean().nullable(),
    because: Problem.nullable(),
  }),
);

/** Where the records of the zone point to: NS, MX, well-known SRV, and aliases of hosts looked at. */
export const dnsTargets = {
  id: 'dns.targets',
  title: 'Names that the zone points to',
  schema: z.strictObject({
    zone: z.string(),
    targets: listingOf(Pointed),
    exchanges: DnsExchanges,
  }),
};
export type DnsTargets = z.infer<typeof dnsTargets.schema>;

/** The TLSA records of a service and all that is needed to validate them (RFC 6698, section 3). */
export const dnsTlsa = {
  id: 'dns.tlsa',
  title: 'TLSA records',
  schema: DnsPath,
};
export type DnsTlsa = DnsPath;
