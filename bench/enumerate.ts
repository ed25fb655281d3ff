// Enumeration alone, as the command built does it: ADDRESS PORT. Prints what was found, for a look.
import type { Kind } from '../src/evidence/kind.ts';
import type * as Kinds from '../src/evidence/kinds/index.ts';
import type * as Api from '../src/index.ts';
import type * as ConnectTo from '../src/net/connect-to.ts';

// What is built has the types of what it was built from.
const built = <T>(path: string): Promise<T> =>
  import(new URL(`../dist/${path}`, import.meta.url).href) as Promise<T>;

const [address = '', port = ''] = process.argv.slice(2);
const [api, { KINDS }, { parseConnectTo }] = await Promise.all([
  built<typeof Api>('index.js'),
  built<typeof Kinds>('evidence/kinds/index.js'),
  built<typeof ConnectTo>('net/connect-to.js'),
]);
const WANTED = ['tls.versions', 'tls.cipher-suites', 'tls.groups', 'tls.certificates'];

const pack = api.loadPack();
const baseline = pack.profiles.find(({ value }) => value.id === 'baseline');
if (baseline === undefined) throw new Error('no profile baseline');
const profile = api.resolveProfile(baseline, null, pack.rules, { only: ['tls'], skip: null });
const [rule] = profile.rules;
if (rule === undefined) throw new Error('no rule over TLS');
const kinds: readonly Kind[] = KINDS.filter(({ id }) => WANTED.includes(id));
const bundle = await api.observeBundle({
  requests: [api.parseTarget('tls://bench.test:443')],
  pack,
  profile: { ...profile, rules: kinds.map((kind) => ({ ...rule, kind })) },
  network: {
    connectTo: [parseConnectTo(`bench.test:443:${address}:${port}`)],
    resolver: { address: '127.0.0.1', port: 1 },
    scope: [],
    families: [4],
    polite: false,
    concurrency: null,
    userAgent: 'assay/bench',
  },
  timeoutSeconds: 120,
  intensity: 'standard',
  settings: { revocation: false, siblings: [] },
  trustedRoots: [],
  now: null,
  version: '0.0.0',
  signal: new AbortController().signal,
  progress: () => undefined,
});
for (const { kind, observation, cost } of bundle.evidence) {
  process.stdout.write(`${kind} ${observation.status} ${cost.connections} connections\n`);
}
