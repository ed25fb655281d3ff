import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** Web application firewalls, a fact. */
export const cloudWebAcls = {
  id: 'cloud.web-acls',
  title: 'Web application firewalls',
  schema: z.strictObject({
    acls: listingOf(
      namedBy(
        'acl',
        z.strictObject({
          acl: z.string(),
          /** Something is behind it; null of those of CloudFront, whose distributions say it. */
          attached: z.boolean().nullable(),
          /** A managed group of rules acts on what it finds, and does not only count it. */
          managed: z.boolean().nullable(),
          /** A rule stops those who ask too often. */
          limited: z.boolean().nullable(),
          /** Requests that the rules admit in their window of time. */
          limits: z.array(z.int()),
        }),
      ),
    ),
  }),
};
export type CloudWebAcls = z.infer<typeof cloudWebAcls.schema>;
