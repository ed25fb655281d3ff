import { z } from 'zod';
import type { Output } from '../output.ts';
import { AwsTime } from './time.ts';

const RecoveryPoint = z.object({
  RecoveryPointArn: z.string(),
  BackupVaultArn: z.string().optional(),
  /** Of a copy, the vault that it was copied from. */
  SourceBackupVaultArn: z.string().optional(),
  ResourceArn: z.string().optional(),
  Status: z.string().optional(),
  CreationDate: AwsTime.optional(),
  CalculatedLifecycle: z.object({ DeleteAt: AwsTime.optional() }).optional(),
  IsEncrypted: z.boolean().optional(),
});
export type RecoveryPoint = z.infer<typeof RecoveryPoint>;

const BackupJob = z.object({
  BackupJobId: z.string(),
  ResourceArn: z.string().optional(),
  State: z.string().optional(),
  CreationDate: AwsTime.optional(),
  CompletionDate: AwsTime.optional(),
});
export type BackupJob = z.infer<typeof BackupJob>;

const CopyJob = z.object({
  CopyJobId: z.string(),
  ResourceArn: z.string().optional(),
  State: z.string().optional(),
  SourceBackupVaultArn: z.string().optional(),
  DestinationBackupVaultArn: z.string().optional(),
  CompletionDate: AwsTime.optional(),
});
export type CopyJob = z.infer<typeof CopyJob>;

const RestoreJob = z.object({
  RestoreJobId: z.string(),
  RecoveryPointArn: z.string().optional(),
  Status: z.string().optional(),
  CompletionDate: AwsTime.optional(),
  /** Only where a restore testing plan validates it. */
  ValidationStatus: z.string().optional(),
});

const RecoveryPoints = z.object({ RecoveryPoints: z.array(RecoveryPoint) });
const BackupJobs = z.object({ BackupJobs: z.array(BackupJob) });
const CopyJobs = z.object({ CopyJobs: z.array(CopyJob) });
const RestoreJobs = z.object({ RestoreJobs: z.array(RestoreJob) });

const ProtectedResources = z.object({
  Results: z.array(z.object({ ResourceArn: z.string(), LastBackupTime: AwsTime.optional() })),
});

const BackupVaults = z.object({
  BackupVaultList: z.array(
    z.object({ BackupVaultName: z.string(), NumberOfRecoveryPoints: z.int().optional() }),
  ),
});

export const backupVaults: Output<z.infer<typeof BackupVaults>> = {
  what: 'aws backup list-backup-vaults',
  schema: BackupVaults,
  key: 'BackupVaultList',
  per: 'region',
  names: ['BackupVaultName'],
};

/** Of one vault, which its wrapper names. */
export const recoveryPoints: Output<z.infer<typeof RecoveryPoints>> = {
  what: 'aws backup list-recovery-points-by-backup-vault',
  schema: RecoveryPoints,
  key: 'RecoveryPoints',
  per: 'resource',
  names: ['RecoveryPointArn'],
};

export const backupJobs: Output<z.infer<typeof BackupJobs>> = {
  what: 'aws backup list-backup-jobs',
  schema: BackupJobs,
  key: 'BackupJobs',
  per: 'region',
  names: [],
};

export const copyJobs: Output<z.infer<typeof CopyJobs>> = {
  what: 'aws backup list-copy-jobs',
  schema: CopyJobs,
  key: 'CopyJobs',
  per: 'region',
  names: [],
};

export const restoreJobs: Output<z.infer<typeof RestoreJobs>> = {
  what: 'aws backup list-restore-jobs',
  schema: RestoreJobs,
  key: 'RestoreJobs',
  per: 'region',
  names: [],
};

export const protectedResources: Output<z.infer<typeof ProtectedResources>> = {
  what: 'aws backup list-protected-resources',
  schema: ProtectedResources,
  key: 'Results',
  per: 'region',
  names: [],
};

export const BACKUP_OUTPUTS: readonly Output[] = [
  backupVaults,
  recoveryPoints,
  backupJobs,
  copyJobs,
  restoreJobs,
  protectedResources,
];
