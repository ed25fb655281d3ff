import type { ExportFile } from '../../src/evidence/kinds/cloud/exports.ts';
import { importFile } from '../../src/import/import.ts';

/** What is read of a file with this text. */
export const importText = (text: string): readonly ExportFile[] =>
  importFile({ path: 'export.json', text, sha256: '0'.repeat(64) });

export const importJson = (json: unknown): readonly ExportFile[] =>
  importText(JSON.stringify(json));

/** What is read of a file that has to be one export. */
export function onlyOf(files: readonly ExportFile[]): ExportFile {
  const [file] = files;
  if (file === undefined || files.length > 1) throw new Error(`not one: ${JSON.stringify(files)}`);
  return file;
}

export const WHEN = '2026-11-22T11:00:00Z';

/** An export as the script of `assay evidence commands` writes it. */
export const wrapped = (
  command: string,
  output: unknown,
  more: Readonly<Record<string, unknown>> = {},
): object => ({
  assay: 1,
  command,
  account: 'aws:123456789012',
  region: 'eu-west-2',
  collectedAt: WHEN,
  output,
  ...more,
});
