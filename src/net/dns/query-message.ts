import { decodeHead } from '../../codec/dns/head.ts';
import { DecodeError } from '../../codec/base/reader.ts';
import { encodeMessage, NO_FLAGS, type Edns, type Flags } from '../../codec/dns/message.ts';
import { parseName, presentName, sameName } from '../../codec/dns/name.ts';
import { rcodeName } from '../../codec/iana/dns.ts';
import type { DnsForm } from '../../evidence/kinds/dns/exchange.ts';

/**
 * How a query is put: the forms of evidence, and the two of a stub resolver, which leaves validation
 * to the resolver (`stub`) or asks it not to validate (`stub-unchecked`).
 */
export type QueryForm = DnsForm | 'stub' | 'stub-unchecked';

/** A question to one server; type and class are IANA numbers. */
export interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly form: QueryForm;
}

/** EDNS buffer size that is not fragmented on the way (DNS Flag Day 2020). */
const UDP_SIZE = 1232;
/** The least that EDNS may offer (RFC 6891, section 6.2.3). */
const SMALL_SIZE = 512;
/** An option of the range for local use that nobody knows (RFC 6891, section 9), without data. */
const UNKNOWN_OPTION = new Uint8Array([0xfd, 0xe9, 0x00, 0x00]);

const OPT: Edns = {
  udpPayloadSize: UDP_SIZE,
  version: 0,
  dnssecOk: true,
  options: new Uint8Array(),
};

interface Shape {
  readonly flags?: Partial<Flags>;
  readonly edns: Edns | null;
  /** Sets a reserved flag of OPT. */
  readonly z?: true;
}

const SHAPES: Readonly<Record<QueryForm, Shape>> = {
  iterative: { edns: OPT },
  recursive: { flags: { rd: true, cd: true }, edns: OPT },
  foreign: { flags: { rd: true }, edns: OPT },
  'no-edns': { edns: null },
  'edns-1': { edns: { ...OPT, version: 1 } },
  'unknown-option': { edns: { ...OPT, options: UNKNOWN_OPTION } },
  'z-flag': { edns: OPT, z: true },
  'small-buffer': { edns: { ...OPT, udpPayloadSize: SMALL_SIZE } },
  'mixed-case': { edns: OPT },
  stub: { flags: { rd: true, ad: true }, edns: { ...OPT, dnssecOk: false } },
  'stub-unchecked': { flags: { rd: true, cd: true }, edns: { ...OPT, dnssecOk: false } },
};

/** Forms in which others are asked before the answer comes, which takes the time it takes. */
export const RECURSIVE_FORMS: ReadonlySet<QueryForm> = new Set([
  'recursive',
  'foreign',
  'stub',
  'stub-unchecked',
]);

/** The bytes of a query. */
export function queryMessage({ name, type, class: dnsClass, form }: Question, id: number) {
  const { flags, edns, z } = SHAPES[form];
  const bytes = encodeMessage({
    id,
    opcode: 0,
    flags: { ...NO_FLAGS, ...flags },
    rcode: 0,
    question: [{ name, type, class: dnsClass }],
    answer: [],
    authority: [],
    additional: [],
    edns,
  });
  // The flags of OPT, which ends the message, stand before the two octets of its length
  // (RFC 6891, section 6.1.3); the first bit of them is DO.
  if (z === true) bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) | 0x01;
  return bytes;
}

/**
 * A name in mixed case that follows from random octets, one for each of its own; at least one letter
 * is in upper case and, where there are two, one is not.
 */
export function mixedCase(name: string, random: Uint8Array): string {
  const octets = parseName(name).map((label) => Uint8Array.from(label, lowered));
  const letters = octets.flatMap((label, at) =>
    Array.from(label.keys()).flatMap((index) =>
      isLetter(label[index]) ? [{ label: at, index }] : [],
    ),
  );
  for (const [order, { label, index }] of letters.entries()) {
    const upper = order === 0 || (order > 1 && ((random[order] ?? 0) & 1) === 1);
    const octet = octets[label]?.[index];
    if (upper && octet !== undefined) octets[label]?.set([octet - 0x20], index);
  }
  return presentName(octets);
}

const isLetter = (octet: number | undefined): boolean =>
  octet !== undefined && octet >= 0x61 && octet <= 0x7a;
const lowered = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet);

/**
 * Whether bytes are a reply to this query: a response of the same id, opcode and question (RFC 5452,
 * section 9.1). A server may leave the question out of an error and of a truncated message.
 */
export function isReply(bytes: Uint8Array, asked: Question, id: number): boolean {
  try {
    const { id: replied, qr, opcode, tc, rcode, question } = decodeHead(bytes);
    if (!qr || replied !== id || opcode !== 0 || question.length > 1) return false;
    const [one] = question;
    if (one === undefined) return tc || !['NOERROR', 'NXDOMAIN'].includes(rcodeName(rcode));
    return one.type === asked.type && one.class === asked.class && sameName(one.name, asked.name);
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
