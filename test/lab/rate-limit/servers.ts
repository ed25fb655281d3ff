import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { issuer } from '../../support/issuer.ts';
import { freePorts, startServer, type Running } from '../process.ts';
import { hostOf, SERVED, NAMES, type Name } from './plan.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Where setup.sh puts the modules of Apache. */
const MODULES = fileURLToPath(new URL('../.lab/limiters/', import.meta.url));

/** Limiters that run, each on a loopback port of its own. */
export interface Limiters extends Running {
  readonly portOf: (name: Name) => number;
  /** The authority of their certificate, PEM and DER. */
  readonly ca: string;
  readonly root: Uint8Array;
}

interface Ground {
  readonly folder: string;
  readonly ports: ReadonlyMap<Name, number>;
}

/** Starts all limiters, with one certificate for all their names. */
export async function startLimiters(): Promise<Limiters> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-limits-'));
  // The users that the servers change to need to reach what is theirs.
  chmodSync(folder, 0o755);
  const free = await freePorts(NAMES.length);
  const ports = new Map(NAMES.map((name, index) => [name, free[index] ?? 0]));
  const ground = { folder, ports };
  const root = writeFiles(folder);
  const running: Running[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const started = await Promise.allSettled([
    startNginx(ground),
    startHaproxy(ground),
    startApache(ground, 'evasive'),
    startApache(ground, 'qos'),
    startApache(ground, 'qos-conn'),
    startNode(ground),
  ]);
  for (const one of started) if (one.status === 'fulfilled') running.push(one.value);
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const ca = new X509Certificate(root).toString();
  return { portOf: (name) => ports.get(name) ?? 0, ca, root, stop };
}

/** Writes what is served, and the certificate with its key; gives the authority, DER. */
function writeFiles(folder: string): Uint8Array {
  const { root, issue } = issuer();
  const { key, cert } = issue({ names: NAMES.map(hostOf) });
  writeFileSync(join(folder, 'both.pem'), key + cert);
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site', 'index.html'), 'ok\n');
  writeFileSync(join(folder, 'site', 'slow.txt'), 'slow\n'.repeat(2_000));
  return root;
}

const listeners = ({ ports }: Ground, names: readonly Name[]): number[] =>
  names.map((name) => ports.get(name) ?? 0);

function startNginx(ground: Ground): Promise<Running> {
  const { folder } = ground;
  const args = ['-c', fill(ground, 'nginx.conf'), '-p', folder, '-e', join(folder, 'nginx.log')];
  return startServer({ command: 'nginx', args, ports: listeners(ground, SERVED.nginx) });
}

function startHaproxy(ground: Ground): Promise<Running> {
  const args = ['-db', '-q', '-f', fill(ground, 'haproxy.cfg')];
  return startServer({ command: 'haproxy', args, ports: listeners(ground, SERVED.haproxy) });
}

function startApache(ground: Ground, which: 'evasive' | 'qos' | 'qos-conn'): Promise<Running> {
  const config = fill(ground, `apache-${which}.conf`, 'apache.conf');
  return startServer({
    command: 'apache2',
    args: ['-D', 'FOREGROUND', '-f', config],
    ports: listeners(ground, SERVED[which]),
  });
}

function startNode(ground: Ground): Promise<Running> {
  const places = SERVED.node.map((name) => `${name}=${ground.ports.get(name) ?? 0}`);
  return startServer({
    command: process.execPath,
    args: [join(HERE, 'limiters.ts'), ground.folder, ...places],
    ports: listeners(ground, SERVED.node),
  });
}

/** Writes templates, one after the other, with `@NAME@` filled in; gives the path. */
function fill({ folder, ports }: Ground, name: string, ...before: string[]): string {
  const values = new Map<string, string | number>([
    ...ports,
    ['FOLDER', folder],
    ['MODULES', MODULES],
    ['CONFIG', name],
  ]);
  const text = [...before, name].map((one) => readFileSync(join(HERE, one), 'utf8')).join('\n');
  const path = join(folder, name);
  const filled = text.replaceAll(/@([A-Za-z0-9-]+)@/g, (whole, key: string) =>
    String(values.get(key) ?? whole),
  );
  writeFileSync(path, filled);
  return path;
}
