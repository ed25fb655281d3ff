import { z } from 'zod';
import { Problem } from '../../problem.ts';
import { TlsVersion } from './versions.ts';

/**
 * Looks for flaws of implementations. Each is absent where the server does not offer what the flaw
 * needs, and unavailable where the server fell silent before it could be told.
 */

/** CVE-2014-0160: a heartbeat is answered with more than was sent. Absent without heartbeat. */
export const tlsHeartbleed = {
  id: 'tls.heartbleed',
  title: 'Heartbleed',
  schema: z.strictObject({ version: TlsVersion, vulnerable: z.boolean(), detail: z.string() }),
};
export type TlsHeartbleed = z.infer<typeof tlsHeartbleed.schema>;

/** CVE-2014-0224: ChangeCipherSpec is taken before keys are agreed. Absent without TLS 1.2 and before. */
export const tlsCcsInjection = {
  id: 'tls.ccs-injection',
  title: 'CCS injection',
  schema: z.strictObject({
    version: TlsVersion,
    vulnerable: z.boolean(),
    /** What came after the first and the second ChangeCipherSpec, such as `silence`, `alert 10`. */
    first: z.string(),
    second: z.string().nullable(),
  }),
};
export type TlsCcsInjection = z.infer<typeof tlsCcsInjection.schema>;

/** Bleichenbacher's oracle (ROBOT). Absent where no suite with RSA key exchange is accepted. */
export const tlsRobot = {
  id: 'tls.robot',
  title: 'ROBOT',
  schema: z.strictObject({
    version: TlsVersion,
    oracle: z.enum(['none', 'weak', 'strong']),
    /** The answer to each form of padding, for either flow of messages that was tried. */
    answers: z.array(z.strictObject({ flow: z.string(), padding: z.string(), answer: z.string() })),
  }),
};
export type TlsRobot = z.infer<typeof tlsRobot.schema>;

/** CVE-2016-9244: memory behind a short session id is echoed. Absent without session tickets. */
export const tlsTicketbleed = {
  id: 'tls.ticketbleed',
  title: 'Ticketbleed',
  schema: z.strictObject({ version: TlsVersion, vulnerable: z.boolean(), detail: z.string() }),
};
export type TlsTicketbleed = z.infer<typeof tlsTicketbleed.schema>;

/** CVE-2025-49812: plain HTTP offers an upgrade to TLS. Only for web targets. */
export const tlsOpossum = {
  id: 'tls.opossum',
  title: 'Upgrade from plain HTTP (Opossum)',
  schema: z.strictObject({ upgradeOffered: z.boolean(), detail: z.string() }),
};
export type TlsOpossum = z.infer<typeof tlsOpossum.schema>;

/** Commands sent in the clear behind STARTTLS are carried out inside TLS (CVE-2011-0411). */
export const tlsStarttlsInjection = {
  id: 'tls.starttls-injection',
  title: 'Commands injected before STARTTLS',
  schema: z.strictObject({ vulnerable: z.boolean(), detail: z.string() }),
};
export type TlsStarttlsInjection = z.infer<typeof tlsStarttlsInjection.schema>;

/**
 * SSL 2.0 at other ports of the same host that may hold the same key (DROWN, CVE-2016-0800). Absent
 * where the configuration names no sibling ports; the endpoint itself is in `tls.cipher-suites`.
 */
export const tlsSiblings = {
  id: 'tls.siblings',
  title: 'SSL 2.0 at sibling ports',
  schema: z.strictObject({
    siblings: z.array(
      z.strictObject({
        port: z.int(),
        /** Null where not known. */
        ssl2: z.boolean().nullable(),
        /** Shares the key with a certificate of this endpoint; null where not known. */
        sameKey: z.boolean().nullable(),
        problem: Problem.nullable(),
      }),
    ),
  }),
};
export type TlsSiblings = z.infer<typeof tlsSiblings.schema>;
