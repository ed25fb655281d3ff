import type { TrustAnchor } from '../../../src/codec/dns/anchor.ts';
import { isBelow } from '../../../src/codec/dns/canonical.ts';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import { canonicalName } from '../../../src/codec/dns/name.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { parseZoneFile } from '../../../src/codec/dns/zone-file.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { plantedBy } from './faults.ts';
import { dsOf, makeKey } from './keys.ts';
import { lookupIn, type Answered, type Lookup } from './lookup.ts';
import type { BuiltZone, KeyPlan, ServerPlan, WorldPlan, ZoneKey, ZonePlan } from './plan.ts';
import { signZone } from './sign.ts';

const DAY = 86_400;
const TTL = 3600;

/** A zone at one server: what it answers there. */
export interface ServedZone {
  readonly name: string;
  answer(name: string, type: number): Answered;
}

/** One address and the zones that are served there. */
export interface Place {
  readonly address: string;
  readonly names: readonly string[];
  readonly behaviour: ServerPlan['behaviour'];
  readonly zones: readonly ServedZone[];
}

interface PlacedServer extends ServerPlan {
  readonly address: string;
}

/** A zone of the plan with everything that can be told before signing. */
interface Drafted {
  readonly name: string;
  readonly plan: ZonePlan;
  readonly servers: readonly PlacedServer[];
  readonly keys: readonly ZoneKey[];
}

/** All zones, signed, and the servers that hold them. */
export function buildZones(
  plan: WorldPlan,
  now: Date,
): {
  readonly zones: ReadonlyMap<string, BuiltZone>;
  readonly places: readonly Place[];
  readonly anchors: readonly TrustAnchor[];
} {
  const drafts = draftsOf(plan);
  const zones = new Map<string, BuiltZone>();
  const served: (ServedZone & { readonly address: string })[] = [];
  for (const draft of drafts) {
    const { name, keys, servers } = draft;
    const sound = recordsOf(draft, drafts, now);
    zones.set(name, { name, keys, records: sound });
    const shared = lookupIn(name, sound);
    for (const server of servers) {
      const own = server.records !== undefined || server.faults !== undefined;
      const lookup = own ? lookupIn(name, recordsOf(draft, drafts, now, server)) : shared;
      served.push({ name, address: server.address, answer: answerer(lookup, draft, server) });
    }
  }
  const root = drafts.find(({ name }) => name === '.');
  return {
    zones,
    places: placesOf(drafts, served),
    anchors: root === undefined ? [] : dsRecordsOf(root).map((data) => ({ zone: '.', data })),
  };
}

function draftsOf(plan: WorldPlan): Drafted[] {
  const entries = Object.entries('.' in plan ? plan : { '.': {}, ...plan });
  let next = 1;
  const known = new Map(
    entries.flatMap(([, { servers = [] }]) =>
      servers.flatMap(({ name, address }) => (address === undefined ? [] : [[name, address]])),
    ) as [string, string][],
  );
  const taken = new Set(known.values());
  const free = (): string => {
    let address: string;
    do {
      address = `192.0.2.${next}`;
      next += 1;
    } while (taken.has(address));
    return address;
  };
  return entries.map(([zone, one]) => {
    const name = canonicalName(zone);
    const below = (label: string): string => (name === '.' ? `${label}.root` : `${label}.${name}`);
    const servers = (one.servers ?? [{ name: below('ns1') }, { name: below('ns2') }]).map(
      (server) => {
        const address = server.address ?? known.get(server.name) ?? free();
        known.set(server.name, address);
        return { ...server, address };
      },
    );
    const keys = keysOf(one).map((key, index) => makeKey(key, name, index));
    return { name, plan: one, servers, keys };
  });
}

function keysOf({ signing = {} }: ZonePlan): readonly KeyPlan[] {
  if (signing === null) return [];
  const { algorithm = 13, keys } = signing;
  return (
    keys ?? [
      { algorithm, role: 'ksk' },
      { algorithm, role: 'zsk' },
    ]
  );
}

/** The records of a zone as it stands at a server, or at all those that have nothing of their own. */
function recordsOf(
  draft: Drafted,
  drafts: readonly Drafted[],
  now: Date,
  server?: ServerPlan,
): ResourceRecord[] {
  const { name, plan, keys } = draft;
  const planted = plantedBy([...(plan.faults ?? []), ...(server?.faults ?? [])]);
  const written = parseZoneFile(server?.records ?? plan.records ?? '', { origin: name, ttl: TTL });
  const records = [...written, ...added(draft, drafts, written)];
  if (plan.signing === null) return planted.records(records);
  const { denial = 'nsec', inception = -DAY, expiration = 14 * DAY } = plan.signing ?? {};
  const seconds = Math.floor(now.getTime() / 1000);
  const signed = signZone(records, {
    ...{ zone: name, keys, denial, alter: planted.signature },
    inception: seconds + inception,
    expiration: seconds + expiration,
  });
  return planted.records(signed);
}

/** SOA, NS, addresses of name servers and delegations where they are not written down. */
function added(
  { name, servers }: Drafted,
  drafts: readonly Drafted[],
  written: readonly ResourceRecord[],
): ResourceRecord[] {
  const is = (owner: string, type: number): boolean =>
    written.some((record) => record.type === type && canonicalName(record.name) === owner);
  const records: ResourceRecord[] = [];
  if (!is(name, RR_TYPES.SOA)) records.push(soaOf(name, servers[0]?.name ?? name));
  if (!is(name, RR_TYPES.NS))
    records.push(
      ...nsOf(
        name,
        servers.filter(({ inChild }) => inChild !== false),
      ),
    );
  for (const child of drafts.filter((draft) => parentOf(draft, drafts)?.name === name)) {
    const named = child.servers.filter(({ inParent }) => inParent !== false);
    if (!is(child.name, RR_TYPES.NS)) records.push(...nsOf(child.name, named));
    if (!is(child.name, RR_TYPES.DS)) {
      records.push(...dsRecordsOf(child).map((ds) => resourceRecord(child.name, TTL, ds)));
    }
    records.push(...addressesOf(named.filter(({ name: host }) => isBelow(host, child.name))));
  }
  const hosts = drafts.flatMap((draft) => draft.servers);
  records.push(...addressesOf(hosts.filter(({ name: host }) => zoneOf(host, drafts) === name)));
  const seen = new Set<string>();
  return records.filter((record) => {
    const { name: owner, type } = record;
    const address = type === RR_TYPES.A || type === RR_TYPES.AAAA;
    const key = `${canonicalName(owner)} ${type} ${Buffer.from(record.rdata).toString('hex')}`;
    const fresh = !seen.has(key) && !(address && is(canonicalName(owner), type));
    seen.add(key);
    return fresh;
  });
}

const soaOf = (name: string, mname: string): ResourceRecord =>
  resourceRecord(name, TTL, {
    kind: 'SOA',
    ...{ mname, rname: name === '.' ? 'hostmaster.root' : `hostmaster.${name}`, serial: 1 },
    ...{ refresh: 14_400, retry: 3_600, expire: 604_800, minimum: 300 },
  });

const nsOf = (name: string, servers: readonly ServerPlan[]): ResourceRecord[] =>
  [...new Set(servers.map((server) => server.name))].map((target) =>
    resourceRecord(name, TTL, { kind: 'NS', target }),
  );

const addressesOf = (servers: readonly PlacedServer[]): ResourceRecord[] =>
  servers.map(({ name, address }) =>
    resourceRecord(name, TTL, { kind: address.includes(':') ? 'AAAA' : 'A', address }),
  );

/** The closest zone above another. */
function parentOf({ name }: Drafted, drafts: readonly Drafted[]): Drafted | undefined {
  return closest(drafts.filter((draft) => draft.name !== name && isBelow(name, draft.name)));
}

const zoneOf = (host: string, drafts: readonly Drafted[]): string | undefined =>
  closest(drafts.filter(({ name }) => isBelow(host, name)))?.name;

const closest = (drafts: readonly Drafted[]): Drafted | undefined =>
  drafts.reduce<Drafted | undefined>(
    (best, draft) => (best === undefined || isBelow(draft.name, best.name) ? draft : best),
    undefined,
  );

/** The DS records that the parent has, or the anchors of the root. */
function dsRecordsOf({ name, plan, keys }: Drafted): readonly RdataOf<'DS'>[] {
  if (plan.ds !== undefined) return plan.ds;
  const { digests = [2] } = plan.signing ?? {};
  const made = keys
    .filter(({ plan: key }) => key.trusted ?? key.role !== 'zsk')
    .flatMap((key) => digests.map((digest) => dsOf(name, key, digest)));
  return plantedBy(plan.faults ?? []).ds(made);
}

/** What the zone answers at a server, with the faults that show in answers only. */
function answerer(
  lookup: Lookup,
  { plan }: Drafted,
  server: ServerPlan,
): (name: string, type: number) => Answered {
  const planted = plantedBy([...(plan.faults ?? []), ...(server.faults ?? [])]);
  return (name, type) => planted.answer(lookup.answer(name, type));
}

function placesOf(
  drafts: readonly Drafted[],
  served: readonly (ServedZone & { readonly address: string })[],
): Place[] {
  const servers = drafts.flatMap((draft) => draft.servers);
  return [...Map.groupBy(servers, ({ address }) => address)].map(([address, here]) => ({
    address,
    names: [...new Set(here.map(({ name }) => name))],
    behaviour: here.find(({ behaviour }) => behaviour !== undefined)?.behaviour,
    zones: served.filter((zone) => zone.address === address),
  }));
}
