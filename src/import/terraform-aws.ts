import { textOf, type Json } from './json.ts';
import { groupOf, groupOfRule, mergedGroups } from './terraform-groups.ts';
import { blockOf, blocksOf, known, renamed, type Attributes } from './terraform-values.ts';

/** How a type of resource is put into the form of an output of the API. */
export interface Normal {
  readonly type: string;
  readonly what: string;
  /** Null where the resource says nothing that the output has. */
  readonly record: (attributes: Attributes) => Json | null;
  /** The member that lists the records; null where each is an output of its own. */
  readonly key: string | null;
  /** For outputs that are asked for by resource. */
  readonly resource?: (attributes: Attributes) => string | null;
  /** In place of `key`. */
  readonly content?: (records: readonly Json[]) => Json;
}

const listed = (
  type: string,
  what: string,
  key: string,
  names: Readonly<Record<string, string>>,
): Normal => ({ type, what, key, record: (attributes) => renamed(attributes, names) });

const DATABASE = {
  DBInstanceArn: 'arn',
  DBInstanceIdentifier: 'identifier',
  Engine: 'engine',
  StorageEncrypted: 'storage_encrypted',
  KmsKeyId: 'kms_key_id',
  PubliclyAccessible: 'publicly_accessible',
  AvailabilityZone: 'availability_zone',
};

const databases: readonly Normal[] = [
  listed('aws_db_instance', 'aws rds describe-db-instances', 'DBInstances', {
    ...DATABASE,
    DbiResourceId: 'resource_id',
    MultiAZ: 'multi_az',
    BackupRetentionPeriod: 'backup_retention_period',
    ReadReplicaSourceDBInstanceIdentifier: 'replicate_source_db',
  }),
  listed('aws_rds_cluster_instance', 'aws rds describe-db-instances', 'DBInstances', {
    ...DATABASE,
    DbiResourceId: 'dbi_resource_id',
    DBClusterIdentifier: 'cluster_identifier',
  }),
  listed('aws_rds_cluster', 'aws rds describe-db-clusters', 'DBClusters', {
    DBClusterArn: 'arn',
    DBClusterIdentifier: 'cluster_identifier',
    DbClusterResourceId: 'cluster_resource_id',
    Engine: 'engine',
    StorageEncrypted: 'storage_encrypted',
    KmsKeyId: 'kms_key_id',
    BackupRetentionPeriod: 'backup_retention_period',
    ReplicationSourceIdentifier: 'replication_source_identifier',
  }),
];

const PUBLIC_ACCESS = {
  BlockPublicAcls: 'block_public_acls',
  IgnorePublicAcls: 'ignore_public_acls',
  BlockPublicPolicy: 'block_public_policy',
  RestrictPublicBuckets: 'restrict_public_buckets',
};

const blocked = (attributes: Attributes): Json => ({
  PublicAccessBlockConfiguration: renamed(attributes, PUBLIC_ACCESS),
});

const bucketOf = ({ bucket }: Attributes): string | null => textOf(bucket);

const ofBucket = (
  type: string,
  what: string,
  record: (attributes: Attributes) => Json,
): Normal => ({ type, what, record, key: null, resource: bucketOf });

const buckets: readonly Normal[] = [
  listed('aws_s3_bucket', 'aws s3api list-buckets', 'Buckets', {
    Name: 'bucket',
    BucketRegion: 'region',
  }),
  ofBucket(
    'aws_s3_bucket_server_side_encryption_configuration',
    'aws s3api get-bucket-encryption',
    ({ rule }) => ({
      ServerSideEncryptionConfiguration: {
        Rules: blocksOf(rule).map(({ apply_server_side_encryption_by_default: applied }) => ({
          ApplyServerSideEncryptionByDefault: renamed(blockOf(applied), {
            SSEAlgorithm: 'sse_algorithm',
            KMSMasterKeyID: 'kms_master_key_id',
          }),
        })),
      },
    }),
  ),
  ofBucket('aws_s3_bucket_public_access_block', 'aws s3api get-public-access-block', blocked),
  ofBucket('aws_s3_bucket_policy', 'aws s3api get-bucket-policy', (attributes) =>
    renamed(attributes, { Policy: 'policy' }),
  ),
  ofBucket(
    'aws_s3_bucket_versioning',
    'aws s3api get-bucket-versioning',
    ({ versioning_configuration: configuration }) =>
      renamed(blockOf(configuration), { Status: 'status' }),
  ),
  {
    type: 'aws_s3_account_public_access_block',
    what: 'aws s3control get-public-access-block',
    key: null,
    record: blocked,
  },
];

const keyOf = ({ key_id }: Attributes): string | null => textOf(key_id);

/** Keys of Terraform are made by KMS, but for those in a store of one's own. */
const described = (attributes: Attributes): Json => ({
  KeyMetadata: {
    ...renamed(attributes, {
      KeyId: 'key_id',
      Arn: 'arn',
      KeySpec: 'customer_master_key_spec',
    }),
    KeyManager: 'CUSTOMER',
    ...known({ KeyState: stateOf(attributes['is_enabled']) }),
    ...(textOf(attributes['custom_key_store_id']) === null ? { Origin: 'AWS_KMS' } : {}),
  },
});

const stateOf = (isEnabled: Json | undefined): string | null =>
  typeof isEnabled === 'boolean' ? (isEnabled ? 'Enabled' : 'Disabled') : null;

const keys: readonly Normal[] = [
  listed('aws_kms_key', 'aws kms list-keys', 'Keys', { KeyId: 'key_id', KeyArn: 'arn' }),
  {
    type: 'aws_kms_key',
    what: 'aws kms describe-key',
    key: null,
    record: described,
    resource: keyOf,
  },
  {
    type: 'aws_kms_key',
    what: 'aws kms get-key-rotation-status',
    key: null,
    record: (attributes) =>
      renamed(attributes, {
        KeyId: 'key_id',
        KeyRotationEnabled: 'enable_key_rotation',
        RotationPeriodInDays: 'rotation_period_in_days',
      }),
    resource: keyOf,
  },
];

const disks: readonly Normal[] = [
  listed('aws_ebs_volume', 'aws ec2 describe-volumes', 'Volumes', {
    VolumeId: 'id',
    Encrypted: 'encrypted',
    AvailabilityZone: 'availability_zone',
  }),
  {
    type: 'aws_ebs_encryption_by_default',
    what: 'aws ec2 get-ebs-encryption-by-default',
    key: null,
    record: (attributes) => renamed(attributes, { EbsEncryptionByDefault: 'enabled' }),
  },
];

const groups: readonly Normal[] = (
  [
    ['aws_security_group', groupOf],
    ['aws_default_security_group', groupOf],
    ['aws_security_group_rule', groupOfRule],
    ['aws_vpc_security_group_ingress_rule', groupOfRule],
  ] as const
).map(([type, record]) => ({
  type,
  what: 'aws ec2 describe-security-groups',
  key: 'SecurityGroups',
  record,
  content: mergedGroups,
}));

export const AWS_STORES: readonly Normal[] = [
  ...databases,
  ...buckets,
  ...keys,
  ...disks,
  ...groups,
];
