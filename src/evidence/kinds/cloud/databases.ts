import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** The databases of an account, a fact: clusters, and instances that are in none. */
export const cloudDatabases = {
  id: 'cloud.databases',
  title: 'Databases',
  schema: z.strictObject({
    /** What an export does not say of one of them is null. */
    databases: listingOf(
      namedBy(
        'id',
        z.strictObject({
          /** The ARN; the identifier where the export has no ARN. */
          id: z.string(),
          is: z.enum(['instance', 'cluster']),
          engine: z.string().nullable(),
          region: z.string().nullable(),
          /** Storage is encrypted; of a cluster, that of its members too. */
          encrypted: z.boolean().nullable(),
          /** The key that it is encrypted with is one of the customer's own. */
          customerKey: z.boolean().nullable(),
          /** It has an address that the internet can reach; of a cluster, any of its members has. */
          public: z.boolean().nullable(),
          /** The parameter of its engine that refuses connections without TLS is on, and applied. */
          tlsEnforced: z.boolean().nullable(),
          /** It goes on in another availability zone by itself. */
          multiZone: z.boolean().nullable(),
          /** A copy that another database feeds. */
          replica: z.boolean(),
        }),
      ),
    ),
  }),
};
export type CloudDatabases = z.infer<typeof cloudDatabases.schema>;
export type CloudDatabase = CloudDatabases['databases']['items'][number];
