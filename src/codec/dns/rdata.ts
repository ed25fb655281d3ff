import {
  mapped,
  opaque,
  repeated,
  rest,
  struct,
  u16,
  u32,
  u8,
  type Codec,
  type Decoded,
} from '../base/codec.ts';
import { DecodeError, type Reader } from '../base/reader.ts';
import type { Writer } from '../base/writer.ts';
import { RR_TYPES } from '../iana/dns.ts';
import { ipv4, ipv6 } from './address.ts';
import { domainName } from './name.ts';
import { svcParams } from './svc-param.ts';
import { typeBitmap } from './type-bitmap.ts';

const target = struct({ target: domainName });

const delegationSigner = struct({ keyTag: u16, algorithm: u8, digestType: u8, digest: rest });
const key = struct({ flags: u16, protocol: u8, algorithm: u8, publicKey: rest });
const mailAgent = struct({ madname: domainName });
const texts = struct({ strings: repeated(opaque(u8)) });
const association = struct({ usage: u8, selector: u8, matchingType: u8, data: rest });
const service = struct({ svcPriority: u16, targetName: domainName, svcParams });

/** The hash of an NSEC3 record: at least one octet (RFC 5155, section 3.1.7). */
const hashedName: Codec<Uint8Array> = mapped(
  opaque(u8),
  (octets, reader) => (octets.length === 0 ? reader.fail('a hash of no bytes') : octets),
  (octets) => octets,
);

/** Only version 0 has a meaning (RFC 1876, section 2). */
const locVersion: Codec<number> = mapped(
  u8,
  (version, reader) => (version === 0 ? version : reader.fail(`version ${version} is not known`)),
  (version) => version,
);

/** Letters and digits, at least one (RFC 8659, section 4.1). */
const caaTag: Codec<string> = mapped(
  opaque(u8),
  (octets, reader) => {
    const text = Buffer.from(octets).toString('latin1');
    if (!/^[0-9A-Za-z]+$/.test(text)) reader.fail('the tag is not made of letters and digits');
    return text;
  },
  (tag) => Buffer.from(tag, 'latin1'),
);

/** The layout of the data of each type that is read; fields have the names of the RFC. */
const LAYOUTS = {
  /** RFC 1035, section 3.4.1. */
  A: struct({ address: ipv4 }),
  /** RFC 3596, section 2.2. */
  AAAA: struct({ address: ipv6 }),
  /** RFC 1035, sections 3.3.11, 3.3.1 and 3.3.12. */
  NS: target,
  CNAME: target,
  PTR: target,
  /** RFC 1035, sections 3.3.3 to 3.3.8. */
  MB: mailAgent,
  MD: mailAgent,
  MF: mailAgent,
  MG: struct({ mgmname: domainName }),
  MINFO: struct({ rmailbx: domainName, emailbx: domainName }),
  MR: struct({ newname: domainName }),
  /** RFC 1035, section 3.3.2. */
  HINFO: struct({ cpu: opaque(u8), os: opaque(u8) }),
  /** RFC 6672, section 2.1. */
  DNAME: target,
  /** RFC 1035, section 3.3.13. */
  SOA: struct({
    mname: domainName,
    rname: domainName,
    serial: u32,
    refresh: u32,
    retry: u32,
    expire: u32,
    minimum: u32,
  }),
  /** RFC 1035, section 3.3.9. */
  MX: struct({ preference: u16, exchange: domainName }),
  /** RFC 1035, section 3.3.14. */
  TXT: texts,
  /** RFC 7208, section 3.1: as TXT. */
  SPF: texts,
  /** RFC 1183, sections 1, 2.2 and 3.3. */
  AFSDB: struct({ subtype: u16, hostname: domainName }),
  RP: struct({ mboxDname: domainName, txtDname: domainName }),
  RT: struct({ preference: u16, intermediateHost: domainName }),
  /** RFC 2163, section 4. */
  PX: struct({ preference: u16, map822: domainName, mapx400: domainName }),
  /** RFC 1876, section 2: sizes as mantissa and exponent, angles and altitude with their offsets. */
  LOC: struct({
    version: locVersion,
    size: u8,
    horizPre: u8,
    vertPre: u8,
    latitude: u32,
    longitude: u32,
    altitude: u32,
  }),
  /** RFC 2782. */
  SRV: struct({ priority: u16, weight: u16, port: u16, target: domainName }),
  /** RFC 3403, section 4.1. */
  NAPTR: struct({
    order: u16,
    preference: u16,
    flags: opaque(u8),
    services: opaque(u8),
    regexp: opaque(u8),
    replacement: domainName,
  }),
  /** RFC 2230, section 3.1. */
  KX: struct({ preference: u16, exchanger: domainName }),
  /** RFC 4398, section 2. */
  CERT: struct({ type: u16, keyTag: u16, algorithm: u8, certificate: rest }),
  /** RFC 4255, section 3.1. */
  SSHFP: struct({ algorithm: u8, fpType: u8, fingerprint: rest }),
  /** RFC 7929, section 2.1. */
  OPENPGPKEY: struct({ key: rest }),
  /** RFC 7553, section 4.4. */
  URI: struct({ priority: u16, weight: u16, target: rest }),
  /** RFC 8659, section 4.1. */
  CAA: struct({ flags: u8, tag: caaTag, value: rest }),
  /** RFC 4034, section 5.1, and RFC 7344, section 3.1. */
  DS: delegationSigner,
  CDS: delegationSigner,
  /** RFC 4034, section 2.1, and RFC 7344, section 3.2. */
  DNSKEY: key,
  CDNSKEY: key,
  /** RFC 4034, section 3.1. */
  RRSIG: struct({
    typeCovered: u16,
    algorithm: u8,
    labels: u8,
    originalTtl: u32,
    expiration: u32,
    inception: u32,
    keyTag: u16,
    signerName: domainName,
    signature: rest,
  }),
  /** RFC 4034, section 4.1. */
  NSEC: struct({ nextDomainName: domainName, types: typeBitmap }),
  /** RFC 5155, section 3.2. */
  NSEC3: struct({
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt: opaque(u8),
    nextHashedOwnerName: hashedName,
    types: typeBitmap,
  }),
  /** RFC 5155, section 4.2. */
  NSEC3PARAM: struct({ hashAlgorithm: u8, flags: u8, iterations: u16, salt: opaque(u8) }),
  /** RFC 7477, section 2.1. */
  CSYNC: struct({ soaSerial: u32, flags: u16, types: typeBitmap }),
  /** RFC 8976, section 2.2. */
  ZONEMD: struct({ serial: u32, scheme: u8, hashAlgorithm: u8, digest: rest }),
  /** RFC 6698, section 2.1, and RFC 8162, section 2. */
  TLSA: association,
  SMIMEA: association,
  /** RFC 9460, section 2.2. */
  SVCB: service,
  HTTPS: service,
};

type Layouts = typeof LAYOUTS;

/** The data of a record: decoded by type, or its bytes where the type is not read or not kept to. */
export type Rdata =
  | { [K in keyof Layouts]: { readonly kind: K } & Decoded<Layouts[K]> }[keyof Layouts]
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array }
  | { readonly kind: 'malformed'; readonly bytes: Uint8Array; readonly error: string };

/** Decoded data of one kind. */
export type RdataOf<K extends Rdata['kind']> = Extract<Rdata, { readonly kind: K }>;

/** The kinds of data that are read: mnemonics of types. */
export type KnownKind = keyof Layouts;

/** The fields of data of one kind. */
export type FieldsOf<K extends KnownKind> = Decoded<Layouts[K]>;

/** Whether data of a type is read. */
export const isKnownKind = (mnemonic: string): mnemonic is KnownKind =>
  Object.hasOwn(LAYOUTS, mnemonic);

const LAYOUT_OF: ReadonlyMap<number, [keyof Layouts, Codec<object>]> = new Map(
  Object.entries(LAYOUTS).map(([name, codec]) => {
    // LAYOUTS has no other keys.
    const kind = name as keyof Layouts;
    return [RR_TYPES[kind], [kind, codec]];
  }),
);

/** Decodes all that is left of `reader`; never throws because of what the data says. */
export function decodeRdata(type: number, reader: Reader): Rdata {
  const [kind, codec] = LAYOUT_OF.get(type) ?? [];
  const octets = reader.message.slice(reader.offset, reader.offset + reader.remaining);
  if (codec === undefined) {
    reader.bytes(reader.remaining);
    return { kind: 'unknown', bytes: octets };
  }
  try {
    const value = codec.decode(reader);
    reader.end();
    // The codec stands beside its kind in LAYOUTS.
    return { kind, ...value } as Rdata;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: 'malformed', bytes: octets, error: error.message };
  }
}

/** Encodes data without compression. Throws a RangeError where a value does not fit its field. */
export function encodeRdata(writer: Writer, data: Rdata): void {
  if (data.kind === 'unknown' || data.kind === 'malformed') writer.bytes(data.bytes);
  else LAYOUT_OF.get(RR_TYPES[data.kind])?.[1].encode(writer, data);
}
