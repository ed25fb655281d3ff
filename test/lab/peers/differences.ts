import { CIPHER_SUITES } from '../../../src/codec/iana/cipher-suites.ts';
import { readRecording, type Recording, type Tool } from './recording.ts';

/** Where tools say together something else than assay, and whose fault it is. */
interface Difference {
  readonly servers: readonly string[];
  readonly tools: readonly Tool[];
  readonly what: 'suites' | 'groups';
  readonly version: string;
  /** Codes that none of the tools names, although they are accepted. */
  readonly missed?: readonly string[];
  /** Codes that only the tools name. */
  readonly surplus?: readonly string[];
  readonly whose: string;
}

const PEERS: readonly Tool[] = ['testssl', 'sslscan'];

/** Suites with pre-shared keys that a server's own stack has, but for those named. */
const preShared = (
  server: string,
  version: 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2',
  named: readonly string[],
): readonly string[] =>
  (readRecording(server, 'own').suites[version] ?? []).filter((code) => {
    const suite = CIPHER_SUITES.find(({ id }) => id === Number(code));
    return suite?.name.includes('_PSK_') === true && !named.includes(code);
  });

/** RSA-signed suites of a server whose key of 512 bits is too short for a signature with SHA-512. */
const SIGNED_BY_SHORT_KEY = [
  ...['0x0014', '0x0015', '0x0016', '0x0033', '0x0039', '0x0045', '0x0067', '0x006b', '0x0088'],
  ...['0x009a', '0x009e', '0x009f', '0xc010', '0xc011', '0xc012', '0xc013', '0xc014', '0xc027'],
  ...['0xc028', '0xc02f', '0xc030'],
];
const BESIDE_SHORT_KEY = [
  ...['0x0014', '0x0015', '0x0016', '0x0017', '0x0018', '0x0019', '0x001a', '0x001b', '0x0096'],
  ...['0x009a', '0x009b', '0xc011', '0xc012', '0xc016', '0xc017'],
];

const DIFFERENCES: readonly Difference[] = [
  {
    servers: ['node-24', 'node-24-everything'],
    tools: PEERS,
    what: 'groups',
    version: 'TLS 1.3',
    missed: ['0x11ec'],
    whose: 'testssl.sh 3.0.8 and sslscan 2.0.7 are older than X25519MLKEM768',
  },
  {
    servers: ['nginx-1.22', 'haproxy-2.6'],
    tools: PEERS,
    what: 'groups',
    version: 'any',
    surplus: ['0x0100'],
    whose: 'testssl.sh calls the prime of DHE suites a group, where no group is negotiated',
  },
  ...['TLS 1.0', 'TLS 1.1'].map((version): Difference => ({
    servers: ['gnutls-3.7', 'jdk-17'],
    tools: ['own'],
    what: 'groups',
    version,
    surplus: ['0x0100', '0x0101', '0x0102', '0x0103', '0x0104'],
    whose: 'assay offers finite-field groups in the newest version with DHE alone',
  })),
  {
    servers: ['node-0.12.0-export'],
    tools: ['own'],
    what: 'suites',
    version: 'TLS 1.2',
    missed: SIGNED_BY_SHORT_KEY,
    whose: 'the client of OpenSSL 1.0.1 puts SHA-512 first, with which the server cannot sign',
  },
  {
    servers: ['node-0.12.0-export'],
    tools: PEERS,
    what: 'suites',
    version: 'TLS 1.2',
    missed: BESIDE_SHORT_KEY,
    whose:
      'testssl.sh and sslscan put SHA-512 first too in hellos of their own, and take the failure ' +
      'of the suite that the server would choose for the refusal of all',
  },
  ...(
    [
      ['TLS 1.0', ['0x002e', '0x0095', '0xc036', '0xc039']],
      ['TLS 1.1', ['0x002e', '0x0095', '0xc036', '0xc039']],
      ['TLS 1.2', ['0x00ac', '0x00ad', '0xc06e']],
    ] as const
  ).map(([version, named]): Difference => ({
    servers: ['openssl-3'],
    tools: PEERS,
    what: 'suites',
    version,
    missed: preShared('openssl-3', version, named),
    whose: 'testssl.sh 3.0.8 and sslscan 2.0.7 name few suites with pre-shared keys',
  })),
];

/** What the recordings of tools say together, set right where they are known to be wrong. */
export function together(
  server: string,
  tools: readonly Tool[],
  what: Difference['what'],
): Recording['suites'] {
  const known = DIFFERENCES.filter(
    (one) =>
      one.servers.includes(server) &&
      one.what === what &&
      tools.every((tool) => one.tools.includes(tool)),
  );
  const listed = tools.flatMap((tool) => Object.entries(readRecording(server, tool)[what]));
  const versions = [...listed.map(([version]) => version), ...known.map(({ version }) => version)];
  return Object.fromEntries(
    [...new Set(versions)].map((version) => {
      const codes = new Set(listed.filter(([name]) => name === version).flatMap(([, all]) => all));
      for (const { missed = [], surplus = [], whose } of known.filter(
        (one) => one.version === version,
      )) {
        if (missed.some((code) => codes.has(code)) || surplus.some((code) => !codes.has(code))) {
          throw new Error(`${server}, ${version}: it is not so that ${whose}`);
        }
        for (const code of missed) codes.add(code);
        for (const code of surplus) codes.delete(code);
      }
      return [version, [...codes].sort()];
    }),
  );
}
