import { copyFileSync, chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import type { Keys } from './keys.ts';
import { serve, type LabServer } from './server.ts';

/** PostgreSQL, which takes TLS after a request of its own. */
export const POSTGRES: LabServer = {
  name: 'postgresql-15',
  starttls: 'postgres',
  versions: ['TLS 1.2', 'TLS 1.3'],
  own: { client: 'openssl' },
  async start(keys) {
    const data = await initialised(keys);
    return serve('setpriv', (port) => {
      const settings = `
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
max_connections = 100
ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
ssl_min_protocol_version = 'TLSv1.2'
ssl_ciphers = 'HIGH:!aNULL:!3DES'
ssl_prefer_server_ciphers = on
ssl_ecdh_curve = 'prime256v1'
logging_collector = off
log_min_messages = fatal
`;
      writeFileSync(join(data, 'postgresql.conf'), settings);
      return [...AS_POSTGRES, join(binaries(), 'postgres'), '-D', data];
    });
  },
};

/** It refuses to run as root. */
const AS_POSTGRES = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];

/** Debian keeps the programs of each version in a folder of their own. */
function binaries(): string {
  const [version] = readdirSync('/usr/lib/postgresql');
  return `/usr/lib/postgresql/${version ?? ''}/bin`;
}

async function initialised(keys: Keys): Promise<string> {
  const data = join(keys.folder, 'postgres');
  const uid = Number((await run('id', ['-u', 'postgres'])).stdout);
  mkdirSync(data);
  chownSync(data, uid, -1);
  const made = await run('setpriv', [
    ...AS_POSTGRES,
    join(binaries(), 'initdb'),
    ...['--no-sync', '--auth=trust', '-D', data],
  ]);
  if (made.code !== 0) throw new Error(`initdb: ${made.stderr}`);
  for (const form of ['crt', 'key'] as const) {
    const path = join(data, `server.${form}`);
    copyFileSync(keys.path('rsa', form), path);
    chmodSync(path, 0o600);
    chownSync(path, uid, -1);
  }
  return data;
}
