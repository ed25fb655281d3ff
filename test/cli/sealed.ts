import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatEnvelope } from '../../src/seal/envelope.ts';
import { signingKey } from '../../src/seal/key.ts';
import { signed } from '../../src/seal/sign.ts';
import { pairOf, SEEDS } from '../seal/keys.ts';
import { assay, folder, type Ran } from './run.ts';

const ZONE = `@ SOA ns hostmaster 1 3600 600 86400 300
@ MX 10 mx
mx A 198.51.100.1
@ TXT "v=spf1 mx +all"
`;

const { secret, open } = pairOf(SEEDS[0]);

let observed: Promise<string> | undefined;

/** What a look at a zone leaves, looked at once in a file of tests. */
export const bundle = (): Promise<string> =>
  (observed ??= assay(
    [
      ...['observe', 'mail:example.com', '--only', 'mail', '--now', '2026-11-22T12:00:00Z'],
      ...['--dns-fixture', 'example.com.zone', '--quiet'],
    ],
    { cwd: folder({ 'example.com.zone': ZONE }) },
  ).then(({ stdout }) => stdout));

/** What is printed by a run, and the folder that it was in. */
interface Judged extends Ran {
  readonly at: string;
}

/** A folder with keys, these files, and `out` as `assay judge -o out` leaves it. */
export async function judged(
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Judged> {
  const at = folder({
    'bundle.json': await bundle(),
    'key.pem': secret,
    'public.pem': open,
    ...files,
  });
  const command = ['judge', 'bundle.json', '--only', 'mail', '-o', 'out', ...args];
  return { ...(await assay(command, { cwd: at })), at };
}

let plain: Promise<ReadonlyMap<string, Buffer>> | undefined;

/** Such a folder with nothing else in it, judged once in a file of tests. */
export async function judgedOnce(): Promise<string> {
  plain ??= judged({}).then(({ at }) => {
    const out = join(at, 'out');
    return new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name))]));
  });
  const kept = await plain;
  const at = folder({ 'bundle.json': await bundle(), 'key.pem': secret, 'public.pem': open });
  mkdirSync(join(at, 'out'));
  for (const [name, bytes] of kept) writeFileSync(join(at, 'out', name), bytes);
  return at;
}

/** The same, signed with the key that lies in it. */
export async function signedOnce(): Promise<string> {
  const at = await judgedOnce();
  chmodSync(join(at, 'key.pem'), 0o600);
  const manifest = readFileSync(join(at, 'out/manifest.json'));
  const envelope = formatEnvelope(signed(manifest, signingKey(secret), null));
  writeFileSync(join(at, 'out/manifest.dsse.json'), envelope);
  return at;
}
