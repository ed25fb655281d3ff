import { copyFileSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import type { Bundle } from '../evidence/bundle.ts';
import { cloudExports } from '../evidence/kinds/cloud/exports.ts';
import { orgRegister } from '../evidence/kinds/org/register.ts';
import { EVIDENCE_FOLDER, evidenceName } from '../seal/evidence-name.ts';
import { writtenAttestations } from './attestation-settings.ts';
import { UsageError } from './errors.ts';
import { digestBelow } from './evidence-files.ts';
import { makeFolder, reasonOf } from './files.ts';
import { folderOf } from './named-files.ts';
import type { LookFlags } from './options.ts';
import type { Judging } from './settings.ts';
import { writtenWaivers } from './waiver-settings.ts';

/** A file that bears out what somebody states, or speaks for an account. */
export interface EvidenceFile {
  /** The folder out of which it may not lead; null where its path was named by the user. */
  readonly folder: string | null;
  readonly path: string;
  /** As it was signed for, or as it was read. */
  readonly sha256: string;
}

/** Every file that attestations, waivers, exports and registers of a run rest on. */
export function evidenceFilesOf(
  flags: Pick<LookFlags, 'attestations' | 'waivers'>,
  { config }: Pick<Judging, 'config'>,
  { evidence }: Pick<Bundle, 'evidence'>,
): readonly EvidenceFile[] {
  return [
    ...writtenAttestations(flags, config).flatMap(({ attestation, folder }) =>
      (attestation.evidence ?? []).map(({ path, sha256 }) => ({ folder, path, sha256 })),
    ),
    ...writtenWaivers(flags, config).flatMap(({ waiver, file }) =>
      (waiver.evidence ?? []).map(({ path, sha256 }) => ({ folder: folderOf(file), path, sha256 })),
    ),
    ...evidence.flatMap(({ kind, observation }) =>
      observation.status === 'present' ? filesNamedIn(kind, observation.value) : [],
    ),
  ];
}

/** What evidence of files names: exports, a register with its documents. */
function filesNamedIn(kind: string, value: unknown): readonly EvidenceFile[] {
  if (kind === cloudExports.id) {
    const { files } = cloudExports.schema.parse(value);
    return files.map(({ path, sha256 }) => ({ folder: null, path, sha256 }));
  }
  if (kind !== orgRegister.id) return [];
  const { path, sha256, entries } = orgRegister.schema.parse(value);
  return [
    { folder: null, path, sha256 },
    ...entries.flatMap(({ file }) => (file === null ? [] : [{ folder: folderOf(path), ...file }])),
  ];
}

/** What was copied, and one sentence for each file that was not. */
export interface Copied {
  /** Paths of the copies. */
  readonly written: readonly string[];
  readonly left: readonly string[];
}

/**
 * Copies evidence files into the folder `evidence` of a folder; one that is not what was signed for or
 * read is left out. Throws a UsageError where that folder is a link.
 */
export function copyEvidence(directory: string, files: readonly EvidenceFile[]): Copied {
  refuseLink(directory);
  const named = new Map(files.map((file) => [evidenceName(file.path, file.sha256), file]));
  const written: string[] = [];
  const left: string[] = [];
  for (const [name, file] of named) {
    const reason = copied(file, join(directory, name));
    if (reason === null) written.push(join(directory, name));
    else left.push(`${file.path}: ${reason}`);
  }
  return { written, left };
}

/** Throws a UsageError where the folder of the copies is a link. */
export function refuseLink(directory: string): void {
  const folder = join(directory, EVIDENCE_FOLDER);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new UsageError(`${folder}: is a link, which is not followed`);
}

/** Why a file was not copied; null where it was. */
function copied({ folder, path, sha256 }: EvidenceFile, to: string): string | null {
  const [root, inside] =
    folder === null ? [parse(resolve(path)).root, resolve(path)] : [folder, path];
  const before = digestBelow(root, inside);
  if (before.reason !== null) return before.reason;
  const part = `${to}.part`;
  try {
    makeFolder(folderOf(to));
    rmSync(part, { force: true });
    copyFileSync(join(root, inside), part);
    // What is there may have changed since it was read: the copy is what is held against the digest.
    const { sha256: copy } = digestBelow(folderOf(part), part.slice(folderOf(part).length + 1));
    if (copy !== sha256) {
      rmSync(part, { force: true });
      return 'is not the file that was read: its SHA-256 differs';
    }
    renameSync(part, to);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}
