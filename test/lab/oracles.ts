import { request } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOW } from './lab.ts';
import { run } from './process.ts';

/** The flags of `openssl s_client` for one protocol version. */
const VERSION_FLAGS = {
  'TLS 1.0': '-tls1',
  'TLS 1.1': '-tls1_1',
  'TLS 1.2': '-tls1_2',
  'TLS 1.3': '-tls1_3',
} as const;
type Version = keyof typeof VERSION_FLAGS;

/** Versions with which `openssl s_client` completes a handshake, and the alerts of the others. */
export async function versionsByOpenssl(
  port: number,
  name: string,
): Promise<{ readonly offered: readonly string[]; readonly alerts: readonly number[] }> {
  const offered: string[] = [];
  const alerts: number[] = [];
  for (const [version, flag] of Object.entries(VERSION_FLAGS)) {
    const { stdout, stderr } = await client(port, name, [flag, '-cipher', 'ALL:@SECLEVEL=0']);
    if (/Cipher is (?!\(NONE\))/.test(stdout)) offered.push(version);
    else alerts.push(Number(/SSL alert number (\d+)/.exec(stderr)?.[1]));
  }
  return { offered, alerts };
}

/** The certificates that a server shows to `openssl s_client`, PEM. */
export async function chainByOpenssl(
  port: number,
  name: string,
  version: Version,
  signatures: 'RSA' | 'ECDSA',
): Promise<readonly string[]> {
  const algorithms = { RSA: 'RSA+SHA256:RSA-PSS+SHA256', ECDSA: 'ECDSA+SHA256' }[signatures];
  const { stdout } = await client(port, name, [
    VERSION_FLAGS[version],
    '-showcerts',
    '-sigalgs',
    algorithms,
  ]);
  return stdout.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
}

/** What `openssl x509` reads in a certificate. */
export async function readByOpenssl(pem: string, host: string) {
  const args = ['-serial', '-startdate', '-enddate', '-fingerprint', '-sha256', '-checkhost', host];
  const { stdout } = await run('openssl', ['x509', '-noout', ...args], { input: pem });
  const field = (name: string): string =>
    new RegExp(`^${name}=(.*)$`, 'mi').exec(stdout)?.[1] ?? '';
  return {
    serial: field('serial').toLowerCase(),
    sha256: field('sha256 Fingerprint').replaceAll(':', '').toLowerCase(),
    notBefore: new Date(field('notBefore')).toISOString(),
    notAfter: new Date(field('notAfter')).toISOString(),
    nameMatches: stdout.includes('does match certificate'),
  };
}

/** Whether `openssl verify` finds a path to the root of the lab, with and without the dates. */
export async function verifiedByOpenssl(
  folder: string,
  chain: readonly string[],
): Promise<{ readonly trusted: boolean; readonly inTime: boolean }> {
  const [leaf, others] = [join(folder, 'leaf.pem'), join(folder, 'others.pem')];
  writeFileSync(leaf, chain[0] ?? '');
  writeFileSync(others, chain.slice(1).join('\n'));
  const verify = async (...dates: string[]): Promise<boolean> => {
    const untrusted = chain.length > 1 ? ['-untrusted', others] : [];
    const roots = ['-CAfile', join(folder, 'root.crt'), '-no-CApath', '-no-CAstore'];
    return (await run('openssl', ['verify', ...dates, ...roots, ...untrusted, leaf])).code === 0;
  };
  return {
    trusted: await verify('-no_check_time'),
    inTime: await verify('-attime', String(Date.parse(NOW) / 1000)),
  };
}

/** What `dig` prints of the records of a type, strings of one record joined. */
export async function dig(port: number, name: string, type: string): Promise<readonly string[]> {
  const { stdout } = await run('dig', [
    '@127.0.0.1',
    `-p${port}`,
    '+short',
    '+norecurse',
    type,
    name,
  ]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return type === 'TXT' ? lines.map((line) => line.slice(1, -1).replaceAll('" "', '')) : lines;
}

/** What EHLO gives after `openssl s_client -starttls smtp`; null where that finds no STARTTLS. */
export async function ehloOverStartTls(port: number): Promise<readonly string[] | null> {
  const { stdout, stderr } = await run(
    'openssl',
    ['s_client', '-starttls', 'smtp', '-quiet', '-crlf', '-connect', `127.0.0.1:${port}`],
    { input: 'EHLO lab.test\nQUIT\n' },
  );
  if (`${stdout}${stderr}`.includes("Didn't find STARTTLS")) return null;
  return [...stdout.matchAll(/^250[- ]([A-Z0-9]+)(?: .*)?\r?$/gm)].map(
    ([, keyword]) => keyword ?? '',
  );
}

/** Status and header lines of a GET through `openssl s_client`, in order and case. */
export async function headersByOpenssl(
  port: number,
  host: string,
): Promise<{ readonly status: number; readonly headers: readonly (readonly string[])[] }> {
  const { stdout } = await run(
    'openssl',
    ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`, '-servername', host],
    { input: `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n` },
  );
  const [first = '', ...lines] = (stdout.split('\r\n\r\n')[0] ?? '').split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: lines.map((line) => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  };
}

/** Status and Location of a plain GET by node:http. */
export function plainAnswer(
  port: number,
  host: string,
): Promise<{ readonly status: number | undefined; readonly location: string | null }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers: { host }, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, location: response.headers.location ?? null });
    })
      .on('error', reject)
      .end();
  });
}

const client = (port: number, name: string, args: readonly string[]) =>
  run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', name, ...args]);
