import { describe, expect, test } from 'vitest';
import { cloudDatabasesDerivation } from '../../../src/derive/cloud/databases.ts';
import type { CloudDatabase } from '../../../src/evidence/kinds/cloud/databases.ts';
import { CLUSTER, INSTANCE, KEY_METADATA, MEMBERS } from '../../support/aws-stores.ts';
import { accountFact, valueOf } from '../../support/exports.ts';
import { storeFile, storeFiles } from '../../support/store-files.ts';

type Changes = Parameters<typeof storeFiles>[0];

const listOf = (changed: Changes = {}) =>
  valueOf(accountFact(cloudDatabasesDerivation, storeFiles(changed))).databases;

const of = (is: CloudDatabase['is'], changed: Changes = {}): CloudDatabase => {
  const found = listOf(changed).items.find((database) => database.is === is);
  if (found === undefined) throw new Error(`no ${is}`);
  return found;
};

const instances = (...changed: object[]): Changes => ({
  'aws rds describe-db-instances': {
    DBInstances: changed.map((change) => ({ ...INSTANCE, ...change })),
  },
});
const cluster = (change: object, members: readonly object[] = MEMBERS): Changes => ({
  'aws rds describe-db-instances': { DBInstances: members },
  'aws rds describe-db-clusters': { DBClusters: [{ ...CLUSTER, ...change }] },
});
const parameter = (name: string, value?: string): Changes => ({
  'aws rds describe-db-parameters': {
    Parameters: [
      { ParameterName: name, ...(value === undefined ? {} : { ParameterValue: value }) },
    ],
  },
});

test('an instance and a cluster that keep every promise', () => {
  const sound = {
    region: 'eu-west-2',
    encrypted: true,
    customerKey: true,
    public: false,
    tlsEnforced: true,
    multiZone: true,
    replica: false,
  };
  expect(listOf()).toEqual({
    items: [
      { ...sound, id: CLUSTER.DBClusterArn, is: 'cluster', engine: 'aurora-postgresql' },
      { ...sound, id: INSTANCE.DBInstanceArn, is: 'instance', engine: 'postgres' },
    ],
    complete: true,
  });
});

describe('one member of an instance', () => {
  test.each<[object, Partial<CloudDatabase>]>([
    [
      { StorageEncrypted: false, KmsKeyId: undefined },
      { encrypted: false, customerKey: false },
    ],
    [{ StorageEncrypted: undefined }, { encrypted: null, customerKey: true }],
    [{ KmsKeyId: undefined }, { encrypted: true, customerKey: null }],
    [{ KmsKeyId: 'arn:aws:kms:eu-west-2:123456789012:key/other' }, { customerKey: null }],
    [{ KmsKeyId: 'alias/aws/rds' }, { customerKey: false }],
    [{ PubliclyAccessible: true }, { public: true }],
    [{ PubliclyAccessible: undefined }, { public: null }],
    [{ MultiAZ: false }, { multiZone: false }],
    [{ MultiAZ: undefined }, { multiZone: null }],
    [{ ReadReplicaSourceDBInstanceIdentifier: 'records' }, { replica: true }],
    [{ ReadReplicaSourceDBClusterIdentifier: 'records' }, { replica: true }],
    [{ DBInstanceArn: undefined }, { id: 'records', region: 'eu-west-2' }],
    [{ Engine: undefined }, { engine: null, tlsEnforced: null }],
    [{ DBParameterGroups: undefined }, { tlsEnforced: null }],
    [{ DBParameterGroups: [{ DBParameterGroupName: 'other' }] }, { tlsEnforced: null }],
    [
      { DBParameterGroups: [{ DBParameterGroupName: 'records-postgres16' }] },
      { tlsEnforced: true },
    ],
    [
      {
        DBParameterGroups: [
          { DBParameterGroupName: 'records-postgres16', ParameterApplyStatus: 'pending-reboot' },
        ],
      },
      { tlsEnforced: null },
    ],
  ])('%j', (change, expected) => {
    expect(of('instance', instances(change))).toMatchObject(expected);
  });
});

test('a parameter group of the same name in another region says nothing', () => {
  const what = 'aws rds describe-db-parameters';
  const abroad = storeFile(what, undefined, { region: 'us-east-1' });
  const databases = (files: Parameters<typeof accountFact>[1]) =>
    valueOf(accountFact(cloudDatabasesDerivation, files)).databases.items;
  const enforced = (files: Parameters<typeof accountFact>[1]) =>
    databases(files).find(({ is }) => is === 'instance')?.tlsEnforced;
  expect(enforced([...storeFiles({ [what]: null }), abroad])).toBeNull();
  expect(enforced([...storeFiles(parameter('rds.force_ssl', '0')), abroad])).toBe(false);
});

test('a key that AWS manages is not one of the customer', () => {
  const changed: Changes = {
    'aws kms describe-key': { KeyMetadata: { ...KEY_METADATA, KeyManager: 'AWS' } },
  };
  expect(of('instance', changed).customerKey).toBe(false);
  expect(of('instance', { 'aws kms describe-key': null }).customerKey).toBeNull();
});

describe('TLS by the parameter of the engine', () => {
  test.each<[string, string, string | undefined, boolean | null]>([
    ['postgres', 'rds.force_ssl', '1', true],
    ['postgres', 'rds.force_ssl', '0', false],
    ['postgres', 'rds.force_ssl', undefined, null],
    ['postgres', 'require_secure_transport', '1', null],
    ['aurora-postgresql', 'rds.force_ssl', '1', true],
    ['sqlserver-se', 'rds.force_ssl', '1', true],
    ['sqlserver-web', 'rds.force_ssl', '0', false],
    ['mysql', 'require_secure_transport', '1', true],
    ['mysql', 'require_secure_transport', 'ON', true],
    ['mysql', 'require_secure_transport', 'OFF', false],
    ['mysql', 'require_secure_transport', undefined, null],
    ['mysql', 'rds.force_ssl', '1', null],
    ['mariadb', 'require_secure_transport', '0', false],
    ['aurora', 'require_secure_transport', 'ON', true],
    ['aurora-mysql', 'require_secure_transport', 'ON', true],
    ['docdb', 'tls', 'enabled', true],
    ['docdb', 'tls', 'tls1.3+', true],
    ['docdb', 'tls', 'disabled', false],
    ['neptune', 'neptune_enforce_ssl', '1', true],
    ['oracle-ee', 'rds.force_ssl', '1', null],
    ['custom-mysql-like', 'require_secure_transport', '1', null],
  ])('%s with %s = %s', (engine, name, value, expected) => {
    const changed = { ...instances({ Engine: engine }), ...parameter(name, value) };
    expect(of('instance', changed).tlsEnforced).toBe(expected);
  });

  test('a group that was not exported is not known', () => {
    expect(of('instance', { 'aws rds describe-db-parameters': null }).tlsEnforced).toBeNull();
  });

  test('a cluster goes by its own group', () => {
    expect(of('cluster', parameter('rds.force_ssl', '0')).tlsEnforced).toBe(true);
    const off = { Parameters: [{ ParameterName: 'rds.force_ssl', ParameterValue: '0' }] };
    expect(of('cluster', { 'aws rds describe-db-cluster-parameters': off }).tlsEnforced).toBe(
      false,
    );
  });

  test('a member that has not taken the group up leaves it open', () => {
    const [first] = CLUSTER.DBClusterMembers;
    const waiting = { ...first, DBClusterParameterGroupStatus: 'pending-reboot' };
    expect(of('cluster', cluster({ DBClusterMembers: [waiting] })).tlsEnforced).toBeNull();
  });
});

describe('a cluster and its members', () => {
  const [one, two] = MEMBERS;

  test.each<[string, object, readonly (object | undefined)[], Partial<CloudDatabase>]>([
    ['a public member', {}, [one, { ...two, PubliclyAccessible: true }], { public: true }],
    ['a member that is not exported', {}, [one], { public: null, multiZone: true }],
    ['public itself', { PubliclyAccessible: true }, MEMBERS, { public: true }],
    ['no member named', { DBClusterMembers: undefined }, MEMBERS, { public: null }],
    [
      'no member at all',
      { DBClusterMembers: [], MultiAZ: false },
      [],
      { public: false, multiZone: false },
    ],
    [
      'a member that is not encrypted',
      {},
      [one, { ...two, StorageEncrypted: false }],
      { encrypted: false },
    ],
    ['not encrypted', { StorageEncrypted: false }, MEMBERS, { encrypted: false }],
    [
      'zones of members, where it does not say',
      { MultiAZ: undefined },
      MEMBERS,
      { multiZone: true },
    ],
    [
      'one zone for all members',
      { MultiAZ: false },
      [one, { ...two, AvailabilityZone: 'eu-west-2a' }],
      { multiZone: false },
    ],
    ['zones not known', { MultiAZ: undefined }, [one], { multiZone: null }],
    [
      'a copy of another',
      { ReplicationSourceIdentifier: 'arn:aws:rds:::x' },
      MEMBERS,
      { replica: true },
    ],
  ])('%s', (_, change, members, expected) => {
    const changed = cluster(
      change,
      members.flatMap((member) => member ?? []),
    );
    expect(of('cluster', changed)).toMatchObject(expected);
  });

  test('a member is no database of its own, but where its cluster is not known', () => {
    expect(listOf().items.map(({ is }) => is)).toEqual(['cluster', 'instance']);
    const alone = listOf({ 'aws rds describe-db-clusters': { DBClusters: [] } });
    expect(alone).toMatchObject({
      items: [{}, { encrypted: true, public: false, tlsEnforced: null, multiZone: null }, {}],
      complete: false,
      because: { code: 'unfit' },
    });
  });

  test('a cluster of the same name in another region keeps its members apart', () => {
    const abroad = storeFile(
      'aws rds describe-db-clusters',
      {
        DBClusters: [
          { ...CLUSTER, DBClusterArn: CLUSTER.DBClusterArn.replace('eu-west-2', 'us-east-1') },
        ],
      },
      { region: 'us-east-1' },
    );
    const files = [...storeFiles({ 'aws rds describe-db-clusters': null }), abroad];
    const { databases } = valueOf(accountFact(cloudDatabasesDerivation, files));
    expect(databases.items.map(({ id }) => id)).toContain(MEMBERS[0]?.DBInstanceArn);
  });
});

describe('the list is open', () => {
  test.each(['aws rds describe-db-instances', 'aws rds describe-db-clusters'] as const)(
    'without %s',
    (what) => {
      expect(listOf({ [what]: null })).toMatchObject({
        complete: false,
        because: { code: 'not-requested' },
      });
    },
  );

  test('no file at all: nothing is known', () => {
    expect(accountFact(cloudDatabasesDerivation, [])).toMatchObject({ status: 'unavailable' });
  });
});
