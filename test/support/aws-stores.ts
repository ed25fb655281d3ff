/**
 * What the AWS CLI prints about the stores of an account that keeps its promises, with the members
 * that it has besides those that rules read. Times are those of a look at 2026-11-22 11:00 UTC.
 */

const ARN = 'arn:aws:rds:eu-west-2:123456789012';
const KEY = 'arn:aws:kms:eu-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const VAULT = 'arn:aws:backup:eu-west-2:123456789012:backup-vault:records';
const VAULT_ABROAD = 'arn:aws:backup:eu-west-1:123456789012:backup-vault:copies';
const POINT =
  'arn:aws:backup:eu-west-2:123456789012:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45';
const ROLE = 'arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole';

export const INSTANCE = {
  DBInstanceIdentifier: 'records',
  DBInstanceClass: 'db.r6g.large',
  Engine: 'postgres',
  DBInstanceStatus: 'available',
  MasterUsername: 'postgres',
  Endpoint: {
    Address: 'records.c0000000000.eu-west-2.rds.amazonaws.com',
    Port: 5432,
    HostedZoneId: 'Z1TTGA775OQIYO',
  },
  AllocatedStorage: 100,
  InstanceCreateTime: '2024-02-01T09:30:00.123000+00:00',
  PreferredBackupWindow: '03:00-03:30',
  BackupRetentionPeriod: 35,
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0a1b2c3d4e5f60718', Status: 'active' }],
  DBParameterGroups: [
    { DBParameterGroupName: 'records-postgres16', ParameterApplyStatus: 'in-sync' },
  ],
  AvailabilityZone: 'eu-west-2a',
  PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
  PendingModifiedValues: {},
  LatestRestorableTime: '2026-11-22T10:55:00+00:00',
  MultiAZ: true,
  EngineVersion: '16.4',
  AutoMinorVersionUpgrade: true,
  ReadReplicaDBInstanceIdentifiers: [],
  SecondaryAvailabilityZone: 'eu-west-2b',
  PubliclyAccessible: false,
  StorageType: 'gp3',
  StorageEncrypted: true,
  KmsKeyId: KEY,
  DbiResourceId: 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  DBInstanceArn: `${ARN}:db:records`,
  DeletionProtection: true,
};

export const MEMBERS = ['a', 'b'].map((zone, place) => ({
  DBInstanceIdentifier: `audit-${String(place + 1)}`,
  DBInstanceArn: `${ARN}:db:audit-${String(place + 1)}`,
  DBClusterIdentifier: 'audit',
  Engine: 'aurora-postgresql',
  AvailabilityZone: `eu-west-2${zone}`,
  PubliclyAccessible: false,
  StorageEncrypted: true,
  KmsKeyId: KEY,
  MultiAZ: false,
  BackupRetentionPeriod: 14,
}));

export const CLUSTER = {
  AllocatedStorage: 1,
  AvailabilityZones: ['eu-west-2a', 'eu-west-2b', 'eu-west-2c'],
  BackupRetentionPeriod: 14,
  DBClusterIdentifier: 'audit',
  DBClusterParameterGroup: 'audit-aurora16',
  Status: 'available',
  EarliestRestorableTime: '2026-11-08T03:10:00+00:00',
  LatestRestorableTime: '2026-11-22T10:58:00+00:00',
  Engine: 'aurora-postgresql',
  EngineVersion: '16.4',
  DBClusterMembers: [
    {
      DBInstanceIdentifier: 'audit-1',
      IsClusterWriter: true,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    },
    {
      DBInstanceIdentifier: 'audit-2',
      IsClusterWriter: false,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier: 1,
    },
  ],
  MultiAZ: true,
  StorageEncrypted: true,
  KmsKeyId: KEY,
  DbClusterResourceId: 'cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  DBClusterArn: `${ARN}:cluster:audit`,
  ClusterCreateTime: '2024-02-01T09:30:00.123000+00:00',
};

export const SNAPSHOT = {
  DBSnapshotIdentifier: 'rds:records-2026-11-22-03-05',
  DBInstanceIdentifier: 'records',
  SnapshotCreateTime: '2026-11-22T03:06:12.345000+00:00',
  OriginalSnapshotCreateTime: '2026-11-22T03:06:12.345000+00:00',
  Engine: 'postgres',
  AllocatedStorage: 100,
  Status: 'available',
  Port: 5432,
  AvailabilityZone: 'eu-west-2a',
  SnapshotType: 'automated',
  PercentProgress: 100,
  Encrypted: true,
  KmsKeyId: KEY,
  DBSnapshotArn: `${ARN}:snapshot:rds:records-2026-11-22-03-05`,
  DbiResourceId: 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
};

export const CLUSTER_SNAPSHOT = {
  DBClusterSnapshotIdentifier: 'rds:audit-2026-11-22-03-10',
  DBClusterIdentifier: 'audit',
  SnapshotCreateTime: '2026-11-22T03:11:00.123000+00:00',
  Engine: 'aurora-postgresql',
  Status: 'available',
  SnapshotType: 'automated',
  StorageEncrypted: true,
  KmsKeyId: KEY,
  DBClusterSnapshotArn: `${ARN}:cluster-snapshot:rds:audit-2026-11-22-03-10`,
};

export const RECOVERY_POINT = {
  RecoveryPointArn: POINT,
  BackupVaultName: 'records',
  BackupVaultArn: VAULT,
  ResourceArn: `${ARN}:db:records`,
  ResourceType: 'RDS',
  CreatedBy: {
    BackupPlanId: '9f0f1d3a-0000-4000-8000-000000000000',
    BackupPlanArn: 'arn:aws:backup:eu-west-2:123456789012:backup-plan:9f0f1d3a',
    BackupPlanVersion: 'ZjQ2ZTI5YWQ',
    BackupRuleId: 'a6b3d4e5-0000-4000-8000-000000000000',
  },
  IamRoleArn: ROLE,
  Status: 'COMPLETED',
  CreationDate: '2026-11-22T05:00:00+00:00',
  CompletionDate: '2026-11-22T05:20:00+00:00',
  BackupSizeInBytes: 1073741824,
  CalculatedLifecycle: { DeleteAt: '2026-12-27T05:00:00+00:00' },
  Lifecycle: { DeleteAfterDays: 35 },
  EncryptionKeyArn: KEY,
  IsEncrypted: true,
};

export const BACKUP_JOB = {
  AccountId: '123456789012',
  BackupJobId: 'B1B1B1B1-0000-4000-8000-000000000000',
  BackupVaultName: 'records',
  BackupVaultArn: VAULT,
  RecoveryPointArn: POINT,
  ResourceArn: `${ARN}:db:records`,
  CreationDate: '2026-11-22T05:00:00+00:00',
  CompletionDate: '2026-11-22T05:20:00+00:00',
  State: 'COMPLETED',
  PercentDone: '100.0',
  BackupSizeInBytes: 1073741824,
  IamRoleArn: ROLE,
  ResourceType: 'RDS',
};

export const COPY_JOB = {
  AccountId: '123456789012',
  CopyJobId: 'C1C1C1C1-0000-4000-8000-000000000000',
  SourceBackupVaultArn: VAULT,
  SourceRecoveryPointArn: POINT,
  DestinationBackupVaultArn: VAULT_ABROAD,
  DestinationRecoveryPointArn: POINT.replace('eu-west-2', 'eu-west-1'),
  ResourceArn: `${ARN}:db:records`,
  CreationDate: '2026-11-22T05:20:00+00:00',
  CompletionDate: '2026-11-22T06:00:00+00:00',
  State: 'COMPLETED',
  ResourceType: 'RDS',
};

export const RESTORE_JOB = {
  AccountId: '123456789012',
  RestoreJobId: 'D1D1D1D1-0000-4000-8000-000000000000',
  RecoveryPointArn: POINT,
  CreationDate: '2026-11-15T06:00:00+00:00',
  CompletionDate: '2026-11-15T06:40:00+00:00',
  Status: 'COMPLETED',
  PercentDone: '100.00%',
  IamRoleArn: ROLE,
  CreatedResourceArn: `${ARN}:db:awsbackup-restore-test-1`,
  ResourceType: 'RDS',
  ValidationStatus: 'SUCCESSFUL',
};

export const KEY_METADATA = {
  AWSAccountId: '123456789012',
  KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
  Arn: KEY,
  CreationDate: '2024-01-15T10:00:00.123000+00:00',
  Enabled: true,
  Description: 'personal data',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'Enabled',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
};

export const BUCKET_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'OnlyTls',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::careapp-files', 'arn:aws:s3:::careapp-files/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};

const PUBLIC_ACCESS_BLOCK = {
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
};

/** By the command that prints it. */
export const AWS_STORES = {
  'aws rds describe-db-instances': { DBInstances: [INSTANCE, ...MEMBERS] },
  'aws rds describe-db-clusters': { DBClusters: [CLUSTER] },
  'aws rds describe-db-snapshots': { DBSnapshots: [SNAPSHOT] },
  'aws rds describe-db-cluster-snapshots': { DBClusterSnapshots: [CLUSTER_SNAPSHOT] },
  'aws rds describe-db-snapshot-attributes': {
    DBSnapshotAttributesResult: {
      DBSnapshotIdentifier: 'before-upgrade',
      DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['all'] }],
    },
  },
  'aws rds describe-db-cluster-snapshot-attributes': {
    DBClusterSnapshotAttributesResult: {
      DBClusterSnapshotIdentifier: 'audit-before-upgrade',
      DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [] }],
    },
  },
  'aws rds describe-db-parameters': {
    Parameters: [
      {
        ParameterName: 'rds.force_ssl',
        ParameterValue: '1',
        Description: 'Force SSL connections.',
        Source: 'user',
        ApplyType: 'dynamic',
        DataType: 'boolean',
        AllowedValues: '0,1',
        IsModifiable: true,
        ApplyMethod: 'pending-reboot',
      },
      { ParameterName: 'ssl_ciphers', Source: 'engine-default', IsModifiable: true },
    ],
  },
  'aws rds describe-db-cluster-parameters': {
    Parameters: [{ ParameterName: 'rds.force_ssl', ParameterValue: '1', Source: 'system' }],
  },
  'aws backup list-backup-vaults': {
    BackupVaultList: [
      {
        BackupVaultName: 'records',
        BackupVaultArn: VAULT,
        CreationDate: '2024-02-01T10:00:00+00:00',
        EncryptionKeyArn: KEY,
        NumberOfRecoveryPoints: 1,
      },
      { BackupVaultName: 'Default', NumberOfRecoveryPoints: 0 },
    ],
  },
  'aws backup list-recovery-points-by-backup-vault': { RecoveryPoints: [RECOVERY_POINT] },
  'aws backup list-backup-jobs': { BackupJobs: [BACKUP_JOB] },
  'aws backup list-copy-jobs': {
    CopyJobs: [
      COPY_JOB,
      {
        ...COPY_JOB,
        CopyJobId: 'C2C2C2C2-0000-4000-8000-000000000000',
        ResourceArn: `${ARN}:cluster:audit`,
      },
    ],
  },
  'aws backup list-restore-jobs': { RestoreJobs: [RESTORE_JOB] },
  'aws backup list-protected-resources': {
    Results: [
      {
        ResourceArn: `${ARN}:db:records`,
        ResourceType: 'RDS',
        LastBackupTime: '2026-11-22T05:20:00+00:00',
      },
    ],
  },
  'aws s3api list-buckets': {
    Buckets: [{ Name: 'careapp-files', CreationDate: '2023-05-01T09:00:00+00:00' }],
    Owner: { DisplayName: 'careapp', ID: '0123456789abcdef' },
  },
  'aws s3api get-bucket-location': { LocationConstraint: 'eu-west-2' },
  'aws s3api get-bucket-encryption': {
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
          BucketKeyEnabled: true,
        },
      ],
    },
  },
  'aws s3api get-public-access-block': PUBLIC_ACCESS_BLOCK,
  'aws s3control get-public-access-block': PUBLIC_ACCESS_BLOCK,
  'aws s3api get-bucket-policy-status': { PolicyStatus: { IsPublic: false } },
  'aws s3api get-bucket-policy': { Policy: JSON.stringify(BUCKET_POLICY) },
  'aws s3api get-bucket-versioning': { Status: 'Enabled', MFADelete: 'Disabled' },
  'aws kms list-keys': { Keys: [{ KeyId: KEY_METADATA.KeyId, KeyArn: KEY }] },
  'aws kms describe-key': { KeyMetadata: KEY_METADATA },
  'aws kms get-key-rotation-status': {
    KeyId: KEY_METADATA.KeyId,
    KeyRotationEnabled: true,
    RotationPeriodInDays: 365,
  },
  'aws ec2 describe-volumes': {
    Volumes: [
      {
        AvailabilityZone: 'eu-west-2a',
        Attachments: [],
        Encrypted: true,
        KmsKeyId: KEY,
        Size: 8,
        State: 'in-use',
        VolumeId: 'vol-0a1b2c3d4e5f60718',
        VolumeType: 'gp3',
      },
    ],
  },
  'aws ec2 get-ebs-encryption-by-default': { EbsEncryptionByDefault: true },
};
