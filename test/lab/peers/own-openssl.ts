import { run } from '../process.ts';
import type { LabServer } from '../servers/server.ts';
import { namesByOpenssl, suitesWith } from './openssl-names.ts';
import type { Offers } from './own.ts';

const FLAGS = {
  'TLS 1.0': '-tls1',
  'TLS 1.1': '-tls1_1',
  'TLS 1.2': '-tls1_2',
  'TLS 1.3': '-tls1_3',
} as const;

/** Those that OpenSSL 3.0 knows. */
const TLS13_SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
];

/** `openssl s_client`, once for each offer. */
export async function opensslOffers({ starttls }: Pick<LabServer, 'starttls'>): Promise<Offers> {
  const upgrade = starttls === null ? [] : ['-starttls', starttls];
  const psk = ['-psk', '0123456789abcdef0123456789abcdef'];
  const client = (port: number, ...args: readonly string[]) =>
    run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...upgrade, ...args]);
  return {
    tool: 'openssl s_client',
    version: (await run('openssl', ['version'])).stdout.split(' ')[1] ?? '',
    command: `openssl s_client -connect 127.0.0.1:PORT ${[...upgrade, ...psk].join(' ')} -tls1_2 -cipher NAME`,
    async suites(port) {
      for (const flag of [FLAGS['TLS 1.0'], FLAGS['TLS 1.1'], FLAGS['TLS 1.2']]) {
        for (const name of await namesByOpenssl(['-s', flag, '-psk'])) {
          await client(port, flag, ...psk, '-cipher', `${name}:@SECLEVEL=0`);
        }
      }
      for (const name of TLS13_SUITES) {
        await client(port, '-tls1_3', '-cipher', 'ALL:@SECLEVEL=0', '-ciphersuites', name);
      }
    },
    group: (port, version, name) =>
      client(
        port,
        // From TLS 1.0, as Offers says.
        FLAGS[version as keyof typeof FLAGS],
        ...['-groups', name, '-cipher', suitesWith(version, name)],
      ),
  };
}
