import { Writer } from '../base/writer.ts';
import type { ResourceRecord } from './message.ts';
import { canonicalName, domainName, parseName, presentName } from './name.ts';
import { encodeRdata, type KnownKind, type Rdata, type RdataOf } from './rdata.ts';

const ASTERISK = 0x2a;

/** The labels of a name in lower case, the leftmost first, without that of the root. */
export const labelsOf = (name: string): readonly Uint8Array[] =>
  parseName(name).map((label) => label.map(lowerOctet));

const lowerOctet = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet);

const isAsterisk = (label: Uint8Array | undefined): boolean =>
  label?.length === 1 && label[0] === ASTERISK;

/** A name as RRSIG.labels counts it: without the root and a leading `*` (RFC 4034, section 3.1.3). */
export function labelCount(name: string): number {
  const labels = parseName(name);
  return labels.length - (isAsterisk(labels[0]) ? 1 : 0);
}

/** A name in wire form, not compressed, in lower case (RFC 4034, section 6.2). */
export function wireName(name: string): Uint8Array {
  const writer = new Writer();
  domainName.encode(writer, canonicalName(name));
  return writer.done();
}

/** Canonical order of names (RFC 4034, section 6.1): negative where `a` comes first. */
export function compareNames(a: string, b: string): number {
  const left = labelsOf(a).toReversed();
  const right = labelsOf(b).toReversed();
  for (const [index, label] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = Buffer.compare(label, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Whether `name` is `ancestor` or lies below it. */
export function isBelow(name: string, ancestor: string): boolean {
  const above = labelsOf(ancestor);
  const labels = labelsOf(name);
  const tail = labels.slice(labels.length - above.length);
  return (
    labels.length >= above.length &&
    above.every((label, index) => Buffer.compare(label, tail[index] ?? new Uint8Array()) === 0)
  );
}

/** Lower case for the names in some fields. */
const lowered =
  <F extends string>(...fields: readonly F[]) =>
  <T extends Readonly<Record<F, string>>>(data: T): T => ({
    ...data,
    ...Object.fromEntries(fields.map((field) => [field, canonicalName(data[field])])),
  });

/**
 * Types whose names are in lower case in the canonical form (RFC 4034, section 6.2, point 3, without
 * NSEC and HINFO: RFC 6840, section 5.1). Those of SIG, NXT and A6 are not read and so not changed.
 */
const LOWERED: { readonly [K in KnownKind]?: (data: RdataOf<K>) => RdataOf<K> } = {
  NS: lowered('target'),
  MD: lowered('madname'),
  MF: lowered('madname'),
  CNAME: lowered('target'),
  SOA: lowered('mname', 'rname'),
  MB: lowered('madname'),
  MG: lowered('mgmname'),
  MR: lowered('newname'),
  PTR: lowered('target'),
  MINFO: lowered('rmailbx', 'emailbx'),
  MX: lowered('exchange'),
  RP: lowered('mboxDname', 'txtDname'),
  AFSDB: lowered('hostname'),
  RT: lowered('intermediateHost'),
  PX: lowered('map822', 'mapx400'),
  NAPTR: lowered('replacement'),
  KX: lowered('exchanger'),
  SRV: lowered('target'),
  DNAME: lowered('target'),
  RRSIG: lowered('signerName'),
};

const canonicalData = <K extends KnownKind>(kind: K, data: RdataOf<K>): Rdata =>
  LOWERED[kind]?.(data) ?? data;

/** Data encoded without compression. */
export function rdataOf(data: Rdata): Uint8Array {
  const writer = new Writer();
  encodeRdata(writer, data);
  return writer.done();
}

/** The data of a record in canonical form (RFC 4034, section 6.2; RFC 6840, section 5.1). */
export const canonicalRdata = ({ data }: Pick<ResourceRecord, 'data'>): Uint8Array =>
  rdataOf(
    data.kind === 'unknown' || data.kind === 'malformed' ? data : canonicalData(data.kind, data),
  );

/**
 * What a signature is made over (RFC 4034, section 3.1.8.1): its own data without the signature, and
 * the records in canonical form and order, each once. Throws a RangeError where there are no records,
 * where RRSIG.labels says more than the owner has (RFC 4035, section 5.3.1), and where the data of a
 * record is too long with its names written out.
 */
export function signedData(rrsig: RdataOf<'RRSIG'>, rrset: readonly ResourceRecord[]): Uint8Array {
  const [first] = rrset;
  if (first === undefined) throw new RangeError('an RRset has at least one record');
  const owner = wireName(signedOwner(first.name, rrsig.labels));
  const distinct = new Map(
    rrset.map(canonicalRdata).map((rdata) => [Buffer.from(rdata).toString('latin1'), rdata]),
  );
  const writer = new Writer();
  writer.bytes(canonicalRdata({ data: { ...rrsig, signature: new Uint8Array() } }));
  for (const rdata of [...distinct.values()].sort((a, b) => Buffer.compare(a, b))) {
    writer.bytes(owner);
    writer.uint(2, first.type);
    writer.uint(2, first.class);
    writer.uint(4, rrsig.originalTtl);
    writer.prefixed(2, () => {
      writer.bytes(rdata);
    });
  }
  return writer.done();
}

/** The name that was signed: the owner, or the wildcard it was made from (RFC 4035, section 5.3.2). */
function signedOwner(owner: string, labels: number): string {
  const count = labelCount(owner);
  if (count < labels) {
    throw new RangeError(`RRSIG.labels is ${labels}, but ${owner} has ${count} labels`);
  }
  if (count === labels) return owner;
  const all = parseName(owner);
  return presentName([Uint8Array.of(ASTERISK), ...all.slice(all.length - labels)]);
}

/** The key tag of the data of a DNSKEY or CDNSKEY record (RFC 4034, appendix B). */
export function keyTag(rdata: Uint8Array): number {
  if (rdata[3] === 1) return ((rdata.at(-3) ?? 0) << 8) | (rdata.at(-2) ?? 0);
  let sum = 0;
  for (const [index, octet] of rdata.entries()) sum += index % 2 === 0 ? octet << 8 : octet;
  return (sum + Math.floor(sum / 0x1_0000)) & 0xffff;
}
