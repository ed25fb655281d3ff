import { decode, opaque, repeated, struct, u16 } from '../../codec/base/codec.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import type { Edns } from '../../codec/dns/message.ts';
import { parseName, presentName } from '../../codec/dns/name.ts';
import { recordSpans } from '../../codec/dns/record-span.ts';
import { rcodeName, RR_TYPES } from '../../codec/iana/dns.ts';
import type { DnsForm } from '../../evidence/kinds/dns/exchange.ts';
import type { DnsServers } from '../../evidence/kinds/dns/zone.ts';
import type { Known } from '../three-valued.ts';
import { answersSoa, holdsZone, soaReply, wholeReply } from './authority.ts';
import { asked, type Said } from './transcript.ts';

type Behaviour = DnsServers['servers']['items'][number];
type Conformance = Pick<
  Behaviour,
  | 'edns'
  | 'withoutEdns'
  | 'refusesVersion1'
  | 'ignoresUnknownOption'
  | 'ignoresReservedFlags'
  | 'truncates'
  | 'ignoresCase'
  | 'keepsCase'
>;

const UNKNOWN: Conformance = {
  edns: null,
  withoutEdns: null,
  refusesVersion1: null,
  ignoresUnknownOption: null,
  ignoresReservedFlags: null,
  truncates: null,
  ignoresCase: null,
  keepsCase: null,
};

/** The option that queries of the form `unknown-option` carry. */
const UNKNOWN_OPTION = 65_001;
/** Flags of OPT that queries do not set but to see what becomes of it: all but DO (RFC 3225). */
const RESERVED_FLAGS = 0x7fff;
const SMALL_BUFFER = 512;
/** So many questions, put so many times each, are not lost by chance. */
const MANY_LOST = 3;
const MANY_TRIES = 3;

/**
 * How a server treats EDNS (RFC 6891) and the case of names (RFC 4343), told of servers that hold the
 * zone: what another answers to any query is the same refusal. Queries that got no reply settle
 * nothing: they may have met a limit of its rate.
 */
export function conformanceOf(said: readonly Said[], zone: string): Conformance {
  if (holdsZone(said, zone) !== true) return UNKNOWN;
  const soa = (form: DnsForm): Said | undefined => soaReply(said, zone, form);
  const plain = soa('iterative');
  const option = soa('unknown-option');
  const flag = soa('z-flag');
  return {
    edns: losesEdns(said, zone) ? false : answersWithEdns(plain),
    withoutEdns: answersSoa(soa('no-edns'), zone),
    refusesVersion1: refusesVersion1(soa('edns-1')),
    ignoresUnknownOption: ifAnswered(answersSoa(option, zone), option, ({ message }) =>
      optionCodes(message?.edns ?? null).every((code) => code !== UNKNOWN_OPTION),
    ),
    ignoresReservedFlags: ifAnswered(
      answersSoa(flag, zone),
      flag,
      (one) => (optFlags(one) & RESERVED_FLAGS) === 0,
    ),
    truncates: truncates(said),
    ignoresCase: answersSoa(soa('mixed-case'), zone),
    keepsCase: keepsCase(soa('mixed-case')),
  };
}

/** Where the question was answered, what else has to hold. */
const ifAnswered = (
  answered: Known,
  said: Said | undefined,
  holds: (said: Said) => boolean,
): Known => (answered === true && said !== undefined ? holds(said) : answered);

function answersWithEdns(said: Said | undefined): Known {
  const message = said === undefined ? null : wholeReply(said);
  return message === null ? null : message.edns !== null && rcodeName(message.rcode) === 'NOERROR';
}

/**
 * Whether queries with EDNS are lost on the way over UDP: the one without it is answered so and none
 * of the others is, whatever comes over TCP then.
 */
function losesEdns(said: readonly Said[], zone: string): boolean {
  const put = said.filter(({ exchange }) => exchange.transport === 'udp');
  const heard = put.filter(
    ({ exchange: { reply, truncated } }) => reply?.transport === 'udp' || truncated !== null,
  );
  const isBare = ({ exchange }: Said): boolean => exchange.form === 'no-edns';
  const lost = put.filter(
    ({ exchange: { problem, tries } }) => problem?.code === 'timeout' && tries >= MANY_TRIES,
  );
  return (
    lost.filter((one) => !isBare(one)).length >= MANY_LOST &&
    heard.every(isBare) &&
    heard.some((one) => answersSoa(one, zone) === true)
  );
}

/** BADVERS, and no answer (RFC 6891, section 6.1.3). */
function refusesVersion1(said: Said | undefined): Known {
  const message = said === undefined ? null : wholeReply(said);
  if (message === null) return null;
  return rcodeName(message.rcode) === 'BADVERS' && message.answer.length === 0;
}

/** Codes of the options; none where they cannot be read. */
function optionCodes(edns: Edns | null): readonly number[] {
  const options = repeated(struct({ code: u16, data: opaque(u16) }));
  try {
    return decode(options, edns?.options ?? new Uint8Array(), 'OPT').map(({ code }) => code);
  } catch (error) {
    if (error instanceof DecodeError) return [];
    throw error;
  }
}

const wireOf = ({ exchange: { reply } }: Said): Uint8Array =>
  new Uint8Array(Buffer.from(reply?.wire ?? '', 'base64'));

/** The lower half of the TTL field of OPT (RFC 6891, section 6.1.3); 0 without OPT. */
const optFlags = (said: Said): number =>
  (recordSpans(wireOf(said)).find(({ type }) => type === RR_TYPES.OPT)?.ttl ?? 0) & 0xffff;

/**
 * Whether a reply into a buffer of 512 octets keeps to it: OPT stands in it where it is truncated
 * (RFC 6891, section 7), and nothing is left out of the answer where it is not.
 */
function truncates(said: readonly Said[]): Known {
  const small = said.find(({ exchange }) => exchange.form === 'small-buffer');
  const message = small?.message ?? null;
  if (small === undefined || message === null) return null;
  if (wireOf(small).length > SMALL_BUFFER) return false;
  if (message.flags.tc) return message.edns !== null;
  if (message.broken !== null || rcodeName(message.rcode) !== 'NOERROR') return null;
  const [whole] = asked(said, small.name, small.type, ['iterative']).flatMap(
    (one) => wholeReply(one) ?? [],
  );
  return whole === undefined ? true : message.answer.length >= whole.answer.length;
}

/** Whether the question comes back as it was sent. */
function keepsCase(said: Said | undefined): Known {
  const question = said?.message?.question[0]?.name;
  if (said === undefined || question === undefined) return null;
  return question === presentName(parseName(said.exchange.question.name));
}
