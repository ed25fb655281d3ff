// One signed zone with two name servers, one run of each tool in turn: wall-clock, questions over
// UDP, connections over TCP. On loopback, then over a link with a round trip of 50 ms, or of what
// `--link MS` says. In network namespaces, hence as root; needs a build and the packages of
// `test/lab/setup.sh peers`.
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { link } = parseArgs({ options: { link: { type: 'string', default: '50' } } }).values;
const CLIENT = 'assay-bench-client';
const SERVER = 'assay-bench-server';
const NETWORK = '10.66.0';
const ZONE = 'bench.alpha';
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Count {
  readonly queries: number;
  readonly connections: number;
}

interface Measured extends Count {
  readonly name: string;
  readonly seconds: number;
}

function commands(folder: string, root: string): Readonly<Record<string, readonly string[]>> {
  const hints = join(folder, 'hints');
  const assay = [process.execPath, here('../bin/assay.js'), 'audit', `zone:${ZONE}`, '--quiet'];
  const places = ['--root-hints', hints, '--trust-anchor', join(folder, 'anchors')];
  return {
    'assay audit': [...assay, '-4', '--only', 'dns', ...places],
    'dnsviz probe': [
      ...['dnsviz', 'probe', '-4', '-A', '-a', '.', '-x', `.+:nsd-root.root=${root}`],
      ...['-o', join(folder, 'probe.json'), ZONE],
    ],
    'dnsviz grok of it': ['dnsviz', 'grok', '-l', 'warning', '-r', join(folder, 'probe.json')],
    'zonemaster-cli': ['zonemaster-cli', `--hints=${hints}`, '--no-ipv6', '--raw', ZONE],
  };
}

async function countOf(server: ChildProcess): Promise<Count> {
  server.send('count');
  const [count] = (await once(server, 'message')) as [Count];
  return count;
}

async function measured(
  name: string,
  command: readonly string[],
  { from, folder, server }: { from: string; folder: string; server: ChildProcess },
): Promise<Measured> {
  const before = await countOf(server);
  const startedAt = performance.now();
  const child = spawn('ip', ['netns', 'exec', from, ...command], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - startedAt) / 1_000;
  if (code !== 0) throw new Error(`${name} ended with ${code ?? 'a signal'}: ${said}`);
  const after = await countOf(server);
  return {
    name,
    seconds,
    queries: after.queries - before.queries,
    connections: after.connections - before.connections,
  };
}

function print(title: string, results: readonly Measured[]): void {
  const audit = results.find(({ name }) => name === 'assay audit')?.seconds ?? Number.NaN;
  const head = [title, 'seconds', 'UDP queries', 'TCP', 'times the audit'];
  const rows = results.map(({ name, seconds, queries, connections }) => [
    name,
    seconds.toFixed(2),
    String(queries),
    String(connections),
    (seconds / audit).toFixed(2),
  ]);
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, index) => (index === 0 ? cell.padEnd(24) : cell.padStart(16)));
    process.stdout.write(`${cells.join('')}\n`);
  }
}

/** The link and its namespaces, until its stdin ends. */
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

/** The tools in turn, the servers being in one namespace and the tools in that one or the other. */
async function race(title: string, from: string, roundTripMs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  // The users that the servers change to need to reach what is theirs.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'assay.yaml'), `scope: [${NETWORK}.0/24]\n`);
  const bridge = await startLink(roundTripMs);
  const server = fork(here('dns-server.ts'), [folder, NETWORK, SERVER], {
    execPath: 'ip',
    execArgv: ['netns', 'exec', SERVER, process.execPath],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  try {
    const [{ address }] = (await once(server, 'message')) as [{ address: string }];
    const results: Measured[] = [];
    for (const [name, command] of Object.entries(commands(folder, address))) {
      results.push(await measured(name, command, { from, folder, server }));
    }
    print(title, results);
  } finally {
    server.disconnect();
    await once(server, 'exit');
    bridge.stdin?.end();
    await once(bridge, 'exit');
    rmSync(folder, { recursive: true });
  }
}

await race('loopback', SERVER, 0);
await race(`round trip ${link} ms`, CLIENT, Number(link));
