import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Who may sign in to the account, and how, a fact. */
export const cloudPeople = {
  id: 'cloud.people',
  title: 'People and keys of the account',
  schema: z.strictObject({
    /** With the root user. */
    people: listingOf(
      namedBy(
        'person',
        z.strictObject({
          person: z.string(),
          /** Signs in to the console with a password. */
          password: z.boolean().nullable(),
          secondFactor: z.boolean().nullable(),
          /** Access keys that are active; null where that is not known. */
          keys: z
            .array(
              namedBy(
                'key',
                z.strictObject({
                  key: z.string(),
                  /** Days from its last change to the report. */
                  days: z.number().nullable(),
                }),
              ),
            )
            .nullable(),
        }),
      ),
    ),
    root: z.strictObject({
      /** It has an access key that is active. */
      keys: z.boolean().nullable(),
      /** It needs a second factor to sign in, or cannot sign in. */
      guarded: z.boolean().nullable(),
    }),
  }),
};
export type CloudPeople = z.infer<typeof cloudPeople.schema>;
