import { z } from 'zod';
import { listingOf, namedBy } from '../../listing.ts';

/** The buckets of an account, a fact. */
export const cloudBuckets = {
  id: 'cloud.buckets',
  title: 'Buckets',
  schema: z.strictObject({
    /** What was not exported of a bucket is null. */
    buckets: listingOf(
      namedBy(
        'name',
        z.strictObject({
          name: z.string(),
          /** What new objects are encrypted with, `AES256` or `aws:kms`. */
          algorithm: z.string().nullable(),
          encrypted: z.boolean().nullable(),
          /** With a key of KMS that is named. */
          kms: z.boolean().nullable(),
          /** All four blocks of public access are on, of the bucket or of the account. */
          blocked: z.boolean().nullable(),
          /** Its policy lets everybody in. */
          policyPublic: z.boolean().nullable(),
          /** Its policy denies everything to everybody who comes without TLS. */
          tlsOnly: z.boolean().nullable(),
          versioned: z.boolean().nullable(),
        }),
      ),
    ),
  }),
};
export type CloudBuckets = z.infer<typeof cloudBuckets.schema>;
export type CloudBucket = CloudBuckets['buckets']['items'][number];
