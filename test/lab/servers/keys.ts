import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';

/** Keys with self-signed certificates, and parameters, in a folder that servers may write in too. */
export interface Keys {
  readonly folder: string;
  /** Path of the key or certificate of a name, or of both in one file. */
  path(name: KeyName, form: 'key' | 'crt' | 'pem'): string;
  /** Path of Diffie-Hellman parameters of so many bits. */
  dh(bits: 512 | 1024 | 2048): string;
  remove(): void;
}

/** RSA with so many bits, or EC over P-256. */
export type KeyName = keyof typeof ALGORITHMS;

const ALGORITHMS = {
  rsa: ['rsa', 'rsa_keygen_bits:2048'],
  rsa512: ['rsa', 'rsa_keygen_bits:512'],
  ec: ['ec', 'ec_paramgen_curve:P-256'],
} as const;

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Makes all keys by openssl. */
export async function makeKeys(): Promise<Keys> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-lab-tls-'));
  // The users that servers change to have to reach what is theirs.
  chmodSync(folder, 0o711);
  const script = Object.entries(ALGORITHMS)
    .map(
      ([name, [algorithm, option]]) =>
        `openssl genpkey -algorithm ${algorithm} -pkeyopt ${option} |
         openssl pkey -traditional -out ${name}.key &&
         openssl req -x509 -new -key ${name}.key -days 90 -subj /CN=lab.test \
           -addext subjectAltName=DNS:lab.test,DNS:localhost -out ${name}.crt &&
         cat ${name}.crt ${name}.key >${name}.pem`,
    )
    .join(' && ');
  const made = await run('bash', ['-o', 'pipefail', '-c', script], { cwd: folder });
  if (made.code !== 0) throw new Error(`openssl makes no keys: ${made.stderr}`);
  cpSync(HERE, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') });
  return {
    folder,
    path: (name, form) => join(folder, `${name}.${form}`),
    dh: (bits) => join(folder, `dh${bits}.pem`),
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
