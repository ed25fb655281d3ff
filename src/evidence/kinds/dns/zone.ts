import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Null where not known. */
const Known = z.boolean().nullable();

/** The delegation as parent and zone tell it. */
export const dnsDelegation = {
  id: 'dns.delegation',
  title: 'Delegation',
  schema: z.strictObject({
    zone: z.string(),
    /** Null where not known: in recursive mode. */
    parent: z.string().nullable(),
    nameServers: listingOf(
      namedBy(
        'name',
        z.strictObject({
          name: z.string(),
          inParent: Known,
          inChild: Known,
          /** It has at least one address. */
          resolves: Known,
          alias: Known,
          addresses: z.array(z.string()),
          /** Glue is there where the name lies in the zone itself (RFC 9471, section 3.1); true where none is needed. */
          glueComplete: Known,
          /** The glue is what the zone of the name says; true where there is none. */
          glueAgrees: Known,
        }),
      ),
    ),
    /** Names of name servers that resolve, and distinct addresses by family; null where not known. */
    names: z.int().nullable(),
    ipv4: z.int().nullable(),
    ipv6: z.int().nullable(),
    /** Addresses that several of the names share. */
    sharedAddresses: listingOf(z.string()),
    /** Addresses that are not globally reachable (IANA special-purpose registries). */
    specialAddresses: listingOf(z.string()),
    /** Not all in one /24 of IPv4 or /48 of IPv6; null where not known. */
    prefixDiversity: Known,
    /** Parent servers that were asked give the same NS set. */
    parentsAgree: Known,
    /** Octets of the largest referral without DNSSEC records. */
    referralOctets: z.int().nullable(),
  }),
};
export type DnsDelegation = z.infer<typeof dnsDelegation.schema>;

/** How each server of the zone behaves. */
export const dnsServers = {
  id: 'dns.servers',
  title: 'Behaviour of the name servers',
  schema: z.strictObject({
    zone: z.string(),
    servers: listingOf(
      namedBy(
        'server',
        z.strictObject({
          /** `name/address`. */
          server: z.string(),
          /** Answers at all. */
          answers: Known,
          udp: Known,
          tcp: Known,
          /** Answers for the zone with AA; false: refers, refuses or fails. */
          authoritative: Known,
          /** What it answered to SOA, e.g. `REFUSED`; null without an answer. */
          rcode: z.string().nullable(),
          /** Refers to the root or another zone above (an upward referral). */
          refersUpwards: Known,
          serial: z.int().nullable(),
          /** Answers a query with EDNS with EDNS. */
          edns: Known,
          /** Answers a query without EDNS. */
          withoutEdns: Known,
          /** BADVERS to version 1, and no answer to it. */
          refusesVersion1: Known,
          ignoresUnknownOption: Known,
          ignoresReservedFlags: Known,
          /** Sends OPT along where it truncates, and truncates where 512 octets do not suffice; true where nothing had to be cut. */
          truncates: Known,
          /** Answers whatever the case of the name, and sends it back as it was. */
          ignoresCase: Known,
          keepsCase: Known,
          /** Answers a query for AAAA as it does for A. */
          aaaa: Known,
          /** Sends the SOA of the zone with negative answers (RFC 2308, section 3). */
          negativeSoa: Known,
          /** Resolves names of others for strangers (RFC 5358). */
          recursion: Known,
          /** Gives the zone to strangers. */
          transfers: Known,
          /** What `version.bind` says; empty where it says nothing; null where not known. */
          version: z.string().nullable(),
        }),
      ),
    ),
  }),
};
export type DnsServers = z.infer<typeof dnsServers.schema>;

/** What the servers of the zone say differently. */
const Difference = namedBy(
  'rrset',
  z.strictObject({
    /** `name/type`. */
    rrset: z.string(),
    variants: z.array(
      z.strictObject({ servers: z.array(z.string()), records: z.array(z.string()) }),
    ),
  }),
);

/** The contents of the zone at its apex, and whether all servers agree. */
export const dnsZone = {
  id: 'dns.zone',
  title: 'Contents of the zone',
  schema: z.strictObject({
    zone: z.string(),
    soa: z
      .strictObject({
        mname: z.string(),
        rname: z.string(),
        serial: z.int(),
        refresh: z.int(),
        retry: z.int(),
        expire: z.int(),
        minimum: z.int(),
      })
      .nullable(),
    /** RNAME is a mail address with a domain of at least two labels. */
    rnameValid: Known,
    /** RETRY is less than REFRESH (RFC 1912, section 2.2). */
    retryBelowRefresh: Known,
    /** EXPIRE is not less than REFRESH. */
    expireAboveRefresh: Known,
    /** Serial numbers seen. */
    serials: z.array(z.int()),
    serialsAgree: Known,
    /** The NS sets of all servers are one. */
    nameServersAgree: Known,
    /** Other RRsets (not SOA, NS) that differ between servers. */
    differences: listingOf(Difference),
    /** CNAME beside other data, at the apex or at a host looked at (RFC 1034, section 3.6.2). */
    aliasesWithData: listingOf(z.string()),
    /** CAA records at the apex. */
    caa: z.array(z.string()).nullable(),
  }),
};
export type DnsZone = z.infer<typeof dnsZone.schema>;
