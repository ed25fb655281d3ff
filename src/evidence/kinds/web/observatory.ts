import { z } from 'zod';
import { namedBy } from '../../listing.ts';

/**
 * What the MDN HTTP Observatory would say of the same evidence, a fact: its rules with its mistakes,
 * so that the difference can be shown. Absent where it gives no grade.
 */
export const webObservatory = {
  id: 'web.observatory',
  title: 'Opinion of the MDN HTTP Observatory',
  schema: z.strictObject({
    opinions: z.array(
      namedBy(
        'algorithm',
        z.strictObject({
          /** Version of its algorithm, and the release or source it was read from. */
          algorithm: z.int(),
          source: z.string(),
          /** The public service is believed to run this one. */
          current: z.boolean(),
          score: z.int(),
          letter: z.string(),
          tests: z.array(
            namedBy(
              'test',
              z.strictObject({
                /** As `content-security-policy`. */
                test: z.string(),
                /** As `csp-not-implemented`. */
                result: z.string(),
                /** What it adds to the score; bonuses count only from 90 on. */
                modifier: z.int(),
                pass: z.boolean(),
                /** Where its reading is not what browsers do; empty where it is. */
                difference: z.string(),
              }),
            ),
          ),
        }),
      ),
    ),
    /** What it looks at and we did not, as its list of preloaded hosts. */
    without: z.array(z.string()),
  }),
};
export type WebObservatory = z.infer<typeof webObservatory.schema>;
