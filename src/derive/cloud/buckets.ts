import {
  NEVER_SET,
  s3AccountPublicAccessBlock,
  s3Buckets,
  s3Encryption,
  s3Policy,
  s3PolicyStatus,
  s3PublicAccessBlock,
  s3Versioning,
  type BucketEncryption,
  type BucketPolicy,
  type BucketPolicyStatus,
  type PublicAccessBlock,
} from '../../evidence/kinds/cloud/aws/s3.ts';
import {
  cloudBuckets,
  type CloudBucket,
  type CloudBuckets,
} from '../../evidence/kinds/cloud/buckets.ts';
import {
  cloudExports,
  type CloudExports,
  type ExportFile,
} from '../../evidence/kinds/cloud/exports.ts';
import type { Output } from '../../evidence/kinds/cloud/output.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';
import { deniesPlainHttp } from './bucket-policy.ts';
import { isAliasOfAws } from './key-managers.ts';
import { newestBy } from './newest.ts';
import { filed, listed, outlives, outputsOf, recordsOf } from './outputs.ts';

/** What an account tells of its buckets: the list says which there are, the rest what each is like. */
export const cloudBucketsDerivation: Derivation<CloudBuckets> = {
  kind: cloudBuckets,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const list = outputsOf(exports, s3Buckets, context);
      const named = new Set(
        recordsOf(
          list,
          (content) => content.Buckets,
          (bucket) => bucket.Name,
        ).map(({ record }) => record.Name),
      );
      const about = aboutBuckets(
        exports,
        context,
        (name, file) => named.has(name) || outlives(list, file),
      );
      const names = new Set([
        ...named,
        ...[
          about.encryption,
          about.block,
          about.policyStatus,
          about.policy,
          about.versioning,
        ].flatMap((one) => [...one.keys()]),
      ]);
      const account = accountBlock(exports, context);
      const buckets = [...names].map((name) => readBucket(name, about, account));
      const value = { buckets: listed(list, buckets, 'buckets') };
      return filed(exports.policy, 'buckets', [list], { seen: buckets.length, value });
    }),
};

/** The newest answers about each bucket. */
interface AboutBuckets {
  readonly encryption: ReadonlyMap<string, BucketEncryption>;
  readonly block: ReadonlyMap<string, PublicAccessBlock>;
  readonly policyStatus: ReadonlyMap<string, BucketPolicyStatus>;
  readonly policy: ReadonlyMap<string, BucketPolicy>;
  readonly versioning: ReadonlyMap<string, { readonly Status?: string | undefined }>;
}

function aboutBuckets(
  exports: CloudExports,
  context: DeriveContext,
  isThere: (name: string, file: ExportFile) => boolean,
): AboutBuckets {
  const newest = <T>(output: Output<T>): ReadonlyMap<string, T> => {
    const byBucket = newestBy(outputsOf(exports, output, context), ({ file }) => file.resource);
    const there = [...byBucket].filter(([name, { file }]) => isThere(name, file));
    return new Map(there.map(([name, { content }]) => [name, content]));
  };
  return {
    encryption: newest(s3Encryption),
    block: newest(s3PublicAccessBlock),
    policyStatus: newest(s3PolicyStatus),
    policy: newest(s3Policy),
    versioning: newest(s3Versioning),
  };
}

function accountBlock(
  exports: CloudExports,
  context: DeriveContext,
): PublicAccessBlock | undefined {
  const outputs = outputsOf(exports, s3AccountPublicAccessBlock, context);
  return newestBy(outputs, () => 'account').get('account')?.content;
}

const ENCRYPTING = ['AES256', 'aws:kms', 'aws:kms:dsse'];

function readBucket(
  name: string,
  about: AboutBuckets,
  account: PublicAccessBlock | undefined,
): CloudBucket {
  const encryption = about.encryption.get(name);
  const applied = encryption?.ServerSideEncryptionConfiguration?.Rules[0];
  const byDefault = applied?.ApplyServerSideEncryptionByDefault;
  const algorithm = byDefault?.SSEAlgorithm ?? null;
  const key = byDefault?.KMSMasterKeyID;
  const none = neverSet(encryption);
  return {
    name,
    algorithm,
    encrypted: algorithm === null ? none : ENCRYPTING.includes(algorithm),
    kms: algorithm === null ? none : algorithm.startsWith('aws:kms') && isOfKms(key),
    blocked: isBlocked(about.block.get(name), account),
    policyPublic: isPolicyPublic(about.policyStatus.get(name), about.policy.get(name)),
    tlsOnly: isTlsOnly(about.policy.get(name), name),
    versioned: about.versioning.has(name) ? about.versioning.get(name)?.Status === 'Enabled' : null,
  };
}

/** Without a key that is named, it is one that AWS keeps for all buckets; it has an alias too. */
const isOfKms = (key: string | undefined): boolean => key !== undefined && !isAliasOfAws(key);

/** False where S3 said that there is none; null where nothing is known. */
const neverSet = (
  answer: { readonly Error?: { readonly Code: string } | undefined } | undefined,
): Known => (NEVER_SET.has(answer?.Error?.Code ?? '') ? false : null);

const FLAGS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/** S3 applies whichever of the two is stricter. */
const isBlocked = (
  bucket: PublicAccessBlock | undefined,
  account: PublicAccessBlock | undefined,
): Known =>
  allOf(
    FLAGS.map((flag) =>
      anyOf(
        [bucket, account].map(
          (block) => block?.PublicAccessBlockConfiguration?.[flag] ?? neverSet(block),
        ),
      ),
    ),
  );

/** Without a policy nothing is public by one. */
const isPolicyPublic = (
  status: BucketPolicyStatus | undefined,
  policy: BucketPolicy | undefined,
): Known => status?.PolicyStatus?.IsPublic ?? neverSet(status) ?? neverSet(policy);

const isTlsOnly = (policy: BucketPolicy | undefined, bucket: string): Known =>
  policy?.Policy === undefined ? neverSet(policy) : deniesPlainHttp(policy.Policy, bucket);
