import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Load balancers and what they listen to, a fact. */
export const cloudBalancers = {
  id: 'cloud.balancers',
  title: 'Load balancers',
  schema: z.strictObject({
    balancers: listingOf(
      namedBy(
        'balancer',
        z.strictObject({
          balancer: z.string(),
          /** In how many availability zones it stands. */
          zones: z.int().nullable(),
        }),
      ),
    ),
    listeners: listingOf(
      namedBy(
        'listener',
        z.strictObject({
          /** The balancer, the protocol and the port. */
          listener: z.string(),
          /** The balancer faces the internet. */
          facing: z.boolean().nullable(),
          /** Null where TLS may end behind the balancer. */
          encrypted: z.boolean().nullable(),
          /** What no rule of it takes is sent to https. */
          redirects: z.boolean().nullable(),
          policy: z.string().nullable(),
          /** The lowest version that the policy admits; null where it is not one that is known. */
          lowest: z.enum(['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3']).nullable(),
        }),
      ),
    ),
  }),
};
export type CloudBalancers = z.infer<typeof cloudBalancers.schema>;
