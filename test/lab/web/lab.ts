import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issuer } from '../../support/issuer.ts';
import { startAt } from '../mail/ground.ts';
import { makeNamespace, type Namespace } from '../namespace.ts';
import { run, type Running } from '../process.ts';
import { startApplication } from './application.ts';
import { addressOf, APPLICATION, HOSTS, RESOLVER, SERVED, SISTERS } from './plan.ts';
import { writeSites } from './site.ts';

/** The third octet of NETWORK. */
const NUMBER = 80;
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Web servers and a name server in a namespace, all at their usual ports. */
export interface WebLab {
  readonly folder: string;
  /** The authority of all certificates, DER, and the path of it in PEM. */
  readonly root: Uint8Array;
  readonly rootFile: string;
  stop(): Promise<void>;
}

interface Ground {
  readonly folder: string;
  readonly namespace: Namespace;
  readonly applicationPort: number;
}

/** Makes a certificate for all hosts, and starts all servers. */
export async function startWebLab(): Promise<WebLab> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-web-'));
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
    const root = writeCertificate(folder);
    writeSites(folder);
    const application = await startApplication();
    running.push(application);
    const ground = { folder, namespace, applicationPort: application.port };
    const starts = [startNginx, startApache, startCaddy, startHaproxy, startNsd];
    const started = await Promise.allSettled(starts.map((start) => start(ground)));
    for (const one of started) if (one.status === 'fulfilled') running.push(one.value);
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    return { folder, root, rootFile: join(folder, 'root.pem'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addAddresses({ inside }: Namespace): Promise<void> {
  const commands = [RESOLVER, ...HOSTS.map(addressOf)].map((one) => `addr add ${one}/24 dev lab0`);
  const input = commands.join('\n');
  const { code, stderr } = await run('ip', [...inside, 'ip', '-batch', '-'], { input });
  if (code !== 0) throw new Error(`ip addr add: ${stderr}`);
}

const names = (): readonly string[] => [...HOSTS, ...SISTERS.map((host) => `www.${host}`)];

/** Writes the authority, and a certificate of all names with its key; gives the authority, DER. */
function writeCertificate(folder: string): Uint8Array {
  const { root, issue } = issuer();
  const { key, cert } = issue({ names: names() });
  writeFileSync(join(folder, 'both.pem'), key + cert);
  // Caddy and others read it as a user of their own.
  chmodSync(join(folder, 'both.pem'), 0o644);
  writeFileSync(join(folder, 'root.pem'), new X509Certificate(root).toString());
  return root;
}

function startNginx(ground: Ground): Promise<Running> {
  const config = fill(ground, 'nginx.conf');
  const { folder } = ground;
  const args = ['-c', config, '-p', folder, '-e', join(folder, 'nginx.log')];
  return startAt(ground, ['nginx', ...args], firstOf('nginx'));
}

function startApache(ground: Ground): Promise<Running> {
  const config = fill(ground, 'apache.conf');
  return startAt(ground, ['apache2', '-D', 'FOREGROUND', '-f', config], firstOf('apache2'));
}

function startCaddy(ground: Ground): Promise<Running> {
  const config = fill(ground, 'Caddyfile');
  // Keeps what it makes for itself in the home of the user, unless it is told otherwise.
  const home = ['XDG_CONFIG_HOME', 'XDG_DATA_HOME'].map((name) => `${name}=${ground.folder}`);
  const args = ['caddy', 'run', '--adapter', 'caddyfile', '--config', config];
  return startAt(ground, ['env', ...home, ...args], firstOf('caddy'));
}

function startHaproxy(ground: Ground): Promise<Running> {
  const config = fill(ground, 'haproxy.cfg');
  return startAt(ground, ['haproxy', '-db', '-q', '-f', config], firstOf('haproxy'));
}

const firstOf = (server: keyof typeof SERVED) => ({
  addresses: SERVED[server].slice(0, 1).map(addressOf),
  port: 443,
});

/** NSD for the root and all below it: a name that the lab has not does not exist. */
function startNsd(ground: Ground): Promise<Running> {
  const { folder } = ground;
  const zone = join(folder, 'root.zone');
  const config = join(folder, 'nsd.conf');
  const addresses = HOSTS.flatMap((host) =>
    [host, ...(SISTERS.includes(host) ? [`www.${host}`] : [])].map(
      (name) => `${name}. A ${addressOf(host)}`,
    ),
  );
  writeFileSync(
    zone,
    `$TTL 3600
. SOA ns.test. lab.test. 1 3600 600 86400 300
. NS ns.test.
ns.test. A ${RESOLVER}
caddy-good.test. HTTPS 1 . alpn=h3,h2
${addresses.join('\n')}
`,
  );
  writeFileSync(
    config,
    `server:
  ip-address: ${RESOLVER}
  do-ip6: no
  username: ""
  chroot: ""
  database: ""
  zonesdir: "${folder}"
  xfrdir: "${folder}"
  xfrdfile: "${folder}/nsd.xfrd"
  zonelistfile: "${folder}/nsd.zones"
  pidfile: "${folder}/nsd.pid"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "${zone}"
`,
  );
  const args = ['-d', '-c', config];
  return startAt(ground, ['nsd', ...args], { addresses: [RESOLVER], port: 53 });
}

/** Writes a template with `@NAME@` filled in; gives its path. */
function fill({ folder, applicationPort }: Ground, name: string): string {
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(HOSTS.map((host) => [host, addressOf(host)])),
    FOLDER: folder,
    APPLICATION: `${APPLICATION}:${applicationPort}`,
  };
  const text = readFileSync(join(HERE, name), 'utf8');
  const path = join(folder, name);
  writeFileSync(
    path,
    text.replaceAll(/@([A-Za-z.0-9-]+)@/g, (whole, key: string) => values[key] ?? whole),
  );
  return path;
}
