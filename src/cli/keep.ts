import { join } from 'node:path';
import { Bundle } from '../evidence/bundle.ts';
import type { Report } from '../report/report.ts';
import { UsageError } from './errors.ts';
import { copyEvidence, evidenceFilesOf, refuseLink } from './evidence-copies.ts';
import { writeText } from './files.ts';
import type { LookFlags, OutputFlags } from './options.ts';
import { writeManifest } from './seal.ts';
import type { Judging } from './settings.ts';

/** Keeps what a run has come to; both give the paths that they wrote, and throw a UsageError. */
interface Keeper {
  /** Before all else: it took longest to get. */
  readonly evidence: (bundle: Bundle) => string[];
  /** Last, of everything that the run has written in the folder or elsewhere. */
  readonly manifest: (report: Report, written: readonly string[]) => string[];
}

const KEEPS_NOTHING: Keeper = { evidence: () => [], manifest: () => [] };

/**
 * What leaves the evidence of a run in the folder of `-o`, with the files that it rests on where they
 * are asked for, and the manifest. Keeps nothing where no folder is given. Throws a UsageError.
 */
export function keeper(
  flags: OutputFlags & Pick<LookFlags, 'attestations' | 'waivers'>,
  judged: Pick<Judging, 'config'>,
): Keeper {
  const directory = flags.outputDirectory ?? judged.config?.value.outputDirectory;
  const { includeEvidence = false } = flags;
  if (directory === undefined) {
    if (!includeEvidence) return KEEPS_NOTHING;
    throw new UsageError('--include-evidence: there is no folder to copy to', 'give one with -o');
  }
  if (includeEvidence) refuseLink(directory);
  return {
    evidence: (bundle) => {
      const path = keepBundle(directory, bundle);
      const files = includeEvidence ? evidenceFilesOf(flags, judged, bundle) : [];
      const { written, left } = copyEvidence(directory, files);
      for (const reason of left) process.stderr.write(`assay: warning: not copied: ${reason}\n`);
      return [path, ...written];
    },
    manifest: (report, written) => [writeManifest(directory, written, report)],
  };
}

/** Writes the evidence of a run into a folder; gives its path. Throws a UsageError. */
export function keepBundle(directory: string, bundle: Bundle): string {
  const path = join(directory, 'bundle.json');
  // Read back, the same evidence has the same order of fields, whoever writes it.
  writeText(path, `${JSON.stringify(Bundle.parse(bundle), null, 2)}\n`);
  return path;
}
