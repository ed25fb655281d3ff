import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** RFC 4033, section 5. */
export const DnssecStatus = z.enum(['secure', 'insecure', 'bogus', 'indeterminate']);
export type DnssecStatus = z.infer<typeof DnssecStatus>;

/** Why a status is not secure, or what else is wrong; each has one sentence and one EDE code. */
export const DnssecCause = z.enum([
  // bogus
  'ds-no-matching-key',
  'ds-digest-mismatch',
  'dnskey-missing',
  'dnskey-not-signed-by-ds-key',
  'signature-missing',
  'signature-invalid',
  'signature-expired',
  'signature-not-yet-valid',
  'signature-key-missing',
  'signature-signer',
  'signature-labels',
  'key-revoked',
  'key-not-zone-key',
  'key-malformed',
  'denial-missing',
  'denial-invalid',
  'denial-incomplete',
  'wildcard-unproven',
  'anchor-mismatch',
  'alias-loop',
  'limit-reached',
  // insecure, with its proof
  'ds-absent',
  'opt-out',
  'algorithm-unsupported',
  'digest-unsupported',
  'nsec3-iterations',
  'ancestor-insecure',
  'resolver-only',
  // indeterminate
  'no-answer',
]);
export type DnssecCause = z.infer<typeof DnssecCause>;

/** An extended DNS error (RFC 8914) that a validator would send along. */
const ExtendedError = z.strictObject({ code: z.int(), name: z.string() });

/** One cause with everything it touches: grouped by cause, zone and key, never per RRset. */
export const DnssecFault = z.strictObject({
  cause: DnssecCause,
  /** What it does to answers: `bogus` and `insecure` change the status, `none` does not. */
  effect: z.enum(['bogus', 'insecure', 'indeterminate', 'none']),
  zone: z.string(),
  /** One sentence: what, where, since when. */
  sentence: z.string(),
  /** The standard that says so, e.g. `RFC 4035, section 5.3.1`. */
  reference: z.string(),
  extendedError: ExtendedError.nullable(),
  keyTag: z.int().nullable(),
  algorithm: z.string().nullable(),
  /** `name/type` of every RRset touched. */
  rrsets: z.array(z.string()),
  /** `name/address` of every server that showed it. */
  servers: z.array(z.string()),
});
export type DnssecFault = z.infer<typeof DnssecFault>;

/** A key of a zone on the chain. */
export const ChainKey = z.strictObject({
  keyTag: z.int(),
  /** Number and mnemonic (IANA "DNS Security Algorithm Numbers"). */
  algorithm: z.int(),
  algorithmName: z.string(),
  /** Bits of the RSA modulus or of the curve; null where it cannot be read. */
  bits: z.int().nullable(),
  /** The SEP flag (RFC 4034, section 2.1.1). */
  sep: z.boolean(),
  revoked: z.boolean(),
  zoneKey: z.boolean(),
  /** A DS record or trust anchor matches it. */
  trusted: z.boolean(),
  /** It makes a valid signature over the DNSKEY RRset; over other RRsets of the zone. */
  signsKeys: z.boolean(),
  signsZone: z.boolean().nullable(),
});
export type ChainKey = z.infer<typeof ChainKey>;

/** A DS record, or a trust anchor for the root. */
export const ChainDs = z.strictObject({
  keyTag: z.int(),
  algorithm: z.int(),
  algorithmName: z.string(),
  digestType: z.int(),
  digestName: z.string(),
  /** `key`: matches a key of the zone; `none`: no key has this tag and algorithm; `digest`: one has, with another digest; `unsupported`: cannot be compared. */
  matches: z.enum(['key', 'none', 'digest', 'unsupported']),
});
export type ChainDs = z.infer<typeof ChainDs>;

/** One zone of the chain. */
export const ChainLink = z.strictObject({
  zone: z.string(),
  status: DnssecStatus,
  cause: DnssecCause.nullable(),
  /** One sentence. */
  reason: z.string(),
  ds: z.array(ChainDs),
  keys: z.array(ChainKey),
});
export type ChainLink = z.infer<typeof ChainLink>;

/** What DNSSEC says of the zone, and why. */
export const dnsDnssec = {
  id: 'dns.dnssec',
  title: 'DNSSEC status',
  schema: z.strictObject({
    zone: z.string(),
    /** What can be verified: by a validator that supports every algorithm we do, from any server. */
    status: DnssecStatus,
    /** The status as rules read it: null where it is indeterminate. */
    bogus: z.boolean().nullable(),
    secure: z.boolean().nullable(),
    cause: DnssecCause.nullable(),
    /** One sentence that names zone, key and server. */
    reason: z.string(),
    extendedError: ExtendedError.nullable(),
    /** What a validator that keeps to RFC 9904 and RFC 9905 makes of it: RSASHA1 is insecure. */
    accepted: DnssecStatus,
    /** `accepted` is secure; null where it is indeterminate. */
    acceptable: z.boolean().nullable(),
    /** The zone has DNSKEY records; null where not known. */
    signed: z.boolean().nullable(),
    /** The parent has DS records for it; null where not known; the root has an anchor instead. */
    delegatedSigned: z.boolean().nullable(),
    chain: z.array(ChainLink),
    /** The status that each server of the zone gives alone. */
    servers: listingOf(
      namedBy(
        'server',
        z.strictObject({
          server: z.string(),
          status: DnssecStatus,
          bogus: z.boolean().nullable(),
          reason: z.string(),
        }),
      ),
    ),
    /** Worst first; faults of zones above this one have their own zone. */
    faults: listingOf(namedBy('sentence', DnssecFault)),
    /** Algorithms of the DS set and of the DNSKEY set that do not sign everything (RFC 4035, section 2.2; RFC 6840, section 5.11). */
    incompleteAlgorithms: z.array(z.string()).nullable(),
    /** `none`, `prepared` (another key or DS is published) or `underway` (both sign); null where not known. */
    rollover: z.enum(['none', 'prepared', 'underway']).nullable(),
  }),
};
export type DnsDnssec = z.infer<typeof dnsDnssec.schema>;

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
