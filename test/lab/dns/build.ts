import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyTag, rdataOf, wireName } from '../../../src/codec/dns/canonical.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { run } from '../process.ts';
import { HOSTS, type Host, type LabKey, type LabZone } from './plan.ts';
import { coveredType, readLines, writeLines, type RecordLine } from './record-line.ts';

const DIGESTS: Readonly<Record<string, string>> = { 1: 'sha1', 2: 'sha256', 4: 'sha384' };
/** Signing at the same time: what two processors can do. */
const LANES = 3;

/** A key as it was made. */
interface MadeKey extends LabKey {
  /** Without `.key` and `.private`. */
  readonly file: string;
}

/** A zone with the records that its servers have. */
export interface BuiltLabZone extends LabZone {
  readonly lines: readonly RecordLine[];
  /** As `TAG ALGORITHM TYPE DIGEST`. */
  readonly dsRecords: readonly string[];
}

/** Signs all zones, children before parents; zone files lie in `folder`, one for each host. */
export async function buildZones(
  zones: readonly LabZone[],
  folder: string,
  network: string,
): Promise<readonly BuiltLabZone[]> {
  mkdirSync(join(folder, 'keys'));
  mkdirSync(join(folder, 'zones'));
  const built = new Map<string, BuiltLabZone>();
  const depths = Map.groupBy(zones, ({ name }) => labels(name));
  for (const depth of [...depths.keys()].sort((a, b) => b - a)) {
    await inLanes(depths.get(depth) ?? [], async (zone) => {
      const children = zones
        .filter(({ name }) => parentOf(name, zones)?.name === zone.name)
        .flatMap(({ name }) => built.get(name) ?? []);
      built.set(zone.name, await buildZone(zone, children, { folder, network }));
    });
  }
  return zones.flatMap(({ name }) => built.get(name) ?? []);
}

const labels = (name: string): number => (name === '.' ? 0 : name.split('.').length);

/** The closest zone above. */
const parentOf = (name: string, zones: readonly LabZone[]): LabZone | undefined =>
  zones
    .filter((zone) => zone.name !== name && isIn(name, zone.name))
    .sort((a, b) => labels(b.name) - labels(a.name))[0];

const isIn = (name: string, zone: string): boolean =>
  name !== '.' && (zone === '.' || name === zone || name.endsWith(`.${zone}`));

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

interface Place {
  readonly folder: string;
  readonly network: string;
}

async function buildZone(
  zone: LabZone,
  children: readonly BuiltLabZone[],
  place: Place,
): Promise<BuiltLabZone> {
  const keys = await Promise.all((zone.keys ?? []).map((key) => makeKey(key, zone, place.folder)));
  const text = zoneText(zone, children, place.network);
  const write = (host: Host, lines: readonly RecordLine[]): void => {
    writeFileSync(zoneFile(place.folder, zone.name, host), writeLines(lines));
  };
  const signed = await signedLines(zone, text, keys, place.folder);
  const changed = zone.change?.(signed) ?? signed;
  const lines = children.reduce((left, child) => child.changeParent?.(left) ?? left, changed);
  for (const host of zone.hosts) write(host, lines);
  if (zone.elsewhere !== undefined) {
    const { host, sign } = zone.elsewhere;
    write(host, await signedLines({ ...zone, sign }, text, keys, place.folder));
  }
  const made = (zone.digests ?? ['2']).flatMap((digest) =>
    (lines.some(isKsk) ? lines : signed).filter(isKsk).map((line) => dsOf(zone.name, line, digest)),
  );
  return { ...zone, lines, dsRecords: zone.ds?.(inOrder(made, keys)) ?? made };
}

/** Where a host finds a zone. */
export const zoneFile = (folder: string, zone: string, host: Host): string =>
  join(folder, 'zones', `${zone === '.' ? 'root' : zone}.${host}`);

const absolute = (name: string): string => (name === '.' ? '.' : `${name}.`);

async function makeKey(key: LabKey, { name }: LabZone, folder: string): Promise<MadeKey> {
  const keys = join(folder, 'keys');
  const { algorithm, ksk, bits = algorithm.includes('RSA') ? 2048 : undefined } = key;
  const args = ['-q', '-K', keys, '-a', algorithm, ...(ksk ? ['-f', 'KSK'] : [])];
  const size = bits === undefined ? [] : ['-b', String(bits)];
  let file = (await tool('dnssec-keygen', [...args, ...size, absolute(name)])).trim();
  if (key.revoked === true) {
    const revoked = (await tool('dnssec-revoke', ['-f', '-K', keys, join(keys, file)])).trim();
    file = revoked.slice(revoked.lastIndexOf('/') + 1).replace(/\.key$/, '');
  }
  if (key.use === 'idle') rmSync(join(keys, `${file}.private`));
  return { ...key, file };
}

/** What stands in every zone, the records of its own, and the delegations to its children. */
function zoneText(zone: LabZone, children: readonly BuiltLabZone[], network: string): string {
  const names = nameServers(zone, network);
  const below = children.flatMap((child) => {
    const owner = absolute(child.name);
    const servers = nameServers(child, network);
    return [
      ...servers.map(({ name }) => `${owner} NS ${name}`),
      ...servers.map(({ name, address }) => `${name} A ${address}`),
      ...child.dsRecords.map((ds) => `${owner} DS ${ds}`),
    ];
  });
  return [
    `$ORIGIN ${absolute(zone.name)}`,
    '$TTL 3600',
    `@ SOA ${names[0]?.name ?? '.'} hostmaster.example.com. 1 14400 3600 604800 300`,
    ...names.map(({ name }) => `@ NS ${name}`),
    ...names.map(({ name, address }) => `${name} A ${address}`),
    ...below,
    ...(labels(zone.name) < 2 || zone.bare === true ? [] : LEAF_LINES),
    zone.records ?? '',
    '',
  ].join('\n');
}

const LEAF_LINES = [
  'www A 192.0.2.1',
  'www TXT "one" "two; three"',
  '*.w TXT "wild"',
  'x.empty A 192.0.2.3',
  'own CNAME www',
  '@ MX 10 mail',
  'mail A 192.0.2.4',
  '@ CAA 0 issue "ca.example"',
  `_443._tcp.www TLSA 3 1 1 ${'ab'.repeat(32)}`,
];

const nameServers = (
  { name, hosts }: LabZone,
  network: string,
): { readonly name: string; readonly address: string }[] =>
  hosts.map((host) => ({
    name: `${host}.${name === '.' ? 'root.' : absolute(name)}`,
    address: `${network}.${HOSTS[host]}`,
  }));

async function signedLines(
  zone: LabZone,
  text: string,
  keys: readonly MadeKey[],
  folder: string,
): Promise<readonly RecordLine[]> {
  if (zone.keys === null) return plainLines(zone, text, folder);
  const shown = keys.filter(({ use }) => use !== 'hidden');
  const signed = await signZone(zone, text, keys, folder);
  if (shown.length === keys.length) return signed;
  // The signatures of a key that is not shown, with a DNSKEY RRset that lacks it.
  const without = await signZone({ ...zone, sign: ['-z'] }, text, shown, folder);
  const isKeys = (line: RecordLine): boolean => coveredType(line) === 'DNSKEY';
  return [...signed.filter((line) => !isKeys(line)), ...without.filter(isKeys)];
}

/** An unsigned zone in the form of a signed one. */
async function plainLines({ name }: LabZone, text: string, folder: string) {
  const path = join(folder, 'zones', `${name}.plain`);
  writeFileSync(path, text);
  const args = [
    '-q',
    '-i',
    'none',
    '-k',
    'ignore',
    '-F',
    'text',
    '-s',
    'full',
    '-o',
    '-',
    name,
    path,
  ];
  return readLines(await tool('named-compilezone', args));
}

let serial = 0;

async function signZone(
  zone: LabZone,
  text: string,
  keys: readonly MadeKey[],
  folder: string,
): Promise<readonly RecordLine[]> {
  serial += 1;
  const [input, output] = [join(folder, `${serial}.in`), join(folder, `${serial}.out`)];
  const directory = join(folder, 'keys');
  const shown = keys.map(({ file }) => readFileSync(join(directory, `${file}.key`), 'utf8'));
  writeFileSync(input, [text, ...shown].join('\n'));
  if (zone.iterations !== undefined) {
    const files = keys.map(({ file }) => join(directory, file));
    const nsec3 = ['-n', '-t', String(zone.iterations), '-s', ''];
    await tool('ldns-signzone', [
      ...nsec3.slice(0, 3),
      '-o',
      zone.name,
      '-f',
      output,
      input,
      ...files,
    ]);
    return readLines(readFileSync(output, 'utf8'));
  }
  const options = [
    '-P',
    '-q',
    '-O',
    'full',
    '-K',
    directory,
    '-d',
    folder,
    '-o',
    absolute(zone.name),
    '-f',
    output,
  ];
  await tool('dnssec-signzone', [...options, ...(zone.sign ?? []).map(timeOf), input]);
  return readLines(readFileSync(output, 'utf8'));
}

/** `now-600` as dnssec-signzone wants it. */
function timeOf(argument: string): string {
  const seconds = /^now([+-]\d+)$/.exec(argument)?.[1];
  if (seconds === undefined) return argument;
  const at = new Date(Date.now() + Number(seconds) * 1000);
  return at.toISOString().replaceAll(/\.\d+Z|[-:T]/g, '');
}

const isKsk = ({ type, data }: RecordLine): boolean =>
  type === 'DNSKEY' && (Number(data.split(' ', 1)[0]) & 1) === 1;

/** RFC 4034, section 5.1: of any key, also of one that no tool would make a DS record for. */
function dsOf(zone: string, { data }: RecordLine, digestType: string): string {
  const [flags, protocol, algorithm, ...key] = data.split(/\s+/);
  const dnskey: RdataOf<'DNSKEY'> = {
    kind: 'DNSKEY',
    flags: Number(flags),
    protocol: Number(protocol),
    algorithm: Number(algorithm),
    publicKey: Buffer.from(key.join(''), 'base64'),
  };
  const digest = createHash(DIGESTS[digestType] ?? 'sha256')
    .update(wireName(zone))
    .update(rdataOf(dnskey))
    .digest('hex');
  return `${keyTag(rdataOf(dnskey))} ${algorithm ?? ''} ${digestType} ${digest}`;
}

/** DS records in the order of the keys of the plan. */
function inOrder(ds: readonly string[], keys: readonly MadeKey[]): readonly string[] {
  const tags = keys.map(({ file }) => Number(file.slice(-5)));
  const place = (one: string): number => tags.indexOf(Number(one.split(' ', 1)[0]));
  return ds.toSorted((a, b) => place(a) - place(b));
}

async function tool(command: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}
