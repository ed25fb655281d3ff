import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Trails that record who did what in the account, a fact. */
export const cloudTrails = {
  id: 'cloud.trails',
  title: 'Audit trails of the account',
  schema: z.strictObject({
    trails: listingOf(
      namedBy(
        'trail',
        z.strictObject({
          trail: z.string(),
          everyRegion: z.boolean().nullable(),
          /** Whatever manages the account is recorded, be it read or changed. */
          allManagement: z.boolean().nullable(),
          logging: z.boolean().nullable(),
          /** Hours from the latest delivery to the export. */
          deliveredHours: z.number().nullable(),
          /** The latest delivery went wrong. */
          failing: z.boolean().nullable(),
          /** Files of the log are signed for, so that a change shows. */
          validated: z.boolean().nullable(),
          /** Under a key of the key management service. */
          encrypted: z.boolean().nullable(),
        }),
      ),
    ),
  }),
};
export type CloudTrails = z.infer<typeof cloudTrails.schema>;
