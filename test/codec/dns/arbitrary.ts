import fc from 'fast-check';
import {
  NO_FLAGS,
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../../src/codec/dns/message.ts';
import { presentName } from '../../../src/codec/dns/name.ts';
import type { Rdata } from '../../../src/codec/dns/rdata.ts';
import { someBytes } from '../../support/codec-laws.ts';

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);

/** Any name, odd octets too, in its canonical spelling but for case. */
export const names: fc.Arbitrary<string> = fc
  .array(someBytes(63, 1), { maxLength: 3 })
  .map(presentName);

const ipv4 = fc.tuple(u8, u8, u8, u8).map((octets) => octets.join('.'));

const rdata: fc.Arbitrary<Rdata> = fc.oneof(
  ipv4.map((address): Rdata => ({ kind: 'A', address })),
  fc.record({
    kind: fc.constantFrom('NS' as const, 'CNAME' as const, 'PTR' as const, 'DNAME' as const),
    target: names,
  }),
  fc.record({
    kind: fc.constant('SOA' as const),
    mname: names,
    rname: names,
    serial: u32,
    refresh: u32,
    retry: u32,
    expire: u32,
    minimum: u32,
  }),
  fc.record({ kind: fc.constant('MX' as const), preference: u16, exchange: names }),
  fc.record({
    kind: fc.constant('TXT' as const),
    strings: fc.array(someBytes(255), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('SRV' as const),
    priority: u16,
    weight: u16,
    port: u16,
    target: names,
  }),
  fc.record({
    kind: fc.constant('CAA' as const),
    flags: u8,
    tag: fc.stringMatching(/^[0-9A-Za-z]{1,20}$/),
    value: someBytes(40),
  }),
  fc.record({
    kind: fc.constant('NSEC' as const),
    nextDomainName: names,
    types: fc.uniqueArray(u16, { maxLength: 8 }).map((types) => types.toSorted((a, b) => a - b)),
  }),
);

const records: fc.Arbitrary<ResourceRecord> = fc.oneof(
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
  ...more,
});
