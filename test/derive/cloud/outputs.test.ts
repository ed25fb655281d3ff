import { describe, expect, test } from 'vitest';
import { outputsOf, recordsOf, type Outputs } from '../../../src/derive/cloud/outputs.ts';
import { cloudDatabasesDerivation } from '../../../src/derive/cloud/databases.ts';
import { cloudDisksDerivation } from '../../../src/derive/cloud/disks.ts';
import { ec2Volumes } from '../../../src/evidence/kinds/cloud/aws/ec2-disks.ts';
import { rdsClusters, rdsInstances } from '../../../src/evidence/kinds/cloud/aws/rds.ts';
import type { AccountPolicy, ExportFile } from '../../../src/evidence/kinds/cloud/exports.ts';
import { ACCOUNT, POLICY, REGION, accountFact, exported, valueOf } from '../../support/exports.ts';

type Volumes = { Volumes: { VolumeId: string; Encrypted?: boolean | undefined }[] };

const NOW = new Date('2026-11-22T12:00:00Z');
const VOLUMES: Volumes = { Volumes: [{ VolumeId: 'vol-1', Encrypted: true }] };

const read = (
  files: readonly ExportFile[],
  policy: Partial<AccountPolicy> = {},
): Outputs<Volumes> =>
  outputsOf({ policy: { ...POLICY, ...policy }, files: [...files] }, ec2Volumes, {
    now: NOW,
    target: {
      id: `aws:${ACCOUNT}`,
      kind: 'account',
      uri: `aws:${ACCOUNT}`,
      host: ACCOUNT,
      port: null,
      role: null,
      addresses: [],
    },
  });

const volumes = (file: Partial<ExportFile> = {}, content: Volumes = VOLUMES): ExportFile =>
  exported(ec2Volumes, content, file);

test('a file of the account, young enough and whole, counts', () => {
  expect(read([volumes()])).toMatchObject({ because: null, given: true });
  expect(read([volumes()]).items.map(({ content }) => content)).toEqual([VOLUMES]);
});

describe('what never counts, and leaves the list open', () => {
  test.each<[string, Partial<ExportFile>, string, RegExp]>([
    ['older than allowed', { collectedAt: '2026-11-21T11:59:59Z' }, 'unfit', /24 hours old/],
    ['of unknown age', { collectedAt: null }, 'unfit', /does not say when/],
    ['from the future', { collectedAt: '2026-11-22T12:05:01Z' }, 'unfit', /later than now/],
    ['of another account', { account: 'aws:999999999999' }, 'unfit', /is of aws:999999999999/],
    ['of nobody knows whom', { account: null }, 'unfit', /does not say which account/],
    ['a plan', { planned: true }, 'unfit', /intended/],
    [
      'with a problem',
      { problem: { code: 'malformed', detail: 'cut short' }, content: null },
      'malformed',
      /cut short/,
    ],
    ['of another shape', { content: { Volumes: [{}] } }, 'malformed', /VolumeId/],
    ['without content', { content: null }, 'malformed', /./],
  ])('a file %s', (_, file, code, detail) => {
    const outputs = read([volumes(file)]);
    expect(outputs.items).toEqual([]);
    expect(outputs.given).toBe(true);
    expect(outputs.because).toMatchObject({ code });
    expect(outputs.because?.detail).toMatch(detail);
  });

  test.each(['2026-11-21T12:00:00Z', '2026-11-22T12:04:59Z'])('but not one made at %s', (time) => {
    expect(read([volumes({ collectedAt: time })]).because).toBeNull();
  });

  test('a file with further pages counts for what it names', () => {
    const outputs = read([volumes({ complete: false })]);
    expect(outputs.items).toHaveLength(1);
    expect(outputs.because).toMatchObject({ code: 'unfit' });
  });

  test('no file at all: the reason names the command', () => {
    expect(read([])).toMatchObject({ items: [], given: false });
    expect(read([]).because?.detail).toMatch(/aws ec2 describe-volumes/);
  });
});

describe('a later file in place of an earlier one', () => {
  const old = { collectedAt: '2026-10-01T00:00:00Z', path: 'old.json' };

  test('of the same region mends it', () => {
    expect(read([volumes(old), volumes()]).because).toBeNull();
    expect(read([volumes({ planned: true }), volumes()]).because).toBeNull();
  });

  test('of another region, or with further pages, does not', () => {
    expect(read([volumes(old), volumes({ region: 'us-east-1' })]).because).not.toBeNull();
    expect(read([volumes(old), volumes({ complete: false })]).because).not.toBeNull();
  });

  test('that is whole takes the place of a part that is not newer', () => {
    const part = volumes({ complete: false, path: 'terraform.json' });
    const outputs = read([part, volumes()]);
    expect(outputs).toMatchObject({ because: null, items: [{ file: { complete: true } }] });
  });

  test('that is newer and a part leaves the list open, and is heard', () => {
    const part = volumes({ complete: false, collectedAt: '2026-11-22T11:30:00Z' });
    const outputs = read([volumes(), part]);
    expect(outputs.items).toHaveLength(2);
    expect(outputs.because).not.toBeNull();
  });

  test('does not mend a file of another account', () => {
    expect(read([volumes({ account: 'aws:999999999999' }), volumes()]).because).not.toBeNull();
  });

  test('speaks for what both list', () => {
    const earlier = volumes({ collectedAt: '2026-11-22T01:00:00Z', path: 'z.json' });
    const later = volumes({}, { Volumes: [{ VolumeId: 'vol-1', Encrypted: false }] });
    for (const files of [
      [earlier, later],
      [later, earlier],
    ]) {
      const records = recordsOf(
        read(files),
        (content) => content.Volumes,
        (volume) => volume.VolumeId,
      );
      expect(records.map(({ record }) => record.Encrypted)).toEqual([false]);
    }
  });
});

describe('what the policy says', () => {
  test('a region without an export leaves the list open', () => {
    const regions = [REGION, 'us-east-1'];
    expect(read([volumes()], { regions }).because?.detail).toMatch(/us-east-1/);
    expect(read([volumes(), volumes({ region: 'us-east-1' })], { regions }).because).toBeNull();
    expect(read([volumes({ region: null })], { regions: [REGION] }).because).not.toBeNull();
  });

  test('a resource that is expected has to be listed', () => {
    expect(read([volumes()], { expect: ['vol-1'] }).because).toBeNull();
    expect(read([volumes()], { expect: ['vol-2'] }).because?.detail).toMatch(/vol-2/);
  });

  test('an ARN of another service is not missed here', () => {
    const expected = [`arn:aws:rds:${REGION}:${ACCOUNT}:db:records`];
    expect(read([volumes()], { expect: expected }).because).toBeNull();
    const instances = exported(rdsInstances, { DBInstances: [{ DBInstanceIdentifier: 'other' }] });
    const clusters = exported(rdsClusters, { DBClusters: [] });
    const { databases } = valueOf(
      accountFact(cloudDatabasesDerivation, [instances, clusters], { expect: expected }),
    );
    expect(databases).toMatchObject({ complete: false, because: { code: 'unfit' } });
  });

  test('a stale file or a plan does not list what is expected', () => {
    const elsewhere = volumes({ region: 'us-east-1' }, { Volumes: [{ VolumeId: 'vol-2' }] });
    for (const file of [{ planned: true }, { collectedAt: null }, { account: 'aws:9' }]) {
      const { because } = read([volumes(), { ...elsewhere, ...file }], { expect: ['vol-2'] });
      expect(because).not.toBeNull();
    }
  });
});

describe('an empty list', () => {
  const empty = volumes({}, { Volumes: [] });

  test('proves nothing', () => {
    const fact = accountFact(cloudDisksDerivation, [empty]);
    expect(fact).toMatchObject({ status: 'unavailable' });
  });

  test('is an absence where the policy says that there is none', () => {
    const fact = accountFact(cloudDisksDerivation, [empty], { none: ['disks'] });
    expect(fact).toMatchObject({ status: 'absent' });
  });

  test('what is there counts, whatever the policy says', () => {
    const fact = accountFact(cloudDisksDerivation, [volumes()], { none: ['disks'] });
    expect(valueOf(fact).disks.items).toHaveLength(1);
  });
});

describe('a list that was exported again', () => {
  const EARLIER = '2026-11-22T09:00:00Z';
  const named = (...ids: readonly string[]): Volumes => ({
    Volumes: ids.map((VolumeId) => ({ VolumeId })),
  });
  const idsOf = (...files: readonly ExportFile[]) =>
    read(files).items.flatMap(({ content }) => content.Volumes.map(({ VolumeId }) => VolumeId));
  const now = volumes({}, named('vol-2'));

  test.each<[string, Partial<ExportFile>, readonly string[]]>([
    ['takes the place of what it was before', {}, ['vol-2']],
    ['does not hide another region', { region: 'us-east-1' }, ['vol-1', 'vol-2']],
    ['hides nothing of the same time', { collectedAt: now.collectedAt }, ['vol-1', 'vol-2']],
  ])('%s', (_, change, expected) => {
    const before = volumes({ collectedAt: EARLIER, ...change }, named('vol-1'));
    expect(idsOf(before, now)).toEqual(expected);
  });

  test('hides nothing where no region is said, for it may be another', () => {
    const before = volumes({ collectedAt: EARLIER, region: null }, named('vol-1'));
    expect(idsOf(before, { ...now, region: null })).toEqual(['vol-1', 'vol-2']);
  });

  test('hides nothing where it is a part', () => {
    const before = volumes({ collectedAt: EARLIER }, named('vol-1'));
    expect(idsOf(before, { ...now, complete: false })).toEqual(['vol-1', 'vol-2']);
  });
});

test('instances and clusters have to be of the same regions', () => {
  const instances = exported(rdsInstances, {
    DBInstances: [{ DBInstanceIdentifier: 'records', StorageEncrypted: true }],
  });
  const clusters = exported(rdsClusters, { DBClusters: [] });
  const completeWith = (...files: readonly ExportFile[]) =>
    valueOf(accountFact(cloudDatabasesDerivation, files)).databases.complete;
  expect(completeWith(instances, clusters)).toBe(true);
  expect(completeWith(instances, { ...clusters, region: 'us-east-1' })).toBe(false);
});
