import { describe, expect, test } from 'vitest';
import { BACKUP_OUTPUTS } from '../../../src/evidence/kinds/cloud/aws/backup.ts';
import { EC2_DISK_OUTPUTS } from '../../../src/evidence/kinds/cloud/aws/ec2-disks.ts';
import { KMS_OUTPUTS } from '../../../src/evidence/kinds/cloud/aws/kms.ts';
import { RDS_OUTPUTS } from '../../../src/evidence/kinds/cloud/aws/rds.ts';
import { S3_OUTPUTS } from '../../../src/evidence/kinds/cloud/aws/s3.ts';
import { AWS_STORES } from '../../support/aws-stores.ts';
import { outputShapeOf, strayIn, unknownTo } from '../../support/botocore.ts';

const OUTPUTS = [
  ...RDS_OUTPUTS,
  ...BACKUP_OUTPUTS,
  ...S3_OUTPUTS,
  ...KMS_OUTPUTS,
  ...EC2_DISK_OUTPUTS,
].map((output) => [output.what, output] as const);

/**
 * Members that AWS added after Debian's models, of December 2022: validation of restores (February
 * 2024), the rotation period (April 2024), the region of a bucket in the list of all (December 2024), `aws:kms:dsse` needs none. `Error` is what an export of
 * ours has in place of the error that the command line prints.
 */
const NEWER = [
  'RestoreJobs.ValidationStatus',
  'Buckets.BucketRegion',
  '.KeyId',
  '.RotationPeriodInDays',
  'DBInstances.ReadReplicaSourceDBClusterIdentifier',
  '.Error',
];

const FIXTURES: ReadonlyMap<string, unknown> = new Map(Object.entries(AWS_STORES));

describe.each(OUTPUTS)('%s', (what, { schema, key }) => {
  const shape = outputShapeOf(what);

  test('reads only what AWS prints', () => {
    expect(unknownTo(schema, shape, NEWER)).toEqual([]);
  });

  test('is tested with what AWS prints', () => {
    const output = FIXTURES.get(what);
    expect(output).toBeDefined();
    expect(strayIn(output, shape, NEWER)).toEqual([]);
    expect(schema.safeParse(output).success).toBe(true);
  });

  test('is told by a member at its top', () => {
    expect(key === null || shape.shape.members?.[key] !== undefined).toBe(true);
  });
});

test('each output that is tested is one that is read', () => {
  expect([...FIXTURES.keys()].toSorted()).toEqual(OUTPUTS.map(([what]) => what).toSorted());
});

describe('what AWS does not print is found', () => {
  const shape = outputShapeOf('aws rds describe-db-instances');

  test.each([
    [{ DBInstances: [{ Encrypted: true }] }, ['.DBInstances.Encrypted']],
    [{ DBInstances: [{ StorageEncrypted: 'true' }] }, ['.DBInstances.StorageEncrypted']],
    [{ DBInstances: {} }, ['.DBInstances']],
    [
      { DBInstances: [{ LatestRestorableTime: 'yesterday' }] },
      ['.DBInstances.LatestRestorableTime'],
    ],
    [{ DBInstances: [{ DBInstanceIdentifier: 7 }] }, ['.DBInstances.DBInstanceIdentifier']],
  ])('%j', (output, stray) => {
    expect(strayIn(output, shape)).toEqual(stray);
  });
});
