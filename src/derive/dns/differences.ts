import { canonicalRdata } from '../../codec/dns/canonical.ts';
import type { DnsMessage, ResourceRecord } from '../../codec/dns/message.ts';
import { sameName } from '../../codec/dns/name.ts';
import { presentRdata } from '../../codec/dns/present.ts';
import { RR_TYPES, rrTypeName } from '../../codec/iana/dns.ts';
import type { DnsServer } from '../../evidence/kinds/dns/exchange.ts';
import type { DnsZone } from '../../evidence/kinds/dns/zone.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';
import { answersOf, type Answers } from './agreement.ts';
import type { Said } from './transcript.ts';

/** Compared elsewhere, or answered from another zone. */
const LEFT_OUT: readonly number[] = [RR_TYPES.SOA, RR_TYPES.NS, RR_TYPES.DS];

/** Addresses that servers choose for who asks are kept so long at most. */
const LOAD_BALANCED_SECONDS = 300;
const ADDRESSES: readonly number[] = [RR_TYPES.A, RR_TYPES.AAAA];

type Difference = DnsZone['differences']['items'][number];

/**
 * RRsets that are not the same at all servers. Order, case of names and TTL are not compared, nor are
 * signatures, which each server may make itself. Of addresses with the short TTL of load balancing it
 * cannot be told whether they should be the same.
 */
export function differencesOf(
  transcript: readonly Said[],
  servers: Listing<DnsServer>,
  zone: string,
): DnsZone['differences'] {
  const questions = transcript.filter(
    ({ type, exchange }) =>
      exchange.form === 'iterative' && exchange.question.class === 'IN' && !LEFT_OUT.includes(type),
  );
  const distinct = new Map(questions.map(({ name, type }) => [`${name}/${type}`, { name, type }]));
  const compared = [...distinct.values()].map(({ name, type }) => {
    const answers = answersOf(transcript, servers, { name, type, zone });
    const difference = differenceIn(answers, name, type);
    return difference !== null && isBalanced(answers, name, type)
      ? { difference: null, missing: balanced(difference) }
      : { difference, missing: answers.missing };
  });
  const items = compared.flatMap(({ difference }) => difference ?? []);
  const missing = compared.find((one) => one.missing !== null)?.missing ?? null;
  if (compared.length === 0) {
    return cutShort([], {
      code: 'not-requested',
      detail: 'no RRsets were asked for at the servers',
    });
  }
  return missing === null ? complete(items) : cutShort(items, missing);
}

function differenceIn({ answers }: Answers, name: string, type: number): Difference | null {
  const sets = answers.map(({ server, message }) => {
    const records = recordsOf(message, name, type);
    return { server, records, key: records.map(keyOf).toSorted().join() };
  });
  const variants = [...Map.groupBy(sets, ({ key }) => key).values()];
  if (variants.length < 2) return null;
  return {
    rrset: `${name}/${rrTypeName(type)}`,
    variants: variants.map((same) => ({
      servers: same.map(({ server }) => server),
      records: [...new Set(same[0]?.records.map((record) => textOf(record, type)))].toSorted(),
    })),
  };
}

/** Every server gives addresses, and none for long. */
const isBalanced = ({ answers }: Answers, name: string, type: number): boolean =>
  ADDRESSES.includes(type) &&
  answers.every(({ message }) => {
    const records = recordsOf(message, name, type);
    const brief = records.every((one) => one.type === type && one.ttl <= LOAD_BALANCED_SECONDS);
    return records.length > 0 && brief;
  });

const balanced = ({ rrset }: Difference): Problem => ({
  code: 'unsupported',
  detail: `${rrset} differs and is kept for minutes only: load balancing, or a server that lags`,
});

/** The records of a type at a name, or the alias that stands there instead. */
const recordsOf = ({ answer }: DnsMessage, name: string, type: number): readonly ResourceRecord[] =>
  answer.filter(
    (record) =>
      (record.type === type || record.type === RR_TYPES.CNAME) && sameName(record.name, name),
  );

const keyOf = (record: ResourceRecord): string =>
  `${record.type} ${Buffer.from(canonicalRdata(record)).toString('hex')}`;

const textOf = (record: ResourceRecord, type: number): string =>
  record.type === type
    ? presentRdata(record)
    : `${rrTypeName(record.type)} ${presentRdata(record)}`;
