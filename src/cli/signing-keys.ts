import { lstatSync, statSync } from 'node:fs';
import { MAKE_KEYS, signingKey, verifyingKey, type Key } from '../seal/key.ts';
import { SealError } from '../seal/seal-error.ts';
import { UsageError } from './errors.ts';
import { readText } from './files.ts';

const FROM_ENVIRONMENT = 'env:';
const OTHERS = 0o077;

/**
 * The private key of `--key`: a file, `-` for standard input, `env:NAME`. Warns of a file that others
 * can read. Throws a UsageError.
 */
export function signingKeyOf(named: string): Key {
  if (!named.startsWith(FROM_ENVIRONMENT)) {
    const key = keyIn(named, readText(named), signingKey);
    warnOfOthers(named);
    return key;
  }
  const name = named.slice(FROM_ENVIRONMENT.length);
  const pem = process.env[name];
  if (pem === undefined || pem === '') {
    throw new UsageError(`--key ${named}: there is no ${name} in the environment`, MAKE_KEYS);
  }
  return keyIn(named, pem, signingKey);
}

/** The public keys of `--key`, in their order. Throws a UsageError, also where one is given twice. */
export function verifyingKeysOf(files: readonly string[]): Key[] {
  const keys = files.map((file) => keyIn(file, readText(file), verifyingKey));
  const twice = files.find((_, at) => keys.findIndex(({ id }) => id === keys[at]?.id) < at);
  if (twice === undefined) return keys;
  throw new UsageError(
    `--key ${twice}: the same key is given twice`,
    'give the key of each who has to have signed',
  );
}

function keyIn(named: string, pem: string, read: (pem: string) => Key): Key {
  try {
    return read(pem);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new UsageError(`--key ${named}: ${error.message}`, MAKE_KEYS);
  }
}

function warnOfOthers(file: string): void {
  if (file === '-' || process.platform === 'win32') return;
  const { mode } = statSync(file);
  if ((mode & OTHERS) === 0 || !lstatSync(file).isFile()) return;
  process.stderr.write(`assay: warning: ${file} can be read by others: chmod 600 ${file}\n`);
}
