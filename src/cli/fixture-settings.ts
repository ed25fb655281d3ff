import type { Config } from '../document/config.ts';
import { readJson } from '../net/fixture/read-json.ts';
import { readZone } from '../net/fixture/read-zone.ts';
import { fixtureWorld, type FixtureWorld, type FixtureZone } from '../net/fixture/world.ts';
import type { ResolverServer } from '../net/dns/resolver-server.ts';
import { saying, UsageError } from './errors.ts';
import { readText } from './files.ts';
import type { LookFlags } from './options.ts';

type Flags = Pick<LookFlags, 'dnsFixture' | 'resolver' | 'rootHints' | 'trustAnchor'>;

/** What is looked at in place of the DNS. */
export interface Fixture {
  readonly world: FixtureWorld;
  /** Names that are not in it are asked for at the resolver that was given. */
  readonly beyond: boolean;
  /** Says in the bundle where answers are from. */
  readonly source: string;
}

/** The place of questions that are answered from fixtures; nothing is sent there. */
export const fixtureResolver = (families: readonly number[]): ResolverServer => ({
  address: families.includes(4) ? '127.0.0.1' : '::1',
  port: 53,
});

/** The fixtures of flags and configuration; null where there are none. Throws a UsageError. */
export function fixtureOf(flags: Flags, config: Config): Fixture | null {
  const files = flags.dnsFixture ?? config.dnsFixtures ?? [];
  if (files.length === 0) return null;
  refuseBeside('--root-hints', flags.rootHints);
  refuseBeside('--trust-anchor', flags.trustAnchor);
  const read = files.map((file) => ({ file, zone: zoneIn(file) }));
  for (const [index, { file, zone }] of read.entries()) {
    const twin = read.slice(0, index).find((one) => one.zone.name === zone.name);
    if (twin === undefined) continue;
    const what = zone.name === '.' ? 'one JSON fixture is a whole world' : `zone ${zone.name}`;
    throw new UsageError(`--dns-fixture ${file}: ${what}: ${twin.file} is one already`);
  }
  const beyond = (flags.resolver ?? config.resolver) !== undefined;
  const world = fixtureWorld(read.map(({ zone }) => zone));
  return { world, beyond, source: `fixture ${files.join(', ')}` };
}

function zoneIn(file: string): FixtureZone {
  const text = readText(file);
  const isJson = text.trimStart().startsWith('{');
  return saying(
    `--dns-fixture ${file}`,
    () => (isJson ? readJson(text) : readZone(file, text)),
    isJson ? JSON_FORM : null,
  );
}

const JSON_FORM =
  'as in {"example.com": {"TXT": ["v=spf1 mx -all"], "MX": ["10 mx.example.com."]}}';

/** What a signed DNS begins with has no meaning where answers are read from files. */
function refuseBeside(flag: string, given: unknown): void {
  if (given === undefined) return;
  throw new UsageError(`${flag} and --dns-fixture exclude each other`);
}
