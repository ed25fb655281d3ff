import {
  rdsClusters,
  rdsInstances,
  type DBCluster,
  type DBInstance,
} from '../../evidence/kinds/cloud/aws/rds.ts';
import type { CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Frame } from './fitness.ts';
import { outputsOf, recordsOf, type Outputs, type Recorded } from './outputs.ts';

/** The databases that the exports of an account list. */
export interface Rds {
  readonly clusters: readonly Recorded<DBCluster>[];
  /** Members of clusters too. */
  readonly instances: readonly Recorded<DBInstance>[];
  /** Both lists: a cluster may be without instances. */
  readonly outputs: readonly Outputs<unknown>[];
}

export function rdsOf(exports: CloudExports, frame: Frame): Rds {
  const instanceOutputs = outputsOf(exports, rdsInstances, frame);
  const clusterOutputs = outputsOf(exports, rdsClusters, frame);
  const instances = recordsOf(instanceOutputs, (content) => content.DBInstances, instanceId);
  const clusters = recordsOf(clusterOutputs, (content) => content.DBClusters, clusterId);
  const because = clusterOutputs.because ?? missingCluster(instances, clusters);
  return { clusters, instances, outputs: [instanceOutputs, { ...clusterOutputs, because }] };
}

/** A cluster that an instance is a member of, and that is not in the list of clusters. */
function missingCluster(
  instances: readonly Recorded<DBInstance>[],
  clusters: readonly Recorded<DBCluster>[],
): Problem | null {
  const member = instances.find(
    (instance) =>
      isMemberOfCluster(instance.record) &&
      !clusters.some((cluster) => isMember(instance, cluster)),
  );
  if (member === undefined) return null;
  const { DBClusterIdentifier: cluster = '', DBInstanceIdentifier: instance } = member.record;
  const detail = `the cluster ${cluster}, which ${instance} is a member of, is in none of the exports`;
  return { code: 'unfit', detail };
}

/** Such an instance has zones, TLS and backups by its cluster. */
export const isMemberOfCluster = ({ DBClusterIdentifier: cluster }: DBInstance): boolean =>
  cluster !== undefined;

export const instanceId = (instance: DBInstance): string =>
  instance.DBInstanceArn ?? instance.DBInstanceIdentifier;

export const clusterId = (cluster: DBCluster): string =>
  cluster.DBClusterArn ?? cluster.DBClusterIdentifier;

/** Instances that a cluster is not known of, as far as the exports go. */
export const standalone = ({ clusters, instances }: Rds): readonly Recorded<DBInstance>[] =>
  instances.filter((instance) => !clusters.some((cluster) => isMember(instance, cluster)));

export const membersOf = (
  cluster: Recorded<DBCluster>,
  { instances }: Rds,
): readonly Recorded<DBInstance>[] => instances.filter((instance) => isMember(instance, cluster));

const isMember = (instance: Recorded<DBInstance>, cluster: Recorded<DBCluster>): boolean =>
  instance.record.DBClusterIdentifier === cluster.record.DBClusterIdentifier &&
  regionOf(instance, instance.record.DBInstanceArn) ===
    regionOf(cluster, cluster.record.DBClusterArn);

/** The region of an ARN; that of the file where there is none. */
export const regionOf = ({ file }: Recorded<unknown>, arn: string | undefined): string | null =>
  regionIn(arn) ?? file.region;

/** The region that an ARN names; null where it names none. */
export const regionIn = (arn: string | undefined): string | null => arn?.split(':')[3] || null;

/** The account that an ARN names; null where it names none. */
export const accountIn = (arn: string | undefined): string | null => arn?.split(':')[4] || null;

/** A copy that another database feeds. */
export const isReplica = (database: DBInstance | DBCluster): boolean =>
  'DBInstanceIdentifier' in database
    ? Boolean(
        database.ReadReplicaSourceDBInstanceIdentifier ??
        database.ReadReplicaSourceDBClusterIdentifier,
      )
    : Boolean(database.ReplicationSourceIdentifier);
