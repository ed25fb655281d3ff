import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

const Policy = z.enum(['none', 'quarantine', 'reject']);

/** At most one policy: empty where receivers apply none, incomplete where it is not known. */
const policy = listingOf(Policy);
const policies = z.strictObject({ domain: policy, subdomain: policy, nonExistent: policy });

/** The DMARC policy in force for a domain (RFC 9989), a fact; absent where the walk finds none. */
export const mailDmarc = {
  id: 'mail.dmarc',
  title: 'DMARC policy',
  schema: z.strictObject({
    /** The name that holds the record. */
    owner: z.string(),
    record: z.string(),
    errors: z.array(z.string()).readonly(),
    /** What receivers apply, after `t=y`; nothing where a record cannot be used (section 4.10.1). */
    effective: policies,
    /** The same before `t=y`. */
    published: policies,
    testing: z.boolean(),
    /** Aggregate report addresses (`rua`) that are mailto URIs. */
    reports: z.array(z.string()).readonly(),
    /** Failure report addresses (`ruf`). */
    failureReports: z.array(z.string()).readonly(),
    /** Entries of `rua` and `ruf` that are no URI or none that anybody mails to. */
    badUris: z.array(z.string()).readonly(),
    /** `strict` or `relaxed` (`adkim`, `aspf`). */
    alignment: z.strictObject({
      dkim: z.enum(['relaxed', 'strict']),
      spf: z.enum(['relaxed', 'strict']),
    }),
    /** Tags and forms that RFC 9989 removed: pct, rf, ri, size suffixes; with the column. */
    historic: z.array(z.string()).readonly(),
    /** `pct`, which receivers of RFC 7489 still heed; null where it is not there. */
    pct: z.int().nullable(),
    /** `psd`. */
    psd: z.enum(['y', 'n', 'u']),
    /** `psd=y` at a name that is no public suffix. */
    psdMisused: z.boolean(),
    /** The organizational domain by the tree walk (section 4.10.2); null where not known. */
    organizationalDomain: z.string().nullable(),
    /** What receivers of RFC 7489 make of it, who go by the public suffix list. */
    older: z.strictObject({
      /** Null where the domain has no registrable domain by the list. */
      organizationalDomain: z.string().nullable(),
      /** The name that holds their record; null where there is none. */
      owner: z.string().nullable(),
      /** They apply the same policy to the domain; null where not known. */
      same: z.boolean().nullable(),
    }),
    /** Records of names between the domain and its organizational domain, which subdomains pass over. */
    shadowed: listingOf(z.string()),
    /** A DMARC record stands at the domain itself, where nobody looks; null where not known. */
    atApex: z.boolean().nullable(),
    /** TXT records at `_dmarc` of the domain that are no DMARC records. */
    unrelated: z.array(z.string()).readonly(),
    /**
     * The record with its weaknesses mended, in master-file form: an enforced policy that holds for
     * subdomains, no historic tags, no test mode, reports asked for.
     */
    proposal: z.string(),
  }),
};
export type MailDmarc = z.infer<typeof mailDmarc.schema>;

/** Where DMARC reports go and whether they arrive (RFC 9990), a fact; absent where none are asked for. */
export const mailDmarcReports = {
  id: 'mail.dmarc-reports',
  title: 'Destinations of DMARC reports',
  schema: z.strictObject({
    destinations: listingOf(
      namedBy(
        'uri',
        z.strictObject({
          uri: z.string(),
          tag: z.enum(['rua', 'ruf']),
          host: z.string(),
          /** Of another organizational domain than the policy; null where not known. */
          external: z.boolean().nullable(),
          /** The host consents, or need not; null where not known. */
          authorised: z.boolean().nullable(),
          /** The host can take mail: MX that is not null, or an address; null where not known. */
          receives: z.boolean().nullable(),
          /** One sentence about what is wrong or not known; null where nothing is. */
          reason: z.string().nullable(),
        }),
      ),
    ),
  }),
};
export type MailDmarcReports = z.infer<typeof mailDmarcReports.schema>;
