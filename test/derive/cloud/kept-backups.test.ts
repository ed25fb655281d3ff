import { describe, expect, test } from 'vitest';
import { cloudBackupsDerivation } from '../../../src/derive/cloud/backups.ts';
import type { CloudBackups } from '../../../src/evidence/kinds/cloud/backups.ts';
import type { ExportFile } from '../../../src/evidence/kinds/cloud/exports.ts';
import {
  BACKUP_JOB,
  INSTANCE,
  RECOVERY_POINT,
  RESTORE_JOB,
  SNAPSHOT,
} from '../../support/aws-stores.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { storeFile, storeFiles } from '../../support/store-files.ts';

type Changes = Parameters<typeof storeFiles>[0];
const from = (files: readonly ExportFile[]): CloudBackups =>
  valueOf(accountFact(cloudBackupsDerivation, files));
const backupsOf = (changed: Changes = {}): CloudBackups => from(storeFiles(changed));

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
describe('snapshots', () => {
  const plain = {
    SnapshotType: 'manual',
    Encrypted: false,
    DBSnapshotIdentifier: 'before-upgrade',
  };
  const one = (changed: Changes) =>
    backupsOf(changed).snapshots.items.find(({ id }) => id === SNAPSHOT.DBSnapshotArn);
  const shared = (values: readonly string[]): Changes => ({
    'aws rds describe-db-snapshot-attributes': {
      DBSnapshotAttributesResult: {
        DBSnapshotIdentifier: 'before-upgrade',
        DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: values }],
      },
    },
  });

  test.each<[string, Changes, object]>([
    ['automated', {}, { encrypted: true, public: false }],
    [
      'plain and given to everybody',
      { ...snapshots(plain), ...shared(['all']) },
      { encrypted: false, public: true },
    ],
    [
      'given to an account',
      { ...snapshots(plain), ...shared(['210987654321']) },
      { public: false },
    ],
    [
      'of which the answer leaves away to whom it is given',
      {
        ...snapshots(plain),
        'aws rds describe-db-snapshot-attributes': {
          DBSnapshotAttributesResult: {
            DBSnapshotIdentifier: 'before-upgrade',
            DBSnapshotAttributes: [],
          },
        },
      },
      { public: null },
    ],
    [
      'public, beside a snapshot of a cluster that has its name and is not',
      {
        ...snapshots(plain),
        ...shared(['all']),
        'aws rds describe-db-cluster-snapshot-attributes': {
          DBClusterSnapshotAttributesResult: {
            DBClusterSnapshotIdentifier: 'before-upgrade',
            DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [] }],
          },
        },
      },
      { public: true },
    ],
    ['given to nobody', { ...snapshots(plain), ...shared([]) }, { public: false }],
    [
      'plain, its attributes not exported',
      { ...snapshots(plain), 'aws rds describe-db-snapshot-attributes': null },
      { encrypted: false, public: null },
    ],
    [
      'manual and encrypted: that cannot be given to everybody',
      snapshots({ SnapshotType: 'manual' }),
      { public: false },
    ],
    [
      'nothing known of it',
      snapshots({ SnapshotType: undefined, Encrypted: undefined }),
      { encrypted: null, public: null },
    ],
  ])('%s', (_, changed, expected) => {
    expect(one(changed)).toMatchObject(expected);
  });

  test('of several answers about one the newest counts, whatever their files are called', () => {
    const what = 'aws rds describe-db-snapshot-attributes';
    const older = storeFile(what, shared([])?.[what], {
      path: 'z.json',
      collectedAt: '2026-11-22T09:00:00Z',
    });
    const files = [...storeFiles({ ...snapshots(plain), ...shared(['all']) }), older];
    const found = from(files).snapshots.items.find(({ id }) => id === SNAPSHOT.DBSnapshotArn);
    expect(found?.public).toBe(true);
  });

  test('automated backups count with their database', () => {
    const ids = backupsOf(instance({ StorageEncrypted: false })).snapshots.items;
    expect(ids).toContainEqual({
      id: `${INSTANCE.DBInstanceArn} (automated backups)`,
      encrypted: false,
      public: false,
    });
  });

  test('the list is whole with both lists of RDS only', () => {
    expect(backupsOf().snapshots.complete).toBe(true);
    for (const what of [
      'aws rds describe-db-snapshots',
      'aws rds describe-db-cluster-snapshots',
      'aws rds describe-db-instances',
    ]) {
      expect(backupsOf({ [what]: null }).snapshots.complete).toBe(false);
    }
  });
});

describe('recovery points', () => {
  test('of every vault that holds something', () => {
    expect(backupsOf().recoveryPoints).toEqual({
      items: [{ id: RECOVERY_POINT.RecoveryPointArn, encrypted: true }],
      complete: true,
    });
    expect(backupsOf(points({ IsEncrypted: false })).recoveryPoints.items[0]?.encrypted).toBe(
      false,
    );
    expect(
      backupsOf(points({ IsEncrypted: undefined })).recoveryPoints.items[0]?.encrypted,
    ).toBeNull();
  });

  test('a vault that was not exported, in this region, leaves them open', () => {
    const what = 'aws backup list-recovery-points-by-backup-vault';
    expect(backupsOf({ [what]: null }).recoveryPoints.because?.detail).toMatch(/vault records/);
    const abroad = storeFile(what, undefined, { region: 'us-east-1' });
    expect(from([...storeFiles({ [what]: null }), abroad]).recoveryPoints.complete).toBe(false);
  });

  test('without vaults there are none; without the list of vaults that is not known', () => {
    const none = { 'aws backup list-backup-vaults': { BackupVaultList: [] } };
    expect(
      backupsOf({ ...none, 'aws backup list-recovery-points-by-backup-vault': null })
        .recoveryPoints,
    ).toEqual({ items: [], complete: true });
    const unknown = { 'aws backup list-backup-vaults': null };
    expect(backupsOf(unknown).recoveryPoints.complete).toBe(false);
  });
});

describe('jobs', () => {
  const jobs = (...changed: object[]) =>
    backupsOf({
      'aws backup list-backup-jobs': {
        BackupJobs: changed.map((change, place) => ({
          ...BACKUP_JOB,
          BackupJobId: `job-${String(place)}`,
          ...change,
        })),
      },
    }).jobs;
  const later = { CompletionDate: '2026-11-22T09:00:00Z' };

  test.each<[string, readonly object[], readonly [string, boolean | null][]]>([
    ['completed', [{}], [['COMPLETED', true]]],
    ['failed', [{ State: 'FAILED' }], [['FAILED', false]]],
    ['not begun in time', [{ State: 'EXPIRED' }], [['EXPIRED', false]]],
    ['in part', [{ State: 'PARTIAL' }], [['PARTIAL', false]]],
    ['ended by hand', [{ State: 'ABORTED' }], [['ABORTED', false]]],
    [
      'completed, then what nobody knows',
      [{}, { ...later, State: 'SUSPENDED' }],
      [['SUSPENDED', null]],
    ],
    ['completed, then what is not said', [{}, { ...later, State: undefined }], [['', null]]],
    ['failed, then completed', [{ State: 'FAILED' }, later], [['COMPLETED', true]]],
    ['completed, then failed', [{ ...later, State: 'FAILED' }, {}], [['FAILED', false]]],
    [
      'one that still runs',
      [{}, { State: 'RUNNING', CompletionDate: undefined }],
      [['COMPLETED', true]],
    ],
    [
      'of two resources',
      [{}, { ResourceArn: 'other', State: 'FAILED' }],
      [
        ['COMPLETED', true],
        ['FAILED', false],
      ],
    ],
  ])('%s', (_, changed, expected) => {
    expect(jobs(...changed).items.map(({ state, succeeded }) => [state, succeeded])).toEqual(
      expected,
    );
  });

  test('no job that ended proves nothing', () => {
    expect(jobs().complete).toBe(false);
    expect(jobs({ State: 'RUNNING' }).complete).toBe(false);
  });
});

describe('restores', () => {
  const restores = (...changed: object[]) =>
    backupsOf({
      'aws backup list-restore-jobs': {
        RestoreJobs: changed.map((change) => ({ ...RESTORE_JOB, ...change })),
      },
    }).restores;

  test.each<[string, readonly object[], { known: boolean | null; age: number | null }]>([
    ['completed and validated', [{}], { known: true, age: 7.23 }],
    [
      'completed, with no validation asked for',
      [{ ValidationStatus: undefined }],
      { known: true, age: 7.23 },
    ],
    [
      'completed, and the validation failed',
      [{ ValidationStatus: 'FAILED' }],
      { known: false, age: null },
    ],
    [
      'completed, and the validation ran out of time',
      [{ ValidationStatus: 'TIMED_OUT' }],
      { known: false, age: null },
    ],
    [
      'completed, and not validated yet',
      [{ ValidationStatus: 'VALIDATING' }],
      { known: false, age: null },
    ],
    ['failed', [{ Status: 'FAILED' }], { known: false, age: null }],
    ['no job at all', [], { known: null, age: null }],
  ])('%s', (_, changed, expected) => {
    expect(restores(...changed)).toMatchObject(expected);
  });

  test('without the export nothing is known', () => {
    expect(backupsOf({ 'aws backup list-restore-jobs': null }).restores.known).toBeNull();
  });
});
