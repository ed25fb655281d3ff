import { z } from 'zod';

/** One answered DNS question: the wire bytes and their decoded form. */
export const DnsAnswer = z.strictObject({
  /** Presentation form without the trailing dot; `.` for the root. */
  name: z.string(),
  /** Mnemonic of the type asked for (IANA). */
  type: z.string(),
  rcode: z.enum(['NOERROR', 'NXDOMAIN']),
  /** The AD bit of the answer. */
  authenticated: z.boolean(),
  /** Records of the answer section, data in presentation form (RFC 1035, section 5.1). */
  records: z.array(
    z.strictObject({ name: z.string(), type: z.string(), ttl: z.int(), data: z.string() }),
  ),
  /** The whole message in base64. */
  wire: z.base64(),
});
export type DnsAnswer = z.infer<typeof DnsAnswer>;
