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
