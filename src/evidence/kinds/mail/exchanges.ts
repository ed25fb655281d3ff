import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { DnsAnswer } from '../dns/answer.ts';
import { DnsPath } from '../dns/observed.ts';

/** The MX RRset, the addresses of each exchange, and those of the domain itself where it has no MX. */
export const mailMx = {
  id: 'mail.mx',
  title: 'Mail exchanges',
  schema: z.strictObject({
    /** The single record `0 .` (RFC 7505). */
    nullMx: z.boolean(),
    /** By preference, then by name. */
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

/** What the MX records of a domain say (RFC 5321, section 5.1; RFC 7505), a fact. */
export const mailExchanges = {
  id: 'mail.exchanges',
  title: 'What the MX records say',
  schema: z.strictObject({
    /**
     * `exchanges`; `null-mx`: takes no mail; `null-mx-mixed`: the null MX beside others; `implicit`:
     * no MX, so that mail goes to the address of the domain; `none`: neither MX nor address.
     * Null where it is not known whether the domain has an address.
     */
    state: z.enum(['exchanges', 'null-mx', 'null-mx-mixed', 'implicit', 'none']).nullable(),
    exchanges: z.array(
      namedBy(
        'host',
        z.strictObject({
          host: z.string(),
          preference: z.int(),
          addresses: listingOf(z.string()),
          /** Where the name leads that is an alias (RFC 5321, section 5.1: must not); null where it is none. */
          alias: z.string().nullable(),
          /** An address in place of a name. */
          literal: z.boolean(),
          /** The name does not exist; null where not known. */
          missing: z.boolean().nullable(),
          /** A name that never takes mail: `localhost`, below `.invalid`, or the root. */
          placeholder: z.boolean(),
          /** The same host stands in another record. */
          repeated: z.boolean(),
          /** Addresses that nobody outside can reach. */
          special: z.array(z.string()),
        }),
      ),
    ),
  }),
};
export type MailExchanges = z.infer<typeof mailExchanges.schema>;

const reply = z.strictObject({ code: z.int(), lines: z.array(z.string()).readonly() });

/** The greeting of an SMTP server and its replies to EHLO and STARTTLS (RFC 5321, RFC 3207). */
export const mailSmtp = {
  id: 'mail.smtp',
  title: 'SMTP greeting',
  schema: z.strictObject({
    greeting: reply,
    ehlo: reply,
    /** Keywords of the EHLO reply, upper case. */
    extensions: z.array(z.string()).readonly(),
    /**
     * The reply to STARTTLS, after which the connection is closed. Null where EHLO does not list it,
     * so that it was not sent, and where the server closed, was silent or said what is no reply: then
     * it is not known whether TLS begins there.
     */
    starttls: reply.nullable(),
  }),
};
export type MailSmtp = z.infer<typeof mailSmtp.schema>;

/** PTR of the address of a mail exchange, and A or AAAA of the names that it gives. */
export const mailReverseDns = {
  id: 'mail.reverse-dns',
  title: 'Reverse DNS',
  schema: z.strictObject({ address: z.string(), answers: listingOf(DnsAnswer) }),
};
export type MailReverseDns = z.infer<typeof mailReverseDns.schema>;

/** Whether the address of an exchange has a name that leads back to it, a fact. */
export const mailReverse = {
  id: 'mail.reverse',
  title: 'Forward-confirmed reverse DNS',
  schema: z.strictObject({
    address: z.string(),
    /** Names that the PTR records give. */
    names: z.array(z.string()),
    /** One of them has this address; null where not known. */
    confirmed: z.boolean().nullable(),
  }),
};
export type MailReverse = z.infer<typeof mailReverse.schema>;

/** The MX RRset of a domain with all that validates it. */
export const mailMxChain = {
  id: 'mail.mx-chain',
  title: 'Chain of trust to the MX records',
  schema: DnsPath,
};

/** A and AAAA of a mail exchange with all that validates them. */
export const mailAddressChains = {
  id: 'mail.address-chains',
  title: 'Chains of trust to the addresses of the exchange',
  schema: z.strictObject({ paths: z.array(DnsPath) }),
};
export type MailAddressChains = z.infer<typeof mailAddressChains.schema>;
