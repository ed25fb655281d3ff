import { fileURLToPath } from 'node:url';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { serve, type LabServer } from './server.ts';

/** A server of the Node that runs this. */
const nodeServer = (
  name: string,
  versions: readonly TlsVersion[],
  options: 'default' | 'everything',
): LabServer => ({
  name,
  starttls: null,
  versions,
  own: { client: 'node' },
  start: (keys) =>
    serve(process.execPath, (port) => [
      fileURLToPath(new URL('node-server.ts', import.meta.url)),
      String(port),
      keys.path('rsa', 'key'),
      keys.path('rsa', 'crt'),
      options,
    ]),
});

/** As Node comes, and with all that its OpenSSL can. */
export const NODES: readonly LabServer[] = [
  nodeServer('node-24', ['TLS 1.2', 'TLS 1.3'], 'default'),
  nodeServer('node-24-everything', ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'], 'everything'),
];
