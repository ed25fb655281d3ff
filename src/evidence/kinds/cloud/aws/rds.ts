import { z } from 'zod';
import type { Output } from '../output.ts';
import { AwsTime } from './time.ts';

const ParameterGroupStatus = z.object({
  DBParameterGroupName: z.string().optional(),
  ParameterApplyStatus: z.string().optional(),
});

const DBInstance = z.object({
  DBInstanceIdentifier: z.string(),
  DBInstanceArn: z.string().optional(),
  DbiResourceId: z.string().optional(),
  DBClusterIdentifier: z.string().optional(),
  Engine: z.string().optional(),
  StorageEncrypted: z.boolean().optional(),
  KmsKeyId: z.string().optional(),
  PubliclyAccessible: z.boolean().optional(),
  MultiAZ: z.boolean().optional(),
  AvailabilityZone: z.string().optional(),
  ReadReplicaSourceDBInstanceIdentifier: z.string().optional(),
  ReadReplicaSourceDBClusterIdentifier: z.string().optional(),
  DBParameterGroups: z.array(ParameterGroupStatus).optional(),
  BackupRetentionPeriod: z.int().optional(),
  LatestRestorableTime: AwsTime.optional(),
  DBInstanceAutomatedBackupsReplications: z
    .array(z.object({ DBInstanceAutomatedBackupsArn: z.string().optional() }))
    .optional(),
});
export type DBInstance = z.infer<typeof DBInstance>;

const DBCluster = z.object({
  DBClusterIdentifier: z.string(),
  DBClusterArn: z.string().optional(),
  DbClusterResourceId: z.string().optional(),
  Engine: z.string().optional(),
  StorageEncrypted: z.boolean().optional(),
  KmsKeyId: z.string().optional(),
  /** Of clusters of RDS that are not Aurora: there the cluster has it, else its members. */
  PubliclyAccessible: z.boolean().optional(),
  MultiAZ: z.boolean().optional(),
  ReplicationSourceIdentifier: z.string().optional(),
  DBClusterParameterGroup: z.string().optional(),
  DBClusterMembers: z
    .array(
      z.object({
        DBInstanceIdentifier: z.string().optional(),
        DBClusterParameterGroupStatus: z.string().optional(),
      }),
    )
    .optional(),
  BackupRetentionPeriod: z.int().optional(),
  LatestRestorableTime: AwsTime.optional(),
});
export type DBCluster = z.infer<typeof DBCluster>;

const DBSnapshot = z.object({
  DBSnapshotIdentifier: z.string(),
  DBSnapshotArn: z.string().optional(),
  DBInstanceIdentifier: z.string().optional(),
  SnapshotType: z.string().optional(),
  Status: z.string().optional(),
  SnapshotCreateTime: AwsTime.optional(),
  /** Of a copy, the time of what was copied. */
  OriginalSnapshotCreateTime: AwsTime.optional(),
  SourceRegion: z.string().optional(),
  Encrypted: z.boolean().optional(),
});
export type DBSnapshot = z.infer<typeof DBSnapshot>;

const DBClusterSnapshot = z.object({
  DBClusterSnapshotIdentifier: z.string(),
  DBClusterSnapshotArn: z.string().optional(),
  DBClusterIdentifier: z.string().optional(),
  SnapshotType: z.string().optional(),
  Status: z.string().optional(),
  SnapshotCreateTime: AwsTime.optional(),
  SourceDBClusterSnapshotArn: z.string().optional(),
  StorageEncrypted: z.boolean().optional(),
});
export type DBClusterSnapshot = z.infer<typeof DBClusterSnapshot>;

const SnapshotAttribute = z.object({
  AttributeName: z.string().optional(),
  AttributeValues: z.array(z.string()).optional(),
});
export type SnapshotAttribute = z.infer<typeof SnapshotAttribute>;

const Parameters = z.object({
  Parameters: z.array(
    z.object({ ParameterName: z.string(), ParameterValue: z.string().optional() }),
  ),
});
export type Parameters = z.infer<typeof Parameters>;

const DBInstances = z.object({ DBInstances: z.array(DBInstance) });
const DBClusters = z.object({ DBClusters: z.array(DBCluster) });
const DBSnapshots = z.object({ DBSnapshots: z.array(DBSnapshot) });
const DBClusterSnapshots = z.object({ DBClusterSnapshots: z.array(DBClusterSnapshot) });

const DBSnapshotAttributes = z.object({
  DBSnapshotAttributesResult: z.object({
    DBSnapshotIdentifier: z.string(),
    DBSnapshotAttributes: z.array(SnapshotAttribute),
  }),
});

const DBClusterSnapshotAttributes = z.object({
  DBClusterSnapshotAttributesResult: z.object({
    DBClusterSnapshotIdentifier: z.string(),
    DBClusterSnapshotAttributes: z.array(SnapshotAttribute),
  }),
});

export const rdsInstances: Output<z.infer<typeof DBInstances>> = {
  what: 'aws rds describe-db-instances',
  schema: DBInstances,
  key: 'DBInstances',
  per: 'region',
  names: ['DBInstanceIdentifier', 'DBInstanceArn', 'DbiResourceId'],
};

export const rdsClusters: Output<z.infer<typeof DBClusters>> = {
  what: 'aws rds describe-db-clusters',
  schema: DBClusters,
  key: 'DBClusters',
  per: 'region',
  names: ['DBClusterIdentifier', 'DBClusterArn', 'DbClusterResourceId'],
};

export const rdsSnapshots: Output<z.infer<typeof DBSnapshots>> = {
  what: 'aws rds describe-db-snapshots',
  schema: DBSnapshots,
  key: 'DBSnapshots',
  per: 'region',
  names: ['DBSnapshotIdentifier', 'DBSnapshotArn'],
};

export const rdsClusterSnapshots: Output<z.infer<typeof DBClusterSnapshots>> = {
  what: 'aws rds describe-db-cluster-snapshots',
  schema: DBClusterSnapshots,
  key: 'DBClusterSnapshots',
  per: 'region',
  names: ['DBClusterSnapshotIdentifier', 'DBClusterSnapshotArn'],
};

export const rdsSnapshotAttributes: Output<z.infer<typeof DBSnapshotAttributes>> = {
  what: 'aws rds describe-db-snapshot-attributes',
  schema: DBSnapshotAttributes,
  key: 'DBSnapshotAttributesResult',
  per: 'resource',
  names: [],
};

export const rdsClusterSnapshotAttributes: Output<z.infer<typeof DBClusterSnapshotAttributes>> = {
  what: 'aws rds describe-db-cluster-snapshot-attributes',
  schema: DBClusterSnapshotAttributes,
  key: 'DBClusterSnapshotAttributesResult',
  per: 'resource',
  names: [],
};

/** The output does not name the group: its wrapper does. */
export const rdsParameters: Output<Parameters> = {
  what: 'aws rds describe-db-parameters',
  schema: Parameters,
  key: null,
  per: 'resource',
  names: [],
};

export const rdsClusterParameters: Output<Parameters> = {
  what: 'aws rds describe-db-cluster-parameters',
  schema: Parameters,
  key: null,
  per: 'resource',
  names: [],
};

export const RDS_OUTPUTS: readonly Output[] = [
  rdsInstances,
  rdsClusters,
  rdsSnapshots,
  rdsClusterSnapshots,
  rdsSnapshotAttributes,
  rdsClusterSnapshotAttributes,
  rdsParameters,
  rdsClusterParameters,
];
