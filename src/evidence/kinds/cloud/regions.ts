import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Where the exports show that data is stored and handled, a fact. */
export const cloudRegions = {
  id: 'cloud.regions',
  title: 'Regions in use',
  schema: z.strictObject({
    /** `anywhere`: what a rule's parameter says where no region was promised. */
    anywhere: z.string(),
    regions: listingOf(
      namedBy(
        'region',
        z.strictObject({
          region: z.string(),
          /** One of the resources there. */
          example: z.string(),
        }),
      ),
    ),
  }),
};
export type CloudRegions = z.infer<typeof cloudRegions.schema>;
