// Enumeration alone: DIST ADDRESS PORT. The looks that an audit takes at one place with these probes
// of what is built, without any rules: nothing is judged. Prints what was found, for a look.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as TargetLooks from '../src/audit/target-looks.ts';
import type * as ConnectTo from '../src/net/connect-to.ts';
import type * as Deadlines from '../src/net/deadlines.ts';
import type * as Live from '../src/net/live.ts';
import type * as Network from '../src/net/network.ts';
import type * as Probes from '../src/probe/index.ts';
import { NO_SETTINGS } from '../test/support/settings.ts';

const [dist = '', address = '', port = ''] = process.argv.slice(2);

// What is built has the types of what it was built from.
const built = <T>(path: string): Promise<T> =>
  import(pathToFileURL(join(dist, path)).href) as Promise<T>;

/** Versions, suites, groups and certificates, and what these are drawn from. */
const WANTED = [
  'tls.versions',
  'tls.hello-retry',
  'tls.cipher-suites',
  'tls.server-key-exchange',
  'tls.key-exchange',
  'tls.groups',
  'tls.certificates',
];

const [looks, { parseConnectTo }, { deadlinesFor }, { liveTransport }, net, { PROBES }] =
  await Promise.all([
    built<typeof TargetLooks>('audit/target-looks.js'),
    built<typeof ConnectTo>('net/connect-to.js'),
    built<typeof Deadlines>('net/deadlines.js'),
    built<typeof Live>('net/live.js'),
    built<typeof Network>('net/network.js'),
    built<typeof Probes>('probe/index.js'),
  ]);
const { signal } = new AbortController();
const network = new net.Network(
  liveTransport(crypto.getRandomValues(new Uint8Array(32))),
  {
    connectTo: [parseConnectTo(`bench.test:443:${address}:${port}`)],
    resolver: { address: '127.0.0.1', port: 1 },
    scope: [],
    families: [4],
    deadlines: deadlinesFor(120),
    polite: false,
    concurrency: null,
    userAgent: 'assay/bench',
  },
  signal,
);
const probes = PROBES.filter(({ kind }) => WANTED.includes(kind.id));
const target = {
  id: 'tls://bench.test:443',
  kind: 'tls' as const,
  uri: 'tls://bench.test:443',
  host: 'bench.test',
  port: 443,
  role: 'endpoint' as const,
  addresses: [],
};
const run = {
  network,
  probes,
  intensity: 'standard' as const,
  settings: NO_SETTINGS,
  signal,
  progress: () => undefined,
};
for (const one of await new looks.TargetLooks(target, run, probes).all()) {
  const { kind, observation, cost } = one;
  process.stdout.write(`${kind} ${observation.status} ${cost.connections} connections\n`);
}
