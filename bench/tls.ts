// One server, one run of each tool in turn: wall-clock, connections, peak memory. `--link MS` puts
// a link with that round trip between them, in network namespaces (root only). Needs a build.
import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { link } = parseArgs({ options: { link: { type: 'string' } } }).values;
const CLIENT = 'assay-bench-client';
const SERVER = 'assay-bench-server';
const address = link === undefined ? '127.0.0.1' : '10.66.0.2';
const inside = (namespace: string): readonly string[] =>
  link === undefined ? [] : ['ip', 'netns', 'exec', namespace];
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Ports {
  readonly https: number;
  readonly http: number;
  readonly dns: number;
}

interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly connections: number;
  /** Of the process itself, without those it starts. */
  readonly megabytes: number;
}

function commands(
  { https, http, dns }: Ports,
  folder: string,
): Readonly<Record<string, readonly string[]>> {
  // Its types are taken off beforehand, as from what it runs.
  const enumerate = join(folder, 'enumerate.mjs');
  writeFileSync(enumerate, stripTypeScriptTypes(readFileSync(here('enumerate.ts'), 'utf8')));
  const assay = [
    ...[process.execPath, here('../bin/assay.js'), 'audit', 'https://bench.test/', '--quiet'],
    ...['--connect-to', `bench.test:443:${address}:${https}`],
    ...['--connect-to', `bench.test:80:${address}:${http}`],
    ...['--resolver', `${address}:${dns}`],
  ];
  const testssl = ['testssl', '--openssl', '/usr/bin/openssl', '--nodns', 'none', '--quiet'];
  return {
    'node -e 0': [process.execPath, '-e', '0'],
    'assay, enumeration': [process.execPath, enumerate, here('../dist/'), address, String(https)],
    sslscan: ['sslscan', '--no-colour', `${address}:${https}`],
    'assay audit': assay,
    ...(link === undefined && {
      'testssl.sh': [...testssl, '--warnings', 'off', `${address}:${https}`],
    }),
  };
}

/** The most memory that a process has had so far, from /proc. */
function peakOf(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function measured(
  name: string,
  command: readonly string[],
  server: ChildProcess,
): Promise<Measured> {
  const [file = '', ...args] = [...inside(CLIENT), ...command];
  const startedAt = performance.now();
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let megabytes = 0;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const timer = setInterval(() => {
    megabytes = Math.max(megabytes, peakOf(child));
  }, 10);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(timer);
  const seconds = (performance.now() - startedAt) / 1_000;
  // testssl.sh counts what it does not like.
  if (code !== 0 && name !== 'testssl.sh')
    throw new Error(`${name} ended with ${code ?? 'a signal'}: ${said}`);
  server.send('count');
  const [{ connections }] = (await once(server, 'message')) as [{ connections: number }];
  return { name, seconds, connections, megabytes };
}

function startServer(folder: string): ChildProcess {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '90', '-subj', '/CN=bench.test'];
  const files = ['-keyout', key, '-out', certificate];
  spawnSync('openssl', ['req', ...made, '-addext', 'subjectAltName=DNS:bench.test', ...files]);
  // Forked through `ip netns exec` where it is to be in a namespace.
  const [execPath, ...execArgv] = [...inside(SERVER), process.execPath];
  return fork(here('tls-server.ts'), [address, key, certificate], {
    execPath,
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

function print(results: readonly Measured[]): void {
  const audit = results.find(({ name }) => name === 'assay audit')?.seconds ?? Number.NaN;
  const head = ['', 'seconds', 'connections', 'MB', 'times the audit'];
  const rows = results.map(({ name, seconds, connections, megabytes }) => [
    name,
    seconds.toFixed(2),
    String(connections),
    megabytes.toFixed(0),
    (seconds / audit).toFixed(2),
  ]);
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(16)));
    process.stdout.write(`${cells.join('')}\n`);
  }
}

/** The link, until its stdin ends. */
async function startLink(roundTripMs: number): Promise<ChildProcess> {
  const child = spawn('python3', [here('link.py'), CLIENT, SERVER, String(roundTripMs / 2)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('no link'))),
  ]);
  return child;
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
const bridge = link === undefined ? null : await startLink(Number(link));
const server = startServer(folder);
try {
  const [{ ports }] = (await once(server, 'message')) as [{ ports: Ports }];
  const results: Measured[] = [];
  for (const [name, command] of Object.entries(commands(ports, folder))) {
    results.push(await measured(name, command, server));
  }
  print(results);
} finally {
  server.disconnect();
  await once(server, 'exit');
  if (bridge !== null) {
    bridge.stdin?.end();
    await once(bridge, 'exit');
  }
  rmSync(folder, { recursive: true });
}
