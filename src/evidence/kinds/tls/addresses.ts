import { z } from 'zod';

/** Whether all answers are the same; null where one of them is missing and the others agree. */
const Alike = z.boolean().nullable();

/** How far the addresses of a name give the same answers. */
export const tlsAddresses = {
  id: 'tls.addresses',
  title: 'Addresses compared',
  schema: z.strictObject({
    addresses: z.array(z.string()),
    versions: Alike,
    cipherSuites: Alike,
    groups: Alike,
    /** The certificates shown for the target's name. */
    certificates: Alike,
  }),
};
export type TlsAddresses = z.infer<typeof tlsAddresses.schema>;
