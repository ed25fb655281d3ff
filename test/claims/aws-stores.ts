import { ago, arn, KEY_ID, keyArn, type AccountKeeping, type Output } from './aws-account.ts';

const databaseArn = (keeping: AccountKeeping): string => arn(keeping, 'rds', 'db:patients');
const snapshotArn = (keeping: AccountKeeping): string =>
  arn(keeping, 'rds', 'snapshot:rds:patients-daily');

/** Databases and how they are backed up, buckets, keys and disks. */
export const storeOutputs = (keeping: AccountKeeping): readonly Output[] => [
  ...databaseOutputs(keeping),
  ...backupOutputs(keeping),
  ...keptOutputs(keeping),
];

function databaseOutputs(keeping: AccountKeeping): readonly Output[] {
  const { sound, region } = keeping;
  return [
    [
      'rds describe-db-instances',
      {
        DBInstances: [
          {
            DBInstanceIdentifier: 'patients',
            DBInstanceArn: databaseArn(keeping),
            DBInstanceStatus: 'available',
            Engine: 'postgres',
            AvailabilityZone: `${region}a`,
            MultiAZ: sound,
            StorageEncrypted: sound,
            ...(sound ? { KmsKeyId: keyArn(keeping) } : {}),
            PubliclyAccessible: !sound,
            BackupRetentionPeriod: sound ? 14 : 0,
            ...(sound ? { LatestRestorableTime: ago(keeping, 0.1) } : {}),
            DBParameterGroups: [
              { DBParameterGroupName: 'patients-16', ParameterApplyStatus: 'in-sync' },
            ],
          },
        ],
      },
    ],
    ['rds describe-db-clusters', { DBClusters: [] }],
    [
      'rds describe-db-parameters --db-parameter-group-name patients-16',
      {
        Parameters: [{ ParameterName: 'rds.force_ssl', ParameterValue: sound ? '1' : '0' }],
      },
    ],
    [
      'rds describe-db-snapshots',
      {
        DBSnapshots: [
          {
            DBSnapshotIdentifier: 'rds:patients-daily',
            DBSnapshotArn: snapshotArn(keeping),
            DBInstanceIdentifier: 'patients',
            SnapshotType: 'automated',
            Status: 'available',
            SnapshotCreateTime: ago(keeping, sound ? 5 : 24 * 40),
            Encrypted: sound,
          },
        ],
      },
    ],
    ['rds describe-db-cluster-snapshots', { DBClusterSnapshots: [] }],
  ];
}

const VAULT = 'patients';
const vaultArn = (keeping: AccountKeeping): string =>
  arn(keeping, 'backup', `backup-vault:${VAULT}`);

function backupOutputs(keeping: AccountKeeping): readonly Output[] {
  const { sound, region } = keeping;
  const point = arn(keeping, 'rds', 'snapshot:awsbackup:job-1');
  const job = { ResourceArn: databaseArn(keeping), BackupVaultArn: vaultArn(keeping) };
  return [
    [
      'backup list-backup-vaults',
      { BackupVaultList: [{ BackupVaultName: VAULT, NumberOfRecoveryPoints: 1 }] },
    ],
    [
      `backup list-recovery-points-by-backup-vault --backup-vault-name ${VAULT}`,
      {
        RecoveryPoints: [
          {
            RecoveryPointArn: point,
            BackupVaultArn: vaultArn(keeping),
            ResourceArn: databaseArn(keeping),
            Status: 'COMPLETED',
            CreationDate: ago(keeping, sound ? 4 : 24 * 40),
            IsEncrypted: sound,
          },
        ],
      },
    ],
    [
      'backup list-backup-jobs',
      {
        BackupJobs: [
          {
            ...{ BackupJobId: 'job-1', State: sound ? 'COMPLETED' : 'FAILED', ...job },
            ...{ CreationDate: ago(keeping, 5), CompletionDate: ago(keeping, 4) },
          },
        ],
      },
    ],
    [
      'backup list-copy-jobs',
      {
        CopyJobs: [
          {
            ...{ CopyJobId: 'copy-1', State: sound ? 'COMPLETED' : 'FAILED' },
            ...{ ResourceArn: databaseArn(keeping), SourceBackupVaultArn: vaultArn(keeping) },
            DestinationBackupVaultArn: `arn:aws:backup:${region}:210987654321:backup-vault:far`,
            CompletionDate: ago(keeping, 3),
          },
        ],
      },
    ],
    [
      'backup list-restore-jobs',
      {
        RestoreJobs: [
          {
            ...{ RestoreJobId: 'restore-1', RecoveryPointArn: point },
            ...{ Status: sound ? 'COMPLETED' : 'FAILED', CompletionDate: ago(keeping, 24 * 20) },
            ...(sound ? { ValidationStatus: 'SUCCESSFUL' } : {}),
          },
        ],
      },
    ],
    [
      'backup list-protected-resources',
      {
        Results: [
          {
            ResourceArn: databaseArn(keeping),
            ResourceType: 'RDS',
            LastBackupTime: ago(keeping, sound ? 4 : 24 * 40),
          },
        ],
      },
    ],
  ];
}

const BUCKET = 'patient-files';

function keptOutputs(keeping: AccountKeeping): readonly Output[] {
  const { sound, region } = keeping;
  const blocked = {
    ...{ BlockPublicAcls: sound, IgnorePublicAcls: sound },
    ...{ BlockPublicPolicy: sound, RestrictPublicBuckets: sound },
  };
  return [
    [
      's3api list-buckets',
      { Buckets: [{ Name: BUCKET, CreationDate: ago(keeping, 9000), BucketRegion: region }] },
    ],
    [
      `s3api get-bucket-encryption --bucket ${BUCKET}`,
      {
        ServerSideEncryptionConfiguration: {
          Rules: sound
            ? [
                {
                  ApplyServerSideEncryptionByDefault: {
                    ...{ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn(keeping) },
                  },
                },
              ]
            : [],
        },
      },
    ],
    [
      `s3api get-public-access-block --bucket ${BUCKET}`,
      { PublicAccessBlockConfiguration: blocked },
    ],
    [`s3api get-bucket-policy-status --bucket ${BUCKET}`, { PolicyStatus: { IsPublic: !sound } }],
    ['kms list-keys', { Keys: [{ KeyId: KEY_ID, KeyArn: keyArn(keeping) }] }],
    [
      `kms describe-key --key-id ${KEY_ID}`,
      {
        KeyMetadata: {
          ...{ KeyId: KEY_ID, Arn: keyArn(keeping), KeyManager: 'CUSTOMER' },
          ...{ KeyState: sound ? 'Enabled' : 'PendingDeletion', Enabled: sound },
          ...{ KeySpec: 'SYMMETRIC_DEFAULT', Origin: 'AWS_KMS' },
        },
      },
    ],
    [
      `kms get-key-rotation-status --key-id ${KEY_ID}`,
      {
        ...{ KeyId: KEY_ID, KeyRotationEnabled: sound },
        ...(sound ? { RotationPeriodInDays: 365 } : {}),
      },
    ],
    [
      'ec2 describe-volumes',
      {
        Volumes: [{ VolumeId: 'vol-0a1b2c3d', Encrypted: sound, AvailabilityZone: `${region}a` }],
      },
    ],
    ['ec2 get-ebs-encryption-by-default', { EbsEncryptionByDefault: sound }],
  ];
}
