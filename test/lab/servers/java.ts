import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';
import type { Keys } from './keys.ts';
import { serve, type LabServer } from './server.ts';

/** The single-file program that serves, and offers as a client. */
export const JAVA_PROGRAM = fileURLToPath(new URL('Jsse.java', import.meta.url));

/** JSSE of JDK 17 with nothing disabled. */
export const JAVA: LabServer = {
  name: 'jdk-17',
  starttls: null,
  versions: ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
  own: { client: 'java' },
  async start(keys) {
    const store = await keyStore(keys);
    return serve('java', (port) => [JAVA_PROGRAM, 'serve', String(port), store]);
  },
};

/** A PKCS #12 store with the RSA key, its password `changeit`. */
async function keyStore(keys: Keys): Promise<string> {
  const path = join(keys.folder, 'rsa.p12');
  const pair = ['-inkey', keys.path('rsa', 'key'), '-in', keys.path('rsa', 'crt')];
  await run('openssl', [
    ...['pkcs12', '-export', '-name', 'lab', '-passout', 'pass:changeit', '-out', path],
    ...pair,
  ]);
  return path;
}
