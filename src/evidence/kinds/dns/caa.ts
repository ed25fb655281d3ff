import { z } from 'zod';
import { DnsAnswer } from './answer.ts';

/** The CAA RRset in force for a name, found by climbing (RFC 8659, section 3). */
export const dnsCaa = {
  id: 'dns.caa',
  title: 'Certification authority authorisation',
  schema: z.strictObject({
    /** The name that holds the RRset. */
    owner: z.string(),
    records: z.array(z.strictObject({ critical: z.boolean(), tag: z.string(), value: z.string() })),
    answers: z.array(DnsAnswer),
  }),
};
export type DnsCaa = z.infer<typeof dnsCaa.schema>;
