/** Resource record types by mnemonic (IANA "Resource Record (RR) TYPEs"). */
export const RR_TYPES = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  WKS: 11,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  NSAP: 22,
  'NSAP-PTR': 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  AAAA: 28,
  LOC: 29,
  NXT: 30,
  EID: 31,
  NIMLOC: 32,
  SRV: 33,
  ATMA: 34,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  A6: 38,
  DNAME: 39,
  SINK: 40,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  NINFO: 56,
  RKEY: 57,
  TALINK: 58,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  DSYNC: 66,
  HHIT: 67,
  BRID: 68,
  SPF: 99,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
  AVC: 258,
  DOA: 259,
  AMTRELAY: 260,
  RESINFO: 261,
  WALLET: 262,
  CLA: 263,
  IPN: 264,
  TA: 32768,
  DLV: 32769,
} as const;

/** The class of the Internet (RFC 1035, section 3.2.4). */
export const CLASS_IN = 1;

/** The class of Chaosnet, used for questions about a server itself (RFC 4892). */
export const CLASS_CH = 3;

const CLASSES: ReadonlyMap<number, string> = new Map([
  [CLASS_IN, 'IN'],
  [2, 'CS'],
  [CLASS_CH, 'CH'],
  [4, 'HS'],
]);

/** The mnemonic of a class; `CLASS65280` where it has none (RFC 3597, section 5). */
export const className = (code: number): string => CLASSES.get(code) ?? `CLASS${code}`;

/** The code of a mnemonic or of the form `CLASS65280`; undefined where it is neither. */
export function classCode(mnemonic: string): number | undefined {
  const generic = /^CLASS(\d{1,5})$/.exec(mnemonic)?.[1];
  if (generic === undefined) return [...CLASSES].find(([, name]) => name === mnemonic)?.[0];
  const code = Number(generic);
  return code <= 0xffff ? code : undefined;
}

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
