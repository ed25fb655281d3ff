import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { Problem } from '../../problem.ts';
import { DnsAnswer } from '../dns/answer.ts';

/** What came of one GET for the policy. */
const Fetch = z.strictObject({
  url: z.string(),
  /** The address asked. */
  address: z.string(),
  status: z.int(),
  /** In the order and case they were sent in. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** At most 64 KiB and one octet, in base64. */
  body: z.base64(),
  /** There was more, or it was cut off. */
  truncated: z.boolean(),
});

/** The MTA-STS record and what its policy host serves (RFC 8461, section 3). */
export const mailMtaStsPolicy = {
  id: 'mail.mta-sts-policy',
  title: 'MTA-STS record and policy',
  schema: z.strictObject({
    /** TXT at `_mta-sts` of the domain; A and AAAA of the policy host where it was asked for. */
    answers: z.array(DnsAnswer),
    /** The policy host, which is asked only where the record is there. */
    host: z.string(),
    /** The policy host does not exist or has no address; null where not known or not asked for. */
    hostMissing: z.boolean().nullable(),
    /** Certificates that it shows, DER in base64, leaf first. */
    certificates: z.array(z.base64()),
    /** The first answer to the GET, by whichever address; null where none came. */
    fetch: Fetch.nullable(),
    /** Addresses that gave no answer, in the order they were asked, and what stood in the way. */
    failures: z.array(
      z.strictObject({
        address: z.string(),
        /** No TLS session, or no HTTP response over one. */
        during: z.enum(['tls', 'http']),
        problem: Problem,
      }),
    ),
    /** Why addresses of the host were not asked; null where all were, or one answered. */
    problem: Problem.nullable(),
  }),
};
export type MailMtaStsPolicy = z.infer<typeof mailMtaStsPolicy.schema>;

/** The MTA-STS policy as a sender finds it (a fact); absent where no record begins with `v=STSv1`. */
export const mailMtaSts = {
  id: 'mail.mta-sts',
  title: 'MTA-STS policy',
  schema: z.strictObject({
    /** The records that begin with `v=STSv1`. */
    records: z.array(z.string()),
    /** Columns and reasons; more than one record is one too (section 3.1). */
    recordFaults: z.array(z.string()),
    id: z.string().nullable(),
    host: z.string(),
    /** Why a sender cannot fetch the policy (section 3.3); incomplete where that is not known. */
    fetchFaults: listingOf(z.string()),
    /** What makes the text of the policy unusable (section 3.2), with the line. */
    policyFaults: z.array(z.string()),
    /** Lines of it that are no `key: value`: some senders pass over them, others refuse the policy. */
    strayLines: z.array(z.string()),
    /** A sender that asks now has a policy: record, fetch and text are in order; null where not known. */
    usable: z.boolean().nullable(),
    /** Null where there is no policy text that says so. */
    mode: z.enum(['enforce', 'testing', 'none']).nullable(),
    /** Seconds. */
    maxAge: z.int().nullable(),
    mx: z.array(z.string()),
    /**
     * The servers that the MX records name, or the domain itself where it has none, against the
     * patterns of the policy; incomplete where one of them is not known.
     */
    exchanges: listingOf(
      namedBy('host', z.strictObject({ host: z.string(), covered: z.boolean() })),
    ),
    /** Patterns that match none of them. */
    unused: z.array(z.string()),
    /**
     * The text of a policy that names the exchanges of the domain: mode `enforce` where there is such
     * a policy already, else `testing`. Null where they are not known.
     */
    proposal: z.string().nullable(),
  }),
};
export type MailMtaSts = z.infer<typeof mailMtaSts.schema>;

/** The TLS reporting record (RFC 8460, section 3), a fact; absent where none begins with `v=TLSRPTv1`. */
export const mailTlsRpt = {
  id: 'mail.tls-rpt',
  title: 'TLS reporting',
  schema: z.strictObject({
    records: z.array(z.string()),
    /** `mailto:` and `https:` URIs. */
    rua: z.array(z.string()),
    /** Columns and reasons. */
    faults: z.array(z.string()),
    /** One record, no fault, somewhere to report to. */
    usable: z.boolean(),
  }),
};
export type MailTlsRpt = z.infer<typeof mailTlsRpt.schema>;

/** The BIMI assertion record (Internet-Draft), a fact; absent where none begins with `v=BIMI1`. */
export const mailBimi = {
  id: 'mail.bimi',
  title: 'Brand indicator',
  schema: z.strictObject({
    record: z.string(),
    /** `l`; null where the domain declines. */
    location: z.string().nullable(),
    /** `a`; null where there is none. */
    authority: z.string().nullable(),
    declined: z.boolean(),
    /** Columns and reasons. */
    faults: z.array(z.string()),
    /** The DMARC policy is strict enough for receivers to show it; null where not known. */
    dmarcReady: z.boolean().nullable(),
  }),
};
export type MailBimi = z.infer<typeof mailBimi.schema>;
