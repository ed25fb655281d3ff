import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** The disks of an account, a fact. */
export const cloudDisks = {
  id: 'cloud.disks',
  title: 'Disks',
  schema: z.strictObject({
    disks: listingOf(
      namedBy(
        'id',
        z.strictObject({
          id: z.string(),
          zone: z.string().nullable(),
          encrypted: z.boolean().nullable(),
        }),
      ),
    ),
    /** Regions, and whether new disks there are encrypted without being asked for. */
    regions: listingOf(
      namedBy('region', z.strictObject({ region: z.string(), encrypted: z.boolean() })),
    ),
  }),
};
export type CloudDisks = z.infer<typeof cloudDisks.schema>;
