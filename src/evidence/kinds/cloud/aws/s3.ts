import { z } from 'zod';
import type { Output } from '../output.ts';

/**
 * What S3 answers where something was never set: an error, whose code says so. The command line
 * prints it as text; an export that has it in this form says that there is none.
 */
const Refusal = z.object({ Code: z.string() }).optional();

/** The codes of such errors. Others, such as `AccessDenied`, tell nothing of the bucket. */
export const NEVER_SET: ReadonlySet<string> = new Set([
  'NoSuchBucketPolicy',
  'NoSuchPublicAccessBlockConfiguration',
  'ServerSideEncryptionConfigurationNotFoundError',
]);

/** The region is left away by older versions of the API, and where nothing was asked for besides. */
const Buckets = z.object({
  Buckets: z.array(z.object({ Name: z.string(), BucketRegion: z.string().optional() })),
});

/** Null for the first region of all, `EU` for one of the first. */
const BucketLocation = z.object({ LocationConstraint: z.string().nullish() });

const BucketEncryption = z.object({
  Error: Refusal,
  ServerSideEncryptionConfiguration: z
    .object({
      Rules: z.array(
        z.object({
          ApplyServerSideEncryptionByDefault: z
            .object({ SSEAlgorithm: z.string(), KMSMasterKeyID: z.string().optional() })
            .optional(),
        }),
      ),
    })
    .optional(),
});
export type BucketEncryption = z.infer<typeof BucketEncryption>;

const PublicAccessBlock = z.object({
  Error: Refusal,
  PublicAccessBlockConfiguration: z
    .object({
      BlockPublicAcls: z.boolean().optional(),
      IgnorePublicAcls: z.boolean().optional(),
      BlockPublicPolicy: z.boolean().optional(),
      RestrictPublicBuckets: z.boolean().optional(),
    })
    .optional(),
});
export type PublicAccessBlock = z.infer<typeof PublicAccessBlock>;

const BucketPolicyStatus = z.object({
  Error: Refusal,
  PolicyStatus: z.object({ IsPublic: z.boolean().optional() }).optional(),
});
export type BucketPolicyStatus = z.infer<typeof BucketPolicyStatus>;

const BucketPolicy = z.object({
  Error: Refusal,
  /** A JSON document in a text. */
  Policy: z.string().optional(),
});
export type BucketPolicy = z.infer<typeof BucketPolicy>;

/** Without `Status` for a bucket that never had versions. */
const BucketVersioning = z.object({ Status: z.string().optional() });

export const s3Buckets: Output<z.infer<typeof Buckets>> = {
  what: 'aws s3api list-buckets',
  schema: Buckets,
  key: 'Buckets',
  per: 'account',
  names: ['Name'],
};

export const s3Location: Output<z.infer<typeof BucketLocation>> = {
  what: 'aws s3api get-bucket-location',
  schema: BucketLocation,
  key: 'LocationConstraint',
  per: 'resource',
  names: [],
};

export const s3Encryption: Output<BucketEncryption> = {
  what: 'aws s3api get-bucket-encryption',
  schema: BucketEncryption,
  key: 'ServerSideEncryptionConfiguration',
  per: 'resource',
  names: [],
};

export const s3PublicAccessBlock: Output<PublicAccessBlock> = {
  what: 'aws s3api get-public-access-block',
  schema: PublicAccessBlock,
  key: null,
  per: 'resource',
  names: [],
};

/** Of the account: it holds for all buckets. */
export const s3AccountPublicAccessBlock: Output<PublicAccessBlock> = {
  what: 'aws s3control get-public-access-block',
  schema: PublicAccessBlock,
  key: null,
  per: 'account',
  names: [],
};

export const s3PolicyStatus: Output<BucketPolicyStatus> = {
  what: 'aws s3api get-bucket-policy-status',
  schema: BucketPolicyStatus,
  key: 'PolicyStatus',
  per: 'resource',
  names: [],
};

export const s3Policy: Output<BucketPolicy> = {
  what: 'aws s3api get-bucket-policy',
  schema: BucketPolicy,
  key: 'Policy',
  per: 'resource',
  names: [],
};

export const s3Versioning: Output<z.infer<typeof BucketVersioning>> = {
  what: 'aws s3api get-bucket-versioning',
  schema: BucketVersioning,
  key: null,
  per: 'resource',
  names: [],
};

export const S3_OUTPUTS: readonly Output[] = [
  s3Buckets,
  s3Location,
  s3Encryption,
  s3PublicAccessBlock,
  s3AccountPublicAccessBlock,
  s3PolicyStatus,
  s3Policy,
  s3Versioning,
];
