import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { DnssecStatus } from '../dns/dnssec.ts';

/** A TLSA record against the certificates that one address shows. */
const TlsaMatch = z.strictObject({
  usage: z.int(),
  selector: z.int(),
  matchingType: z.int(),
  /** In hex. */
  data: z.string(),
  /** SMTP senders use it: DANE-TA or DANE-EE, known parameters (RFC 7672, section 3.1). */
  usable: z.boolean(),
  /** It matches what the server shows, as its usage asks for; null where not known. */
  matches: z.boolean().nullable(),
  /** One sentence. */
  reason: z.string(),
});

/** What senders with DANE make of a mail exchange (RFC 7672), a fact; absent where it has no TLSA records. */
export const mailDane = {
  id: 'mail.dane',
  title: 'DANE of the mail exchange',
  schema: z.strictObject({
    owner: z.string(),
    /** Of the TLSA records, or of the denial that there are any. */
    status: DnssecStatus,
    /**
     * Records, their denial, or the addresses are bogus: senders hold the mail back; null where not
     * known.
     */
    bogus: z.boolean().nullable(),
    /** The addresses of the exchange; null where they were not validated. */
    addressStatus: DnssecStatus.nullable(),
    /** Records and addresses are secure, so that senders rely on them; null where not known. */
    secure: z.boolean().nullable(),
    records: z.array(TlsaMatch),
    /** At least one record is usable. */
    usable: z.boolean(),
    /** A usable record matches, of each key that the server shows; null where not known. */
    matches: z.boolean().nullable(),
    /** Two usable records, so that the key can be changed without a gap (RFC 7672, section 5.1). */
    rollover: z.boolean(),
    /** The record that would match the certificate shown, in master-file form; null where none is shown. */
    proposal: z.string().nullable(),
    /** One sentence. */
    reason: z.string(),
  }),
};
export type MailDane = z.infer<typeof mailDane.schema>;

/** How mail to a domain is protected on its way, over all its exchanges (a fact). */
export const mailTransport = {
  id: 'mail.transport',
  title: 'Protection of mail on its way to the domain',
  schema: z.strictObject({
    /** Of the MX RRset; null where it was not validated. */
    mxStatus: DnssecStatus.nullable(),
    /** The MX RRset is secure; null where not known. */
    mxSecure: z.boolean().nullable(),
    /** Mode of the MTA-STS policy; null where there is none that can be used. */
    stsMode: z.enum(['enforce', 'testing', 'none']).nullable(),
    /** Whether there is one is not known. */
    stsUnknown: z.boolean(),
    exchanges: listingOf(
      namedBy(
        'host',
        z.strictObject({
          host: z.string(),
          preference: z.int(),
          /** At every address; null where no address answered or one did not. */
          starttls: z.boolean().nullable(),
          /** TLS was negotiated at every address that offers it. */
          tls: z.boolean().nullable(),
          /** The certificate leads to a public root and is in date, at every address. */
          trusted: z.boolean().nullable(),
          /** The certificate has the name of the exchange. */
          named: z.boolean().nullable(),
          /** All three: what a sender with MTA-STS asks for (RFC 8461, section 4.2). */
          verifiable: z.boolean().nullable(),
          /** A pattern of the policy covers it; null where there is no policy. */
          covered: z.boolean().nullable(),
          /**
           * `valid`: secure records match; `mismatch`: secure, none matches; `bogus`; `unusable`: none
           * that SMTP uses; `insecure`: not signed all the way to the exchange; `none`: no records. They
           * authenticate nobody where the MX records are not secure.
           */
          dane: z.enum(['valid', 'mismatch', 'bogus', 'unusable', 'insecure', 'none']).nullable(),
          /** One sentence about what is wrong or not known; null where nothing is. */
          reason: z.string().nullable(),
        }),
      ),
    ),
    /** Exchanges that senders can authenticate, by DANE or by an enforced policy: all, some, none. */
    authenticated: z.enum(['all', 'some', 'none']).nullable(),
    /**
     * The text of a policy that names the exchanges of the domain: mode `enforce` where there is such
     * a policy already, else `testing`. Null where they are not known.
     */
    policy: z.string().nullable(),
  }),
};
export type MailTransport = z.infer<typeof mailTransport.schema>;
