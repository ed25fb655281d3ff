import { isOf } from '../../codec/dns/answer.ts';
import type { ResourceRecord } from '../../codec/dns/message.ts';
import { canonicalName, sameName } from '../../codec/dns/name.ts';
import { dnsNameServers, type DnsNameServers } from '../../evidence/kinds/dns/observed.ts';
import { cutShort } from '../../evidence/listing.ts';
import { present } from '../../evidence/observation.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { Net } from '../../net/net.ts';
import type { Probe } from '../probe.ts';
import { named, type Named } from './name-servers/named.ts';
import { absentNameIn, contentQuestions } from './name-servers/questions.ts';
import { Servers } from './name-servers/servers.ts';
import type { Cut } from './walk/cut.ts';
import { lookupOf, type Lookup } from './walk/lookup.ts';
import { reach, type Reached } from './walk/reach.ts';
import { askResolver } from './walk/recurse.ts';

/** Names of name servers that are looked up, and that are listed at all. */
const MOST_NAMES = 20;
const MOST_LISTED = 64;

type NameServer = DnsNameServers['nameServers'][number];

/**
 * Asks every address of every name server, those that the parent names and those that the zone
 * itself names, for the same things side by side: see `serverQuestions`. Where name servers cannot be
 * asked, the resolver tells what the zone holds, and of the servers it tells nothing.
 */
export const dnsNameServersProbe: Probe<DnsNameServers> = {
  kind: dnsNameServers,
  intensity: 'standard',
  needs: [],
  perAddress: false,
  appliesTo: ({ kind }) => kind === 'zone',
  async observe(context) {
    const { net, target } = context;
    const reached = await reach(context);
    if (reached.how === 'none') return reached.observation;
    const absentName = absentNameIn(target.host, net);
    const lookup = lookupOf(net, reached);
    const seen =
      reached.how === 'servers'
        ? await atServers(net, reached.cut, absentName, lookup)
        : await throughResolver(net, reached, { zone: target.host, absentName, lookup });
    return present({ zone: target.host, absentName, ...seen });
  },
};

type Seen = Omit<DnsNameServers, 'zone' | 'absentName'>;

async function atServers(net: Net, cut: Cut, absentName: string, lookup: Lookup): Promise<Seen> {
  const servers = new Servers(net, cut.zone, absentName);
  const names = new Map<string, Named>();
  const find = async (wanted: readonly string[]): Promise<void> => {
    const fresh = wanted.filter((name) => !names.has(name)).slice(0, MOST_LISTED);
    const room = MOST_NAMES - names.size;
    const found = await Promise.all(
      fresh.map((name, index) =>
        index < room ? named(lookup, name) : Promise.resolve(notNamed(name)),
      ),
    );
    for (const [index, one] of found.entries()) names.set(fresh[index] ?? '', one);
  };
  // Where one server serves parent and child, the child alone names its servers.
  const hidden = cut.nameServers.length === 0;
  const first = hidden ? await childNames(cut.zone, lookup) : cut.nameServers;
  const known = hidden && first.length > 0 ? [] : await knownOf(cut);
  await Promise.all([servers.take(known), find(first)]);
  await servers.take(placesOf(names));
  // Names that only the zone itself gives, and then again those that only their servers give.
  for (let round = 0; round < 2; round += 1) {
    await find([...(servers.named ?? [])].toSorted());
    await servers.take(placesOf(names));
  }
  const nameServers = [...names].map(([name, { addresses, alias }]): NameServer => ({
    ...{ name, addresses, alias },
    inParent: cut.parent === null || hidden ? null : cut.nameServers.includes(name),
    inChild: servers.named === null ? null : servers.named.has(name),
    glue: [...(cut.glue.get(name) ?? [])],
  }));
  const lost = nameServers.find(({ addresses }) => addresses.because !== undefined);
  servers.problem ??= lost?.addresses.because ?? null;
  return {
    mode: 'iterative',
    nameServers,
    servers: servers.listing(),
    exchanges: servers.ledger.exchanges(),
  };
}

async function childNames(zone: string, lookup: Lookup): Promise<readonly string[]> {
  const { message } = await lookup({ name: zone, type: 'NS' });
  return targetsOf(message?.answer ?? [], zone);
}

/** Names in the NS records of a zone. */
const targetsOf = (records: readonly ResourceRecord[], zone: string): readonly string[] =>
  [
    ...new Set(
      records
        .filter((record) => isOf(record, 'NS'))
        .filter((record) => sameName(record.name, zone))
        .map(({ data }) => canonicalName(data.target)),
    ),
  ].toSorted();

const notNamed = (name: string): Named => ({
  addresses: cutShort([], { code: 'limit', detail: `${name} is one name server too many` }),
  alias: null,
});

/** Addresses that came with the delegation. */
async function knownOf(cut: Cut): Promise<readonly { name: string; address: string }[]> {
  const glue = [...cut.glue].flatMap(([name, addresses]) =>
    addresses.map((address) => ({ name, address })),
  );
  if (glue.length > 0) return glue;
  return (await cut.pool.known()).map(({ host, address }) => ({ name: host, address }));
}

const placesOf = (names: ReadonlyMap<string, Named>) =>
  [...names].flatMap(([name, { addresses }]) =>
    addresses.items.map((address) => ({ name, address })),
  );

/** The contents of the zone as the resolver tells them. */
async function throughResolver(
  net: Net,
  { ledger, problem }: Extract<Reached, { how: 'resolver' }>,
  { zone, absentName, lookup }: { zone: string; absentName: string; lookup: Lookup },
): Promise<Seen> {
  const asked = await Promise.all(
    contentQuestions(zone, absentName).map((question) => askResolver(net, ledger, question)),
  );
  const failed = asked.find(({ message }) => message === null);
  if (failed?.message === null && asked.every(({ message }) => message === null)) {
    throw new ProblemError(failed.problem.code, failed.problem.detail);
  }
  const names = targetsOf(
    asked.flatMap(({ message }) => message?.answer ?? []),
    zone,
  );
  const nameServers = await Promise.all(
    names.slice(0, MOST_LISTED).map(async (name, index): Promise<NameServer> => {
      const { addresses, alias } = index < MOST_NAMES ? await named(lookup, name) : notNamed(name);
      return { name, inParent: null, inChild: true, glue: [], addresses, alias };
    }),
  );
  return {
    mode: 'recursive',
    nameServers,
    servers: cutShort([], problem),
    exchanges: ledger.exchanges(),
  };
}
