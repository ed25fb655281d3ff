import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';
import { MailSender } from './answers.ts';

/** A term and the domain in whose record it stands. */
const place = z.strictObject({ domain: z.string(), term: z.string() });
const places = listingOf(place);

/** A step of the evaluation that nothing matches. */
const Step = z.strictObject({
  /** 0 for terms of the domain's own record. */
  depth: z.int(),
  /** Whose record it stands in. */
  domain: z.string(),
  term: z.string(),
  /** Column in that record, counted from 1. */
  column: z.int(),
  /** Null for modifiers. */
  qualifier: z.enum(['pass', 'fail', 'softfail', 'neutral']).nullable(),
  /** Queries that it counts for, and all up to and with it (RFC 7208, section 4.6.4). */
  lookups: z.int(),
  total: z.int(),
  /** Its query is void for an IPv4 sender, for an IPv6 sender; null where that is not known. */
  void: z.strictObject({ ipv4: z.boolean().nullable(), ipv6: z.boolean().nullable() }),
  /** The name asked for, where it does not depend on the sender. */
  target: z.string().nullable(),
  /** Networks that it names, addresses that its names have; in CIDR form, at most 50. */
  networks: z.array(z.string()),
  /** What it leads to that breaks the record. */
  error: z.string().nullable(),
});
export type SpfStep = z.infer<typeof Step>;

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
     * included record is not known. Too many lookups and void lookups are not among them.
     */
    errors: listingOf(z.string()),
    /** The terms that cause DNS queries when no sender matches (section 4.6.4), in that order. */
    lookups: places,
    /** Terms whose query is void (NXDOMAIN or no records) for every sender of that family. */
    voidLookups: z.strictObject({
      ipv4: places,
      ipv6: places,
      /** Terms whose query may be void, as the sender has it: `ptr`, macros. */
      possible: places,
    }),
    /**
     * The qualifier of the `all` in force, which is what senders not named get; empty where there
     * is none, incomplete where the record redirected to is not known.
     */
    all: listingOf(z.enum(['pass', 'fail', 'softfail', 'neutral'])),
    /**
     * The terms in force that pass everybody, or everybody of one address family, by themselves or
     * together, and the includes that lead to them; incomplete where an included record is not known.
     */
    open: places,
    /**
     * The record is `v=spf1 -all`, or does nothing but redirect to such a record: the domain sends no
     * mail. Null where the record redirected to is not known.
     */
    sendsNone: z.boolean().nullable(),
    /** The records evaluated, each once; `lookups` counts their own terms. */
    evaluated: z.array(
      z.strictObject({ domain: z.string(), record: z.string().nullable(), lookups: z.int() }),
    ),
    /** The evaluation that nothing matches, term for term, the terms of included records in their place. */
    tree: listingOf(Step),
    /** Addresses that pass, by what the terms that pass name; overlaps are counted once. */
    space: z.strictObject({
      /** Null where addresses of some term are not known; `ptr` and `exists` name none. */
      ipv4Addresses: z.number().nullable(),
      /** Terms that name networks larger than /16 (IPv4) or /32 (IPv6). */
      wide: listingOf(
        namedBy(
          'term',
          z.strictObject({ domain: z.string(), term: z.string(), network: z.string() }),
        ),
      ),
      /** Networks in private or reserved address space. */
      reserved: listingOf(
        namedBy(
          'term',
          z.strictObject({ domain: z.string(), term: z.string(), network: z.string() }),
        ),
      ),
    }),
    /**
     * Names that terms in force ask for and that do not exist: their own, the ends of their aliases,
     * the servers behind `mx`, the registrable domains that names made of the sender's address end in.
     */
    dangling: listingOf(
      namedBy(
        'name',
        z.strictObject({
          domain: z.string(),
          term: z.string(),
          name: z.string(),
          /** A match would pass the sender. */
          passes: z.boolean(),
          /**
           * Its registrable domain exists; null where not known, and where nobody can register one:
           * the top-level domain does not exist.
           */
          domainExists: z.boolean().nullable(),
        }),
      ),
    ),
    /** `ptr` terms (section 5.5: SHOULD NOT be used). */
    ptr: places,
    /** Terms of the domain's own record after `all`, and `redirect` beside it, which nobody reads. */
    afterAll: z.array(place),
    /** Terms with macros in force. */
    macros: places,
    /** Includes that stand more than once in the evaluation. */
    repeated: places,
    /** Octets of the domain's record (section 3.4: 450 fit into 512 octets of DNS). */
    octets: z.int(),
    /** Records of the obsolete type SPF (section 3.1); null where not known. */
    typeSpf: z.array(z.string()).nullable(),
    /** Sender ID records (`spf2.0/`). */
    senderId: z.array(z.string()),
    /** The name of the explanation text; null where there is none. */
    explanation: z.string().nullable(),
    /**
     * The record with what can be mended without asking anybody, in master-file form
     * (`example.com. IN TXT "v=spf1 mx ~all"`): it ends with `~all` where it had +all, ?all or none,
     * and is without `ptr` and without terms after `all`. Null where it needs none of that.
     */
    proposal: z.string().nullable(),
  }),
};
export type MailSpf = z.infer<typeof mailSpf.schema>;

/** RFC 7208, section 2.6. */
const SPF_RESULTS = [
  'none',
  'neutral',
  'pass',
  'fail',
  'softfail',
  'temperror',
  'permerror',
] as const;
const SpfResult = z.enum(SPF_RESULTS);
export type SpfResult = z.infer<typeof SpfResult>;

/** What SPF says of each sender named in the settings (a fact). */
export const mailSenders = {
  id: 'mail.senders',
  title: 'SPF results of the senders named',
  schema: z.strictObject({
    senders: z.array(
      namedBy(
        'address',
        z.strictObject({
          ...MailSender.shape,
          /** The domain whose record was evaluated. */
          domain: z.string(),
          /** Null where an answer is not known. */
          result: SpfResult.nullable(),
          /** The term that decided; null where none did. */
          by: z.string().nullable(),
          lookups: z.int(),
          voidLookups: z.int(),
          /** Why, in one sentence. */
          reason: z.string(),
        }),
      ),
    ),
  }),
};
export type MailSenders = z.infer<typeof mailSenders.schema>;
