import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { UsageError } from './errors.ts';

/** Octets of a file when it is unpacked. */
const MOST_OCTETS = 20_000_000;
const MOST_ENTRIES = 100;

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

const begins = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((octet, index) => bytes[index] === octet);

/** The files in a .gz or .zip file, else the file itself. Throws a UsageError that names it. */
export function unpacked(path: string, bytes: Uint8Array): readonly Uint8Array[] {
  if (begins(bytes, GZIP)) return [inflated(path, bytes)];
  if (begins(bytes, ZIP)) return entriesOf(path, bytes);
  if (bytes.length > MOST_OCTETS) throw tooLarge(path);
  return [bytes];
}

const tooLarge = (path: string): UsageError =>
  new UsageError(`${path}: larger than ${MOST_OCTETS / 1_000_000} MB unpacked`);

function inflated(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_OCTETS });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path);
    throw new UsageError(`${path}: is no whole gzip file: ${messageOf(error)}`);
  }
}

function entriesOf(path: string, bytes: Uint8Array): readonly Uint8Array[] {
  let octets = 0;
  let entries = 0;
  const wanted = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (name.endsWith('/')) return false;
    octets += originalSize;
    entries += 1;
    if (octets > MOST_OCTETS) throw tooLarge(path);
    if (entries > MOST_ENTRIES) throw new UsageError(`${path}: more than ${MOST_ENTRIES} files`);
    return true;
  };
  try {
    return Object.values(unzipSync(bytes, { filter: wanted }));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: is no whole zip file: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');
