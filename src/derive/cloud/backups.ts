import { backupJobs, restoreJobs, type BackupJob } from '../../evidence/kinds/cloud/aws/backup.ts';
import {
  cloudBackups,
  type CloudBackups,
  type Recency,
} from '../../evidence/kinds/cloud/backups.ts';
import { cloudExports, type CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { fromPresent, type Derivation, type DeriveContext } from '../derivation.ts';
import { DAY, instantOf, recencyOf } from './age.ts';
import { backupSourcesOf, clusterBackups, instanceBackups } from './database-backups.ts';
import { keptOf, type Kept } from './kept-backups.ts';
import { allUpTo, becauseOf, filed, listed, outputsOf, recordsOf } from './outputs.ts';
import {
  clusterId,
  instanceId,
  isMemberOfCluster,
  isReplica,
  rdsOf,
  standalone,
  type Rds,
} from './rds.ts';

/** What an account tells of the backups of its databases, and of AWS Backup at large. */
export const cloudBackupsDerivation: Derivation<CloudBackups> = {
  kind: cloudBackups,
  from: [cloudExports],
  derive: (context) =>
    fromPresent(context.get(cloudExports), (exports) => {
      const rds = rdsOf(exports, context);
      const kept = keptOf(exports, context);
      const sources = backupSourcesOf(exports, rds, kept, context);
      const databases = [
        ...rds.clusters
          .filter(({ record }) => !isReplica(record))
          .map((cluster) => clusterBackups(cluster, sources)),
        ...standalone(rds)
          .filter(({ record }) => !isReplica(record) && !isMemberOfCluster(record))
          .map((instance) => instanceBackups(instance, sources)),
      ];
      const value: CloudBackups = {
        databases: listed(becauseOf(...rds.outputs), databases, 'databases'),
        snapshots: snapshotsOf(rds, kept),
        recoveryPoints: pointsOf(kept),
        jobs: jobsOf(exports, context),
        restores: restoresOf(exports, context),
      };
      const seen =
        databases.length +
        value.snapshots.items.length +
        value.recoveryPoints.items.length +
        value.jobs.items.length +
        Number(value.restores.known);
      return filed(exports.policy, 'backups', rds.outputs, { seen, value });
    }),
};

/** Automated backups are encrypted as their database is, and nobody can share them. */
function snapshotsOf(rds: Rds, kept: Kept): CloudBackups['snapshots'] {
  const automated = [
    ...rds.clusters.map(({ record }) => ({ id: clusterId(record), record })),
    ...standalone(rds).map(({ record }) => ({ id: instanceId(record), record })),
  ]
    .filter(({ record }) => (record.BackupRetentionPeriod ?? 0) > 0)
    .map(({ id, record }) => ({
      id: `${id} (automated backups)`,
      encrypted: record.StorageEncrypted ?? null,
      public: false,
    }));
  const snapshots = [...kept.instanceSnapshots, ...kept.clusterSnapshots].map((snapshot) => ({
    id: snapshot.id,
    encrypted: snapshot.encrypted,
    public: snapshot.public,
  }));
  const { instanceSnapshots, clusterSnapshots } = kept.outputs;
  const outputs = becauseOf(...rds.outputs, instanceSnapshots, clusterSnapshots);
  return listed(outputs, [...automated, ...snapshots], 'snapshots');
}

/** Where no vault holds anything, AWS Backup is not in use: an empty list is all there is. */
function pointsOf({ points, outputs }: Kept): CloudBackups['recoveryPoints'] {
  const items = points.map((point) => ({
    id: point.RecoveryPointArn,
    encrypted: point.IsEncrypted ?? null,
  }));
  const { because } = outputs.points;
  return because === null ? complete(items) : cutShort(items, because);
}

/** States of a job that has not ended yet. */
const RUNNING: readonly unknown[] = ['CREATED', 'PENDING', 'RUNNING', 'ABORTING'];

/** What the state of a job that has ended says; of states that are not known, nothing. */
const SUCCEEDED: ReadonlyMap<string | undefined, boolean> = new Map([
  ['COMPLETED', true],
  ['PARTIAL', false],
  ['ABORTED', false],
  ['EXPIRED', false],
  ['FAILED', false],
]);

function jobsOf(exports: CloudExports, context: DeriveContext): CloudBackups['jobs'] {
  const outputs = outputsOf(exports, backupJobs, context);
  const ended = recordsOf(
    outputs,
    (content) => content.BackupJobs,
    (job) => job.BackupJobId,
  )
    .map(({ record }) => record)
    .filter(({ State: state }) => !RUNNING.includes(state))
    .toSorted((a, b) => endOf(a) - endOf(b));
  const last = new Map(ended.map((job) => [job.ResourceArn ?? job.BackupJobId, job]));
  const jobs = [...last].map(([resource, job]) => ({
    resource,
    job: job.BackupJobId,
    state: job.State ?? '',
    succeeded: SUCCEEDED.get(job.State) ?? null,
  }));
  return listed(outputs, jobs, 'backup jobs that ended');
}

const endOf = (job: BackupJob): number =>
  instantOf(job.CompletionDate) ?? instantOf(job.CreationDate) ?? 0;

/** Restores count that completed and, where a validation was asked for, passed it. */
function restoresOf(exports: CloudExports, context: DeriveContext): Recency {
  const outputs = outputsOf(exports, restoreJobs, context);
  const jobs = recordsOf(
    outputs,
    (content) => content.RestoreJobs,
    (job) => job.RestoreJobId,
  );
  const done = jobs.flatMap(({ record }) => {
    const at = instantOf(record.CompletionDate);
    const valid = (record.ValidationStatus ?? 'SUCCESSFUL') === 'SUCCESSFUL';
    return record.Status === 'COMPLETED' && valid && at !== null
      ? [{ id: record.RestoreJobId, at }]
      : [];
  });
  // Jobs are forgotten after some weeks: a list without any says nothing.
  return recencyOf(done, jobs.length === 0 ? null : allUpTo(outputs), context.now, DAY);
}
