import { connect, type SecureVersion } from 'node:tls';
import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { namesByOpenssl, suitesWith } from './openssl-names.ts';
import type { Offers } from './own.ts';

const VERSIONS: Readonly<Partial<Record<TlsVersion, SecureVersion>>> = {
  'TLS 1.0': 'TLSv1',
  'TLS 1.1': 'TLSv1.1',
  'TLS 1.2': 'TLSv1.2',
  'TLS 1.3': 'TLSv1.3',
};
const TLS13_SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
];

/** The Node that runs this. */
export async function nodeOffers(): Promise<Offers> {
  const names = await namesByOpenssl();
  return {
    tool: `tls.connect of Node ${process.versions.node}`,
    version: `OpenSSL ${process.versions.openssl}`,
    command: "tls.connect({ port, minVersion, maxVersion, ciphers: NAME + ':@SECLEVEL=0' })",
    async suites(port) {
      for (const version of Object.keys(VERSIONS)) {
        for (const name of version === 'TLS 1.3' ? TLS13_SUITES : names) {
          // The keys of VERSIONS are versions.
          await offer(
            port,
            version as TlsVersion,
            `${name}${version === 'TLS 1.3' ? ':ALL' : ''}:@SECLEVEL=0`,
          );
        }
      }
    },
    group: (port, version, name) => offer(port, version, suitesWith(version, name), name),
  };
}

function offer(port: number, version: TlsVersion, ciphers: string, group = 'auto'): Promise<void> {
  const secureVersion = VERSIONS[version] ?? 'TLSv1.2';
  return new Promise((resolve) => {
    try {
      const socket = connect({
        ...{ port, host: '127.0.0.1', rejectUnauthorized: false, ciphers, ecdhCurve: group },
        ...{ minVersion: secureVersion, maxVersion: secureVersion },
      });
      socket.once('secureConnect', () => socket.destroy());
      socket
        .once('error', () => socket.destroy())
        .once('close', () => {
          resolve();
        });
    } catch {
      // A name that this OpenSSL does not know.
      resolve();
    }
  });
}
