import { rrTypeName } from '../iana/dns.ts';
import type { ResourceRecord } from './message.ts';
import type { Rdata, RdataOf } from './rdata.ts';

/**
 * The data of a record as a master file has it (RFC 1035, section 5.1): printable ASCII only, names
 * with the trailing dot. Data that is not read has the form of RFC 3597, section 5.
 */
export const presentRdata = ({ data }: Pick<ResourceRecord, 'data'>): string =>
  data.kind === 'unknown' || data.kind === 'malformed'
    ? `\\# ${data.bytes.length} ${hex(data.bytes)}`.trimEnd()
    : fieldsOf(data.kind, data).join(' ');

type Fields = readonly (string | number)[];
type Kind = Exclude<Rdata['kind'], 'unknown' | 'malformed'>;

const fieldsOf = <K extends Kind>(kind: K, data: RdataOf<K>): Fields => FIELDS[kind](data);

const targetOf = ({ target }: { readonly target: string }): Fields => [absolute(target)];
const addressOf = ({ address }: { readonly address: string }): Fields => [address];
const digestOf = (data: RdataOf<'DS' | 'CDS'>): Fields => [
  data.keyTag,
  data.algorithm,
  data.digestType,
  hex(data.digest),
];
const keyOf = (data: RdataOf<'DNSKEY' | 'CDNSKEY'>): Fields => [
  data.flags,
  data.protocol,
  data.algorithm,
  base64(data.publicKey),
];

/** The fields of each type in the order of its master-file form. */
const FIELDS: { readonly [K in Kind]: (data: RdataOf<K>) => Fields } = {
  A: addressOf,
  AAAA: addressOf,
  NS: targetOf,
  CNAME: targetOf,
  PTR: targetOf,
  DNAME: targetOf,
  SOA: ({ mname, rname, serial, refresh, retry, expire, minimum }) => [
    absolute(mname),
    absolute(rname),
    serial,
    refresh,
    retry,
    expire,
    minimum,
  ],
  MX: ({ preference, exchange }) => [preference, absolute(exchange)],
  TXT: ({ strings }) => strings.map(quoted),
  SRV: ({ priority, weight, port, target }) => [priority, weight, port, absolute(target)],
  CAA: ({ flags, tag, value }) => [flags, tag, quoted(value)],
  DS: digestOf,
  CDS: digestOf,
  DNSKEY: keyOf,
  CDNSKEY: keyOf,
  RRSIG: (data) => [
    rrTypeName(data.typeCovered),
    data.algorithm,
    data.labels,
    data.originalTtl,
    timestamp(data.expiration),
    timestamp(data.inception),
    data.keyTag,
    absolute(data.signerName),
    base64(data.signature),
  ],
  NSEC: ({ nextDomainName, types }) => [absolute(nextDomainName), ...types.map(rrTypeName)],
  TLSA: ({ usage, selector, matchingType, data }) => [usage, selector, matchingType, hex(data)],
};

const absolute = (name: string): string => (name === '.' ? name : `${name}.`);
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex').toUpperCase();
const base64 = (octets: Uint8Array): string => Buffer.from(octets).toString('base64');

const quoted = (octets: Uint8Array): string => `"${Array.from(octets, presentOctet).join('')}"`;

function presentOctet(octet: number): string {
  if (octet < 0x20 || octet >= 0x7f) return `\\${octet.toString().padStart(3, '0')}`;
  const character = String.fromCharCode(octet);
  return character === '"' || character === '\\' ? `\\${character}` : character;
}

/** YYYYMMDDHHmmSS (RFC 4034, section 3.2). */
const timestamp = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(/\.000Z$|[-:T]/g, '');
