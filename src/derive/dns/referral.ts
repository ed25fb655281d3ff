import { isOf } from '../../codec/dns/answer.ts';
import type { DnsMessage } from '../../codec/dns/message.ts';
import { canonicalName, sameName } from '../../codec/dns/name.ts';
import { recordSpans } from '../../codec/dns/record-span.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnsParent } from '../../evidence/kinds/dns/observed.ts';
import type { Known } from '../three-valued.ts';
import { authoritative, wholeReply } from './authority.ts';
import { nameServersIn } from './name-server-sets.ts';
import { asked, transcriptOf, type Said } from './transcript.ts';

/** A delegation as one server of the parent makes it: each name server with its glue. */
export interface Referral {
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/** What a query without DNSSEC would not have been sent, and OPT. */
const EXTRA: readonly number[] = [
  RR_TYPES.DS,
  RR_TYPES.RRSIG,
  RR_TYPES.NSEC,
  RR_TYPES.NSEC3,
  RR_TYPES.OPT,
];

/**
 * The delegations that the servers of the parent make, one for each, or the one that was given.
 * `agree`: whether all that were asked name the same; `octets`: of the largest of their messages, as
 * it was sent, less the records of DNSSEC and OPT.
 */
export function delegatedBy(
  parent: DnsParent | null,
  zone: string,
): {
  readonly referrals: readonly Referral[];
  readonly agree: Known;
  readonly octets: number | null;
} {
  if (parent === null) return { referrals: [], agree: null, octets: null };
  if (parent.given !== null) {
    const names = parent.given.nameServers.map(
      ({ name, addresses }) => [canonicalName(name), addresses] as const,
    );
    return { referrals: [{ names: new Map(names) }], agree: null, octets: null };
  }
  const replies = asked(transcriptOf(parent.exchanges), zone, RR_TYPES.NS, ['iterative']);
  const told = replies.map((said) => ({ said, referral: referralIn(wholeReply(said), zone) }));
  const made = told.flatMap(({ referral }) => referral ?? []);
  const agree = agreement(told, zone);
  // Where all of them hold the zone too, nobody sees a delegation: what they answer is in force.
  const hidden = made.length === 0 && agree === true;
  const referrals = hidden
    ? told.flatMap(({ said }) => setIn(authoritative(said), zone) ?? [])
    : made;
  const sizes = told.flatMap(({ said, referral }) => (referral === null ? [] : octetsOf(said)));
  return {
    referrals,
    agree,
    octets: sizes.length === 0 ? null : Math.max(...sizes),
  };
}

/** The delegation in a message from above the cut (RFC 1034, section 4.3.2, step 3b); else null. */
function referralIn(message: DnsMessage | null, zone: string): Referral | null {
  return message === null || message.flags.aa || message.rcode !== 0 ? null : setIn(message, zone);
}

/** The NS set of the zone in a message, wherever it stands in it, with the addresses beside it. */
function setIn(message: DnsMessage | null, zone: string): Referral | null {
  if (message === null) return null;
  const targets = [...message.answer, ...message.authority]
    .filter((record) => isOf(record, 'NS') && sameName(record.name, zone))
    .flatMap((record) => (isOf(record, 'NS') ? canonicalName(record.data.target) : []));
  if (targets.length === 0) return null;
  const glue = message.additional.flatMap((record) =>
    isOf(record, 'A') || isOf(record, 'AAAA')
      ? [{ name: canonicalName(record.name), address: record.data.address }]
      : [],
  );
  const names = targets.map((name) => {
    const own = glue.filter((one) => one.name === name).map(({ address }) => address);
    return [name, own] as const;
  });
  return { names: new Map(names) };
}

/**
 * Whether all name the same; one that denies the delegation which others make does not. A server that
 * holds the zone too answers from there; what it says counts only where no other makes the delegation.
 */
function agreement(
  told: readonly { readonly said: Said; readonly referral: Referral | null }[],
  zone: string,
): Known {
  const sets = told.map(({ said, referral }) => {
    const answer = referral === null ? authoritative(said) : null;
    const own = answer === null ? [] : nameServersIn(answer, zone);
    return {
      referred: referral === null ? null : [...referral.names.keys()].toSorted().join(),
      answered: own.length === 0 ? null : own.join(),
      denied: answer !== null && isDenial(answer),
    };
  });
  const referred = sets.flatMap((set) => set.referred ?? []);
  const answered = sets.flatMap((set) => set.answered ?? []);
  const compared = referred.length > 0 ? referred : answered;
  if (compared.length === 0) return null;
  if (new Set(compared).size > 1 || sets.some(({ denied }) => denied)) return false;
  return referred.length + answered.length === sets.length ? true : null;
}

/** The name, or NS records at it, are denied with authority (RFC 2308, section 2). */
const isDenial = ({ answer, authority }: DnsMessage): boolean =>
  answer.length === 0 && authority.some((record) => isOf(record, 'SOA'));

/** Octets of a referral as it was sent, less what a query without DNSSEC would not have got. */
function octetsOf({ exchange: { reply } }: Said): number | [] {
  if (reply === null) return [];
  const wire = new Uint8Array(Buffer.from(reply.wire, 'base64'));
  return recordSpans(wire)
    .filter(({ type }) => EXTRA.includes(type))
    .reduce((octets, span) => octets - span.octets, wire.length);
}
