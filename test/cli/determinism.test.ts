import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS } from '../../src/report/formats.ts';
import { assay, folder } from './run.ts';
import { bundle } from './sealed.ts';

const NAMES = Object.keys(FORMATS);

/** Places where a clock, a language and a way of writing numbers differ from one another. */
const SURROUNDINGS = [
  { TZ: 'UTC', LANG: 'C', LC_ALL: 'C', COLUMNS: '80' },
  { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', COLUMNS: '200' },
  { TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8', COLUMNS: '40' },
] as const;

type Written = ReadonlyMap<string, Buffer>;

/** All that a judgement of one bundle writes, in a folder and surroundings of its own. */
async function written(env: Record<string, string>): Promise<Written> {
  const at = folder({ 'bundle.json': await bundle() });
  const formats = NAMES.flatMap((name) => ['--format', `${name}:out/as/${name}`]);
  const { stdout, stderr } = await assay(
    ['judge', 'bundle.json', '--only', 'mail', '--min-grade', 'A', '-o', 'out', ...formats],
    { cwd: at, env },
  );
  const files = readdirSync(join(at, 'out'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map([
    ...files.map((path) => [path.slice(at.length), readFileSync(path)] as const),
    ['stdout', Buffer.from(stdout)],
    ['stderr', Buffer.from(stderr)],
  ]);
}

let made: Promise<readonly Written[]> | undefined;

/** What each of the surroundings has made of it, made once. */
const runs = (): Promise<readonly Written[]> =>
  (made ??= Promise.all(SURROUNDINGS.map((env) => written(env))));

test.each([
  ...NAMES.map((name) => `/out/as/${name}`),
  ...['/out/bundle.json', '/out/report.json', '/out/report.html', '/out/manifest.json'],
  ...['stdout', 'stderr'],
])('%s is the same, byte for byte, wherever and whenever it is made', async (name) => {
  const [first, ...others] = (await runs()).map((run) => run.get(name));
  expect(first?.length).toBeGreaterThan(0);
  for (const other of others) expect(other?.equals(first ?? Buffer.alloc(0))).toBe(true);
});

test('nothing else is written', async () => {
  for (const run of await runs()) expect(run.size).toBe(NAMES.length + 6);
});
