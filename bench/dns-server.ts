// The name servers of the race: a root, a parent, and a zone with two servers, NSD and Knot. Forked
// inside the namespace in which they listen: FOLDER NETWORK NAMESPACE. Ends when the channel does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildZones } from '../test/lab/dns/build.ts';
import { HOSTS, type LabZone } from '../test/lab/dns/plan.ts';
import { startAuthorities } from '../test/lab/dns/servers.ts';
import { run } from '../test/lab/process.ts';

const [folder = '', network = '', name = ''] = process.argv.slice(2);

const keys = [
  { algorithm: 'ECDSAP256SHA256', ksk: true },
  { algorithm: 'ECDSAP256SHA256', ksk: false },
];
const plan: readonly LabZone[] = [
  { name: '.', title: 'the root', keys, hosts: ['nsd-root'], status: 'secure' },
  { name: 'alpha', title: 'the parent', keys, hosts: ['nsd-alpha'], status: 'secure' },
  {
    ...{ name: 'bench.alpha', title: 'the zone', keys, sign: ['-3', '-', '-H', '0'] },
    ...{ hosts: ['nsd-leaf', 'knot-leaf'], status: 'secure' },
  },
];

for (const octet of plan.flatMap(({ hosts }) => hosts.map((host) => HOSTS[host]))) {
  await run('ip', ['addr', 'add', `${network}.${octet}/32`, 'dev', 'lo']);
}
await run('nft', [
  'table ip bench { chain input { type filter hook input priority 0; ' +
    'udp dport 53 counter; tcp dport 53 tcp flags syn counter; }; }',
]);
const zones = await buildZones(plan, folder, network);
const root = zones[0]?.dsRecords ?? [];
const address = `${network}.${HOSTS['nsd-root']}`;
const hints = `. 3600 IN NS nsd-root.root.\nnsd-root.root. 3600 IN A ${address}\n`;
writeFileSync(join(folder, 'hints'), hints);
writeFileSync(join(folder, 'anchors'), root.map((ds) => `. 3600 IN DS ${ds}\n`).join(''));
const namespace = { inside: ['netns', 'exec', name] };
const running = await startAuthorities({ folder, network, namespace, zones });

/** Questions over UDP and connections over TCP so far. */
async function counted(): Promise<{ readonly queries: number; readonly connections: number }> {
  const { stdout } = await run('nft', ['list', 'ruleset']);
  const [queries = 0, connections = 0] = [...stdout.matchAll(/counter packets (\d+)/g)].map(
    ([, packets]) => Number(packets),
  );
  return { queries, connections };
}

process.on('message', () => {
  void counted().then((count) => process.send?.(count));
});
process.once('disconnect', () => {
  void Promise.all(running.map((server) => server.stop())).then(() => process.exit(0));
});
process.send?.({ address });
