/** Resource record types by mnemonic (IANA "Resource Record (RR) TYPEs"). */
export const RR_TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const;

/** The class of the Internet (RFC 1035, section 3.2.4). */
export const CLASS_IN = 1;

const RCODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

const EXTENDED_RCODES: Readonly<Record<number, string>> = { 16: 'BADVERS', 23: 'BADCOOKIE' };

const TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(RR_TYPES).map(([mnemonic, code]) => [code, mnemonic]),
);
const TYPE_CODES: ReadonlyMap<string, number> = new Map(Object.entries(RR_TYPES));

/** The mnemonic of a type; `TYPE65280` where it has none (RFC 3597, section 5). */
export const rrTypeName = (code: number): string => TYPE_NAMES.get(code) ?? `TYPE${code}`;

/** The code of a mnemonic or of the form `TYPE65280`; undefined where it is neither. */
export function rrTypeCode(mnemonic: string): number | undefined {
  const generic = /^TYPE(\d{1,5})$/.exec(mnemonic)?.[1];
  if (generic === undefined) return TYPE_CODES.get(mnemonic);
  const code = Number(generic);
  return code <= 0xffff ? code : undefined;
}

/** The mnemonic of a response code, extended or not; `RCODE3841` where it has none. */
export const rcodeName = (code: number): string =>
  RCODES[code] ?? EXTENDED_RCODES[code] ?? `RCODE${code}`;
