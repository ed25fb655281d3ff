import fc from 'fast-check';
import { decode } from '../../../src/codec/base/codec.ts';
import { ipv6 as ipv6Codec } from '../../../src/codec/dns/address.ts';
import {
  NO_FLAGS,
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../../src/codec/dns/message.ts';
import { presentName } from '../../../src/codec/dns/name.ts';
import type { FieldsOf, KnownKind, Rdata } from '../../../src/codec/dns/rdata.ts';
import { svcParamKey, type SvcParam } from '../../../src/codec/dns/svc-param.ts';
import { someBytes } from '../../support/codec-laws.ts';

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);

/** Any name, odd octets too, in its canonical spelling but for case. */
export const names: fc.Arbitrary<string> = fc
  .array(someBytes(63, 1), { maxLength: 3 })
  .map(presentName);

const ipv4 = fc.tuple(u8, u8, u8, u8).map((octets) => octets.join('.'));
const ipv6 = someBytes(16, 16).map((octets) => decode(ipv6Codec, octets, 'address'));
const bytes = someBytes(40);
const some = someBytes(40, 1);
const types = fc.uniqueArray(u16, { maxLength: 8 }).map((codes) => codes.toSorted((a, b) => a - b));
const strings = fc.record({ strings: fc.array(someBytes(255), { maxLength: 3 }) });
const target = fc.record({ target: names });
const mailAgent = fc.record({ madname: names });
const delegationSigner = fc.record({ keyTag: u16, algorithm: u8, digestType: u8, digest: bytes });
const key = fc.record({ flags: u16, protocol: u8, algorithm: u8, publicKey: bytes });
const association = fc.record({ usage: u8, selector: u8, matchingType: u8, data: bytes });
const nsec3Param = { hashAlgorithm: u8, flags: u8, iterations: u16, salt: someBytes(10) };

const someOf = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.array(item, { minLength: 1, maxLength: 3 });

const params: fc.Arbitrary<readonly SvcParam[]> = fc
  .uniqueArray(
    fc.oneof(
      fc.record({ kind: fc.constant('alpn' as const), ids: someOf(someBytes(8, 1)) }),
      fc.record({ kind: fc.constant('no-default-alpn' as const) }),
      fc.record({ kind: fc.constant('port' as const), port: u16 }),
      fc.record({ kind: fc.constant('ipv4hint' as const), addresses: someOf(ipv4) }),
      fc.record({ kind: fc.constant('ech' as const), configList: some }),
      fc.record({ kind: fc.constant('ipv6hint' as const), addresses: someOf(ipv6) }),
      fc.record({
        kind: fc.constant('dohpath' as const),
        template: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      }),
      fc.record({ kind: fc.constant('ohttp' as const) }),
      fc.record({
        kind: fc.constant('unknown' as const),
        key: fc.integer({ min: 9, max: 0xffff }),
        value: bytes,
      }),
    ),
    { maxLength: 5, selector: svcParamKey },
  )
  .map((list) => list.toSorted((a, b) => svcParamKey(a) - svcParamKey(b)))
  .chain((list) =>
    fc.boolean().map((mandatory) => {
      if (!mandatory || list.length === 0) return list;
      return [{ kind: 'mandatory' as const, keys: list.map(svcParamKey) }, ...list];
    }),
  );
const service = fc.record({ svcPriority: u16, targetName: names, svcParams: params });

/** Fields of every kind of data, such as the format of the kind allows. */
const FIELDS: { readonly [K in KnownKind]: fc.Arbitrary<FieldsOf<K>> } = {
  A: fc.record({ address: ipv4 }),
  AAAA: fc.record({ address: ipv6 }),
  NS: target,
  CNAME: target,
  PTR: target,
  DNAME: target,
  MB: mailAgent,
  MD: mailAgent,
  MF: mailAgent,
  MG: fc.record({ mgmname: names }),
  MINFO: fc.record({ rmailbx: names, emailbx: names }),
  MR: fc.record({ newname: names }),
  HINFO: fc.record({ cpu: bytes, os: bytes }),
  SOA: fc.record({
    mname: names,
    rname: names,
    serial: u32,
    refresh: u32,
    retry: u32,
    expire: u32,
    minimum: u32,
  }),
  MX: fc.record({ preference: u16, exchange: names }),
  TXT: strings,
  SPF: strings,
  AFSDB: fc.record({ subtype: u16, hostname: names }),
  RP: fc.record({ mboxDname: names, txtDname: names }),
  RT: fc.record({ preference: u16, intermediateHost: names }),
  PX: fc.record({ preference: u16, map822: names, mapx400: names }),
  LOC: fc.record({
    version: fc.constant(0),
    size: u8,
    horizPre: u8,
    vertPre: u8,
    latitude: u32,
    longitude: u32,
    altitude: u32,
  }),
  SRV: fc.record({ priority: u16, weight: u16, port: u16, target: names }),
  NAPTR: fc.record({
    order: u16,
    preference: u16,
    flags: bytes,
    services: bytes,
    regexp: bytes,
    replacement: names,
  }),
  KX: fc.record({ preference: u16, exchanger: names }),
  CERT: fc.record({ type: u16, keyTag: u16, algorithm: u8, certificate: bytes }),
  SSHFP: fc.record({ algorithm: u8, fpType: u8, fingerprint: bytes }),
  OPENPGPKEY: fc.record({ key: bytes }),
  URI: fc.record({ priority: u16, weight: u16, target: someBytes(300) }),
  CAA: fc.record({ flags: u8, tag: fc.stringMatching(/^[0-9A-Za-z]{1,20}$/), value: bytes }),
  DS: delegationSigner,
  CDS: delegationSigner,
  DNSKEY: key,
  CDNSKEY: key,
  RRSIG: fc.record({
    typeCovered: u16,
    algorithm: u8,
    labels: u8,
    originalTtl: u32,
    expiration: u32,
    inception: u32,
    keyTag: u16,
    signerName: names,
    signature: bytes,
  }),
  NSEC: fc.record({ nextDomainName: names, types }),
  NSEC3: fc.record({ ...nsec3Param, nextHashedOwnerName: someBytes(20, 1), types }),
  NSEC3PARAM: fc.record(nsec3Param),
  CSYNC: fc.record({ soaSerial: u32, flags: u16, types }),
  ZONEMD: fc.record({ serial: u32, scheme: u8, hashAlgorithm: u8, digest: bytes }),
  TLSA: association,
  SMIMEA: association,
  SVCB: service,
  HTTPS: service,
};

/** Every kind of data. */
// FIELDS has the keys of KnownKind and no others.
export const KINDS = Object.keys(FIELDS) as readonly KnownKind[];

/** Any data of a kind. */
export const rdataOfKind = (kind: KnownKind): fc.Arbitrary<Rdata> => {
  const fields: fc.Arbitrary<object> = FIELDS[kind];
  // The fields are those of this very kind.
  return fields.map((value) => ({ kind, ...value }) as Rdata);
};

const rdata: fc.Arbitrary<Rdata> = fc.constantFrom(...KINDS).chain(rdataOfKind);

/** Any record whose data keeps to the format of its type, and some of no known type. */
export const records: fc.Arbitrary<ResourceRecord> = fc.oneof(
  fc.tuple(names, u32, rdata).map(([name, ttl, data]) => resourceRecord(name, ttl, data)),
  fc
    .tuple(names, u32, someBytes(20))
    .map(([name, ttl, bytes]) => resourceRecord(name, ttl, { kind: 'unknown', bytes }, 65280)),
);

const flag = fc.boolean();
const section = fc.array(records, { maxLength: 3 });

/** Any message whose records keep to the format of their type. */
export const messages: fc.Arbitrary<DnsMessage> = fc.record({
  id: u16,
  opcode: fc.nat(15),
  // TC lets a message end early, which has a test of its own.
  flags: fc.record({
    qr: flag,
    aa: flag,
    tc: fc.constant(false),
    rd: flag,
    ra: flag,
    ad: flag,
    cd: flag,
  }),
  rcode: fc.nat(15),
  question: fc.array(fc.record({ name: names, type: u16, class: u16 }), { maxLength: 2 }),
  answer: section,
  authority: section,
  additional: section,
  edns: fc.option(
    fc.record({
      udpPayloadSize: u16,
      version: u8,
      dnssecOk: flag,
      options: someBytes(12),
    }),
  ),
  broken: fc.constant(null),
});

/** A response to nothing in particular, with these records. */
export const response = (
  answer: readonly ResourceRecord[],
  more: Partial<DnsMessage> = {},
): DnsMessage => ({
  id: 1,
  opcode: 0,
  flags: { ...NO_FLAGS, qr: true, ra: true },
  rcode: 0,
  question: [],
  answer,
  authority: [],
  additional: [],
  edns: null,
  broken: null,
  ...more,
});
