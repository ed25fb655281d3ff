import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const CHUNK = 1_048_576;

/** Neither a link is followed nor a pipe waited for. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * SHA-256 of a regular file, hexadecimal, read piece by piece; of one that has more than `most` bytes
 * the digest is of its beginning. Throws what the system says.
 */
export function digestOfFile(path: string, most: number): string {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK);
  const file = openSync(path, FLAGS);
  try {
    if (!fstatSync(file).isFile()) throw new Error('is not a file');
    let total = 0;
    for (let length = -1; length !== 0 && total <= most; total += length) {
      length = readSync(file, chunk);
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
