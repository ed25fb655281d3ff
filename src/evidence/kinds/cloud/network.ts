import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** How private networks are joined, watched and entered, a fact. */
export const cloudNetwork = {
  id: 'cloud.network',
  title: 'Private networks',
  schema: z.strictObject({
    peerings: listingOf(
      namedBy(
        'peering',
        z.strictObject({
          /** Its id, with the networks that it joins. */
          peering: z.string(),
          active: z.boolean().nullable(),
        }),
      ),
    ),
    /** One for each network that has a security group. */
    networks: listingOf(
      namedBy(
        'network',
        z.strictObject({
          network: z.string(),
          /** A flow log of the whole network is active and was delivered. */
          logged: z.boolean().nullable(),
        }),
      ),
    ),
    vpns: listingOf(
      namedBy(
        'endpoint',
        z.strictObject({
          endpoint: z.string(),
          /** Types of authentication, as AWS names them; null where not known. */
          authentication: z.array(z.string()).nullable(),
        }),
      ),
    ),
    /** Of `peerings` and `vpns`, those that the policy says there are none of, and none are seen. */
    without: z.array(z.enum(['peerings', 'vpns'])),
  }),
};
export type CloudNetwork = z.infer<typeof cloudNetwork.schema>;
