import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloudBackupsDerivation } from '../../../src/derive/cloud/backups.ts';
import { cloudBucketsDerivation } from '../../../src/derive/cloud/buckets.ts';
import { cloudDatabasesDerivation } from '../../../src/derive/cloud/databases.ts';
import { cloudDisksDerivation } from '../../../src/derive/cloud/disks.ts';
import { cloudKeysDerivation } from '../../../src/derive/cloud/keys.ts';
import type { ExportFile } from '../../../src/evidence/kinds/cloud/exports.ts';
import { KINDS } from '../../../src/evidence/kinds/index.ts';
import type { Target } from '../../../src/evidence/target.ts';
import type { Outcome } from '../../../src/judge/finding.ts';
import { judge } from '../../../src/judge/judge.ts';
import { loadRules } from '../../../src/judge/rule.ts';
import {
  BACKUP_JOB,
  INSTANCE,
  KEY_METADATA,
  RECOVERY_POINT,
  RESTORE_JOB,
  SNAPSHOT,
} from '../../support/aws-stores.ts';
import { ACCOUNT, accountFact } from '../../support/exports.ts';
import { storeFiles } from '../../support/store-files.ts';

const DERIVATIONS = [
  cloudDatabasesDerivation,
  cloudBackupsDerivation,
  cloudBucketsDerivation,
  cloudKeysDerivation,
  cloudDisksDerivation,
];

const { rules } = loadRules(
  ['databases', 'backups', 'buckets', 'keys', 'disks'].map((name) => {
    const file = `rules/cloud/${name}.yaml`;
    return { file, text: readFileSync(file, 'utf8') };
  }),
  KINDS,
);

const TARGET: Target = {
  id: `aws:${ACCOUNT}`,
  kind: 'account',
  uri: `aws:${ACCOUNT}`,
  host: ACCOUNT,
  port: null,
  role: null,
  addresses: [],
};

function outcomesOf(files: readonly ExportFile[]): ReadonlyMap<string, Outcome> {
  const observed = DERIVATIONS.map((derivation) => ({
    id: derivation.kind.id,
    kind: derivation.kind.id,
    target: TARGET.id,
    observation: accountFact<unknown>(derivation, files),
  }));
  const now = new Date('2026-11-22T12:00:00Z');
  const findings = judge(rules, observed, [TARGET], { now, params: {} });
  return new Map(findings.map(({ rule, outcome }) => [rule, outcome]));
}

const SOUND = storeFiles();

/** The same account, careless in everything that a rule asks. */
const CARELESS = storeFiles({
  'aws rds describe-db-instances': {
    DBInstances: [
      {
        ...INSTANCE,
        StorageEncrypted: false,
        KmsKeyId: undefined,
        PubliclyAccessible: true,
        MultiAZ: false,
        BackupRetentionPeriod: 0,
        LatestRestorableTime: undefined,
      },
    ],
  },
  'aws rds describe-db-clusters': { DBClusters: [] },
  'aws rds describe-db-cluster-snapshots': { DBClusterSnapshots: [] },
  'aws rds describe-db-snapshots': {
    DBSnapshots: [
      {
        ...SNAPSHOT,
        DBSnapshotIdentifier: 'before-upgrade',
        SnapshotType: 'manual',
        Encrypted: false,
        SnapshotCreateTime: '2026-01-10T00:00:00Z',
        OriginalSnapshotCreateTime: '2026-01-10T00:00:00Z',
      },
    ],
  },
  'aws rds describe-db-parameters': {
    Parameters: [{ ParameterName: 'rds.force_ssl', ParameterValue: '0' }],
  },
  'aws backup list-backup-vaults': { BackupVaultList: [] },
  'aws backup list-recovery-points-by-backup-vault': {
    RecoveryPoints: [{ ...RECOVERY_POINT, Status: 'EXPIRED' }],
  },
  'aws backup list-protected-resources': { Results: [] },
  'aws backup list-backup-jobs': { BackupJobs: [{ ...BACKUP_JOB, State: 'FAILED' }] },
  'aws backup list-copy-jobs': { CopyJobs: [] },
  'aws backup list-restore-jobs': { RestoreJobs: [{ ...RESTORE_JOB, Status: 'FAILED' }] },
  'aws s3api get-bucket-encryption': {
    Error: { Code: 'ServerSideEncryptionConfigurationNotFoundError' },
  },
  'aws s3api get-public-access-block': {
    Error: { Code: 'NoSuchPublicAccessBlockConfiguration' },
  },
  'aws s3control get-public-access-block': {
    Error: { Code: 'NoSuchPublicAccessBlockConfiguration' },
  },
  'aws s3api get-bucket-policy-status': { PolicyStatus: { IsPublic: true } },
  'aws s3api get-bucket-policy': { Error: { Code: 'NoSuchBucketPolicy' } },
  'aws s3api get-bucket-versioning': {},
  'aws kms describe-key': { KeyMetadata: { ...KEY_METADATA, KeyManager: 'AWS' } },
  'aws kms get-key-rotation-status': { KeyRotationEnabled: false },
  'aws ec2 describe-volumes': { Volumes: [{ VolumeId: 'vol-1', Encrypted: false }] },
  'aws ec2 get-ebs-encryption-by-default': { EbsEncryptionByDefault: false },
});

const ids = rules.map(({ id }) => id);

test('the sound account keeps every rule', () => {
  expect(outcomesOf(SOUND)).toEqual(new Map(ids.map((id) => [id, 'pass'])));
});

test('the careless account breaks every rule', () => {
  const outcomes = outcomesOf(CARELESS);
  // Its only key is not the customer's, and so is none that he could have rotated.
  const expected = ids.map((id) => [id, id === 'keys-rotated' ? 'not-applicable' : 'fail']);
  expect([...outcomes]).toEqual(expected);
});

/** What may be wrong with a file. */
const SPOILT: readonly Partial<ExportFile>[] = [
  {},
  { collectedAt: '2026-01-01T00:00:00Z' },
  { collectedAt: null },
  { account: 'aws:999999999999' },
  { account: null },
  { planned: true },
  { complete: false },
  { problem: { code: 'malformed', detail: 'cut short' }, content: null },
];

/** For each file of an account, how it is spoilt; below zero it is missing. */
const spoiling = fc.array(fc.integer({ min: -2, max: SPOILT.length - 1 }), {
  minLength: SOUND.length,
  maxLength: SOUND.length,
});

const spoilt = (files: readonly ExportFile[], how: readonly number[]): ExportFile[] =>
  files.flatMap((file, place) => {
    const change = SPOILT[how[place] ?? 0];
    return change === undefined ? [] : [{ ...file, ...change }];
  });

test('what is missing or spoilt of sound files never breaks a rule', () => {
  fc.assert(
    fc.property(spoiling, (how) => {
      expect([...outcomesOf(spoilt(SOUND, how)).values()]).not.toContain('fail');
    }),
  );
});

test('what is missing or spoilt of careless files never keeps a rule', () => {
  fc.assert(
    fc.property(spoiling, (how) => {
      expect([...outcomesOf(spoilt(CARELESS, how)).values()]).not.toContain('pass');
    }),
  );
});

test('without the lists of resources no rule is kept', () => {
  const lists = [
    'aws rds describe-db-instances',
    'aws rds describe-db-clusters',
    'aws s3api list-buckets',
    'aws kms list-keys',
    'aws ec2 describe-volumes',
    'aws ec2 get-ebs-encryption-by-default',
    'aws backup list-backup-jobs',
    'aws backup list-restore-jobs',
  ];
  for (const change of SPOILT.slice(1)) {
    const files = SOUND.map((file) =>
      lists.includes(file.what ?? '') ? { ...file, ...change } : file,
    );
    const kept = [...outcomesOf(files)].filter(([, outcome]) => outcome === 'pass');
    // A key that is there and a restore that was made are, whatever else there is.
    const proven = 'complete' in change ? ['backups-restored', 'keys-managed'] : ['keys-managed'];
    expect(kept.map(([rule]) => rule).filter((rule) => !proven.includes(rule))).toEqual([]);
  }
});
