import { z } from 'zod';
import { listingOf } from '../listing.ts';
import { DnsAnswer } from './dns/answer.ts';

const answers = z.strictObject({ answers: listingOf(DnsAnswer) });

/** The TXT answers of a domain and of every name its SPF record includes or redirects to. */
export const mailSpfRecords = {
  id: 'mail.spf-records',
  title: 'SPF records',
  schema: answers,
};

/** The TXT answers of the DMARC tree walk (RFC 9989, section 4.10). */
export const mailDmarcRecords = {
  id: 'mail.dmarc-records',
  title: 'DMARC records',
  schema: answers,
};
export type DnsAnswers = z.infer<typeof answers>;

/** The MX RRset and the addresses of each exchange; absent where the domain has no MX. */
export const mailMx = {
  id: 'mail.mx',
  title: 'Mail exchanges',
  schema: z.strictObject({
    /** The single record `0 .` (RFC 7505). */
    nullMx: z.boolean(),
    exchanges: z.array(
      z.strictObject({
        preference: z.int(),
        host: z.string(),
        addresses: listingOf(z.string()),
      }),
    ),
    answers: z.array(DnsAnswer),
  }),
};
export type MailMx = z.infer<typeof mailMx.schema>;

const reply = z.strictObject({ code: z.int(), lines: z.array(z.string()).readonly() });

/** The greeting of an SMTP server and its reply to EHLO (RFC 5321, sections 3.1 and 4.1.1.1). */
export const mailSmtp = {
  id: 'mail.smtp',
  title: 'SMTP greeting',
  schema: z.strictObject({
    greeting: reply,
    ehlo: reply,
    /** Keywords of the EHLO reply, upper case. */
    extensions: z.array(z.string()).readonly(),
  }),
};
export type MailSmtp = z.infer<typeof mailSmtp.schema>;

/** The SPF policy of a domain (RFC 7208), a fact; absent where there is no record. */
export const mailSpf = {
  id: 'mail.spf',
  title: 'SPF policy',
  schema: z.strictObject({
    /** The record; null where there is more than one (permerror). */
    record: z.string().nullable(),
    /** Records that begin with `v=spf1`. */
    records: z.array(z.string()).readonly(),
    /**
     * What keeps receivers from using the record (permerror), with the place; incomplete where an
     * included record is not known.
     */
    errors: listingOf(z.string()),
    /** The terms that cause DNS queries when no sender matches (section 4.6.4), in that order. */
    lookups: listingOf(z.strictObject({ domain: z.string(), term: z.string() })),
    /**
     * The qualifier of the `all` in force, which is what senders not named get; empty where there
     * is none, incomplete where the record redirected to is not known.
     */
    all: listingOf(z.enum(['pass', 'fail', 'softfail', 'neutral'])),
    /**
     * The terms in force that pass everybody, or everybody of one address family, and the includes
     * that lead to them; incomplete where an included record is not known.
     */
    open: listingOf(z.strictObject({ domain: z.string(), term: z.string() })),
    /** The records evaluated, each once; `lookups` counts their own terms. */
    tree: z
      .array(
        z.strictObject({ domain: z.string(), record: z.string().nullable(), lookups: z.int() }),
      )
      .readonly(),
  }),
};
export type MailSpf = z.infer<typeof mailSpf.schema>;

/** At most one policy: empty where receivers apply none, incomplete where it is not known. */
const policy = listingOf(z.enum(['none', 'quarantine', 'reject']));

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
    effective: z.strictObject({ domain: policy, subdomain: policy, nonExistent: policy }),
    testing: z.boolean(),
    /** Aggregate report addresses (`rua`). */
    reports: z.array(z.string()).readonly(),
  }),
};
export type MailDmarc = z.infer<typeof mailDmarc.schema>;
