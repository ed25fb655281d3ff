import { isOf } from '../../../codec/dns/answer.ts';
import type { ResourceRecord } from '../../../codec/dns/message.ts';
import { canonicalName, sameName } from '../../../codec/dns/name.ts';
import type { DnsTargets } from '../../../evidence/kinds/dns/observed.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { Followed } from '../walk/follow.ts';
import type { Lookup } from '../walk/lookup.ts';

/** A record that points to a name. */
export type Pointer = Pick<DnsTargets['targets']['items'][number], 'from' | 'type' | 'target'>;

/** Services whose SRV records clients look for by themselves (RFC 2782). */
const SERVICES = [
  '_sip._tls',
  '_sips._tcp',
  '_xmpp-client._tcp',
  '_xmpp-server._tcp',
  '_imaps._tcp',
  '_submission._tcp',
  '_autodiscover._tcp',
];

/** What the zone's records point to, and why that may not be all. */
export async function pointersOf(
  zone: string,
  delegated: readonly string[],
  lookup: Lookup,
): Promise<{ readonly pointers: readonly Pointer[]; readonly problem: Problem | null }> {
  const within = (label: string): string => (zone === '.' ? label : `${label}.${zone}`);
  const questions = [
    { name: zone, type: 'NS' },
    { name: zone, type: 'MX' },
    ...SERVICES.map((service) => ({ name: within(service), type: 'SRV' })),
    { name: within('www'), type: 'A' },
  ];
  const found = await Promise.all(questions.map((question) => lookup(question)));
  const pointers = [
    ...delegated.map((target): Pointer => ({ from: zone, type: 'NS', target })),
    ...found.flatMap(pointersIn),
  ];
  const named = pointers.filter(({ target }) => target !== '.');
  return {
    pointers: [...new Map(named.map((one) => [Object.values(one).join(' '), one])).values()],
    problem: found.find(({ problem }) => problem !== null)?.problem ?? null,
  };
}

/** Records of an answer, and the first alias on the way to it. */
function pointersIn({ aliases: [alias], message, end }: Followed): readonly Pointer[] {
  const first: Pointer[] =
    alias === undefined ? [] : [{ from: alias.from, type: 'CNAME', target: alias.to }];
  const records = (message?.answer ?? []).filter((record) => sameName(record.name, end));
  return [...first, ...records.flatMap(pointerOf)];
}

function pointerOf(record: ResourceRecord): readonly Pointer[] {
  const from = canonicalName(record.name);
  if (isOf(record, 'NS')) return [{ from, type: 'NS', target: canonicalName(record.data.target) }];
  if (isOf(record, 'SRV'))
    return [{ from, type: 'SRV', target: canonicalName(record.data.target) }];
  if (isOf(record, 'MX')) {
    return [{ from, type: 'MX', target: canonicalName(record.data.exchange) }];
  }
  return [];
}
