import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { digestOfFile } from './file-digest.ts';
import { reasonOf } from './files.ts';

/** Largest file that is read for its digest. */
const LARGEST = 268_435_456;

/** The digest of a file as it is, or why there is none. */
export type FileDigest =
  | { readonly sha256: string; readonly reason: null }
  | { readonly sha256: null; readonly reason: string };

const none = (reason: string): FileDigest => ({ sha256: null, reason });

/**
 * SHA-256 of a regular file below a folder. A link that leads out of the folder is not followed: what
 * is there can change without anybody's touching the folder.
 */
export function digestBelow(folder: string, path: string): FileDigest {
  try {
    const root = realpathSync(folder === '' ? '.' : folder);
    const real = realpathSync(join(root, path));
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return none('leads out of the folder of the file that names it');
    }
    const found = statSync(real);
    if (!found.isFile()) return none('is not a file');
    if (found.size > LARGEST) return none(`is larger than ${LARGEST} bytes`);
    return { sha256: digestOfFile(real, LARGEST), reason: null };
  } catch (error) {
    return none(reasonOf(error));
  }
}

/** Why a file is not the one with this digest; null where it is. */
export function differenceFrom(
  folder: string,
  { path, sha256: wanted }: { readonly path: string; readonly sha256: string },
): string | null {
  const { sha256, reason } = digestBelow(folder, path);
  if (reason !== null) return `${path}: ${reason}`;
  return sha256 === wanted
    ? null
    : `${path}: is not the file that was registered: its SHA-256 is ${sha256}, not ${wanted}`;
}

/** One sentence for each file that is missing or has changed. */
export const violationsIn = (
  folder: string,
  files: readonly { readonly path: string; readonly sha256: string }[] = [],
): string[] => files.flatMap((file) => differenceFrom(folder, file) ?? []);
