import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { run, type Running } from '../process.ts';
import { buildZones, type BuiltLabZone } from './build.ts';
import { startMutants, type Mutants } from './mutant.ts';
import { HOSTS, ORIGINS, type Mutant } from './plan.ts';
import { startAuthorities, startInside } from './servers.ts';
import { ZONES } from './zones.ts';

/** Tells this namespace from others of the lab; the third octet of its addresses. */
const NUMBER = 53;
const NETWORK = `10.67.${NUMBER}`;
/** The last octet of the validating resolver. */
const UNBOUND = 53;

/** A private hierarchy of signed zones with servers at port 53, from the root down. */
export interface Hierarchy {
  readonly folder: string;
  readonly zones: readonly BuiltLabZone[];
  /** Of the root servers. */
  readonly roots: readonly string[];
  /** DS records of the root, `TAG ALGORITHM TYPE DIGEST`. */
  readonly anchors: readonly string[];
  readonly hints: string;
  /** Of unbound. */
  readonly resolver: string;
  /** Every address is in this block. */
  readonly network: string;
  readonly namespace: Namespace;
  readonly mutants: Mutants;
  stop(): Promise<void>;
}

/** Makes keys, signs, and starts all servers in a namespace of their own. */
export async function startHierarchy(): Promise<Hierarchy> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-dns-'));
  chmodSync(folder, 0o755);
  const namespace = await makeNamespace(NUMBER);
  const running: Running[] = [];
  let mutants: Mutants | undefined;
  const stop = async (): Promise<void> => {
    await mutants?.stop();
    await Promise.all(running.map((server) => server.stop()));
    await namespace.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await addAddresses(namespace);
    mutants = await startMutants(NETWORK);
    const zones = await buildZones(ZONES, folder, NETWORK);
    const ground = { folder, network: NETWORK, namespace, zones };
    running.push(...(await startAuthorities(ground)));
    const root = zones.find(({ name }) => name === '.');
    const anchors = root?.dsRecords ?? [];
    const roots = [`${NETWORK}.${HOSTS['nsd-root']}`, `${NETWORK}.${HOSTS['knot-root']}`];
    const names = ['nsd-root.root', 'knot-root.root'];
    const hints = join(folder, 'hints');
    const line = (name: string, at: number): string =>
      `. 3600 IN NS ${name}.\n${name}. 3600 IN A ${roots[at] ?? ''}\n`;
    writeFileSync(hints, names.map(line).join(''));
    const hierarchy = { ...ground, roots, anchors, hints, resolver: `${NETWORK}.${UNBOUND}` };
    running.push(await startUnbound(hierarchy));
    return { ...hierarchy, mutants, network: `${NETWORK}.0/24`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addAddresses({ inside }: Namespace): Promise<void> {
  const outside: readonly number[] = Object.keys(ORIGINS).map((host) => HOSTS[host as Mutant]);
  const own = Object.values(HOSTS).filter((octet) => !outside.includes(octet));
  const octets = [...own, ...Object.values(ORIGINS), UNBOUND];
  const commands = octets.map((octet) => `addr add ${NETWORK}.${octet}/24 dev lab0`);
  const { code, stderr } = await run('ip', [...inside, 'ip', '-batch', '-'], {
    input: commands.join('\n'),
  });
  if (code !== 0) throw new Error(`ip addr add: ${stderr}`);
  const { stdout: there } = await run('ip', ['-o', '-4', 'addr', 'show', 'to', `${NETWORK}.1`]);
  const device = /^\d+: (\S+)/.exec(there)?.[1] ?? '';
  for (const octet of outside) {
    await run('ip', ['addr', 'add', `${NETWORK}.${octet}/32`, 'dev', device]);
  }
  // A silent server: what reaches it is dropped.
  const silent = `${NETWORK}.${HOSTS.silent}`;
  const table = `table ip lab { chain input { type filter hook input priority 0; ip daddr ${silent} drop; }; }`;
  const dropped = await run('ip', [...inside, 'nft', table]);
  if (dropped.code !== 0) throw new Error(`nft: ${dropped.stderr}`);
}

type Unstarted = Pick<Hierarchy, 'folder' | 'anchors' | 'hints' | 'resolver'> & {
  readonly namespace: Pick<Namespace, 'inside'>;
};

/** A validator that we did not write, with the anchors and hints of this hierarchy. */
export async function startUnbound(hierarchy: Unstarted): Promise<Running> {
  const { folder, anchors, hints, resolver } = hierarchy;
  const config = `server:
 interface: ${resolver}
 do-ip6: no
 username: ""
 chroot: ""
 directory: "${folder}"
 pidfile: "${join(folder, 'unbound.pid')}"
 use-syslog: no
 logfile: "${join(folder, 'unbound.log')}"
 root-hints: "${hints}"
${anchors.map((anchor) => ` trust-anchor: ". DS ${anchor}"`).join('\n')}
 module-config: "validator iterator"
 local-zone: "test." nodefault
 local-zone: "10.in-addr.arpa." nodefault
 access-control: 10.0.0.0/8 allow
 ede: yes
 val-log-level: 2
 trust-anchor-signaling: no
 qname-minimisation: no
 aggressive-nsec: no
 infra-cache-max-rtt: 1000
remote-control:
 control-enable: yes
 control-interface: "${join(folder, 'unbound.ctl')}"
`;
  const path = join(folder, 'unbound.conf');
  writeFileSync(path, config);
  return startInside(hierarchy, ['unbound', '-d', '-c', path], [resolver]);
}
