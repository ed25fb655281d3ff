import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from '../namespace.ts';
import { startServer, type Running } from '../process.ts';
import { zoneFile, type BuiltLabZone } from './build.ts';
import { HOSTS, ORIGINS, type Host, type Mutant } from './plan.ts';

/** Where the zones are, and the namespace that the servers live in. */
export interface Ground {
  readonly folder: string;
  /** The first three octets of every address. */
  readonly network: string;
  readonly namespace: Pick<Namespace, 'inside'>;
  readonly zones: readonly BuiltLabZone[];
}

const PORT = 53;
const absolute = (name: string): string => (name === '.' ? '.' : `${name}.`);

/** Starts NSD, BIND and Knot with the zones that are theirs. */
export async function startAuthorities(ground: Ground): Promise<readonly Running[]> {
  const named = new Set(ground.zones.flatMap((zone) => [...zone.hosts, zone.elsewhere?.host]));
  const hosts = (Object.keys(HOSTS) as Host[]) // The keys of HOSTS are all hosts there are.
    .filter((host) => named.has(host));
  const of = (kind: RegExp): Host[] => hosts.filter((host) => kind.test(host));
  const bind = of(/^bind-/);
  return Promise.all([
    ...of(/^(?:nsd-|mutant-|refusing$)/).map((host) => startNsd(ground, host)),
    ...of(/^knot-/).map((host) => startKnot(ground, host)),
    ...(bind.length > 0 ? [startBind(ground, bind)] : []),
  ]);
}

const servedBy = ({ zones }: Ground, host: Host): readonly BuiltLabZone[] =>
  host === 'refusing'
    ? []
    : zones.filter((zone) => zone.hosts.includes(host) || zone.elsewhere?.host === host);

/** Where a host listens; behind a mutant, the server that it asks. */
const addressOf = ({ network }: Ground, host: Host): string =>
  `${network}.${host in ORIGINS ? ORIGINS[host as Mutant] : HOSTS[host]}`;

function write({ folder }: Ground, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Starts a command inside the namespace that listens at addresses there. */
export async function startInside(
  { namespace }: Pick<Ground, 'namespace'>,
  [command = '', ...args]: readonly string[],
  addresses: readonly string[],
): Promise<Running> {
  const all = await Promise.all(
    addresses.slice(0, 1).map((host) =>
      startServer({
        command: 'ip',
        args: [...namespace.inside, command, ...args],
        ...{ ports: [PORT], host },
      }),
    ),
  );
  return {
    async stop() {
      await Promise.all(all.map((one) => one.stop()));
    },
  };
}

function startNsd(ground: Ground, host: Host): Promise<Running> {
  const { folder } = ground;
  const file = (suffix: string): string => join(folder, `${host}.${suffix}`);
  const zones = servedBy(ground, host).map(
    ({ name }) => `zone:\n name: "${name}"\n zonefile: "${zoneFile(folder, name, host)}"\n`,
  );
  const config = `server:
 ip-address: ${addressOf(ground, host)}
 do-ip6: no
 server-count: 1
 username: ""
 chroot: ""
 database: ""
 zonesdir: "${folder}"
 xfrdir: "${folder}"
 xfrdfile: "${file('xfrd')}"
 zonelistfile: "${file('zonelist')}"
 pidfile: "${file('pid')}"
 logfile: "${file('log')}"
 rrl-ratelimit: 0
 minimal-responses: yes
remote-control:
 control-enable: no
${zones.join('')}`;
  const path = write(ground, `${host}.conf`, config);
  return startInside(ground, ['nsd', '-d', '-c', path], [addressOf(ground, host)]);
}

function startKnot(ground: Ground, host: Host): Promise<Running> {
  const { folder } = ground;
  const home = join(folder, host);
  mkdirSync(home);
  const zones = servedBy(ground, host).map(
    ({ name }) => ` - domain: "${absolute(name)}"\n   file: "${zoneFile(folder, name, host)}"\n`,
  );
  const config = `server:
 rundir: "${home}"
 listen: ${addressOf(ground, host)}@${PORT}
 udp-workers: 1
 tcp-workers: 1
 background-workers: 1
log:
 - target: "${join(folder, `${host}.log`)}"
   any: info
database:
 storage: "${home}"
template:
 - id: default
   storage: "${home}"
   semantic-checks: off
   zonefile-load: whole
   zonefile-sync: -1
   journal-content: none
zone:
${zones.join('')}`;
  const path = write(ground, `${host}.conf`, config);
  return startInside(ground, ['knotd', '-c', path], [addressOf(ground, host)]);
}

/** One process that shows another face at each of its addresses. */
function startBind(ground: Ground, hosts: readonly Host[]): Promise<Running> {
  const { folder } = ground;
  const views = hosts.map((host) => {
    const zones = servedBy(ground, host).map(
      ({ name }) => `  zone "${name}" { type primary; file "${zoneFile(folder, name, host)}"; };\n`,
    );
    const match = `  match-destinations { ${addressOf(ground, host)}; };\n`;
    return ` view "${host}" {\n${match}${zones.join('')} };\n`;
  });
  const listen = hosts.map((host) => `${addressOf(ground, host)};`).join(' ');
  const config = `options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  lock-file none;
  listen-on { ${listen} };
  listen-on-v6 { none; };
  recursion no;
  allow-query { any; };
  allow-transfer { none; };
  dnssec-validation no;
  minimal-responses yes;
  check-integrity no;
  check-names primary ignore;
  notify no;
  empty-zones-enable no;
};
controls { };
${views.join('')}`;
  const path = write(ground, 'named.conf', config);
  return startInside(
    ground,
    ['named', '-g', '-n', '1', '-c', path],
    hosts.map((host) => addressOf(ground, host)),
  );
}
