import { isOf } from '../../codec/dns/answer.ts';
import { isBelow } from '../../codec/dns/canonical.ts';
import type { DnsMessage } from '../../codec/dns/message.ts';
import { canonicalName, parseName, sameName } from '../../codec/dns/name.ts';
import { presentRdata } from '../../codec/dns/present.ts';
import { RR_TYPES } from '../../codec/iana/dns.ts';
import {
  dnsNameServers,
  dnsTargets,
  type DnsNameServers,
  type DnsTargets,
} from '../../evidence/kinds/dns/observed.ts';
import { dnsZone, type DnsZone } from '../../evidence/kinds/dns/zone.ts';
import { complete, cutShort } from '../../evidence/listing.ts';
import { present, type Observation } from '../../evidence/observation.ts';
import type { Problem } from '../../evidence/problem.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf, type Known } from '../three-valued.ts';
import { agreement, answersOf, type Answers } from './agreement.ts';
import { authoritative, recordsAt } from './authority.ts';
import { differencesOf } from './differences.ts';
import { nameServersIn } from './name-server-sets.ts';
import { answerTo, silenceOf, transcriptOf, type Said } from './transcript.ts';

/**
 * What the zone holds at its apex and whether all its servers hold the same. What one server says
 * with authority is what the zone holds; that all agree takes an answer of each. Certain for the
 * moment of the look: a zone transfer underway makes serial numbers differ for seconds. Example: a
 * secondary server that has not been let in for a month.
 */
export const dnsZoneDerivation: Derivation<DnsZone> = {
  kind: dnsZone,
  from: [dnsNameServers, dnsTargets],
  derive: (context) =>
    fromPresent(context.get(dnsNameServers), (seen) =>
      present(contentsOf(seen, context.get(dnsTargets))),
    ),
};

function contentsOf(seen: DnsNameServers, targets: Observation<DnsTargets>): DnsZone {
  const { zone, servers } = seen;
  const transcript = transcriptOf(seen.exchanges);
  const soas = transcript.flatMap((said) => soaIn(said, zone));
  const ask = (type: number) => answersOf(transcript, servers, { name: zone, type, zone });
  const about = <T>(truth: (soa: T) => boolean, of: readonly T[]) =>
    of.length === 0 ? null : allOf(of.map(truth));
  return {
    zone,
    soa: newest(soas),
    rnameValid: about(({ rname }) => isMailbox(rname), soas),
    retryBelowRefresh: about(({ retry, refresh }) => retry < refresh, soas),
    expireAboveRefresh: about(({ expire, refresh }) => expire >= refresh, soas),
    serials: [...new Set(soas.map(({ serial }) => serial))],
    serialsAgree: serialsAgree(ask(RR_TYPES.SOA), zone),
    nameServersAgree: agreement(ask(RR_TYPES.NS), (message) => nameServersIn(message, zone).join()),
    differences: differencesOf(transcript, servers, zone),
    aliasesWithData: aliasesWithData(seen, targets),
    caa: caaOf(transcript, zone),
  };
}

type Soa = NonNullable<DnsZone['soa']>;

/** What the zone itself says: with authority, or through a resolver where its servers are not asked. */
const fromZone = (said: Said) =>
  authoritative(said) ?? (said.exchange.form === 'recursive' ? answerTo(said) : null);

const soasIn = (message: DnsMessage, zone: string): readonly Soa[] =>
  recordsAt(message, zone, RR_TYPES.SOA)
    .filter((record) => isOf(record, 'SOA'))
    .map(({ data: { mname, rname, serial, refresh, retry, expire, minimum } }) => ({
      ...{ mname, rname, serial, refresh, retry, expire, minimum },
    }));

function soaIn(said: Said, zone: string): readonly Soa[] {
  const message = said.type === RR_TYPES.SOA ? fromZone(said) : null;
  return message === null ? [] : soasIn(message, zone);
}

/**
 * Whether all servers have one serial number. Those of servers that name primaries of their own, as
 * several providers of one zone do (RFC 8901), cannot be compared.
 */
function serialsAgree(all: Answers, zone: string): Known {
  const text = (of: (soa: Soa) => string) => (message: DnsMessage) =>
    soasIn(message, zone).map(of).join();
  const serials = text(({ serial }) => String(serial));
  const primaries = Map.groupBy(all.answers, ({ message }) =>
    text(({ mname }) => canonicalName(mname))(message),
  );
  const apart = [...primaries.values()].every(
    (answers) => agreement({ ...all, answers }, serials) !== false,
  );
  const agree = agreement(all, serials);
  return agree === false && apart ? null : agree;
}

/** The SOA of the latest serial number (RFC 1982, section 3.2). */
function newest(soas: readonly Soa[]): Soa | null {
  const [first, ...others] = soas;
  if (first === undefined) return null;
  const isLater = (a: number, b: number): boolean => a !== b && (a - b) >>> 0 < 0x8000_0000;
  return others.reduce((soa, other) => (isLater(other.serial, soa.serial) ? other : soa), first);
}

/** A mail address whose domain has at least two labels (RFC 1035, section 8; RFC 1912, section 2.2). */
function isMailbox(rname: string): boolean {
  const [local = '', ...domain] = parseName(rname).map((label) =>
    Buffer.from(label).toString('latin1'),
  );
  const isHostName = domain.every((label) => /^[0-9a-z](?:[0-9a-z-]*[0-9a-z])?$/i.test(label));
  return /^[!-?A-~]+$/.test(local) && domain.length >= 2 && isHostName;
}

/** The CAA records that any of the answers has; null where none answers. */
function caaOf(transcript: readonly Said[], zone: string): string[] | null {
  const messages = transcript
    .filter(({ type, name }) => type === RR_TYPES.CAA && name === canonicalName(zone))
    .flatMap((said) => fromZone(said) ?? []);
  const records = messages.flatMap((message) => recordsAt(message, zone, RR_TYPES.CAA));
  return messages.length === 0 ? null : [...new Set(records.map(presentRdata))].toSorted();
}

/** Types that stand beside a CNAME by right (RFC 4034, sections 3 and 4). */
const BESIDE: readonly number[] = [RR_TYPES.CNAME, RR_TYPES.RRSIG, RR_TYPES.NSEC];

/**
 * Names of the zone at which one server has a CNAME and something else. Of the types that were asked
 * for alone; not complete where no server answered one of the questions.
 */
function aliasesWithData(
  { zone, exchanges }: DnsNameServers,
  targets: Observation<DnsTargets>,
): DnsZone['aliasesWithData'] {
  const listings = [exchanges, ...(targets.status === 'present' ? [targets.value.exchanges] : [])];
  const transcript = listings.flatMap(transcriptOf);
  const told = transcript.flatMap((said) =>
    (fromZone(said)?.answer ?? []).map(({ name, type }) => ({
      ...{ name: canonicalName(name), type, server: said.server },
    })),
  );
  const owners = Map.groupBy(told, ({ name }) => name);
  const items = [...owners.keys()].filter((name) => {
    const servers = Map.groupBy(owners.get(name) ?? [], ({ server }) => server);
    return isBelow(name, zone) && [...servers.values()].some((own) => isMixed(own, name, zone));
  });
  const inZone = transcript.filter(({ name }) => isBelow(name, zone));
  const missing = unanswered(inZone) ?? listings.find(({ because }) => because)?.because;
  const unseen = missing ?? (targets.status === 'unavailable' ? targets.problem : null);
  return unseen === null ? complete(items) : cutShort(items, unseen);
}

/** The apex has an SOA record whatever was asked for. */
function isMixed(
  records: readonly { readonly type: number }[],
  name: string,
  zone: string,
): boolean {
  if (!records.some(({ type }) => type === RR_TYPES.CNAME)) return false;
  return sameName(name, zone) || records.some(({ type }) => !BESIDE.includes(type));
}

/** Why a question has no answer at any server; null where each has one. */
function unanswered(transcript: readonly Said[]): Problem | null {
  const questions = Map.groupBy(transcript, ({ name, type }) => `${name}/${type}`);
  for (const put of questions.values()) {
    const [first] = put;
    if (first !== undefined && put.every((said) => fromZone(said) === null))
      return silenceOf(first);
  }
  return null;
}
