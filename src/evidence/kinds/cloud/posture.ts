import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** What one check found at one resource. */
const PostureCheck = namedBy(
  'name',
  z.strictObject({
    /** The check and the resource. */
    name: z.string(),
    /** By which rules choose it: its id, and `*`, which is all of them. */
    chosenBy: z.array(z.string()),
    /** True for PASS, false for FAIL, null for what a person has to look at. */
    passed: z.boolean().nullable(),
    severity: z.string().nullable(),
    detail: z.string().nullable(),
  }),
);

/** What a scanner of cloud accounts found. */
export const cloudPosture = {
  id: 'cloud.posture',
  title: 'Checks of Prowler',
  schema: z.strictObject({
    checks: listingOf(PostureCheck),
    /**
     * What has been checked at one resource at least: ids, and `*` where there is any. Never complete:
     * what is not in it may not have been run.
     */
    made: listingOf(z.string()),
  }),
};
export type CloudPosture = z.infer<typeof cloudPosture.schema>;
