import { isOf, txtText } from '../../codec/dns/answer.ts';
import { isBelow } from '../../codec/dns/canonical.ts';
import { sameName } from '../../codec/dns/name.ts';
import { rcodeName, RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnsExchange, DnsServer } from '../../evidence/kinds/dns/exchange.ts';
import {
  dnsConformance,
  dnsExposure,
  dnsNameServers,
  type DnsExposure,
} from '../../evidence/kinds/dns/observed.ts';
import { dnsServers, type DnsServers } from '../../evidence/kinds/dns/zone.ts';
import { cutShort, type Listing } from '../../evidence/listing.ts';
import { present, type Observation } from '../../evidence/observation.ts';
import { fromPresent, type Derivation } from '../derivation.ts';
import { allOf, anyOf, type Known } from '../three-valued.ts';
import {
  authoritative,
  holdsZone,
  recordsAt,
  saidBy,
  plainSoaReply,
  wholeReply,
} from './authority.ts';
import { conformanceOf } from './conformance.ts';
import { answersAtAll, answersOver } from './reachability.ts';
import { asked, serverName, transcriptOf, type Said } from './transcript.ts';

/**
 * How each server of the zone behaves, from what it answered to plain and to unusual queries. What
 * was not asked, or not answered, is not known; what a server does with unusual queries is told of
 * servers alone that hold the zone. Example: a server behind a firewall that lets no TCP through.
 */
export const dnsServersDerivation: Derivation<DnsServers> = {
  kind: dnsServers,
  from: [dnsNameServers, dnsConformance, dnsExposure],
  derive: (context) =>
    fromPresent(context.get(dnsNameServers), ({ zone, servers, exchanges }) => {
      const exposure = context.get(dnsExposure);
      const transcript = [
        exchanges,
        ...exchangesOf(context.get(dnsConformance)),
        ...exchangesOf(exposure),
      ].flatMap(transcriptOf);
      const transfers = exposure.status === 'present' ? exposure.value.transfers : [];
      const items = servers.items.map((server) =>
        behaviourOf(server, zone, { transcript, transfers }),
      );
      // Of no server at all nothing can be said to hold.
      const detail = `no name server of ${zone} has an address that could be asked`;
      const none = items.length === 0 && servers.complete;
      return present({
        zone,
        servers: none ? cutShort([], { code: 'unreachable', detail }) : { ...servers, items },
      });
    }),
};

const exchangesOf = (
  observation: Observation<{ readonly exchanges: Listing<DnsExchange> }>,
): readonly Listing<DnsExchange>[] =>
  observation.status === 'present' ? [observation.value.exchanges] : [];

type Behaviour = DnsServers['servers']['items'][number];

/** All that is known of one server. */
function behaviourOf(
  server: DnsServer,
  zone: string,
  all: {
    readonly transcript: readonly Said[];
    readonly transfers: DnsExposure['transfers'];
  },
): Behaviour {
  const said = saidBy(all.transcript, server);
  const soa = plainSoaReply(said, zone);
  return {
    server: serverName(server),
    answers: answersAtAll(said),
    udp: answersOver('udp', said, all.transcript),
    tcp: answersOver('tcp', said, all.transcript),
    authoritative: holdsZone(said, zone),
    rcode: soa?.message == null ? null : rcodeName(soa.message.rcode),
    refersUpwards: refersUpwards(said, zone),
    serial: serialIn(soa, zone),
    ...conformanceOf(said, zone),
    aaaa: answersAaaa(said, zone),
    negativeSoa: negativeSoa(said, zone),
    recursion: recursion(said),
    transfers: transfersTo(server, all.transfers),
    version: versionOf(said),
  };
}

function serialIn(soa: Said | undefined, zone: string): number | null {
  const message = soa === undefined ? null : authoritative(soa);
  const record = message === null ? undefined : recordsAt(message, zone, RR_TYPES.SOA)[0];
  return record !== undefined && isOf(record, 'SOA') ? record.data.serial : null;
}

/** Whether a reply refers to a zone above this one; known of a server that replied for its SOA. */
function refersUpwards(said: readonly Said[], zone: string): Known {
  const upwards = said
    .flatMap((one) => wholeReply(one) ?? [])
    .filter(({ flags, answer }) => !flags.aa && answer.length === 0)
    .flatMap(({ authority }) => authority)
    .some(({ type, name }) => type === RR_TYPES.NS && isBelow(zone, name) && !sameName(zone, name));
  return upwards || (plainSoaReply(said, zone) === undefined ? null : false);
}

/** Whether AAAA is answered with the response code and the authority of A (RFC 4074, section 4). */
function answersAaaa(said: readonly Said[], zone: string): Known {
  const replyTo = (type: number) =>
    asked(said, zone, type, ['iterative']).flatMap((one) => wholeReply(one) ?? [])[0] ?? null;
  const [a, aaaa] = [replyTo(RR_TYPES.A), replyTo(RR_TYPES.AAAA)];
  if (a === null || aaaa === null || rcodeName(a.rcode) !== 'NOERROR') return null;
  return aaaa.rcode === a.rcode && aaaa.flags.aa === a.flags.aa;
}

/**
 * Whether every negative answer comes with the SOA of the zone (RFC 2308, section 3); null where no
 * question got one. DS is left out: it is answered from the zone above.
 */
function negativeSoa(said: readonly Said[], zone: string): Known {
  const negative = said
    .filter(({ type, exchange }) => type !== RR_TYPES.DS && exchange.question.class === 'IN')
    .filter(({ name }) => isBelow(name, zone))
    .flatMap((one) => authoritative(one) ?? [])
    .filter(({ answer }) => answer.length === 0);
  if (negative.length === 0) return null;
  return allOf(
    negative.map(({ authority }) =>
      authority.some((record) => isOf(record, 'SOA') && sameName(record.name, zone)),
    ),
  );
}

/**
 * Whether a stranger's question about a name of others is resolved: answered without authority, with
 * records or with word that there are none. An error, or a referral, is no.
 */
function recursion(said: readonly Said[]): Known {
  const truths = said
    .filter(({ exchange }) => exchange.form === 'foreign' && exchange.question.class === 'IN')
    .map((one): Known => {
      const message = wholeReply(one);
      if (message === null) return null;
      const { aa, ra } = message.flags;
      const rcode = rcodeName(message.rcode);
      // A resolver that failed this time may resolve other names.
      if (rcode === 'SERVFAIL' && ra) return null;
      if (aa || !['NOERROR', 'NXDOMAIN'].includes(rcode)) return false;
      const denied = message.authority.some(({ type }) => type === RR_TYPES.SOA);
      return message.answer.length > 0 || (ra && (denied || rcode === 'NXDOMAIN'));
    });
  return truths.length === 0 ? null : anyOf(truths);
}

function transfersTo(server: DnsServer, transfers: DnsExposure['transfers']): Known {
  const counts = transfers
    .filter((one) => one.server.address === server.address && one.server.port === server.port)
    .map(({ records }) => (records === null ? null : records > 0));
  return counts.length === 0 ? null : anyOf(counts);
}

/** The text of `version.bind` (RFC 4892, section 2); empty where it is refused or not there. */
function versionOf(said: readonly Said[]): string | null {
  const [message] = said
    .filter(({ exchange }) => exchange.question.class === 'CH')
    .flatMap((one) => wholeReply(one) ?? []);
  if (message === undefined) return null;
  return message.answer
    .filter((record) => isOf(record, 'TXT'))
    .map(txtText)
    .join(' ');
}
