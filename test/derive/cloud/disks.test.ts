import { expect, test } from 'vitest';
import { cloudDisksDerivation } from '../../../src/derive/cloud/disks.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { storeFile, storeFiles } from '../../support/store-files.ts';

const DEFAULT = 'aws ec2 get-ebs-encryption-by-default';
const VOLUMES = 'aws ec2 describe-volumes';

test('disks, and whether new ones are encrypted', () => {
  expect(valueOf(accountFact(cloudDisksDerivation, storeFiles()))).toEqual({
    disks: {
      items: [{ id: 'vol-0a1b2c3d4e5f60718', zone: 'eu-west-2a', encrypted: true }],
      complete: true,
    },
    regions: { items: [{ region: 'eu-west-2', encrypted: true }], complete: true },
  });
});

test('a disk that does not say is not known', () => {
  const files = storeFiles({ [VOLUMES]: { Volumes: [{ VolumeId: 'vol-1' }] } });
  const { disks } = valueOf(accountFact(cloudDisksDerivation, files));
  expect(disks.items).toEqual([{ id: 'vol-1', zone: null, encrypted: null }]);
});

test('each region for itself; of two answers the newer one speaks', () => {
  const off = { EbsEncryptionByDefault: false };
  const files = [
    ...storeFiles(),
    storeFile(DEFAULT, off, { region: 'us-east-1' }),
    storeFile(DEFAULT, off, { collectedAt: '2026-11-22T01:00:00Z', path: 'z.json' }),
  ];
  const policy = { regions: ['eu-west-2', 'us-east-1'] };
  const { disks, regions } = valueOf(accountFact(cloudDisksDerivation, files, policy));
  expect(regions.complete).toBe(true);
  expect(new Map(regions.items.map(({ region, encrypted }) => [region, encrypted]))).toEqual(
    new Map([
      ['eu-west-2', true],
      ['us-east-1', false],
    ]),
  );
  expect(disks).toMatchObject({ complete: false, because: { code: 'not-requested' } });
});

test('without an answer about new disks that is not known', () => {
  const { regions } = valueOf(accountFact(cloudDisksDerivation, storeFiles({ [DEFAULT]: null })));
  expect(regions).toMatchObject({ items: [], complete: false });
});
