import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundFile } from '../seal/compare.ts';
import { ENVELOPE, MANIFEST, type SealedFile } from '../seal/manifest.ts';
import { MISSING, type Held } from '../seal/open.ts';
import { UsageError } from './errors.ts';
import { digestOfFile } from './file-digest.ts';
import { reasonOf } from './files.ts';

const MOST_FILES = 10_000;

/** Largest manifest or envelope that is read. */
const LARGEST = 67_108_864;

/** Throws a UsageError where there is no such folder. */
export function refuseNoFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  throw new UsageError(
    `${folder}: ${found === undefined ? 'no such folder' : 'is not a folder'}`,
    'name the folder of assay audit -o or assay judge -o',
  );
}

/** The manifest or the envelope of a folder. */
export function heldIn(folder: string, name: typeof MANIFEST | typeof ENVELOPE): Held {
  const none = (fault: string): Held => ({ bytes: null, fault });
  try {
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return none(MISSING);
    if (found.isSymbolicLink()) return none('is a link, which is not followed');
    if (!found.isFile()) return none('is not a file');
    if (found.size > LARGEST) return none(`is larger than ${LARGEST} bytes`);
    return { bytes: new Uint8Array(readFileSync(path)), fault: null };
  } catch (error) {
    return none(`cannot be read: ${reasonOf(error)}`);
  }
}

/**
 * The files of a folder at any depth in the order of their names, without manifest and envelope. Those
 * of a size that one of `sealed` has by its name are read for their digest, however large; links are
 * not followed, and a folder counts only by what is in it. Throws a UsageError where there are too many.
 */
export function filesIn(folder: string, sealed: readonly SealedFile[]): readonly FoundFile[] {
  const sizes = new Map(sealed.map(({ name, bytes }) => [name, bytes]));
  const found: FoundFile[] = [];
  const walk = (inside: string): void => {
    const entries = readdirSync(join(folder, inside), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory() && !sizes.has(name)) walk(name);
      else if (name !== MANIFEST && name !== ENVELOPE) found.push(fileAt(folder, name, sizes));
      if (found.length > MOST_FILES) {
        throw new UsageError(
          `${folder}: more than ${MOST_FILES} files`,
          'is it the folder of an audit?',
        );
      }
    }
  };
  try {
    walk('');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${folder}: cannot be read: ${reasonOf(error)}`);
  }
  return found;
}

function fileAt(folder: string, name: string, sizes: ReadonlyMap<string, number>): FoundFile {
  const path = join(folder, name);
  const unread = (reason: string): FoundFile => ({
    ...{ name, kind: 'file', bytes: sizes.get(name) ?? 0, sha256: null, unread: reason },
  });
  try {
    const found = lstatSync(path);
    if (!found.isFile()) {
      const kind = found.isSymbolicLink() ? 'link' : 'other';
      return { name, kind, bytes: 0, sha256: null, unread: null };
    }
    const { size: bytes } = found;
    const sha256 = sizes.get(name) === bytes ? digestOfFile(path, bytes) : null;
    return { name, kind: 'file', bytes, sha256, unread: null };
  } catch (error) {
    return unread(reasonOf(error));
  }
}
