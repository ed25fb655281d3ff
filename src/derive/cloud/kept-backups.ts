import {
  backupVaults,
  recoveryPoints,
  type RecoveryPoint,
} from '../../evidence/kinds/cloud/aws/backup.ts';
import {
  rdsClusterSnapshotAttributes,
  rdsClusterSnapshots,
  rdsSnapshotAttributes,
  rdsSnapshots,
  type DBClusterSnapshot,
  type DBSnapshot,
  type SnapshotAttribute,
} from '../../evidence/kinds/cloud/aws/rds.ts';
import type { CloudExports } from '../../evidence/kinds/cloud/exports.ts';
import type { Known } from '../three-valued.ts';
import { instantOf } from './age.ts';
import { newestBy } from './newest.ts';
import type { Frame } from './fitness.ts';
import { outputsOf, recordsOf, type Outputs, type Recorded } from './outputs.ts';
import { regionIn, regionOf } from './rds.ts';

/** A snapshot of a database or cluster that can be restored. */
export interface Snapshot {
  readonly id: string;
  /** The identifier of what it is of. */
  readonly of: string | null;
  readonly region: string | null;
  /** When the data is from; null where the export does not say. */
  readonly at: number | null;
  /** When this snapshot was made, be it as a copy. */
  readonly made: number | null;
  /** The region that it was copied from. */
  readonly copiedFrom: string | null;
  readonly encrypted: Known;
  readonly public: Known;
}

/** What is kept of databases, and the lists that name it. */
export interface Kept {
  readonly instanceSnapshots: readonly Snapshot[];
  readonly clusterSnapshots: readonly Snapshot[];
  readonly points: readonly RecoveryPoint[];
  readonly outputs: {
    readonly instanceSnapshots: Outputs<unknown>;
    readonly clusterSnapshots: Outputs<unknown>;
    /** Complete where every vault that holds something was exported. */
    readonly points: Outputs<unknown>;
  };
}

export function keptOf(exports: CloudExports, frame: Frame): Kept {
  const snapshots = outputsOf(exports, rdsSnapshots, frame);
  const clusterSnapshots = outputsOf(exports, rdsClusterSnapshots, frame);
  const shared = sharedSnapshots(exports, frame);
  const points = pointsOf(exports, frame);
  return {
    instanceSnapshots: recordsOf(snapshots, (content) => content.DBSnapshots, snapshotId)
      .filter(({ record }) => record.Status === 'available')
      .map((snapshot) => readSnapshot(snapshot, shared.instances)),
    clusterSnapshots: recordsOf(
      clusterSnapshots,
      (content) => content.DBClusterSnapshots,
      clusterSnapshotId,
    )
      .filter(({ record }) => record.Status === 'available')
      .map((snapshot) => readClusterSnapshot(snapshot, shared.clusters)),
    points: recordsOf(
      points,
      (content) => content.RecoveryPoints,
      (point) => `${point.BackupVaultArn ?? ''} ${point.RecoveryPointArn}`,
    )
      .map(({ record }) => record)
      .filter(({ Status: status }) => status === 'COMPLETED' || status === 'AVAILABLE'),
    outputs: { instanceSnapshots: snapshots, clusterSnapshots, points },
  };
}

const snapshotId = (snapshot: DBSnapshot): string =>
  snapshot.DBSnapshotArn ?? snapshot.DBSnapshotIdentifier;

const clusterSnapshotId = (snapshot: DBClusterSnapshot): string =>
  snapshot.DBClusterSnapshotArn ?? snapshot.DBClusterSnapshotIdentifier;

/** Recovery points are exported by vault: all are there where those of every vault in use are. */
function pointsOf(
  exports: CloudExports,
  frame: Frame,
): Outputs<{ RecoveryPoints: RecoveryPoint[] }> {
  const vaults = outputsOf(exports, backupVaults, frame);
  const points = outputsOf(exports, recoveryPoints, frame);
  const inUse = vaults.items.flatMap(({ content, file }) =>
    content.BackupVaultList.filter((vault) => vault.NumberOfRecoveryPoints !== 0).map((vault) => ({
      name: vault.BackupVaultName,
      region: file.region,
    })),
  );
  const missing = inUse.find(
    ({ name, region }) =>
      !points.items.some(({ file }) => file.resource === name && file.region === region),
  );
  if (missing === undefined) {
    const because = points.given ? points.because : null;
    return { ...points, because: vaults.because ?? because };
  }
  const detail = `the recovery points of the vault ${missing.name} were not exported`;
  return { ...points, because: vaults.because ?? { code: 'not-requested', detail } };
}

/** Whether anybody may restore a snapshot, by its identifier and region; undefined where not exported. */
type Shared = ReadonlyMap<string, Known>;

interface SharedSnapshots {
  readonly instances: Shared;
  readonly clusters: Shared;
}

function sharedSnapshots(exports: CloudExports, frame: Frame): SharedSnapshots {
  return {
    instances: newestShares(
      outputsOf(exports, rdsSnapshotAttributes, frame),
      ({ DBSnapshotAttributesResult: result }) => [
        result.DBSnapshotIdentifier,
        result.DBSnapshotAttributes,
      ],
    ),
    clusters: newestShares(
      outputsOf(exports, rdsClusterSnapshotAttributes, frame),
      ({ DBClusterSnapshotAttributesResult: result }) => [
        result.DBClusterSnapshotIdentifier,
        result.DBClusterSnapshotAttributes,
      ],
    ),
  };
}

/** Of what was asked about a snapshot several times, the newest answer. */
function newestShares<T>(
  outputs: Outputs<T>,
  read: (content: T) => readonly [name: string, attributes: readonly SnapshotAttribute[]],
): Shared {
  const newest = newestBy(outputs, ({ content, file }) => nameIn(file.region, read(content)[0]));
  return new Map([...newest].map(([name, { content }]) => [name, forAll(read(content)[1])]));
}

const nameIn = (region: string | null, name: string): string => `${region ?? ''} ${name}`;

/** Null where the answer leaves away who may restore. */
function forAll(attributes: readonly SnapshotAttribute[]): Known {
  const restore = attributes.filter(({ AttributeName: name }) => name === 'restore');
  if (restore.some(({ AttributeValues: values = [] }) => values.includes('all'))) return true;
  return restore.length === 0 ? null : false;
}

/** Encrypted and automated snapshots cannot be shared with everybody. */
function isPublic(
  shared: Known | undefined,
  encrypted: boolean | undefined,
  type: string | undefined,
): Known {
  if (shared !== undefined && shared !== null) return shared;
  return encrypted === true || type === 'automated' ? false : null;
}

function readSnapshot(snapshot: Recorded<DBSnapshot>, shared: Shared): Snapshot {
  const { record } = snapshot;
  const region = regionOf(snapshot, record.DBSnapshotArn);
  const made = instantOf(record.SnapshotCreateTime);
  return {
    id: snapshotId(record),
    of: record.DBInstanceIdentifier ?? null,
    region,
    at: instantOf(record.OriginalSnapshotCreateTime) ?? made,
    made,
    copiedFrom: record.SourceRegion ?? null,
    encrypted: record.Encrypted ?? null,
    public: isPublic(
      shared.get(nameIn(region, record.DBSnapshotIdentifier)),
      record.Encrypted,
      record.SnapshotType,
    ),
  };
}

function readClusterSnapshot(snapshot: Recorded<DBClusterSnapshot>, shared: Shared): Snapshot {
  const { record } = snapshot;
  const region = regionOf(snapshot, record.DBClusterSnapshotArn);
  const made = instantOf(record.SnapshotCreateTime);
  const source = record.SourceDBClusterSnapshotArn;
  return {
    id: clusterSnapshotId(record),
    of: record.DBClusterIdentifier ?? null,
    region,
    // Of a copy, the export does not say when the data is from.
    at: source === undefined ? made : null,
    made,
    copiedFrom: regionIn(source),
    encrypted: record.StorageEncrypted ?? null,
    public: isPublic(
      shared.get(nameIn(region, record.DBClusterSnapshotIdentifier)),
      record.StorageEncrypted,
      record.SnapshotType,
    ),
  };
}
