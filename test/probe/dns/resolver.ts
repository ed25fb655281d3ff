import { isBelow } from '../../../src/codec/dns/canonical.ts';
import { isOf } from '../../../src/codec/dns/answer.ts';
import type { DnsMessage } from '../../../src/codec/dns/message.ts';
import { ancestorName, parseName } from '../../../src/codec/dns/name.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { lookupIn, type Answered } from '../../support/dns-world/lookup.ts';
import type { World } from '../../support/dns-world.ts';
import { answering, dnsServer } from '../../support/dns.ts';

/** A resolver for zones of a world, which validates nothing. */
export async function resolverFor(
  dns: World,
  zones: readonly string[],
): Promise<Awaited<ReturnType<typeof dnsServer>>> {
  const deepestFirst = zones
    .toSorted((a, b) => parseName(b).length - parseName(a).length)
    .map((zone) => lookupIn(zone, dns.zone(zone).records));
  const answer = (name: string, type: number): Answered | undefined => {
    const within = type === RR_TYPES.DS ? ancestorName(name) : name;
    return deepestFirst.find(({ zone }) => isBelow(within, zone))?.answer(name, type);
  };
  return dnsServer((query) => {
    const [question] = query.question;
    if (question === undefined) return null;
    const first = answer(question.name, question.type);
    if (first === undefined) return answering(query, [], { rcode: 2 });
    return replyOf(query, first, (name) => answer(name, question.type));
  });
}

/** The answer, and that of the name in another zone that it is an alias of. */
function replyOf(
  query: DnsMessage,
  first: Answered,
  again: (name: string) => Answered | undefined,
): DnsMessage {
  const alias = first.answer.findLast((record) => isOf(record, 'CNAME'));
  const open = first.answer.every(({ type }) => type === RR_TYPES.CNAME || type === RR_TYPES.RRSIG);
  const second = alias !== undefined && open ? again(alias.data.target) : undefined;
  return {
    ...answering(query, [...first.answer, ...(second?.answer ?? [])], {
      rcode: (second ?? first).rcode,
    }),
    authority: (second ?? first).authority,
  };
}
