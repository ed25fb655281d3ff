import {
  rdsClusterParameters,
  rdsParameters,
  type DBCluster,
  type DBInstance,
  type Parameters,
} from '../../evidence/kinds/cloud/aws/rds.ts';
import {
  cloudDatabases,
  type CloudDatabase,
  type CloudDatabases,
} from '../../evidence/kinds/cloud/databases.ts';
import { cloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';
import { customerKeysOf, type IsCustomerKey } from './key-managers.ts';
import { becauseOf, filed, listed, outputsOf, type Outputs, type Recorded } from './outputs.ts';
import {
  clusterId,
  instanceId,
  isMemberOfCluster,
  isReplica,
  membersOf,
  rdsOf,
  regionOf,
  standalone,
} from './rds.ts';
import { tlsEnforcedBy } from './tls-parameters.ts';

/** What an account tells of its databases: RDS lists those of DocumentDB and Neptune with its own. */
export const cloudDatabasesDerivation: Derivation<CloudDatabases> = {
  kind: cloudDatabases,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const rds = rdsOf(exports, context);
      const isCustomerKey = customerKeysOf(exports, context);
      const groups = outputsOf(exports, rdsParameters, context);
      const clusterGroups = outputsOf(exports, rdsClusterParameters, context);
      const databases = [
        ...rds.clusters.map((cluster) =>
          readCluster(cluster, membersOf(cluster, rds), isCustomerKey, clusterGroups),
        ),
        ...standalone(rds).map((instance) => readInstance(instance, isCustomerKey, groups)),
      ];
      const value = { databases: listed(becauseOf(...rds.outputs), databases, 'databases') };
      return filed(exports.policy, 'databases', rds.outputs, { seen: databases.length, value });
    }),
};

function readInstance(
  instance: Recorded<DBInstance>,
  isCustomerKey: IsCustomerKey,
  groups: Outputs<Parameters>,
): CloudDatabase {
  const { record } = instance;
  const region = regionOf(instance, record.DBInstanceArn);
  const member = isMemberOfCluster(record);
  const [group] = record.DBParameterGroups ?? [];
  const inUse = group && {
    name: group.DBParameterGroupName,
    region,
    status: group.ParameterApplyStatus,
  };
  return {
    id: instanceId(record),
    is: 'instance',
    engine: record.Engine ?? null,
    region,
    encrypted: record.StorageEncrypted ?? null,
    customerKey: ownKey(record, isCustomerKey),
    public: record.PubliclyAccessible ?? null,
    tlsEnforced: member ? null : tlsEnforcedBy(record.Engine, inUse, groups),
    multiZone: member ? null : (record.MultiAZ ?? null),
    replica: isReplica(record),
  };
}

function readCluster(
  cluster: Recorded<DBCluster>,
  members: readonly Recorded<DBInstance>[],
  isCustomerKey: IsCustomerKey,
  groups: Outputs<Parameters>,
): CloudDatabase {
  const { record } = cluster;
  const region = regionOf(cluster, record.DBClusterArn);
  const statuses = (record.DBClusterMembers ?? []).map(
    (member) => member.DBClusterParameterGroupStatus,
  );
  const inUse = {
    name: record.DBClusterParameterGroup,
    region,
    status: statuses.find((status) => status !== undefined && status !== 'in-sync'),
  };
  const all = allMembers(record, members);
  return {
    id: clusterId(record),
    is: 'cluster',
    engine: record.Engine ?? null,
    region,
    encrypted: allOf([
      record.StorageEncrypted ?? null,
      // Of a member that is not in the exports nothing is known, but its storage is the cluster's.
      ...members.map((member) => member.record.StorageEncrypted ?? record.StorageEncrypted ?? null),
    ]),
    customerKey: ownKey(record, isCustomerKey),
    public: anyOf([
      record.PubliclyAccessible ?? false,
      ...all.map((member) => member?.PubliclyAccessible ?? null),
    ]),
    tlsEnforced: tlsEnforcedBy(record.Engine, inUse, groups),
    multiZone: anyOf([record.MultiAZ ?? false, inSeveralZones(all)]),
    replica: isReplica(record),
  };
}

/** Every member of a cluster; null for those that no export lists. */
function allMembers(
  { DBClusterMembers: named }: DBCluster,
  members: readonly Recorded<DBInstance>[],
): readonly (DBInstance | null)[] {
  const records = members.map(({ record }) => record);
  const ids = records.map((record) => record.DBInstanceIdentifier);
  if (named === undefined) return [...records, null];
  const missing = named.filter(({ DBInstanceIdentifier: id }) => !ids.includes(id ?? ''));
  return [...records, ...missing.map(() => null)];
}

function inSeveralZones(members: readonly (DBInstance | null)[]): Known {
  const zones = members.map((member) => member?.AvailabilityZone ?? null);
  const known = new Set(zones.filter((zone) => zone !== null));
  if (known.size > 1) return true;
  return zones.includes(null) ? null : false;
}

/** What is not encrypted has no key of anybody. */
const ownKey = (
  { StorageEncrypted: encrypted, KmsKeyId: key }: DBInstance | DBCluster,
  isCustomerKey: IsCustomerKey,
): Known => (encrypted === false ? false : key === undefined ? null : isCustomerKey(key));
