import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Virtual servers that run, a fact. */
export const cloudInstances = {
  id: 'cloud.instances',
  title: 'Virtual servers',
  schema: z.strictObject({
    instances: listingOf(
      namedBy(
        'instance',
        z.strictObject({
          /** Its id, with its name where it has one. */
          instance: z.string(),
          /** Null where it has an IPv6 address of the internet alone: its routes decide. */
          public: z.boolean().nullable(),
          /** The policy names it as meant to be public. */
          allowed: z.boolean(),
          /** Its metadata is given to sessions only (IMDSv2), or to nobody. */
          metadataGuarded: z.boolean().nullable(),
        }),
      ),
    ),
  }),
};
export type CloudInstances = z.infer<typeof cloudInstances.schema>;
