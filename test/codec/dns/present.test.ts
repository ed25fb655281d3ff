import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode } from '../../../src/codec/base/codec.ts';
import { Reader } from '../../../src/codec/base/reader.ts';
import { rdataOf } from '../../../src/codec/dns/canonical.ts';
import { resourceRecord } from '../../../src/codec/dns/message.ts';
import { presentRdata, presentRecord } from '../../../src/codec/dns/present.ts';
import { decodeRdata } from '../../../src/codec/dns/rdata.ts';
import { svcParams } from '../../../src/codec/dns/svc-param.ts';
import { parseRdata, parseZoneFile } from '../../../src/codec/dns/zone-file.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { someBytes } from '../../support/codec-laws.ts';
import { KINDS, rdataOfKind, records } from './arbitrary.ts';

test.each(KINDS)('%s is read from its own text as it was', (kind) => {
  fc.assert(
    fc.property(rdataOfKind(kind), (data) => {
      const text = presentRdata({ data });
      expect(text).toMatch(/^[ -~]+$/);
      expect(parseRdata(RR_TYPES[kind], text)).toEqual(data);
    }),
    { numRuns: 60 },
  );
});

test.each(KINDS)('%s decodes to what was encoded, and random bytes to nothing else', (kind) => {
  const type = RR_TYPES[kind];
  fc.assert(
    fc.property(rdataOfKind(kind), (data) => {
      expect(decodeRdata(type, new Reader(rdataOf(data), kind))).toEqual(data);
    }),
    { numRuns: 40 },
  );
  fc.assert(
    fc.property(someBytes(60), (bytes) => {
      const data = decodeRdata(type, new Reader(bytes, kind));
      const text = presentRdata({ data });
      // A pointer is followed, and then the name is written out.
      if (data.kind === 'malformed' || bytes.some((octet) => octet >= 0xc0)) return;
      expect(rdataOf(data)).toEqual(bytes);
      expect(parseRdata(type, text)).toEqual(data);
    }),
    { numRuns: 100 },
  );
});

test('a line of a master file is read as the record it presents', () => {
  fc.assert(
    fc.property(fc.array(records, { maxLength: 4 }), (several) => {
      const text = several.map(presentRecord).join('\n');
      expect(parseZoneFile(text, { origin: '.' })).toEqual(several);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['a digest of no bytes', { kind: 'DS', keyTag: 1, algorithm: 2, digestType: 3, digest: bytes() }],
  ['no strings', { kind: 'TXT', strings: [] }],
  ['a latitude beyond the pole', { ...loc(), latitude: 0 }],
  ['a precision of more than nine', { ...loc(), size: 0xff }],
] as const)('%s has only the generic form', (_, data) => {
  expect(presentRdata({ data })).toMatch(/^\\# \d+/);
});

function bytes(...octets: number[]): Uint8Array {
  return Uint8Array.from(octets);
}

function loc() {
  return {
    kind: 'LOC',
    version: 0,
    size: 0x12,
    horizPre: 0x16,
    vertPre: 0x13,
    latitude: 2 ** 31,
    longitude: 2 ** 31,
    altitude: 10_000_000,
  } as const;
}

test('parameters of a service are sent in ascending order', () => {
  const param = (key: number) => ({ kind: 'unknown', key, value: bytes() }) as const;
  expect(encode(svcParams, [param(700), param(600)])).toEqual(
    encode(svcParams, [param(600), param(700)]),
  );
});

test('a record of another class and of no known type has numbers', () => {
  const data = { kind: 'unknown', bytes: bytes(1, 2) } as const;
  const record = { ...resourceRecord('a.example', 7, data, 65280), class: 65281 };
  expect(presentRecord(record)).toBe('a.example. 7 CLASS65281 TYPE65280 \\# 2 0102');
});
