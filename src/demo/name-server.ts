import { isBelow } from '../codec/dns/canonical.ts';
import { NO_FLAGS, resourceRecord, type DnsMessage, type Question } from '../codec/dns/message.ts';
import { canonicalName } from '../codec/dns/name.ts';
import { CLASS_CH, CLASS_IN, RR_TYPES } from '../codec/iana/dns.ts';
import type { Respond } from './dns.ts';
import { answerFrom, type Zone } from './zone.ts';

const EDNS_SIZE = 1232;
const RCODES = { formErr: 1, refused: 5, badVers: 16 } as const;
/** Sent along only to those who set DO (RFC 3225, section 3). */
const DNSSEC_TYPES: readonly number[] = [RR_TYPES.RRSIG, RR_TYPES.NSEC3];
const { AXFR, IXFR, ANY, TXT, DS } = RR_TYPES;
const NOT_ANSWERED: readonly number[] = [AXFR, IXFR, ANY];

/** What a name server is like beyond the zones it serves. */
export interface Manners {
  /** Said to whoever asks for `version.bind`. */
  readonly version?: string;
  /** Resolves names of others for strangers. */
  readonly recursion?: Respond;
}

/** A server that answers for these zones, and for others only if its manners are bad. */
export function nameServer(zones: readonly Zone[], { version, recursion }: Manners = {}): Respond {
  return (query) => {
    const [question] = query.question;
    if (question === undefined || query.question.length > 1) return reply(query, RCODES.formErr);
    if ((query.edns?.version ?? 0) > 0) return reply(query, RCODES.badVers);
    if (version !== undefined && isVersionBind(question)) return versionReply(query, version);
    if (question.class !== CLASS_IN || NOT_ANSWERED.includes(question.type)) {
      return reply(query, RCODES.refused);
    }
    const zone = zoneOf(zones, question);
    if (zone !== undefined) return answered(query, zone, question);
    return recursion !== undefined && query.flags.rd
      ? recursion(query)
      : reply(query, RCODES.refused);
  };
}

/** A resolver that knows all zones and validates nothing. */
export function resolver(zones: readonly Zone[]): Respond {
  const respond = nameServer(zones);
  return (query) => {
    const answer = respond(query);
    return { ...answer, flags: { ...answer.flags, aa: false, ra: true } };
  };
}

/** An empty answer: EDNS only to those who speak it (RFC 6891, section 7). */
const reply = ({ id, opcode, flags, question, edns }: DnsMessage, rcode = 0): DnsMessage => ({
  id,
  opcode,
  flags: { ...NO_FLAGS, qr: true, rd: flags.rd, cd: flags.cd },
  rcode,
  question,
  answer: [],
  authority: [],
  additional: [],
  edns:
    edns === null
      ? null
      : { ...edns, udpPayloadSize: EDNS_SIZE, version: 0, options: new Uint8Array() },
  broken: null,
});

/** The zone that lies closest above the name; DS is asked of the parent (RFC 4035, section 3.1.4.1). */
function zoneOf(zones: readonly Zone[], { name, type }: Question): Zone | undefined {
  const [closest, above] = zones
    .filter((zone) => isBelow(name, zone.name))
    .sort((a, b) => (isBelow(a.name, b.name) ? -1 : 1));
  const atApex = closest !== undefined && canonicalName(name) === closest.name;
  return atApex && type === DS ? (above ?? closest) : closest;
}

function answered(query: DnsMessage, zone: Zone, question: Question): DnsMessage {
  const { authoritative, rcode, ...sections } = answerFrom(zone, question);
  const base = reply(query, rcode);
  const wanted = query.edns?.dnssecOk === true;
  const left = (records: DnsMessage['answer']): DnsMessage['answer'] =>
    records.filter(
      ({ type }) =>
        wanted || type === question.type || !(DNSSEC_TYPES.includes(type) || type === DS),
    );
  return {
    ...base,
    flags: { ...base.flags, aa: authoritative },
    // Names are sent as they were asked for, also in mixed case.
    answer: left(sections.answer).map((record) => ({ ...record, name: question.name })),
    authority: left(sections.authority),
    additional: sections.additional,
  };
}

const isVersionBind = (question: Question): boolean =>
  question.class === CLASS_CH &&
  question.type === TXT &&
  canonicalName(question.name) === 'version.bind';

function versionReply(query: DnsMessage, version: string): DnsMessage {
  const data = { kind: 'TXT', strings: [new TextEncoder().encode(version)] } as const;
  const record = { ...resourceRecord('version.bind', 0, data), class: CLASS_CH };
  return { ...reply(query), answer: [record] };
}
