import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { DnsAnswer } from '../dns/answer.ts';
import { DnsPath } from '../dns/observed.ts';

/** How a selector came to be asked for, the strongest evidence first. */
export const SELECTOR_SOURCES = [
  'settings',
  'message',
  'report',
  'provider',
  'well-known',
] as const;
const Source = z.enum(SELECTOR_SOURCES);
export type SelectorSource = z.infer<typeof Source>;

/** Whether DKIM keys can exist, and what each selector asked for has. */
export const mailDkimRecords = {
  id: 'mail.dkim-records',
  title: 'DKIM records',
  schema: z.strictObject({
    /** TXT at `_domainkey` of the domain with all that validates it (RFC 8020). */
    existence: DnsPath,
    /** The same at a made-up name below it: is there a wildcard? */
    invented: DnsPath,
    /** Not complete where selectors were left out. */
    selectors: listingOf(
      z.strictObject({
        selector: z.string(),
        sources: z.array(Source),
        /** TXT at `SELECTOR._domainkey.DOMAIN`; null where no answer settles it. */
        answer: DnsAnswer.nullable(),
        /** Why there is no answer. */
        because: z.string().nullable(),
      }),
    ),
    /** Who seems to handle the domain's mail. */
    providers: z.array(
      z.strictObject({
        name: z.string(),
        /** The MX host, SPF term or alias that shows it. */
        shownBy: z.string(),
        /** Its selectors differ from customer to customer. */
        unguessable: z.boolean(),
      }),
    ),
  }),
};
export type MailDkimRecords = z.infer<typeof mailDkimRecords.schema>;

/** A DKIM key record (RFC 6376, section 3.6.1). */
const DkimKey = namedBy(
  'selector',
  z.strictObject({
    selector: z.string(),
    sources: z.array(Source),
    /** The end of the chain of aliases, where it differs from the name asked for. */
    alias: z.string().nullable(),
    /** The alias leads to a name that does not exist; null where not known. */
    dangling: z.boolean().nullable(),
    /** TXT records at the name. */
    records: z.int(),
    /** The first that is a key record, else the first; null where there is none. */
    record: z.string().nullable(),
    /** `k`; null where it is none that is known. */
    keyType: z.enum(['rsa', 'ed25519']).nullable(),
    /** Bits of the RSA modulus, 256 for Ed25519; null where there is no key that can be read. */
    bits: z.int().nullable(),
    /** An empty `p`. */
    revoked: z.boolean(),
    /** `t=y`: signatures count for nothing (RFC 6376, section 3.6.1). */
    testing: z.boolean(),
    /** `h`, or all hashes where it is not there. */
    hashes: z.array(z.string()),
    /** `h` allows nothing but SHA-1 (RFC 8301). */
    onlySha1: z.boolean(),
    /** A `v` tag stands first. */
    versioned: z.boolean(),
    /** Columns and reasons of what keeps verifiers from using it. */
    faults: z.array(z.string()),
    /** A verifier can use it: one record, no fault, not revoked. */
    usable: z.boolean(),
    /** SHA-256 of RSAPublicKey or of the 32 octets, in hex; null where there is no key. */
    digest: z.string().nullable(),
    /** Other selectors of the domain with the same key. */
    sameAs: z.array(z.string()),
  }),
);

/** Whether the domain signs with DKIM, as far as that can be known, and the keys found (a fact). */
export const mailDkim = {
  id: 'mail.dkim',
  title: 'DKIM keys',
  schema: z.strictObject({
    /**
     * `proven`: a usable key was found; `revoked`: only revoked keys; `broken`: only keys that nobody
     * can use, or none at a selector of the settings; `impossible`: nothing exists below `_domainkey`; `unknown`: no selector that was asked
     * for has a key.
     */
    state: z.enum(['proven', 'revoked', 'broken', 'impossible', 'unknown']),
    /**
     * A usable key was found; false where there can be none, or where selectors of the settings are all
     * known and none of them has one; null where it is not known.
     */
    proven: z.boolean().nullable(),
    /** One sentence: what says so, and how selectors can be given. */
    reason: z.string(),
    /** A key record answers at made-up names; null where not known. */
    wildcard: z.boolean().nullable(),
    /** The wildcard record revokes every key (M3AAWG for parked domains). */
    wildcardRevoked: z.boolean(),
    /** NXDOMAIN at `_domainkey` although a selector below exists (RFC 8020, RFC 2308); null where not known. */
    falseDenial: z.boolean().nullable(),
    /** Keys found; not complete where a selector that was named could not be looked up. */
    keys: listingOf(DkimKey),
    /** Selectors asked for. */
    tried: z.int(),
    providers: mailDkimRecords.schema.shape.providers,
  }),
};
export type MailDkim = z.infer<typeof mailDkim.schema>;
export type DkimKeyFact = z.infer<typeof DkimKey>;
