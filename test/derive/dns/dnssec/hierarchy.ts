import type { TrustAnchor } from '../../../../src/codec/dns/anchor.ts';
import { isBelow, labelCount } from '../../../../src/codec/dns/canonical.ts';
import { encodeMessage, NO_FLAGS, type DnsMessage } from '../../../../src/codec/dns/message.ts';
import { ancestorName, canonicalName } from '../../../../src/codec/dns/name.ts';
import { rcodeName, RR_TYPES, rrTypeCode } from '../../../../src/codec/iana/dns.ts';
import type { DnsExchange } from '../../../../src/evidence/kinds/dns/exchange.ts';
import type { DnsNameServers, DnsPath } from '../../../../src/evidence/kinds/dns/observed.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { buildZones, type Place } from '../../../support/dns-world/build.ts';
import type { BuiltZone, WorldPlan } from '../../../support/dns-world/plan.ts';

/** When everything in these tests happens. */
export const NOW = new Date('2026-06-01T12:00:00Z');

/** A signed hierarchy whose servers are asked without any network. */
export interface Hierarchy {
  readonly anchors: readonly TrustAnchor[];
  readonly zones: ReadonlyMap<string, BuiltZone>;
  /** Everything that is needed to validate an answer. */
  path(name: string, type: string): DnsPath;
  /** What all servers of a zone answer to these questions, `name type`. */
  nameServers(zone: string, questions: readonly string[]): DnsNameServers;
  /** One question to the first server of a zone, or to the one named. */
  ask(zone: string, name: string, type: string, server?: string): DnsExchange;
}

/** Zones of a plan, signed a day before NOW. */
export function hierarchy(plan: WorldPlan): Hierarchy {
  const { zones, places, anchors } = buildZones(plan, NOW);
  const names = [...zones.keys()].sort((a, b) => labelCount(a) - labelCount(b));
  const above = (name: string): string[] => names.filter((zone) => isBelow(name, zone));
  const placesAt = (zone: string): readonly Place[] =>
    places.filter((place) => place.zones.some((one) => one.name === zone));
  const ask = (zone: string, name: string, type: string, server?: string): DnsExchange => {
    const place = placesAt(zone).find((one) => server === undefined || one.names.includes(server));
    if (place === undefined) throw new Error(`no server of ${zone}`);
    return exchangeWith(place, zone, name, type);
  };
  const securing = (zone: string): DnsExchange[] => {
    const parent = above(ancestorName(zone)).at(-1) ?? '.';
    return [...(zone === '.' ? [] : [ask(parent, zone, 'DS')]), ask(zone, zone, 'DNSKEY')];
  };
  const path = (name: string, type: string): DnsPath => {
    const exchanges: DnsExchange[] = [];
    const cuts = new Set<string>();
    let next: string | null = canonicalName(name);
    for (let aliases = 0; next !== null && aliases < 12; aliases += 1) {
      const within: string = type === 'DS' ? ancestorName(next) : next;
      const way = above(within);
      for (const zone of way.filter((one) => !cuts.has(one))) {
        cuts.add(zone);
        exchanges.push(...securing(zone));
      }
      const answered = ask(way.at(-1) ?? '.', next, type);
      exchanges.push(answered);
      next = aliasIn(answered, type);
    }
    const question = { name: canonicalName(name), type };
    return {
      question,
      mode: 'iterative',
      cuts: [...cuts].map(cut),
      exchanges: complete(exchanges),
    };
  };
  return {
    ...{ anchors, zones, path, ask },
    nameServers(zone, questions) {
      const here = placesAt(zone);
      const exchanges = here.flatMap((place) =>
        questions.map((question) => {
          const [name = '', type = ''] = question.split(' ');
          return exchangeWith(place, zone, name, type);
        }),
      );
      const servers = here.map(({ names: [name = null], address }) => ({
        name,
        address,
        port: 53,
      }));
      const absentName = zone === '.' ? 'made-up' : `made-up.${zone}`;
      return {
        ...{ zone, mode: 'iterative', nameServers: [], absentName },
        ...{ servers: complete(servers), exchanges: complete(exchanges) },
      };
    },
  };
}

const cut = (zone: string): DnsPath['cuts'][number] => ({
  zone,
  parent: zone === '.' ? null : ancestorName(zone),
  nameServers: [],
  servers: [],
});

/** The name at the end of the aliases in an answer, where it is not the one asked for and in another zone. */
function aliasIn(exchange: DnsExchange, type: string): string | null {
  const lines = exchange.reply?.answer ?? [];
  if (type === 'CNAME' || lines.some((line) => line.split(' ')[3] === type)) return null;
  const targets = lines.filter((line) => line.split(' ')[3] === 'CNAME');
  const last = targets.at(-1)?.split(' ')[4];
  return last === undefined ? null : canonicalName(last);
}

function exchangeWith(place: Place, zone: string, name: string, type: string): DnsExchange {
  const code = rrTypeCode(type) ?? 0;
  const held = place.zones.find((one) => one.name === zone);
  const refused = { rcode: 5, authoritative: false, answer: [], authority: [], additional: [] };
  const { authoritative, ...sections } = held?.answer(canonicalName(name), code) ?? refused;
  return exchangeOf(
    {
      ...{ id: 1, opcode: 0, flags: { ...NO_FLAGS, qr: true, aa: authoritative } },
      question: [{ name, type: code, class: 1 }],
      edns: { udpPayloadSize: 1232, version: 0, dnssecOk: true, options: new Uint8Array() },
      broken: null,
      ...sections,
    },
    { name: place.names[0] ?? null, address: place.address, port: 53 },
    type,
  );
}

/** An exchange that ended in this message. */
function exchangeOf(message: DnsMessage, server: DnsExchange['server'], type: string): DnsExchange {
  const lines = (section: DnsMessage['answer']): string[] =>
    section.map((record) => {
      const kind = Object.entries(RR_TYPES).find(([, code]) => code === record.type)?.[0] ?? '';
      const data = record.data.kind === 'CNAME' ? record.data.target : '';
      return `${record.name} ${record.ttl} IN ${kind} ${data}`.trimEnd();
    });
  return {
    server,
    question: { name: message.question[0]?.name ?? '.', type, class: 'IN' },
    ...{ form: 'iterative', transport: 'udp', problem: null, truncated: null, tries: 1, ms: 1 },
    reply: {
      ...{ transport: 'udp', rcode: rcodeName(message.rcode), flags: [] },
      answer: lines(message.answer),
      authority: lines(message.authority),
      additional: lines(message.additional),
      wire: Buffer.from(encodeMessage(message)).toString('base64'),
    },
  };
}
