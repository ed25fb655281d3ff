import { struct, u16, type Codec } from '../base/codec.ts';
import { DecodeError, Reader } from '../base/reader.ts';
import { Writer } from '../base/writer.ts';
import { CLASS_IN, RR_TYPES } from '../iana/dns.ts';
import { domainName } from './name.ts';
import { decodeRdata, encodeRdata, type Rdata } from './rdata.ts';

/** One entry of the question section; `type` and `class` are IANA numbers. */
export interface Question {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

/** A resource record (RFC 1035, section 4.1.3). */
export interface ResourceRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly data: Rdata;
  /** The data as sent; names in it may be compressed. Not read when encoding. */
  readonly rdata: Uint8Array;
}

/** Bits of the header (RFC 1035, section 4.1.1; AD and CD: RFC 4035, section 3.1.6). */
export interface Flags {
  readonly qr: boolean;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
}

/** The OPT pseudo-record (RFC 6891, section 6.1) without the extended part of the response code. */
export interface Edns {
  readonly udpPayloadSize: number;
  readonly version: number;
  /** The DO bit. */
  readonly dnssecOk: boolean;
  /** The options as sent. */
  readonly options: Uint8Array;
}

/** A DNS message (RFC 1035, section 4). */
export interface DnsMessage {
  readonly id: number;
  readonly opcode: number;
  readonly flags: Flags;
  /** The whole response code, with the upper eight bits from EDNS. */
  readonly rcode: number;
  readonly question: readonly Question[];
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  /** Without the OPT record, which is `edns`. */
  readonly additional: readonly ResourceRecord[];
  readonly edns: Edns | null;
  /** Where and why the records could not all be read; those before it are there. Null for a whole message. */
  readonly broken: string | null;
}

/** No flag set. */
export const NO_FLAGS: Flags = {
  qr: false,
  aa: false,
  tc: false,
  rd: false,
  ra: false,
  ad: false,
  cd: false,
};

const FLAG_BITS: Readonly<Record<keyof Flags, number>> = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  ad: 0x0020,
  cd: 0x0010,
};
const DO_BIT = 0x8000;
const SECTIONS = ['answer', 'authority', 'additional'] as const;

const Header = struct({
  id: u16,
  bits: u16,
  qdcount: u16,
  ancount: u16,
  nscount: u16,
  arcount: u16,
});
const Entry: Codec<Question> = struct({ name: domainName, type: u16, class: u16 });

/** A record of class IN whose type and wire form follow from its data. */
export function resourceRecord(
  name: string,
  ttl: number,
  data: Rdata,
  type?: number,
): ResourceRecord {
  const known = data.kind === 'unknown' || data.kind === 'malformed' ? type : RR_TYPES[data.kind];
  if (known === undefined) throw new RangeError(`data of kind ${data.kind} does not tell its type`);
  const writer = new Writer();
  encodeRdata(writer, data);
  return { name, type: known, class: CLASS_IN, ttl, data, rdata: writer.done() };
}

/**
 * Decodes a message. A header or question that cannot be read is a DecodeError. Data that breaks its
 * own type's format is kept as `malformed`; a record whose frame is broken, octets left over and a
 * second OPT record make the message `broken`. Where TC is set, the records may end where the bytes
 * end.
 */
export function decodeMessage(bytes: Uint8Array): DnsMessage {
  const reader = new Reader(bytes, 'DnsMessage');
  const { id, bits, ...counts } = reader.in('header', (inner) => Header.decode(inner));
  const question = Array.from({ length: counts.qdcount }, (_, index) =>
    reader.in(`question[${index}]`, (inner) => Entry.decode(inner)),
  );
  const flags = flagsOf(bits);
  const sizes = [counts.ancount, counts.nscount, counts.arcount];
  const { sections, broken } = readSections(reader, sizes, flags.tc);
  const [answer = [], authority = [], additional = []] = sections;
  const options = additional.filter(({ type }) => type === RR_TYPES.OPT);
  const [opt] = options;
  const doubled = options.length > 1 ? 'more than one OPT record (RFC 6891, section 6.1.1)' : null;
  return {
    id,
    opcode: (bits >> 11) & 0x0f,
    flags,
    rcode: (bits & 0x0f) | (opt === undefined ? 0 : (opt.ttl >>> 24) << 4),
    question,
    answer,
    authority,
    additional: additional.filter((record) => record !== opt),
    edns: opt === undefined ? null : ednsOf(opt),
    broken: broken ?? doubled,
  };
}

function flagsOf(bits: number): Flags {
  const { qr, aa, tc, rd, ra, ad, cd } = FLAG_BITS;
  const isSet = (bit: number): boolean => (bits & bit) !== 0;
  return {
    qr: isSet(qr),
    aa: isSet(aa),
    tc: isSet(tc),
    rd: isSet(rd),
    ra: isSet(ra),
    ad: isSet(ad),
    cd: isSet(cd),
  };
}

interface Sections {
  readonly sections: readonly (readonly ResourceRecord[])[];
  readonly broken: string | null;
}

function readSections(reader: Reader, sizes: readonly number[], cut: boolean): Sections {
  const sections: ResourceRecord[][] = SECTIONS.map(() => []);
  try {
    for (const [index, section] of SECTIONS.entries()) {
      const size = sizes[index] ?? 0;
      for (let count = 0; count < size; count += 1) {
        sections[index]?.push(reader.in(`${section}[${count}]`, readRecord));
      }
    }
    reader.end();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { message, fault } = error;
    return { sections, broken: cut && fault === 'truncated' ? null : message };
  }
  return { sections, broken: null };
}

function readRecord(reader: Reader): ResourceRecord {
  const entry = Entry.decode(reader);
  const ttl = reader.uint(4);
  const data = reader.in('rdata', (inner) => inner.sub(inner.uint(2)));
  const rdata = reader.message.slice(data.offset, data.offset + data.remaining);
  return { ...entry, ttl, data: decodeRdata(entry.type, data), rdata };
}

const ednsOf = (opt: ResourceRecord): Edns => ({
  udpPayloadSize: opt.class,
  version: (opt.ttl >>> 16) & 0xff,
  dnssecOk: (opt.ttl & DO_BIT) !== 0,
  options: opt.rdata,
});

/** Encodes a message without name compression. Throws a RangeError where a value does not fit. */
export function encodeMessage(message: Omit<DnsMessage, 'broken'>): Uint8Array {
  const { id, opcode, flags, rcode, question, edns } = message;
  const writer = new Writer();
  if (rcode > (edns === null ? 0x0f : 0xfff)) throw new RangeError(`rcode ${rcode} does not fit`);
  Header.encode(writer, {
    id,
    bits: (opcode << 11) | (rcode & 0x0f) | bitsOf(flags),
    qdcount: question.length,
    ancount: message.answer.length,
    nscount: message.authority.length,
    arcount: message.additional.length + (edns === null ? 0 : 1),
  });
  for (const entry of question) Entry.encode(writer, entry);
  for (const section of SECTIONS) {
    for (const record of message[section]) writeRecord(writer, record);
  }
  if (edns !== null) writeRecord(writer, optRecord(edns, rcode));
  return writer.done();
}

function bitsOf(flags: Flags): number {
  let bits = 0;
  for (const [name, bit] of Object.entries(FLAG_BITS)) {
    // FLAG_BITS has the keys of Flags and no others.
    if (flags[name as keyof Flags]) bits |= bit;
  }
  return bits;
}

const optRecord = (edns: Edns, rcode: number): ResourceRecord => ({
  name: '.',
  type: RR_TYPES.OPT,
  class: edns.udpPayloadSize,
  ttl: (rcode >>> 4) * 2 ** 24 + edns.version * 2 ** 16 + (edns.dnssecOk ? DO_BIT : 0),
  data: { kind: 'unknown', bytes: edns.options },
  rdata: edns.options,
});

function writeRecord(writer: Writer, record: ResourceRecord): void {
  Entry.encode(writer, record);
  writer.uint(4, record.ttl);
  writer.prefixed(2, () => {
    encodeRdata(writer, record.data);
  });
}
