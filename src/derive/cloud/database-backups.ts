import {
  copyJobs,
  protectedResources,
  type CopyJob,
  type RecoveryPoint,
} from '../../evidence/kinds/cloud/aws/backup.ts';
import type { DBCluster, DBInstance } from '../../evidence/kinds/cloud/aws/rds.ts';
import type { CloudBackups } from '../../evidence/kinds/cloud/backups.ts';
import type { CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import { DAY, HOUR, instantOf, recencyOf, type Done } from './age.ts';
import type { Kept, Snapshot } from './kept-backups.ts';
import type { Frame } from './fitness.ts';
import { allUpTo, outputsOf, recordsOf, type Outputs, type Recorded } from './outputs.ts';
import { accountIn, clusterId, instanceId, regionIn, regionOf, type Rds } from './rds.ts';

export type DatabaseBackups = CloudBackups['databases']['items'][number];
type Retention = DatabaseBackups['retentions']['items'][number];

/** All that tells of backups besides the database's own record. */
export interface BackupSources {
  readonly rds: Rds;
  readonly kept: Kept;
  readonly copies: readonly CopyJob[];
  /** When AWS Backup last backed up a resource, by its ARN. */
  readonly protected: ReadonlyMap<string, number | null>;
  readonly outputs: { readonly copies: Outputs<unknown>; readonly protected: Outputs<unknown> };
  readonly now: Date;
}

export function backupSourcesOf(
  exports: CloudExports,
  rds: Rds,
  kept: Kept,
  frame: Frame,
): BackupSources {
  const copies = outputsOf(exports, copyJobs, frame);
  const resources = outputsOf(exports, protectedResources, frame);
  const lastBackups = recordsOf(
    resources,
    (content) => content.Results,
    (resource) => resource.ResourceArn,
  ).map(({ record }) => [record.ResourceArn, instantOf(record.LastBackupTime)] as const);
  return {
    rds,
    kept,
    copies: recordsOf(
      copies,
      (content) => content.CopyJobs,
      (job) => job.CopyJobId,
    ).map(({ record }) => record),
    protected: new Map(lastBackups),
    outputs: { copies, protected: resources },
    now: frame.now,
  };
}

/** A database, with what belongs to it. */
interface Subject {
  readonly id: string;
  readonly region: string | null;
  readonly record: DBInstance | DBCluster;
  readonly collectedAt: string | null;
  readonly snapshots: readonly Snapshot[];
  readonly snapshotOutputs: Outputs<unknown>;
  readonly points: readonly RecoveryPoint[];
}

export function instanceBackups(
  instance: Recorded<DBInstance>,
  sources: BackupSources,
): DatabaseBackups {
  const { record, file } = instance;
  const region = regionOf(instance, record.DBInstanceArn);
  const { kept } = sources;
  return backupsOf(
    {
      id: instanceId(record),
      region,
      record,
      collectedAt: file.collectedAt,
      snapshots: kept.instanceSnapshots.filter(({ of }) => of === record.DBInstanceIdentifier),
      snapshotOutputs: kept.outputs.instanceSnapshots,
      points: kept.points.filter(({ ResourceArn: arn }) => arn === instanceId(record)),
    },
    sources,
  );
}

export function clusterBackups(
  cluster: Recorded<DBCluster>,
  sources: BackupSources,
): DatabaseBackups {
  const { record, file } = cluster;
  const region = regionOf(cluster, record.DBClusterArn);
  const { kept } = sources;
  return backupsOf(
    {
      id: clusterId(record),
      region,
      record,
      collectedAt: file.collectedAt,
      snapshots: kept.clusterSnapshots.filter(({ of }) => of === record.DBClusterIdentifier),
      snapshotOutputs: kept.outputs.clusterSnapshots,
      points: kept.points.filter(({ ResourceArn: arn }) => arn === clusterId(record)),
    },
    sources,
  );
}

function backupsOf(subject: Subject, sources: BackupSources): DatabaseBackups {
  const { rds, outputs, now } = sources;
  const listsOfBackups = allUpTo(...rds.outputs, subject.snapshotOutputs, outputs.protected);
  const listsOfCopies = allUpTo(...rds.outputs, subject.snapshotOutputs, outputs.copies);
  return {
    id: subject.id,
    retentions: retentionsOf(subject, sources),
    backups: recencyOf(
      backupsDone(subject, sources),
      restorableKnown(subject.record) ? listsOfBackups : null,
      now,
      HOUR,
    ),
    copies: recencyOf(copiesDone(subject, sources), listsOfCopies, now, DAY),
  };
}

/** Automated backups are off, or say how far they go. */
const restorableKnown = (record: DBInstance | DBCluster): boolean =>
  record.BackupRetentionPeriod === 0 || record.LatestRestorableTime !== undefined;

const doneAt = (id: string, at: number | null): readonly Done[] =>
  at === null ? [] : [{ id, at }];

function backupsDone(subject: Subject, sources: BackupSources): readonly Done[] {
  const own = subject.snapshots.filter(({ region }) => region === subject.region);
  const made = subject.points.filter((point) => point.SourceBackupVaultArn === undefined);
  return [
    ...doneAt('latest restorable time', instantOf(subject.record.LatestRestorableTime)),
    ...doneAt('AWS Backup', sources.protected.get(subject.id) ?? null),
    ...own.flatMap(({ id, at }) => doneAt(id, at)),
    ...made.flatMap((point) => doneAt(point.RecoveryPointArn, instantOf(point.CreationDate))),
  ];
}

function copiesDone(subject: Subject, sources: BackupSources): readonly Done[] {
  const elsewhere = (vault: string | undefined): boolean =>
    vault !== undefined &&
    (regionIn(vault) !== subject.region || accountIn(vault) !== accountIn(subject.id));
  const copied = subject.snapshots.filter(
    ({ region, copiedFrom }) => copiedFrom === subject.region && region !== subject.region,
  );
  const points = subject.points.filter((point) => elsewhere(point.BackupVaultArn));
  const jobs = sources.copies.filter(
    (job) =>
      job.ResourceArn === subject.id &&
      job.State === 'COMPLETED' &&
      elsewhere(job.DestinationBackupVaultArn),
  );
  return [
    ...replicated(subject),
    ...copied.flatMap(({ id, made }) => doneAt(id, made)),
    ...points.flatMap((point) => doneAt(point.RecoveryPointArn, instantOf(point.CreationDate))),
    ...jobs.flatMap((job) => doneAt(job.CopyJobId, instantOf(job.CompletionDate))),
  ];
}

/** Automated backups that RDS keeps in another region too: as fresh as the export that says so. */
function replicated({ record, region, collectedAt }: Subject): readonly Done[] {
  if (!('DBInstanceIdentifier' in record)) return [];
  const arns = (record.DBInstanceAutomatedBackupsReplications ?? []).map(
    (replication) => replication.DBInstanceAutomatedBackupsArn,
  );
  const other = arns.find((arn) => arn !== undefined && regionIn(arn) !== region);
  return other === undefined ? [] : doneAt(other, instantOf(collectedAt ?? undefined));
}

/**
 * Automated backups keep as long as the database says, recovery points until they are deleted. The
 * list is complete where the database is known not to be in AWS Backup, or all its points are there.
 */
function retentionsOf(subject: Subject, sources: BackupSources): Listing<Retention> {
  const automated = subject.record.BackupRetentionPeriod;
  const days = subject.points.map(daysKept);
  const known = days.filter((one) => one !== null);
  const items: Retention[] = [
    ...(automated === undefined ? [] : [{ by: 'automated backups' as const, days: automated }]),
    ...(known.length === 0 ? [] : [{ by: 'AWS Backup' as const, days: Math.max(...known) }]),
  ];
  const { outputs, kept } = sources;
  const notInBackup = outputs.protected.because === null && !sources.protected.has(subject.id);
  const because = notInBackup ? null : kept.outputs.points.because;
  if (because !== null) return cutShort(items, because);
  if (automated !== undefined && !days.includes(null)) return complete(items);
  const detail = `the exports do not say how long every backup of ${subject.id} is kept`;
  return cutShort(items, { code: 'unsupported', detail });
}

function daysKept(point: RecoveryPoint): number | null {
  const from = instantOf(point.CreationDate);
  const until = instantOf(point.CalculatedLifecycle?.DeleteAt);
  return from === null || until === null ? null : Math.round(((until - from) / DAY) * 100) / 100;
}
