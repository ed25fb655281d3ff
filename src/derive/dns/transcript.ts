import { DecodeError } from '../../codec/base/reader.ts';
import { decodeMessage, type DnsMessage } from '../../codec/dns/message.ts';
import { canonicalName, sameName } from '../../codec/dns/name.ts';
import { rcodeName, rrTypeCode } from '../../codec/iana/dns.ts';
import type { DnsExchange, DnsForm, DnsServer } from '../../evidence/kinds/dns/exchange.ts';
import type { Listing } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';

/** One exchange, its reply decoded. */
export interface Said {
  readonly exchange: DnsExchange;
  /** The server as facts name it. */
  readonly server: string;
  /** The question: the name in canonical form, the type as a number. */
  readonly name: string;
  readonly type: number;
  /** Whatever came back; null where nothing did, or where it cannot be decoded. */
  readonly message: DnsMessage | null;
}

/** `name/address`; the address alone where no name led to it. */
export const serverName = ({ name, address }: DnsServer): string =>
  name === null ? address : `${name}/${address}`;

/** Several facts are made of the same evidence: it is decoded once. */
const transcripts = new WeakMap<Listing<DnsExchange>, readonly Said[]>();

/** The exchanges of evidence, decoded; those whose question is not one are left out. */
export function transcriptOf(exchanges: Listing<DnsExchange>): readonly Said[] {
  const known = transcripts.get(exchanges) ?? decoded(exchanges);
  transcripts.set(exchanges, known);
  return known;
}

const decoded = ({ items }: Listing<DnsExchange>): readonly Said[] =>
  items.flatMap((exchange) => {
    const { name, type } = exchange.question;
    const code = rrTypeCode(type);
    const canonical = canonicalOf(name);
    if (code === undefined || canonical === null) return [];
    const message = messageOf(exchange);
    return [
      { exchange, server: serverName(exchange.server), name: canonical, type: code, message },
    ];
  });

function canonicalOf(name: string): string | null {
  try {
    return canonicalName(name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function messageOf({ reply }: DnsExchange): DnsMessage | null {
  if (reply === null) return null;
  try {
    return decodeMessage(new Uint8Array(Buffer.from(reply.wire, 'base64')));
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Those that put this question, in one of the forms. */
export const asked = (
  transcript: readonly Said[],
  name: string,
  type: number,
  forms: readonly DnsForm[],
): readonly Said[] => {
  const canonical = canonicalName(name);
  return transcript.filter(
    (said) => said.name === canonical && said.type === type && forms.includes(said.exchange.form),
  );
};

/** A whole response to the question that was put, NOERROR or NXDOMAIN; null where there is none. */
export function answerTo({ message, name, type }: Said): DnsMessage | null {
  if (message === null || message.broken !== null) return null;
  if (!message.flags.qr || message.flags.tc || message.opcode !== 0) return null;
  const [question, ...others] = message.question;
  if (question === undefined || others.length > 0 || question.type !== type) return null;
  if (!sameName(question.name, name)) return null;
  const rcode = rcodeName(message.rcode);
  return rcode === 'NOERROR' || rcode === 'NXDOMAIN' ? message : null;
}

/** Why an exchange has no answer. */
export function silenceOf({ exchange, message, server }: Said): Problem {
  const { name, type } = exchange.question;
  if (message !== null && message.rcode !== 0) {
    const detail = `${server} answers ${name}/${type} with ${rcodeName(message.rcode)}`;
    return { code: rcodeName(message.rcode) === 'REFUSED' ? 'refused' : 'servfail', detail };
  }
  if (exchange.problem !== null) return exchange.problem;
  return { code: 'malformed', detail: `the reply of ${server} to ${name}/${type} cannot be used` };
}
