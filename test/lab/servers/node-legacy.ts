import { fileURLToPath } from 'node:url';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import type { KeyName } from './keys.ts';
import { serve, type LabServer } from './server.ts';

/** The binary of a version that test/lab/legacy installs. */
export const legacyNode = (version: string): string =>
  fileURLToPath(new URL(`../legacy/node_modules/node-${version}/bin/node`, import.meta.url));

const SSL2_TO_TLS10: readonly TlsVersion[] = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0'];
const TLS10_TO_TLS12: readonly TlsVersion[] = ['TLS 1.0', 'TLS 1.1', 'TLS 1.2'];
const SSL2_TO_TLS12: readonly TlsVersion[] = ['SSL 2.0', 'SSL 3.0', ...TLS10_TO_TLS12];

/** A server of an old Node with every protocol and suite of its OpenSSL. */
function legacyServer(
  version: string,
  versions: readonly TlsVersion[],
  with_: { readonly name?: string; readonly key?: KeyName; readonly dh?: 512 | 1024 } = {},
): LabServer {
  const { name = `node-${version}`, key = 'rsa', dh } = with_;
  return {
    name,
    starttls: null,
    versions,
    own: { client: 'node-legacy', version },
    start: (keys) =>
      serve(legacyNode(version), (port) => [
        fileURLToPath(new URL('legacy-server.es5', import.meta.url)),
        String(port),
        keys.path(key, 'key'),
        keys.path(key, 'crt'),
        ...(dh === undefined ? [] : [keys.dh(dh)]),
      ]),
  };
}

/** Servers of old Node: OpenSSL 1.0.0m, 1.0.1e, 1.0.1e, 1.0.1i, 1.0.1l, 1.0.2d, 1.0.2g, 1.0.2k, 1.1.0h. */
export const LEGACY_NODES: readonly LabServer[] = [
  legacyServer('0.8.28', SSL2_TO_TLS10),
  legacyServer('0.10.0', SSL2_TO_TLS12),
  legacyServer('0.10.26', SSL2_TO_TLS12),
  // A key short enough for RSA_EXPORT.
  legacyServer('0.10.26', SSL2_TO_TLS12, { name: 'node-0.10.26-rsa512', key: 'rsa512' }),
  legacyServer('0.10.32', SSL2_TO_TLS12),
  legacyServer('0.12.0', SSL2_TO_TLS12),
  legacyServer('0.12.0', SSL2_TO_TLS12, { name: 'node-0.12.0-export', key: 'rsa512', dh: 512 }),
  legacyServer('4.0.0', TLS10_TO_TLS12, { dh: 1024 }),
  legacyServer('6.0.0', TLS10_TO_TLS12, { dh: 1024 }),
  legacyServer('8.0.0', TLS10_TO_TLS12),
  legacyServer('10.0.0', TLS10_TO_TLS12),
];
