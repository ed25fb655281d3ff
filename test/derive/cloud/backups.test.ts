import { describe, expect, test } from 'vitest';
import { cloudBackupsDerivation } from '../../../src/derive/cloud/backups.ts';
import type { CloudBackups } from '../../../src/evidence/kinds/cloud/backups.ts';
import type { ExportFile } from '../../../src/evidence/kinds/cloud/exports.ts';
import {
  AWS_STORES,
  CLUSTER,
  CLUSTER_SNAPSHOT,
  COPY_JOB,
  INSTANCE,
  RECOVERY_POINT,
  SNAPSHOT,
} from '../../support/aws-stores.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { storeFile, storeFiles } from '../../support/store-files.ts';

type Changes = Parameters<typeof storeFiles>[0];
type Database = CloudBackups['databases']['items'][number];

const from = (files: readonly ExportFile[]): CloudBackups =>
  valueOf(accountFact(cloudBackupsDerivation, files));
const backupsOf = (changed: Changes = {}): CloudBackups => from(storeFiles(changed));

function databaseIn({ databases }: CloudBackups, id = INSTANCE.DBInstanceArn): Database {
  const found = databases.items.find((database) => database.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}
const database = (changed: Changes = {}): Database => databaseIn(backupsOf(changed));

const instance = (change: object): Changes => ({
  'aws rds describe-db-instances': { DBInstances: [{ ...INSTANCE, ...change }] },
});
const snapshots = (...changed: object[]): Changes => ({
  'aws rds describe-db-snapshots': {
    DBSnapshots: changed.map((change) => ({ ...SNAPSHOT, ...change })),
  },
});
const points = (...changed: object[]): Changes => ({
  'aws backup list-recovery-points-by-backup-vault': {
    RecoveryPoints: changed.map((change) => ({ ...RECOVERY_POINT, ...change })),
  },
});
/** Automated backups are off, and nothing else is there. */
const BARE: Changes = {
  ...instance({ BackupRetentionPeriod: 0, LatestRestorableTime: undefined }),
  'aws rds describe-db-snapshots': { DBSnapshots: [] },
  'aws backup list-backup-vaults': { BackupVaultList: [] },
  'aws backup list-recovery-points-by-backup-vault': null,
  'aws backup list-protected-resources': { Results: [] },
  'aws backup list-copy-jobs': { CopyJobs: [] },
};

describe('how long ago a database was backed up', () => {
  test.each<[string, Changes, { known: boolean | null; last: string | null; age: number | null }]>([
    [
      'by its latest restorable time',
      {},
      { known: true, last: 'latest restorable time', age: 1.09 },
    ],
    [
      'by a snapshot',
      { ...BARE, ...snapshots({}) },
      { known: true, last: SNAPSHOT.DBSnapshotArn, age: 8.9 },
    ],
    [
      'by the newest of several',
      {
        ...BARE,
        ...snapshots(
          { DBSnapshotArn: 'old', OriginalSnapshotCreateTime: '2026-01-01T00:00:00Z' },
          {},
        ),
      },
      { known: true, last: SNAPSHOT.DBSnapshotArn, age: 8.9 },
    ],
    [
      'by a copy, as old as what it was copied from',
      { ...BARE, ...snapshots({ OriginalSnapshotCreateTime: '2026-11-20T12:00:00Z' }) },
      { known: true, last: SNAPSHOT.DBSnapshotArn, age: 48 },
    ],
    [
      'by a time in seconds',
      { ...BARE, ...snapshots({ OriginalSnapshotCreateTime: 1795341600 }) },
      { known: true, last: SNAPSHOT.DBSnapshotArn, age: 2 },
    ],
    [
      'by a recovery point',
      {
        ...BARE,
        ...points({}),
        'aws backup list-backup-vaults': AWS_STORES['aws backup list-backup-vaults'],
      },
      { known: true, last: RECOVERY_POINT.RecoveryPointArn, age: 7 },
    ],
    [
      'by what AWS Backup says of it',
      {
        ...BARE,
        'aws backup list-protected-resources': AWS_STORES['aws backup list-protected-resources'],
      },
      { known: true, last: 'AWS Backup', age: 6.67 },
    ],
    ['never', BARE, { known: false, last: null, age: null }],
    [
      'not by a time that is still to come, which leaves it open',
      { ...BARE, ...snapshots({ OriginalSnapshotCreateTime: '2027-01-01T00:00:00Z' }) },
      { known: null, last: null, age: null },
    ],
    [
      'not by a time in milliseconds',
      { ...BARE, ...snapshots({ OriginalSnapshotCreateTime: 1795341600000 }) },
      { known: null, last: null, age: null },
    ],
    [
      'not by a snapshot that is not ready',
      { ...BARE, ...snapshots({ Status: 'creating' }) },
      { known: false, last: null, age: null },
    ],
    [
      'not by a snapshot of another database',
      { ...BARE, ...snapshots({ DBInstanceIdentifier: 'audit' }) },
      { known: false, last: null, age: null },
    ],
    [
      'not by a recovery point that failed, or is a copy',
      {
        ...BARE,
        ...points(
          { Status: 'PARTIAL' },
          { RecoveryPointArn: 'copy', SourceBackupVaultArn: 'arn:x' },
        ),
      },
      { known: false, last: null, age: null },
    ],
  ])('%s', (_, changed, expected) => {
    expect(database(changed).backups).toMatchObject(expected);
  });

  test.each([
    'aws rds describe-db-snapshots',
    'aws backup list-protected-resources',
    'aws rds describe-db-clusters',
  ] as const)('none is known, and none is excluded, without %s', (what) => {
    const { backups } = database({ ...BARE, [what]: null });
    expect(backups).toMatchObject({ known: null, age: null, ageWhenExported: null });
  });

  test('automated backups that are on and say no time leave it open', () => {
    const changed = { ...BARE, ...instance({ LatestRestorableTime: undefined }) };
    expect(database(changed).backups).toMatchObject({ known: null });
  });

  test('against the time of the oldest file that it goes by', () => {
    expect(database().backups).toMatchObject({ age: 1.09, ageWhenExported: 0.08 });
    const early = storeFile('aws rds describe-db-snapshots', undefined, {
      collectedAt: '2026-11-22T10:00:00Z',
    });
    const files = [...storeFiles({ 'aws rds describe-db-snapshots': null }), early];
    expect(databaseIn(from(files)).backups).toMatchObject({ age: 1.09, ageWhenExported: 0 });
  });

  test('what came after the files is never known', () => {
    expect(database().backups.since).toMatchObject({ items: [], complete: false });
  });

  test('of a cluster by its own time and snapshots', () => {
    const { backups } = databaseIn(backupsOf(), CLUSTER.DBClusterArn);
    expect(backups).toMatchObject({ known: true, last: 'latest restorable time', age: 1.04 });
    const changed: Changes = {
      'aws rds describe-db-clusters': {
        DBClusters: [{ ...CLUSTER, LatestRestorableTime: undefined }],
      },
    };
    expect(databaseIn(backupsOf(changed), CLUSTER.DBClusterArn).backups).toMatchObject({
      last: CLUSTER_SNAPSHOT.DBClusterSnapshotArn,
    });
  });

  test('of a copy that another database feeds, nobody asks', () => {
    const replica = instance({ ReadReplicaSourceDBInstanceIdentifier: 'x' });
    expect(backupsOf(replica).databases.items.map(({ id }) => id)).toEqual([CLUSTER.DBClusterArn]);
  });
});

describe('how long backups are kept', () => {
  const automated = (days: number) => ({ by: 'automated backups', days });

  test.each<[string, Changes, object]>([
    ['both ways', {}, { items: [automated(35), { by: 'AWS Backup', days: 35 }], complete: true }],
    ['not at all', BARE, { items: [automated(0)], complete: true }],
    [
      'where AWS Backup is not known',
      {
        ...BARE,
        'aws backup list-protected-resources': null,
        'aws backup list-backup-vaults': null,
      },
      { items: [automated(0)], complete: false },
    ],
    [
      'where a recovery point does not say',
      points({ CalculatedLifecycle: undefined }),
      { items: [automated(35)], complete: false },
    ],
    [
      'where a vault was not exported',
      { 'aws backup list-recovery-points-by-backup-vault': null },
      { items: [automated(35)], complete: false },
    ],
    [
      'where the database does not say',
      { ...BARE, ...instance({ BackupRetentionPeriod: undefined }) },
      { items: [], complete: false },
    ],
  ])('%s', (_, changed, expected) => {
    expect(database(changed).retentions).toMatchObject(expected);
  });
});

describe('copies elsewhere', () => {
  const ABROAD = 'arn:aws:backup:eu-west-1:123456789012:backup-vault:copies';
  const job = (change: object): Changes => ({
    ...BARE,
    'aws backup list-copy-jobs': { CopyJobs: [{ ...COPY_JOB, ...change }] },
  });

  test.each<[string, Changes, boolean | null]>([
    ['a copy job to another region', job({}), true],
    [
      'a copy job to another account',
      job({
        DestinationBackupVaultArn: ABROAD.replace(
          'eu-west-1:123456789012',
          'eu-west-2:210987654321',
        ),
      }),
      true,
    ],
    [
      'a copy job to the same place',
      job({ DestinationBackupVaultArn: ABROAD.replace('eu-west-1', 'eu-west-2') }),
      false,
    ],
    ['a copy job without a destination', job({ DestinationBackupVaultArn: undefined }), false],
    ['a copy job that failed', job({ State: 'FAILED' }), false],
    ['a copy job of something else', job({ ResourceArn: CLUSTER.DBClusterArn }), false],
    [
      'automated backups in another region',
      {
        ...BARE,
        ...instance({
          DBInstanceAutomatedBackupsReplications: [
            {
              DBInstanceAutomatedBackupsArn: 'arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-1',
            },
          ],
        }),
      },
      true,
    ],
    [
      'automated backups in the same region',
      {
        ...BARE,
        ...instance({
          DBInstanceAutomatedBackupsReplications: [
            {
              DBInstanceAutomatedBackupsArn: 'arn:aws:rds:eu-west-2:123456789012:auto-backup:ab-1',
            },
          ],
        }),
      },
      false,
    ],
    [
      'a snapshot that was copied from its region',
      {
        ...BARE,
        ...snapshots({
          DBSnapshotArn: 'arn:aws:rds:eu-west-1:123456789012:snapshot:copy',
          SourceRegion: 'eu-west-2',
        }),
      },
      true,
    ],
    [
      'a recovery point in another region',
      { ...BARE, ...points({ BackupVaultArn: ABROAD }) },
      true,
    ],
    ['a recovery point at home', { ...BARE, ...points({}) }, false],
    ['nothing', BARE, false],
    ['nothing, and copy jobs are not known', { ...BARE, 'aws backup list-copy-jobs': null }, null],
  ])('%s', (_, changed, expected) => {
    expect(database(changed).copies.known).toBe(expected);
  });

  test('a cluster by a snapshot of it abroad', () => {
    const abroad = {
      ...CLUSTER_SNAPSHOT,
      DBClusterSnapshotArn: 'arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:copy',
      SourceDBClusterSnapshotArn: CLUSTER_SNAPSHOT.DBClusterSnapshotArn,
    };
    const changed = {
      'aws rds describe-db-cluster-snapshots': { DBClusterSnapshots: [abroad] },
      'aws backup list-copy-jobs': { CopyJobs: [] },
    };
    expect(databaseIn(backupsOf(changed), CLUSTER.DBClusterArn).copies).toMatchObject({
      known: true,
      last: abroad.DBClusterSnapshotArn,
    });
  });
});
