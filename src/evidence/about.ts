import { z } from 'zod';

/** Who and what a report is for, as its readers want it on the first page; assay cannot see it. */
export const About = z.strictObject({
  organisation: z.string().nullable(),
  /** What was audited, in the words of those who run it. */
  system: z.string().nullable(),
  /** Such as `confidential`. */
  classification: z.string().nullable(),
  preparedBy: z.string().nullable(),
  reviewedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  /** What belongs to the system and was left out on purpose. */
  excluded: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
});
export type About = z.infer<typeof About>;

/** Of a report for which nobody said anything. */
export const NOTHING_SAID: About = {
  organisation: null,
  system: null,
  classification: null,
  preparedBy: null,
  reviewedBy: null,
  approvedBy: null,
  excluded: [],
};
