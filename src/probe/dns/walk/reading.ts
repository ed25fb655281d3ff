import { isBelow } from '../../../codec/dns/canonical.ts';
import { isOf } from '../../../codec/dns/answer.ts';
import type { DnsMessage, ResourceRecord } from '../../../codec/dns/message.ts';
import { canonicalName, sameName } from '../../../codec/dns/name.ts';
import { rcodeName, RR_TYPES } from '../../../codec/iana/dns.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { DnsQuestion } from '../../../net/net.ts';

/** A delegation as a server of the zone above makes it. */
export interface Referral {
  readonly zone: string;
  readonly nameServers: readonly string[];
  /** Addresses that came along, by name. */
  readonly glue: ReadonlyMap<string, readonly string[]>;
}

/** Name servers of one zone that are read from a referral; more would not fit over UDP. */
const MOST_NAMES = 64;

/** What a message says to a question that was put to a server of a zone (RFC 1034, section 4.3.2). */
export type Reading =
  /** `doubt`: a server that is not lame would have said it otherwise. */
  | { readonly kind: 'answer'; readonly doubt: string | null }
  | ({ readonly kind: 'referral' } & Referral)
  | { readonly kind: 'useless'; readonly problem: Problem };

/** Reads a message as a resolver does that goes down from `zone`. */
export function readingOf(message: DnsMessage, zone: string, question: DnsQuestion): Reading {
  const rcode = rcodeName(message.rcode);
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return useless('servfail', `answers ${rcode}`);
  const soa = message.authority.find(({ type }) => type === RR_TYPES.SOA);
  const below = delegationOf(message, zone, question);
  if (below !== null && soa === undefined) return { kind: 'referral', ...below };
  if (isAnswered(message, question.name) || rcode === 'NXDOMAIN' || soa !== undefined) {
    return { kind: 'answer', doubt: doubtOf(message, zone, question, soa) };
  }
  const [ns] = message.authority.filter(({ type }) => type === RR_TYPES.NS);
  if (message.flags.aa) return { kind: 'answer', doubt: null };
  if (ns === undefined) return useless('servfail', 'answers without authority and with nothing');
  return useless('malformed', `refers to ${ns.name}, which does not lead down to it`);
}

const useless = (code: Problem['code'], detail: string): Reading => ({
  kind: 'useless',
  problem: { code, detail },
});

/** The delegation of a zone between `zone` and the name; null where the message has none. */
function delegationOf(
  message: DnsMessage,
  zone: string,
  { name, type }: DnsQuestion,
): Referral | null {
  const isDown = (owner: string): boolean => !isBelow(zone, owner) && isBelow(name, owner);
  const answered = isAnswered(message, name);
  // A parent that answers a question for NS with the delegation itself does so without authority.
  const asked = type === 'NS' && !message.flags.aa;
  if (answered && !asked) return null;
  const found = [...(asked ? message.answer : []), ...message.authority]
    .filter((record) => isOf(record, 'NS'))
    .filter((record) => isDown(record.name) && isBelow(record.name, zone));
  const owner = found[0]?.name;
  if (owner === undefined) return null;
  const named = found
    .filter((record) => sameName(record.name, owner))
    .map(({ data }) => canonicalName(data.target));
  const nameServers = [...new Set(named)].toSorted().slice(0, MOST_NAMES);
  return {
    zone: canonicalName(owner),
    nameServers,
    glue: glueOf(message, nameServers),
  };
}

/** Addresses of the names in the additional section. */
function glueOf(
  message: DnsMessage,
  names: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const addresses = message.additional.flatMap((record) =>
    isOf(record, 'A') || isOf(record, 'AAAA')
      ? [{ name: canonicalName(record.name), address: record.data.address }]
      : [],
  );
  return new Map(
    names.map((name) => {
      const own = addresses.filter((one) => one.name === name).map(({ address }) => address);
      return [name, [...new Set(own)].toSorted()];
    }),
  );
}

/** Whether the answer section begins at the name, with records, an alias or a DNAME above it. */
const isAnswered = (message: DnsMessage, name: string): boolean =>
  message.answer.some(
    (record) =>
      sameName(record.name, name) || (record.type === RR_TYPES.DNAME && isBelow(name, record.name)),
  );

/** A negative answer must be about a zone on the way to the name. */
function doubtOf(
  message: DnsMessage,
  zone: string,
  { name }: DnsQuestion,
  soa: ResourceRecord | undefined,
): string | null {
  if (message.broken !== null) return `sends what cannot be read whole: ${message.broken}`;
  if (!message.flags.aa) return 'answers without authority';
  if (soa === undefined || isAnswered(message, name)) return null;
  const onTheWay = isBelow(soa.name, zone) && isBelow(name, soa.name);
  return onTheWay ? null : `answers for the zone ${soa.name}`;
}
