import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { ChainDs, ChainKey, DnssecStatus } from './dnssec.ts';

/** How an algorithm or digest may be used (RFC 9904, section 3; RFC 9905, section 2). */
const Use = z.enum(['must', 'recommended', 'may', 'not-recommended', 'must-not']);

/** Keys, DS and CDS of the zone itself. */
export const dnsKeys = {
  id: 'dns.keys',
  title: 'Keys and delegation signers',
  schema: z.strictObject({
    zone: z.string(),
    keys: listingOf(
      namedBy(
        'label',
        ChainKey.extend({
          /** What findings call it, e.g. `key 12345 (ECDSAP256SHA256)`. */
          label: z.string(),
          protocol: z.int(),
          /** For signing; null where the registry does not say. */
          use: Use.nullable(),
          /** The public key is of the right length and can be read. */
          wellFormed: z.boolean().nullable(),
          /** RSA: the exponent as a decimal number; null for others. */
          exponent: z.string().nullable(),
          /** `name/address` of servers that do not show it though others do. */
          missingAt: z.array(z.string()),
        }),
      ),
    ),
    ds: listingOf(
      namedBy(
        'label',
        ChainDs.extend({
          /** What findings call it, e.g. `DS 12345 (ECDSAP256SHA256, SHA-256)`. */
          label: z.string(),
          use: Use.nullable(),
          /** A stronger digest of the same key is there too. */
          beside: z.boolean(),
          /** `name/address` of parent servers that do not show it though others do. */
          missingAt: z.array(z.string()),
        }),
      ),
    ),
    /** Every parent server asked for DS answers as the owner of it (aa, DS or a denial); null where not known. */
    dsAnswered: z.boolean().nullable(),
    cds: z.strictObject({
      /** CDS or CDNSKEY are published; null where not known. */
      published: z.boolean().nullable(),
      /** All servers show the same. */
      consistent: z.boolean().nullable(),
      /** CDS and CDNSKEY name the same keys (RFC 7344, section 4); true where only one is there. */
      agree: z.boolean().nullable(),
      /** Signed by a key that the present DS set trusts (RFC 7344, section 4.1). */
      signed: z.boolean().nullable(),
      /** The request to remove DS (RFC 8078, section 4). */
      delete: z.boolean().nullable(),
      /** The DS set is what they ask for. */
      applied: z.boolean().nullable(),
      /** Every CDS matches a key of the zone that signs the DNSKEY RRset. */
      usable: z.boolean().nullable(),
    }),
  }),
};
export type DnsKeys = z.infer<typeof dnsKeys.schema>;

/** What became of one signature under one key. */
export const SignatureResult = z.enum([
  'valid',
  'expired',
  'not-yet-valid',
  'no-key',
  'invalid',
  'unsupported',
  'malformed',
  'wrong-signer',
  'labels',
  'revoked',
  'not-zone-key',
  'not-tried',
]);
export type SignatureResult = z.infer<typeof SignatureResult>;

/** Every RRset of the zone that was answered, from every server, with every signature x key. */
export const dnsSignatures = {
  id: 'dns.signatures',
  title: 'Signatures of the zone',
  schema: z.strictObject({
    zone: z.string(),
    signatures: listingOf(
      namedBy(
        'rrset',
        z.strictObject({
          /** `name/type`. */
          rrset: z.string(),
          keyTag: z.int(),
          algorithm: z.string(),
          result: SignatureResult,
          inception: z.iso.datetime(),
          expiration: z.iso.datetime(),
          /** Of the whole time between inception and expiration. */
          lifetimeDays: z.number(),
          /** Negative where it is over. */
          hoursLeft: z.number(),
          /** 0 to 1. */
          shareLeft: z.number(),
          ttl: z.int(),
          originalTtl: z.int(),
          /** The TTL reaches beyond the expiration (RFC 4035, section 5.3.3 cuts it there). */
          ttlBeyondExpiration: z.boolean(),
          servers: z.array(z.string()),
        }),
      ),
    ),
    /** RRsets answered without a signature by a zone that is signed. */
    unsigned: listingOf(
      namedBy('rrset', z.strictObject({ rrset: z.string(), servers: z.array(z.string()) })),
    ),
  }),
};
export type DnsSignatures = z.infer<typeof dnsSignatures.schema>;

/** How the zone proves that something is not there. */
export const dnsDenial = {
  id: 'dns.denial',
  title: 'Denial of existence',
  schema: z.strictObject({
    zone: z.string(),
    /** The zone is bogus, whatever its proofs are worth; null where its status is indeterminate. */
    bogus: z.boolean().nullable(),
    /** `compact` is RFC 9824; `none` where a signed zone sends no proof; null where not known. */
    method: z.enum(['nsec', 'nsec3', 'compact', 'none']).nullable(),
    nsec3: z
      .strictObject({
        hashAlgorithm: z.int(),
        iterations: z.int(),
        /** In hexadecimal, empty where there is none. */
        salt: z.string(),
        optOut: z.boolean(),
        /** Flags other than opt-out are set (RFC 5155, section 3.1.2). */
        unknownFlags: z.boolean(),
        /** The NSEC3PARAM record agrees with the NSEC3 records; null where one of them is missing. */
        agrees: z.boolean().nullable(),
      })
      .nullable(),
    /** All names can be listed by following the NSEC records; null where not known. */
    walkable: z.boolean().nullable(),
    /** A made-up name got an answer from a wildcard; null where not known. */
    wildcard: z.boolean().nullable(),
    proofs: listingOf(
      namedBy(
        'question',
        z.strictObject({
          /** `name/type` asked for. */
          question: z.string(),
          says: z.enum(['nxdomain', 'nodata', 'wildcard']),
          proven: z.boolean().nullable(),
          /** One sentence where it is not. */
          because: z.string().nullable(),
          servers: z.array(z.string()),
        }),
      ),
    ),
    /** Types that answer though the bitmap of the same name leaves them out, as `name/type`. */
    bitmapContradictions: listingOf(z.string()),
  }),
};
export type DnsDenial = z.infer<typeof dnsDenial.schema>;

/** TLSA records of a service and whether they can be trusted (RFC 6698, section 4; RFC 7671). */
export const dnsDane = {
  id: 'dns.dane',
  title: 'DANE',
  schema: z.strictObject({
    /** Where the records stand, e.g. `_25._tcp.mx.example.com`. */
    owner: z.string(),
    status: DnssecStatus,
    reason: z.string(),
    records: z.array(
      z.strictObject({
        usage: z.int(),
        selector: z.int(),
        matchingType: z.int(),
        /** Hexadecimal, lower case. */
        data: z.string(),
        /** Of the usages, selectors and matching types that are known, with data of that length. */
        usable: z.boolean(),
      }),
    ),
  }),
};
export type DnsDane = z.infer<typeof dnsDane.schema>;
