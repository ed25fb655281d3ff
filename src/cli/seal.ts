import { lstatSync, rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Report } from '../report/report.ts';
import { ENVELOPE, formatManifest, isName, MANIFEST, type SealedFile } from '../seal/manifest.ts';
import { readEnvelope } from '../seal/envelope.ts';
import { UsageError } from './errors.ts';
import { digestOfFile } from './file-digest.ts';
import { reasonOf, writeText } from './files.ts';
import { heldIn } from './sealed-folder.ts';

/** Writes the manifest of those files that lie in a folder; gives its path. Throws a UsageError. */
export function writeManifest(directory: string, paths: readonly string[], report: Report): string {
  const names = paths
    .map((path) => relative(resolve(directory), resolve(path)).replaceAll(sep, '/'))
    .filter((name) => name.split('/')[0] !== '..');
  const wrong = names.find((name) => !isName(name));
  if (wrong !== undefined) {
    throw new UsageError(`${join(directory, wrong)}: ${MANIFEST} cannot hold a file of this name`);
  }
  const text = formatManifest({
    files: [...new Set(names)].map((name) => sealedFile(directory, name)),
    predicate: {
      tool: report.tool,
      report: { id: report.id, rulesHash: report.rulesHash },
      now: report.now,
      targets: report.targets.map(({ id }) => id),
    },
  });
  const path = join(directory, MANIFEST);
  writeText(path, text);
  dropEnvelope(directory, text);
  return path;
}

function sealedFile(directory: string, name: string): SealedFile {
  const path = join(directory, name);
  try {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) throw new Error(`is a link; ${MANIFEST} holds files alone`);
    const { size } = found;
    return { name, bytes: size, sha256: digestOfFile(path, size) };
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${reasonOf(error)}`);
  }
}

/** Takes away the signature of what lay here before: it is not one of this. */
function dropEnvelope(directory: string, manifest: string): void {
  const { bytes } = heldIn(directory, ENVELOPE);
  if (bytes === null || signs(bytes, manifest)) return;
  const path = join(directory, ENVELOPE);
  rmSync(path);
  process.stderr.write(`assay: note: ${path} is removed: it signed what was here before\n`);
}

function signs(envelope: Uint8Array, manifest: string): boolean {
  try {
    return Buffer.from(manifest).equals(readEnvelope(envelope).payload);
  } catch {
    return false;
  }
}
