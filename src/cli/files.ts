import { mkdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EEXIST: 'a part of the path is not a directory',
  ELOOP: 'a link that leads to itself',
  ENOTDIR: 'a part of the path is not a directory',
  EROFS: 'read-only file system',
  ENOSPC: 'no space left',
};

/** The text of a file the user named. Throws a UsageError. */
export const readText = (path: string): string => readBytes(path).toString('utf8');

/** The bytes of a file the user named, `-` for standard input. Throws a UsageError. */
export function readBytes(path: string): Buffer {
  try {
    return path === '-' ? standardInput() : readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${reasonOf(error)}`);
  }
}

const CHUNK = 65_536;
const PAUSE_MS = 10;

/** What comes on standard input, to its end; one that does not block is waited for. */
function standardInput(): Buffer {
  const chunk = Buffer.alloc(CHUNK);
  const parts: Buffer[] = [];
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      const length = readSync(0, chunk);
      if (length === 0) return Buffer.concat(parts);
      parts.push(Buffer.from(chunk.subarray(0, length)));
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
  }
}

/** Writes a file the user named, making its folder. Throws a UsageError. */
export function writeText(path: string, text: string | Buffer): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
}

/**
 * Makes a folder and those above it, where they are not there. The recursion that Node has for it never
 * ends where the working directory has been deleted. Throws what the system says.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Made in the meantime, or by way of it: `new/..`.
    if (!isFolder(path)) throw error;
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** What went wrong with a file, in words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? error.message;
}
