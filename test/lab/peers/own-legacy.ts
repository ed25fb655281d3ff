import { fileURLToPath } from 'node:url';
import { TLS_VERSIONS } from '../../../src/evidence/kinds/tls/versions.ts';
import { run } from '../process.ts';
import { legacyNode } from '../servers/node-legacy.ts';
import type { LabServer, OwnStack } from '../servers/server.ts';
import { allNames } from './openssl-names.ts';
import { opensslOffers } from './own-openssl.ts';
import type { Offers } from './own.ts';

const CLIENT = fileURLToPath(new URL('../servers/legacy-client.es5', import.meta.url));
const VERSIONS = TLS_VERSIONS.filter((version) => version !== 'TLS 1.3');

/** The same old Node as a client. Its options do not restrict groups: openssl offers those. */
export async function legacyOffers(server: LabServer, own: OwnStack): Promise<Offers> {
  const version = own.client === 'node-legacy' ? own.version : '';
  // 0.12 has the old methods behind switches; security levels came with OpenSSL 1.1.0.
  const switches = version === '0.12.0' ? ['--enable-ssl2', '--enable-ssl3'] : [];
  const level = version === '10.0.0' ? ':@SECLEVEL=0' : '';
  const binary = legacyNode(version);
  const { group } = await opensslOffers(server);
  const library = await run(binary, ['-e', 'console.log(process.versions.openssl)']);
  return {
    tool: `tls.connect of Node ${version}`,
    version: `OpenSSL ${library.stdout.trim()}`,
    command: `${['node', ...switches].join(' ')} legacy-client.es5 PORT VERSION NAME${level}`,
    async suites(port) {
      for (const name of await allNames()) {
        for (const version of VERSIONS) {
          const args = [...switches, CLIENT, String(port), version, `${name}${level}`];
          // The oldest abort on some answers; the relay has seen those all the same.
          await run(binary, args).catch(() => undefined);
        }
      }
    },
    group,
  };
}
