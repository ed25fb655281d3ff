import type { TlsVersion } from '../../../src/evidence/kinds/tls/versions.ts';
import { run } from '../process.ts';
import { JAVA_PROGRAM } from '../servers/java.ts';
import type { Offers } from './own.ts';

const VERSIONS: Readonly<Partial<Record<TlsVersion, string>>> = {
  'SSL 3.0': 'SSLv3',
  'TLS 1.0': 'TLSv1',
  'TLS 1.1': 'TLSv1.1',
  'TLS 1.2': 'TLSv1.2',
  'TLS 1.3': 'TLSv1.3',
};

/** JSSE as a client. It can be told its groups only when it starts. */
export async function javaOffers(): Promise<Offers> {
  const client = (port: number, group: string | null, ...args: readonly string[]) => {
    const groups = group === null ? [] : [`-Djdk.tls.namedGroups=${group}`];
    return run('java', [...groups, JAVA_PROGRAM, 'offer', String(port), ...args], { minutes: 10 });
  };
  return {
    tool: 'javax.net.ssl.SSLSocket',
    version: /"([^"]+)"/.exec((await run('java', ['-version'])).stderr)?.[1] ?? '',
    command: 'java Jsse.java offer PORT each VERSION…',
    suites: (port) => client(port, null, 'each', ...Object.values(VERSIONS)),
    knows: /^(secp(256|384|521)r1|x25519|x448|ffdhe\d+)$/,
    group(port, version, name) {
      const exchange = name.startsWith('ffdhe') ? 'DHE' : 'ECDHE';
      return client(port, name, `TLS_(AES|${exchange}_RSA).*`, VERSIONS[version] ?? '');
    },
  };
}
