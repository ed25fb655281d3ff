import { algorithmNumber, DNSSEC_ALGORITHMS } from '../iana/dnssec.ts';
import { location } from './loc-form.ts';
import type { FieldsOf, KnownKind } from './rdata.ts';
import { serviceParams } from './svc-param-form.ts';
import {
  algorithm,
  base64,
  decimal,
  decimalOr,
  fields,
  hashedName,
  hex,
  ipv4Address,
  ipv6Address,
  name,
  salt,
  seconds,
  tag,
  text,
  texts,
  timestamp,
  type,
  types,
  type TextForm,
} from './text-form.ts';

const u8 = decimal(8);
const u16 = decimal(16);
const u32 = decimal(32);

const target = fields<FieldsOf<'NS'>>({ target: name });
const mailAgent = fields<FieldsOf<'MB'>>({ madname: name });
const strings = fields<FieldsOf<'TXT'>>({ strings: texts });
const delegationSigner = fields<FieldsOf<'DS'>>({
  keyTag: u16,
  algorithm,
  digestType: u8,
  digest: hex,
});
const key = fields<FieldsOf<'DNSKEY'>>({
  flags: u16,
  protocol: u8,
  algorithm,
  publicKey: base64,
});
const association = fields<FieldsOf<'TLSA'>>({
  usage: u8,
  selector: u8,
  matchingType: u8,
  data: hex,
});
const service = fields<FieldsOf<'SVCB'>>({
  svcPriority: u16,
  targetName: name,
  svcParams: serviceParams,
});

/** Certificate types (RFC 4398, section 2.1). */
const CERTIFICATE_TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'PKIX'],
  [2, 'SPKI'],
  [3, 'PGP'],
  [4, 'IPKIX'],
  [5, 'ISPKI'],
  [6, 'IPGP'],
  [7, 'ACPKIX'],
  [8, 'IACPKIX'],
  [253, 'URI'],
  [254, 'OID'],
]);
const certificateType = decimalOr(
  16,
  (mnemonic) => [...CERTIFICATE_TYPES].find(([, known]) => known === mnemonic)?.[0],
  (code) => CERTIFICATE_TYPES.get(code) ?? String(code),
);

const certificateAlgorithm = decimalOr(
  8,
  algorithmNumber,
  (code) => DNSSEC_ALGORITHMS.get(code)?.mnemonic ?? String(code),
);

/** The text of the data of each type: its fields in the order of the master file. */
export const RDATA_FORMS: { readonly [K in KnownKind]: TextForm<FieldsOf<K>> } = {
  A: fields({ address: ipv4Address }),
  AAAA: fields({ address: ipv6Address }),
  NS: target,
  CNAME: target,
  PTR: target,
  DNAME: target,
  MB: mailAgent,
  MD: mailAgent,
  MF: mailAgent,
  MG: fields({ mgmname: name }),
  MINFO: fields({ rmailbx: name, emailbx: name }),
  MR: fields({ newname: name }),
  HINFO: fields({ cpu: text, os: text }),
  SOA: fields({
    mname: name,
    rname: name,
    serial: u32,
    refresh: seconds,
    retry: seconds,
    expire: seconds,
    minimum: seconds,
  }),
  MX: fields({ preference: u16, exchange: name }),
  TXT: strings,
  SPF: strings,
  AFSDB: fields({ subtype: u16, hostname: name }),
  RP: fields({ mboxDname: name, txtDname: name }),
  RT: fields({ preference: u16, intermediateHost: name }),
  PX: fields({ preference: u16, map822: name, mapx400: name }),
  LOC: location,
  SRV: fields({ priority: u16, weight: u16, port: u16, target: name }),
  NAPTR: fields({
    order: u16,
    preference: u16,
    flags: text,
    services: text,
    regexp: text,
    replacement: name,
  }),
  KX: fields({ preference: u16, exchanger: name }),
  CERT: fields({
    type: certificateType,
    keyTag: u16,
    algorithm: certificateAlgorithm,
    certificate: base64,
  }),
  SSHFP: fields({ algorithm: u8, fpType: u8, fingerprint: hex }),
  OPENPGPKEY: fields({ key: base64 }),
  URI: fields({ priority: u16, weight: u16, target: text }),
  CAA: fields({ flags: u8, tag, value: text }),
  DS: delegationSigner,
  CDS: delegationSigner,
  DNSKEY: key,
  CDNSKEY: key,
  RRSIG: fields({
    typeCovered: type,
    algorithm,
    labels: u8,
    originalTtl: u32,
    expiration: timestamp,
    inception: timestamp,
    keyTag: u16,
    signerName: name,
    signature: base64,
  }),
  NSEC: fields({ nextDomainName: name, types }),
  NSEC3: fields({
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt,
    nextHashedOwnerName: hashedName,
    types,
  }),
  NSEC3PARAM: fields({ hashAlgorithm: u8, flags: u8, iterations: u16, salt }),
  CSYNC: fields({ soaSerial: u32, flags: u16, types }),
  ZONEMD: fields({ serial: u32, scheme: u8, hashAlgorithm: u8, digest: hex }),
  TLSA: association,
  SMIMEA: association,
  SVCB: service,
  HTTPS: service,
};
