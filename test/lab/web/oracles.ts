import { shortenSecrets } from '../../../src/codec/http/secrets.ts';
import { run } from '../process.ts';
import type { WebLab } from './lab.ts';
import { addressOf, HOSTS } from './plan.ts';

/** A response as curl prints it. */
export interface Printed {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
}

/** The response to curl, its field lines in order and case, secrets shortened. */
export async function byCurl(
  lab: WebLab,
  url: string,
  version: '--http1.1' | '--http2',
): Promise<Printed> {
  const stdout = await curl(lab, [version, '-D', '-', '-o', '/dev/null', url]);
  const [first = '', ...lines] = stdout.trimEnd().split('\r\n');
  const fields = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: shortenSecrets(fields) };
}

/** Where curl ends that follows redirects: their number, the last URL and its status. */
export async function endByCurl(lab: WebLab, url: string): Promise<readonly string[]> {
  const format = '%{num_redirects} %{url_effective} %{http_code}';
  return (await curl(lab, ['-L', '-o', '/dev/null', '-w', format, url])).split(' ');
}

const ACCEPT = 'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** Each host of the lab at its address, and `www.` of it. */
const RESOLVE = HOSTS.flatMap((host) =>
  [host, `www.${host}`].flatMap((name) =>
    ['443', '80'].flatMap((port) => ['--resolve', `${name}:${port}:${addressOf(host)}`]),
  ),
);

async function curl({ rootFile }: WebLab, args: readonly string[]): Promise<string> {
  const usual = ['-sS', '--noproxy', '*', '--cacert', rootFile, '-H', ACCEPT, ...RESOLVE];
  const { code, stdout, stderr } = await run('curl', [...usual, ...args]);
  if (code !== 0) throw new Error(`curl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Values that are others in each answer. */
const FRESH: readonly string[] = ['date'];
/** Fields about the connection, for which curl does not ask (RFC 9110, section 7.6.1). */
const OF_CONNECTION: readonly string[] = ['connection', 'keep-alive', 'upgrade'];

/** Field lines without what changes from one answer or connection to the next. */
export const steady = (headers: Printed['headers']): Printed['headers'] =>
  headers.flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    if (OF_CONNECTION.includes(lower)) return [];
    const same = FRESH.includes(lower) ? '' : value.replace(/'nonce-[^']+'/g, "'nonce'");
    return [[name, same] as const];
  });
