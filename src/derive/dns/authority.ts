import { isOf } from '../../codec/dns/answer.ts';
import type { DnsMessage, ResourceRecord } from '../../codec/dns/message.ts';
import { sameName } from '../../codec/dns/name.ts';
import { rcodeName, RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnsForm, DnsServer } from '../../evidence/kinds/dns/exchange.ts';
import type { Known } from '../three-valued.ts';
import { answerTo, asked, type Said } from './transcript.ts';

/** How servers answer that do not know EDNS, or not this use of it (RFC 6891, section 7). */
const NO_EDNS = ['FORMERR', 'NOTIMP', 'BADVERS'];

/** What one server said; a server is an address, whatever name led to it. */
export const saidBy = (transcript: readonly Said[], server: DnsServer): readonly Said[] =>
  transcript.filter(
    ({ exchange }) =>
      exchange.server.address === server.address && exchange.server.port === server.port,
  );

/** A reply that can be read to its end, whatever it says; null where there is none. */
export const wholeReply = ({ message }: Said): DnsMessage | null =>
  message === null || message.flags.tc || message.broken !== null ? null : message;

/** A whole answer from a server that holds the zone, NOERROR or NXDOMAIN; null where it is none. */
export function authoritative(said: Said): DnsMessage | null {
  const message = wholeReply(said) === null ? null : answerTo(said);
  return message?.flags.aa === true ? message : null;
}

/** Records of one type at one name in the answer section. */
export const recordsAt = (
  { answer }: DnsMessage,
  name: string,
  type: number,
): readonly ResourceRecord[] =>
  answer.filter((record) => record.type === type && sameName(record.name, name));

/** Whether a question for SOA was answered with authority by the SOA of the zone; null without a whole reply. */
export function answersSoa(said: Said | undefined, zone: string): Known {
  const message = said === undefined ? null : wholeReply(said);
  if (message === null) return null;
  const found = recordsAt(message, zone, RR_TYPES.SOA).some((record) => isOf(record, 'SOA'));
  return message.flags.aa && rcodeName(message.rcode) === 'NOERROR' && found;
}

/** The exchange for the SOA of the zone in a form that got a whole reply, over UDP if it can be. */
export function soaReply(said: readonly Said[], zone: string, form: DnsForm): Said | undefined {
  const whole = asked(said, zone, RR_TYPES.SOA, [form]).filter((one) => wholeReply(one) !== null);
  return whole.find(({ exchange }) => exchange.transport === 'udp') ?? whole[0];
}

/**
 * The exchange that shows whether a server holds the zone: the first with a whole reply of those
 * for its SOA, without EDNS where EDNS was the trouble. Undefined where there is none.
 */
export function plainSoaReply(said: readonly Said[], zone: string): Said | undefined {
  const replies = (['iterative', 'no-edns', 'mixed-case'] as const).flatMap(
    (form) => soaReply(said, zone, form) ?? [],
  );
  const plain = replies.find(
    ({ message, exchange }) =>
      exchange.form === 'no-edns' || !NO_EDNS.includes(rcodeName(message?.rcode ?? 0)),
  );
  return plain ?? replies[0];
}

/**
 * Whether a server holds the zone; false: it refers, refuses or fails. One that refuses to say so at
 * one time and says it at another may refuse what is too much for it.
 */
export function holdsZone(said: readonly Said[], zone: string): Known {
  const plain = plainSoaReply(said, zone);
  const holds = answersSoa(plain, zone);
  const refused = plain?.message != null && rcodeName(plain.message.rcode) === 'REFUSED';
  const all = asked(said, zone, RR_TYPES.SOA, ['iterative', 'no-edns', 'mixed-case']);
  return refused && all.some((one) => answersSoa(one, zone) === true) ? null : holds;
}
