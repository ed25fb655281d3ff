import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** How the default branch of a repository is protected; null is what the exports do not tell. */
const Repository = namedBy(
  'name',
  z.strictObject({
    /** `OWNER/REPOSITORY@BRANCH`. */
    name: z.string(),
    /** People who have to approve of a change before it is merged; null where some may go around it. */
    approvals: z.number().nullable(),
    /** Checks that have to succeed before; likewise. */
    checks: z.number().nullable(),
    /** Administrators may not go around it. */
    forAdministrators: z.boolean().nullable(),
  }),
);

export const cloudRepositories = {
  id: 'cloud.repositories',
  title: 'Repositories and their branches',
  schema: z.strictObject({ repositories: listingOf(Repository) }),
};
export type CloudRepositories = z.infer<typeof cloudRepositories.schema>;
