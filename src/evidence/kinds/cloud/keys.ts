import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** The keys of an account, a fact. */
export const cloudKeys = {
  id: 'cloud.keys',
  title: 'Keys',
  schema: z.strictObject({
    /** What was not exported of a key is null. */
    keys: listingOf(
      namedBy(
        'id',
        z.strictObject({
          /** The ARN; the id where the export has no ARN. */
          id: z.string(),
          /** Its owner is the customer and not the provider. */
          customer: z.boolean().nullable(),
          enabled: z.boolean().nullable(),
          /** The service can rotate it: an enabled symmetric key of the customer whose material the service made. */
          rotatable: z.boolean().nullable(),
          rotated: z.boolean().nullable(),
          /** Days from one rotation to the next; null where it is not rotated or that is not known. */
          periodDays: z.int().nullable(),
        }),
      ),
    ),
  }),
};
export type CloudKeys = z.infer<typeof cloudKeys.schema>;
export type CloudKey = CloudKeys['keys']['items'][number];
