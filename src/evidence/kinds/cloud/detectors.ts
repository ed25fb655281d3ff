import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Intrusion detection by region, a fact. */
export const cloudDetectors = {
  id: 'cloud.detectors',
  title: 'Intrusion detection',
  schema: z.strictObject({
    detectors: listingOf(
      namedBy('region', z.strictObject({ region: z.string(), enabled: z.boolean().nullable() })),
    ),
  }),
};
export type CloudDetectors = z.infer<typeof cloudDetectors.schema>;
