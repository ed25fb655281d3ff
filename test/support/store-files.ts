import type { ExportFile } from '../../src/evidence/kinds/cloud/exports.ts';
import { AWS_STORES } from './aws-stores.ts';
import { exported } from './exports.ts';

/** What outputs that do not say it themselves are about. */
const RESOURCES: Readonly<Record<string, string>> = {
  'aws rds describe-db-parameters': 'records-postgres16',
  'aws rds describe-db-cluster-parameters': 'audit-aurora16',
  'aws backup list-recovery-points-by-backup-vault': 'records',
  'aws s3api get-bucket-location': 'careapp-files',
  'aws s3api get-bucket-encryption': 'careapp-files',
  'aws s3api get-public-access-block': 'careapp-files',
  'aws s3api get-bucket-policy-status': 'careapp-files',
  'aws s3api get-bucket-policy': 'careapp-files',
  'aws s3api get-bucket-versioning': 'careapp-files',
  'aws kms describe-key': '1234abcd-12ab-34cd-56ef-1234567890ab',
  'aws kms get-key-rotation-status': '1234abcd-12ab-34cd-56ef-1234567890ab',
};

/** A file of one command; of the sound account where nothing else is given. */
export const storeFile = (
  what: keyof typeof AWS_STORES,
  content: unknown = AWS_STORES[what],
  file: Partial<ExportFile> = {},
): ExportFile => exported({ what }, content, { resource: RESOURCES[what] ?? null, ...file });

/** The files of the sound account: with other contents for some commands, without those of null. */
export const storeFiles = (
  changed: Partial<Record<keyof typeof AWS_STORES, unknown>> = {},
): ExportFile[] =>
  Object.entries(AWS_STORES).flatMap(([what, sound]) => {
    const given = Object.entries(changed).find(([name]) => name === what);
    const content = given === undefined ? sound : given[1];
    if (content === null) return [];
    return exported({ what }, content, { resource: RESOURCES[what] ?? null });
  });
