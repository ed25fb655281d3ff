import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { DnsAnswer } from '../dns/answer.ts';

const answers = z.strictObject({ answers: listingOf(DnsAnswer) });
export type DnsAnswers = z.infer<typeof answers>;

/**
 * TXT of a domain and of every name that its SPF record includes or redirects to; A, AAAA and MX of
 * the names that `a`, `mx` and `exists` ask for; type SPF (99) of the domain; SOA of the registrable
 * domain of a name that does not exist, and of one that depends on the sender; A of the names that an
 * `exists` makes of two strangers. Not complete where one gave no answer or was left out.
 */
export const mailSpfRecords = {
  id: 'mail.spf-records',
  title: 'SPF records',
  schema: answers,
};

/** TXT of the DMARC tree walk (RFC 9989, section 4.10) and of what older receivers ask for. */
export const mailDmarcRecords = {
  id: 'mail.dmarc-records',
  title: 'DMARC records',
  schema: answers,
};

/**
 * For each host that DMARC reports go to: TXT of its consent (RFC 9990), the tree walk that finds
 * its organizational domain, MX, A and AAAA. Absent where no record asks for reports.
 */
export const mailDmarcReceivers = {
  id: 'mail.dmarc-receivers',
  title: 'Receivers of DMARC reports',
  schema: answers,
};

/** TXT at `_smtp._tls` of the domain (RFC 8460, section 3). */
export const mailTlsRptRecords = {
  id: 'mail.tls-rpt-records',
  title: 'TLS reporting records',
  schema: answers,
};

/** TXT at `default._bimi` of the domain. */
export const mailBimiRecords = { id: 'mail.bimi-records', title: 'BIMI records', schema: answers };

/** A server that the deployment says it sends from. */
export const MailSender = z.strictObject({
  /** IPv4 or IPv6. */
  address: z.string(),
  /** The mailbox or domain of MAIL FROM. */
  from: z.string(),
  /** The name it greets with. */
  helo: z.string(),
});
export type MailSender = z.infer<typeof MailSender>;

/** All that the SPF evaluation of each sender named in the settings asks for; absent where none is. */
export const mailSenderRecords = {
  id: 'mail.sender-records',
  title: 'What SPF asks for each sender named',
  schema: z.strictObject({ senders: z.array(MailSender), answers: listingOf(DnsAnswer) }),
};
export type MailSenderRecords = z.infer<typeof mailSenderRecords.schema>;
