import { describe, expect, test } from 'vitest';
import { placesIn } from '../../../src/derive/cloud/places.ts';
import { cloudRegionsDerivation } from '../../../src/derive/cloud/regions.ts';
import { INSTANCE } from '../../support/aws-network.ts';
import { accountFact, exported, valueOf } from '../../support/exports.ts';
import { networkFile, networkFiles } from '../../support/network-files.ts';
import { storeFiles as stores } from '../../support/store-files.ts';

const instanceIn = (AvailabilityZone: string, file = {}) =>
  networkFile(
    'aws ec2 describe-instances',
    { Reservations: [{ Instances: [{ ...INSTANCE, Placement: { AvailabilityZone } }] }] },
    file,
  );

test('of the sound account', () => {
  const { regions } = valueOf(
    accountFact(cloudRegionsDerivation, [...networkFiles(), ...stores()]),
  );
  expect(regions).toMatchObject({
    items: [
      { region: 'eu-west-1', example: 'arn:aws:backup:eu-west-1:123456789012:backup-vault:copies' },
      { region: 'eu-west-2' },
    ],
    complete: true,
  });
});

test.each([
  ['aws rds describe-db-instances', 'databases'],
  ['aws rds describe-db-clusters', 'databases'],
  ['aws s3api list-buckets', 'buckets'],
  ['aws ec2 describe-volumes', 'disks'],
] as const)('without %s, data may be anywhere, unless there are no %s', (what, thing) => {
  const files = [...networkFiles(), ...stores({ [what]: null })];
  const completeWith = (none: string[]) =>
    valueOf(accountFact(cloudRegionsDerivation, files, { none })).regions.complete;
  expect([completeWith([]), completeWith([thing])]).toEqual([false, true]);
});

describe('a bucket', () => {
  const listed = (BucketRegion?: string): Parameters<typeof stores>[0] => ({
    'aws s3api list-buckets': { Buckets: [{ Name: 'careapp-files', BucketRegion }] },
  });
  const located = (LocationConstraint?: string | null): Parameters<typeof stores>[0] => ({
    'aws s3api get-bucket-location': { LocationConstraint },
  });

  test.each<[string, Parameters<typeof stores>[0], string | null]>([
    ['that the list says to be abroad', listed('us-west-2'), 'us-west-2'],
    ['that is said to be abroad itself', located('us-west-2'), 'us-west-2'],
    ['in the first region of all', located(null), 'us-east-1'],
    ['in the first of Europe', located('EU'), 'eu-west-1'],
    ['of which nothing says where it is', { 'aws s3api get-bucket-location': null }, null],
    ['of which the answer does not say it', located(), null],
  ])('%s', (_, changed, expected) => {
    const files = [...networkFiles(), ...stores(changed)];
    const { regions } = valueOf(accountFact(cloudRegionsDerivation, files));
    expect(regions.complete).toBe(expected !== null);
    if (expected === null) expect(regions.because?.detail).toContain('careapp-files');
    else expect(regions.items.map(({ region }) => region)).toContain(expected);
  });
});

test('a server in another region', () => {
  const files = [...networkFiles(), instanceIn('us-east-1b', { region: 'us-east-1' })];
  const { regions } = valueOf(accountFact(cloudRegionsDerivation, files));
  expect(regions.items.map(({ region }) => region)).toEqual(['eu-west-2', 'us-east-1']);
});

test('the region that a file is of proves no resource', () => {
  const groups = { SecurityGroups: [] };
  const files = [
    instanceIn('eu-west-2a'),
    networkFile('aws ec2 describe-security-groups', groups, { region: 'us-east-1' }),
  ];
  const { regions } = valueOf(accountFact(cloudRegionsDerivation, files));
  expect(regions.items.map(({ region }) => region)).toEqual(['eu-west-2']);
});

test('an old export may have named others', () => {
  const old = instanceIn('eu-west-1a', {
    region: 'eu-west-1',
    collectedAt: '2026-10-01T00:00:00Z',
  });
  const { regions } = valueOf(accountFact(cloudRegionsDerivation, [instanceIn('eu-west-2a'), old]));
  expect(regions).toMatchObject({ items: [{ region: 'eu-west-2' }], complete: false });
});

test('no export that lists stored data', () => {
  expect(accountFact(cloudRegionsDerivation, []).status).toBe('unavailable');
  const other = [exported({ what: 'aws guardduty get-detector' }, { Status: 'ENABLED' })];
  expect(accountFact(cloudRegionsDerivation, other).status).toBe('unavailable');
});

test.each<[unknown, string[]]>([
  [{ DBInstanceArn: 'arn:aws:rds:eu-west-2:123456789012:db:main' }, ['eu-west-2']],
  [{ Arn: 'arn:aws-us-gov:rds:us-gov-west-1:123456789012:db:main' }, ['us-gov-west-1']],
  [{ DestinationBackupVaultArn: 'arn:aws:backup:eu-west-1:2:backup-vault:copies' }, ['eu-west-1']],
  [
    { AvailabilityZones: ['ap-southeast-2a', 'ap-southeast-2b'] },
    ['ap-southeast-2', 'ap-southeast-2'],
  ],
  [{ AvailabilityZones: [{ ZoneName: 'eu-west-2a' }] }, ['eu-west-2']],
  [{ Placement: { AvailabilityZone: 'us-west-2-lax-1a' } }, ['us-west-2']],
  [{ AvailabilityZone: 'us-gov-west-1a' }, ['us-gov-west-1']],
  [{ AvailabilityZone: 'somewhere' }, []],
  [{ TrailARN: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/main' }, []],
  [{ KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/1' }, []],
  [{ CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' }, []],
  [{ Arn: 'arn:aws:s3:::bucket' }, []],
  [{ Arn: 'arn:aws:rds' }, []],
  [{ Description: 'eu-west-1a' }, []],
  [null, []],
])('%j is in %j', (content, regions) => {
  expect(placesIn(content).map(({ region }) => region)).toEqual(regions);
});
