import type { Config } from '../document/config.ts';
import type { Document } from '../document/document.ts';
import type { Report } from '../report/report.ts';
import { filesNamed } from './named-files.ts';
import type { GateFlags } from './options.ts';
import { readReport } from './stored-report.ts';

/**
 * The report that a new one is held against, of `--baseline` or else of assay.yaml; null where none is
 * named. Throws a UsageError.
 */
export function earlierReport(
  { baseline }: Pick<GateFlags, 'baseline'>,
  config: Document<Config> | null,
): Report | null {
  const configured = config?.value.baseline;
  const [file] =
    baseline === undefined
      ? filesNamed([], config, configured === undefined ? [] : [configured])
      : [baseline];
  return file === undefined ? null : readReport(file);
}
