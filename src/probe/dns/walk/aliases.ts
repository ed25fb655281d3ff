import { isOf } from '../../../codec/dns/answer.ts';
import { isBelow } from '../../../codec/dns/canonical.ts';
import type { DnsMessage } from '../../../codec/dns/message.ts';
import { canonicalName, parseName, presentName, sameName } from '../../../codec/dns/name.ts';
import { rcodeName, RR_TYPES, rrTypeCode } from '../../../codec/iana/dns.ts';
import type { DnsQuestion } from '../../../net/net.ts';
import { depthOf, signersOf } from './zone-of.ts';

/** Questions that the alias itself, or what stands beside it, answers. */
const NOT_FOLLOWED: readonly string[] = ['CNAME', 'DNAME', 'DS', 'DNSKEY', 'NS', 'SOA'];
const MOST_OCTETS = 255;
/** Aliases that are followed, in one answer or from one to the next. */
export const MOST_ALIASES = 10;

/** A step of a chain of aliases. */
export interface Alias {
  readonly from: string;
  readonly to: string;
}

interface Aliases {
  readonly aliases: readonly Alias[];
  /** The name whose records are asked for in the end. */
  readonly end: string;
  /** Whether they, or that there are none, have to be asked for elsewhere. */
  readonly again: boolean;
}

/**
 * The aliases in an answer. With a `zone`, the answer of one of its servers, what other zones hold is
 * not taken from it; with null, all of it is taken.
 */
export function aliasesOf(
  message: DnsMessage,
  zone: string | null,
  { name, type }: DnsQuestion,
): Aliases {
  const aliases: Alias[] = [];
  let end = canonicalName(name);
  while (!NOT_FOLLOWED.includes(type) && aliases.length <= MOST_ALIASES) {
    const to = targetOf(message, end, type);
    if (to === null) break;
    aliases.push({ from: end, to });
    end = to;
    if (zone !== null && !settles(message, zone, to)) return { aliases, end, again: true };
  }
  return { aliases, end, again: false };
}

/** What a name is an alias of in the answer section (RFC 1034, section 3.6.2; RFC 6672, section 3). */
function targetOf(message: DnsMessage, owner: string, type: string): string | null {
  const here = message.answer.filter((record) => sameName(record.name, owner));
  const code = rrTypeCode(type);
  if (here.some((record) => record.type === code)) return null;
  const cname = here.find((record) => isOf(record, 'CNAME'));
  if (cname !== undefined) return canonicalName(cname.data.target);
  const dname = message.answer
    .filter((record) => isOf(record, 'DNAME'))
    .find((record) => isBelow(owner, record.name) && !sameName(record.name, owner));
  if (dname === undefined) return null;
  const kept = parseName(owner).slice(0, depthOf(owner) - depthOf(dname.name));
  const labels = [...kept, ...parseName(dname.data.target)];
  const octets = labels.reduce((sum, label) => sum + 1 + label.length, 1);
  return octets > MOST_OCTETS ? null : canonicalName(presentName(labels));
}

/** Whether an answer of a zone's server says, for that zone alone, what is to be said of a name. */
function settles(message: DnsMessage, zone: string, name: string): boolean {
  if (!isBelow(name, zone)) return false;
  const here = message.answer.filter((record) => sameName(record.name, name));
  const signers = signersOf(here);
  if (here.length > 0) {
    const signed = signersOf(message.answer).length > 0;
    return signed ? signers.length > 0 && signers.every((one) => one === zone) : true;
  }
  const soa = message.authority.find(({ type }) => type === RR_TYPES.SOA);
  if (soa !== undefined) return sameName(soa.name, zone);
  return rcodeName(message.rcode) === 'NXDOMAIN';
}
