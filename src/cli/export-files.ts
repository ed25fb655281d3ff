import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../crypto/digest.ts';
import type { ExportFile } from '../evidence/kinds/cloud/exports.ts';
import { importFile, unread } from '../import/import.ts';
import { UsageError } from './errors.ts';
import { reasonOf } from './files.ts';

const MOST_FILES = 1000;
const LARGEST = 20 * 1_048_576;
const MOST_BYTES = 200 * 1_048_576;

/** What stands in files and folders, and why nothing does where one of them cannot be opened. */
export interface ExportsRead {
  readonly files: readonly ExportFile[];
  /** How many files there were, fit or not. */
  readonly found: number;
}

/**
 * Reads exports: files as they are named, and the `*.json` files of folders at any depth. What is
 * wrong with a file is said in its place. Throws a UsageError where there are too many.
 */
export function exportsAt(paths: readonly string[]): ExportsRead {
  const opened = paths.flatMap((path) => filesAt(path, new Set()));
  const files = [...new Map(opened.map((one) => [one.path, one])).values()];
  const readable = files.filter(({ reason }) => reason === null);
  const bytes = readable.reduce((sum, { size }) => sum + (size <= LARGEST ? size : 0), 0);
  if (files.length > MOST_FILES || bytes > MOST_BYTES) {
    const limits = `at most ${MOST_FILES} files and ${MOST_BYTES / 1_048_576} MiB are read`;
    throw new UsageError(`${paths.join(', ')}: too much for one run`, limits);
  }
  return { files: files.flatMap(exportsOf), found: readable.length };
}

interface Opened {
  readonly path: string;
  readonly size: number;
  /** Why it cannot be read; null where it can. */
  readonly reason: string | null;
}

/** The files below a path in the order of their names; a folder that leads back into itself once. */
function filesAt(path: string, above: ReadonlySet<string>): readonly Opened[] {
  try {
    const found = statSync(path);
    if (found.isFile()) return [{ path, size: found.size, reason: null }];
    if (!found.isDirectory()) return [{ path, size: 0, reason: 'is not a file' }];
    const real = realpathSync(path);
    if (above.has(real)) return [{ path, size: 0, reason: 'leads back to a folder it lies in' }];
    const inside = new Set([...above, real]);
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.'))
      .filter((entry) => !entry.isFile() || entry.name.toLowerCase().endsWith('.json'))
      .map(({ name }) => name)
      .sort()
      .flatMap((name) => filesAt(join(path, name), inside));
  } catch (error) {
    return [{ path, size: 0, reason: `cannot be read: ${reasonOf(error)}` }];
  }
}

function exportsOf({ path, size, reason }: Opened): readonly ExportFile[] {
  if (reason !== null) return [unread(path, '', { code: 'unfit', detail: reason })];
  if (size > LARGEST) {
    const detail = `is larger than ${LARGEST / 1_048_576} MiB`;
    return [unread(path, '', { code: 'limit', detail })];
  }
  try {
    const bytes = readFileSync(path);
    return importFile({ path, text: textOf(bytes), sha256: sha256(bytes) });
  } catch (error) {
    return [unread(path, '', { code: 'unfit', detail: `cannot be read: ${reasonOf(error)}` })];
  }
}

/** PowerShell writes what it redirects as UTF-16. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
