import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Groups of servers that stand in for each other, a fact. */
export const cloudScaling = {
  id: 'cloud.scaling',
  title: 'Groups of servers',
  schema: z.strictObject({
    /** Without those that may hold no server at all. */
    groups: listingOf(
      namedBy(
        'group',
        z.strictObject({
          group: z.string(),
          /** It never has fewer servers. */
          least: z.int().nullable(),
          /** Availability zones. */
          zones: z.int().nullable(),
        }),
      ),
    ),
  }),
};
export type CloudScaling = z.infer<typeof cloudScaling.schema>;
