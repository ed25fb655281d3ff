// Start-up of the command against `node -e 0`, in one run: medians, and what the command loads.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RUNS = 21;
/** What start-up must stay within of `node -e 0`. */
const BUDGET_MS = 100;
/** Modules that --version and --help have no use for. */
const HEAVY = ['undici', 'zod', 'yaml', '/probe/', 'node-forge', 'dns2', 'chalk', 'tldts'];

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'assay --version': ['bin/assay.js', '--version'],
  'assay --help': ['bin/assay.js', '--help'],
};

function timed(args: readonly string[]): number {
  const startedAt = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - startedAt;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The heavy modules that a command loads, from V8's own coverage of scripts. */
function heavyModules(args: readonly string[]): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const env = { ...process.env, NODE_V8_COVERAGE: directory };
  spawnSync(process.execPath, args, { stdio: 'ignore', env });
  const list = spawnSync('ls', [directory], { encoding: 'utf8' }).stdout.trim().split('\n');
  const text = list.map((file) => readFileSync(join(directory, file), 'utf8')).join('');
  rmSync(directory, { recursive: true });
  const urls = [...text.matchAll(/"url":"(file:[^"]+)"/g)].map(([, url = '']) => url);
  return HEAVY.filter((name) => urls.some((url) => url.includes(name)));
}

const times = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
for (let run = 0; run < RUNS; run += 1) {
  for (const [name, args] of Object.entries(COMMANDS)) times.get(name)?.push(timed(args));
}
const base = median(times.get('node -e 0') ?? []);
let failed = false;
for (const [name, values] of times) {
  const over = median(values) - base;
  const heavy = heavyModules(COMMANDS[name] ?? []);
  failed ||= over > BUDGET_MS || heavy.length > 0;
  console.log(
    `${name.padEnd(18)} median ${median(values).toFixed(0).padStart(4)} ms, ` +
      `${over.toFixed(0).padStart(3)} ms over node -e 0` +
      (heavy.length === 0 ? '' : `, loads ${heavy.join(', ')}`),
  );
}
process.exitCode = failed ? 1 : 0;
