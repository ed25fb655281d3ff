import { z } from 'zod';
import { listingOf } from '../../listing.ts';
import { Problem } from '../../problem.ts';

/**
 * How a question was put. All but `recursive` have RD clear; all but `no-edns` carry an OPT record
 * with DO set (RFC 3225) and a buffer of 1232 octets, version 0, no options, Z clear.
 *
 * - `iterative`: as a resolver asks an authoritative server.
 * - `recursive`: RD and CD set, for a resolver.
 * - `foreign`: RD set, CD clear: would it resolve for strangers?
 * - `no-edns`: without OPT. `edns-1`: version 1 (RFC 6891, section 6.1.3). `unknown-option`: an
 *   option of code 65001. `z-flag`: a reserved flag of OPT set. `small-buffer`: a buffer of 512
 *   octets, and the truncated answer is the answer.
 * - `mixed-case`: the name in mixed case (RFC 4343).
 */
export const DnsForm = z.enum([
  'iterative',
  'recursive',
  'foreign',
  'no-edns',
  'edns-1',
  'unknown-option',
  'z-flag',
  'small-buffer',
  'mixed-case',
]);
export type DnsForm = z.infer<typeof DnsForm>;

/** `udp` goes on over TCP where the answer is truncated or none comes. */
export const DnsTransport = z.enum(['udp', 'tcp', 'tls', 'https']);
export type DnsTransport = z.infer<typeof DnsTransport>;

/** A server at one address. */
export const DnsServer = z.strictObject({
  /** The name that led to it; null where only the address is known. */
  name: z.string().nullable(),
  address: z.string(),
  port: z.int(),
});
export type DnsServer = z.infer<typeof DnsServer>;

/** A message that came back: its bytes, and what they say in the words of a master file. */
const Reply = z.strictObject({
  /** Over which it came; over `tcp` though `udp` was asked for where UDP was truncated or silent. */
  transport: DnsTransport,
  /** IANA mnemonic, the bits of EDNS included. */
  rcode: z.string(),
  /** Those set, of `aa tc rd ra ad cd`. */
  flags: z.array(z.string()),
  answer: z.array(z.string()),
  authority: z.array(z.string()),
  additional: z.array(z.string()),
  /** The whole message in base64. */
  wire: z.base64(),
});

/** One question to one server and what came of it. */
export const DnsExchange = z.strictObject({
  server: DnsServer,
  /** Name in presentation form without the trailing dot, as sent; type and class as mnemonics. */
  question: z.strictObject({ name: z.string(), type: z.string(), class: z.enum(['IN', 'CH']) }),
  form: DnsForm,
  transport: DnsTransport,
  /** Null where no message that answers the question came back. */
  reply: Reply.nullable(),
  /** Of the transport asked for: why it gave no whole answer, even where another then did. */
  problem: Problem.nullable(),
  /** A truncated message that came before the reply, in base64. */
  truncated: z.base64().nullable(),
  /** Messages sent. */
  tries: z.int(),
  /** From the first message sent to the reply. */
  ms: z.number(),
});
export type DnsExchange = z.infer<typeof DnsExchange>;

/** Exchanges of a probe; not complete where questions were left out. */
export const DnsExchanges = listingOf(DnsExchange);
