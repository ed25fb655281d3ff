import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildZones } from '../dns/build.ts';
import { startUnbound } from '../dns/hierarchy.ts';
import { HOSTS } from '../dns/plan.ts';
import { startAuthorities } from '../dns/servers.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { run, type Running } from '../process.ts';
import { makeCertificates, type Certificates } from './certificates.ts';
import { startDovecot } from './dovecot.ts';
import { startExim } from './exim.ts';
import { startNginx } from './nginx.ts';
import { addresses, FILTERED, NETWORK } from './plan.ts';
import { startPostfix } from './postfix.ts';
import { mailZones } from './zones.ts';

/** The third octet of NETWORK. */
const NUMBER = 25;
const ROOT = `${NETWORK}.${HOSTS['nsd-root']}`;
const RESOLVER = `${NETWORK}.53`;

/** Mail servers, policy hosts and a signed hierarchy in a namespace, all at their usual ports. */
export interface MailLab {
  readonly folder: string;
  readonly certificates: Certificates;
  readonly namespace: Namespace;
  /** Of the root server. */
  readonly root: string;
  /** DS records of the root, `TAG ALGORITHM TYPE DIGEST`. */
  readonly anchors: readonly string[];
  /** Of unbound. */
  readonly resolver: string;
  /** A file that sends those who read it to unbound. */
  readonly resolvConf: string;
  stop(): Promise<void>;
}

/** Makes certificates and zones, and starts all servers. */
export async function startMailLab(): Promise<MailLab> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-mail-'));
  // The users that the servers change to need to reach what is theirs.
  chmodSync(folder, 0o755);
  const namespace = await makeNamespace(NUMBER);
  const running: Running[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.stop()));
    await namespace.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await addAddresses(namespace);
    const certificates = await makeCertificates(folder);
    const ground = { folder, namespace, certificates };
    const names = startNames(ground);
    const starts = [
      ...[startPostfix, startExim, startDovecot, startNginx].map((start) => start(ground)),
      ...[names.then(({ servers }) => servers)],
    ];
    for (const started of await Promise.allSettled(starts)) {
      if (started.status === 'rejected') throw started.reason;
      running.push(...[started.value].flat());
    }
    const { anchors } = await names;
    const resolvConf = join(folder, 'resolv.conf');
    writeFileSync(resolvConf, `nameserver ${RESOLVER}\noptions edns0 trust-ad\n`);
    return { ...ground, anchors, root: ROOT, resolver: RESOLVER, resolvConf, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addAddresses(namespace: Namespace): Promise<void> {
  const own = [ROOT, `${NETWORK}.${HOSTS['nsd-leaf']}`, RESOLVER, ...addresses()];
  const commands = own.map((address) => `addr add ${address}/24 dev lab0`);
  const input = commands.join('\n');
  const { code, stderr } = await run('ip', [...namespace.inside, 'ip', '-batch', '-'], { input });
  if (code !== 0) throw new Error(`ip addr add: ${stderr}`);
  await namespace.filter(
    `table ip lab { chain input { type filter hook input priority 0; ip daddr ${FILTERED} drop; }; }`,
  );
}

/** NSD for the root, `test` and all domains, and unbound in front of it. */
async function startNames({
  folder,
  namespace,
  certificates,
}: Pick<MailLab, 'folder' | 'namespace' | 'certificates'>): Promise<{
  readonly servers: readonly Running[];
  readonly anchors: readonly string[];
}> {
  const zones = await buildZones(await mailZones(certificates), folder, NETWORK);
  const ground = { folder, network: NETWORK, namespace, zones };
  const anchors = zones.find(({ name }) => name === '.')?.dsRecords ?? [];
  const hints = join(folder, 'hints');
  writeFileSync(hints, `. 3600 IN NS nsd-root.root.\nnsd-root.root. 3600 IN A ${ROOT}\n`);
  const authorities = await startAuthorities(ground);
  const unbound = await startUnbound({ ...ground, anchors, hints, resolver: RESOLVER });
  return { servers: [...authorities, unbound], anchors };
}
