import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { freePorts, run, startServer, type Printed, type Running } from './process.ts';

/** The time at which everything in the lab is judged; the certificates are made for it. */
export const NOW = '2031-01-01T00:00:00Z';

/** Loopback ports by what listens there. */
export type Port = 'PLAIN' | 'GOOD' | 'MODERN' | 'BAD' | 'DNS' | 'SMTP' | 'SMTP_PLAIN';
const PORTS: readonly Port[] = ['PLAIN', 'GOOD', 'MODERN', 'BAD', 'DNS', 'SMTP', 'SMTP_PLAIN'];

/** The lab as it runs. */
export interface Lab {
  /** Holds what the servers need: certificates, keys, configuration, logs. */
  readonly folder: string;
  readonly ports: Readonly<Record<Port, number>>;
  stop(): Promise<void>;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** The command, unbuilt. */
export const MAIN = inject('command').main;

/** Which port of the lab stands for which host and port. */
const MAPPINGS: readonly (readonly [string, number, Port])[] = [
  ['good.test', 443, 'GOOD'],
  ['modern.good.test', 443, 'MODERN'],
  ['bad.test', 443, 'BAD'],
  ['wrong.bad.test', 443, 'BAD'],
  ['mx.good.test', 25, 'SMTP'],
  ['mx.bad.test', 25, 'SMTP_PLAIN'],
  ['', 80, 'PLAIN'],
  // By the address in the zone: the name is resolved first.
  ['192.0.2.30', 443, 'GOOD'],
];

/** Starts nginx, NSD and Postfix on loopback ports with configuration of their own. */
export async function startLab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-lab-'));
  // The users that the servers change to need to reach what is theirs.
  chmodSync(folder, 0o711);
  const ports = await portsOf();
  const servers: Running[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const certs = await run('bash', [join(HERE, 'certs.sh'), folder]);
    if (certs.code !== 0) throw new Error(`certs.sh: ${certs.stderr}`);
    servers.push(await startNginx(folder, ports));
    servers.push(await startNsd(folder, ports, { parents: true }));
    servers.push(await startPostfix(folder, ports));
  } catch (error) {
    await stop();
    throw error;
  }
  return { folder, ports, stop };
}

/** Starts NSD for good.test and bad.test; with `parents` also for the zones above them. */
export function startNsd(
  folder: string,
  ports: Lab['ports'],
  { parents }: { readonly parents: boolean },
): Promise<Running> {
  const name = parents ? 'nsd.conf' : 'nsd-without-parents.conf';
  const text = template('nsd.conf') + (parents ? template('nsd-parents.conf') : '');
  const config = fill(folder, name, text, ports);
  return startServer({ command: 'nsd', args: ['-d', '-c', config], ports: [ports.DNS] });
}

/** Runs assay, pointed at the lab. */
export const assay = (lab: Lab, args: readonly string[]): Promise<Printed> =>
  run(process.execPath, [MAIN, ...args], { cwd: lab.folder });

/** The options that point audit and observe at the lab. */
export const towards = ({ folder, ports }: Lab): readonly string[] => [
  '--now',
  NOW,
  '--ca',
  join(folder, 'root.crt'),
  '--resolver',
  `127.0.0.1:${ports.DNS}`,
  ...MAPPINGS.flatMap(([host, port, to]) => [
    '--connect-to',
    `${host}:${port}:127.0.0.1:${ports[to]}`,
  ]),
];

async function portsOf(): Promise<Lab['ports']> {
  const free = await freePorts(PORTS.length);
  const entries = PORTS.map((name, index) => [name, free[index]]);
  // One entry for each name of PORTS, hence every key.
  return Object.fromEntries(entries) as Lab['ports'];
}

function startNginx(folder: string, ports: Lab['ports']): Promise<Running> {
  const config = fill(folder, 'nginx.conf', template('nginx.conf'), ports);
  const { GOOD, MODERN, BAD, PLAIN } = ports;
  return startServer({
    command: 'nginx',
    args: ['-c', config, '-p', folder, '-e', join(folder, 'nginx.log')],
    ports: [GOOD, MODERN, BAD, PLAIN],
  });
}

function startPostfix(folder: string, ports: Lab['ports']): Promise<Running> {
  const home = join(folder, 'postfix');
  mkdirSync(join(home, 'queue'), { recursive: true });
  for (const file of ['main.cf', 'master.cf']) {
    fill(folder, join('postfix', file), template(join('postfix', file)), ports);
  }
  return startServer({
    command: 'postfix',
    args: ['-c', home, 'start-fg'],
    ports: [ports.SMTP, ports.SMTP_PLAIN],
    // The master process is a grandchild; Postfix finds it by its pid file.
    stop: () => run('postfix', ['-c', home, 'stop']),
  });
}

const template = (name: string): string => readFileSync(join(HERE, name), 'utf8');

/** Writes a template with `@NAME@` filled in; gives its path. */
function fill(folder: string, name: string, text: string, ports: Lab['ports']): string {
  const values: Readonly<Record<string, string | number>> = {
    ...ports,
    FOLDER: folder,
    ZONES: join(HERE, 'zones'),
  };
  const filled = text.replaceAll(/@([A-Z_]+)@/g, (whole, key: string) =>
    key in values ? String(values[key]) : whole,
  );
  const path = join(folder, name);
  writeFileSync(path, filled);
  return path;
}
