import { readFileSync } from 'node:fs';
import { Packet } from 'dns2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import {
  decodeMessage,
  encodeMessage,
  NO_FLAGS,
  resourceRecord,
  type DnsMessage,
  type ResourceRecord,
} from '../../../src/codec/dns/message.ts';
import { presentRdata } from '../../../src/codec/dns/present.ts';
import { rcodeName, rrTypeName } from '../../../src/codec/iana/dns.ts';
import { messages, response } from './arbitrary.ts';

const SECTIONS = ['answer', 'authority', 'additional'] as const;

const Capture = z.strictObject({
  question: z.string(),
  status: z.string(),
  flags: z.string(),
  answer: z.array(z.string()).default([]),
  authority: z.array(z.string()).default([]),
  additional: z.array(z.string()).default([]),
  wire: z.hex(),
});

const captures = z
  .array(Capture)
  .parse(parse(readFileSync('fixtures/wire/dns/nsd.yaml', 'utf8')))
  .map((capture) => ({ ...capture, bytes: new Uint8Array(Buffer.from(capture.wire, 'hex')) }));

/** A record as dig prints it; dig 9.18 prints the names NSD compressed in the case of the target. */
const line = (record: ResourceRecord): string =>
  `${record.name}. ${record.ttl} IN ${rrTypeName(record.type)} ${presentRdata(record)}`;

const withoutRdata = (message: DnsMessage) => ({
  ...message,
  ...Object.fromEntries(
    SECTIONS.map((section) => [
      section,
      message[section].map((record) => ({ ...record, rdata: null })),
    ]),
  ),
});

/** Whether bytes decode as a message of which nothing is missing and nothing left over. */
function isWhole(bytes: Uint8Array): boolean {
  try {
    return decodeMessage(bytes).broken === null;
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return false;
  }
}

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('responses of a real name server', () => {
  test.each(captures)('$question reads as dig prints it', (capture) => {
    const message = decodeMessage(capture.bytes);
    expect(rcodeName(message.rcode)).toBe(capture.status);
    const set = Object.entries(message.flags).filter(([, on]) => on);
    expect(set.map(([name]) => name).join(' ')).toBe(capture.flags);
    for (const section of SECTIONS) {
      expect(message[section].map(line)).toEqual(capture[section]);
    }
    expect(message.edns).toMatchObject({ version: 0, dnssecOk: true });
  });

  test.each(captures)('$question survives encoding, names written out', ({ bytes }) => {
    const message = decodeMessage(bytes);
    const again = decodeMessage(encodeMessage(message));
    expect(withoutRdata(again)).toEqual(withoutRdata(message));
  });

  test.each(captures)('$question is broken where it is cut short or has a byte more', (capture) => {
    for (let length = 0; length < capture.bytes.length; length += 1) {
      expect(isWhole(capture.bytes.subarray(0, length))).toBe(false);
    }
    expect(isWhole(Uint8Array.of(...capture.bytes, 0))).toBe(false);
  });

  test.each(captures)('$question cut short keeps the records before the cut', ({ bytes }) => {
    const whole = decodeMessage(bytes);
    const all = SECTIONS.flatMap((section) => whole[section].map(line));
    const { question, broken, ...cut } = decodeMessage(bytes.subarray(0, -1));
    expect(question).toEqual(whole.question);
    // The OPT record is the last of these responses.
    expect(broken).toMatch(
      /^DnsMessage\.additional\[\d+\].* at byte \d+: needs \d+ bytes, has \d+$/,
    );
    expect(SECTIONS.flatMap((section) => cut[section].map(line))).toEqual(all);
    expect(cut.edns).toBeNull();
  });

  test('with octets changed at random throw nothing but DecodeError', () => {
    const change = fc.tuple(fc.nat(600), fc.nat(0xff));
    const changes = fc.array(change, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...captures), changes, ({ bytes }, changed) => {
        const copy = bytes.slice();
        for (const [at, octet] of changed) copy[at % copy.length] = octet;
        try {
          for (const record of decodeMessage(copy).answer) presentRdata(record);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('any message', () => {
  test('decodes to what was encoded, and no prefix of it does', () => {
    fc.assert(
      fc.property(messages, fc.double({ min: 0, max: 1, noNaN: true }), (message, part) => {
        const bytes = encodeMessage(message);
        expect(decodeMessage(bytes)).toEqual(message);
        const prefix = bytes.subarray(0, Math.floor(part * (bytes.length - 1)));
        expect(isWhole(prefix)).toBe(false);
      }),
    );
  });

  test('random bytes throw nothing but DecodeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        try {
          decodeMessage(Uint8Array.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
    );
  });

  test('carries an extended response code in EDNS and refuses one without it', () => {
    const edns = { udpPayloadSize: 1232, version: 0, dnssecOk: false, options: new Uint8Array() };
    const message = response([], { rcode: 0xfff, edns });
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
    expect(() => encodeMessage(response([], { rcode: 16 }))).toThrow(RangeError);
  });
});

describe('dns2', () => {
  const records = [
    resourceRecord('a.example', 60, { kind: 'A', address: '192.0.2.1' }),
    resourceRecord('a.example', 60, { kind: 'AAAA', address: '2001:db8::1' }),
    resourceRecord('example', 60, { kind: 'NS', target: 'ns.example' }),
    resourceRecord('w.example', 60, { kind: 'CNAME', target: 'a.example' }),
    resourceRecord('example', 60, { kind: 'MX', preference: 10, exchange: 'mx.example' }),
    resourceRecord('example', 60, { kind: 'TXT', strings: ['ab', 'c'].map((t) => Buffer.from(t)) }),
    resourceRecord('example', 60, {
      kind: 'CAA',
      flags: 128,
      tag: 'issue',
      value: Buffer.from('ca.example'),
    }),
    resourceRecord('example', 60, {
      kind: 'SOA',
      mname: 'ns.example',
      rname: 'host.example',
      serial: 1,
      refresh: 2,
      retry: 3,
      expire: 4,
      minimum: 5,
    }),
  ];
  const message = response(records, {
    question: [{ name: 'example', type: 255, class: 1 }],
    flags: { ...NO_FLAGS, qr: true, aa: true, rd: true },
  });

  test('reads what is encoded here', () => {
    const packet = Packet.parse(Buffer.from(encodeMessage(message)));
    expect(packet.errors).toEqual([]);
    expect(packet.header).toMatchObject({ id: 1, qr: 1, aa: 1, rd: 1, ra: 0 });
    expect(packet.answers).toMatchObject([
      { name: 'a.example', type: 1, ttl: 60, address: '192.0.2.1' },
      { type: 28, address: '2001:db8::1' },
      { type: 2, ns: 'ns.example' },
      { name: 'w.example', type: 5, domain: 'a.example' },
      { type: 15, priority: 10, exchange: 'mx.example' },
      { type: 16, data: ['ab', 'c'] },
      { type: 257, flags: 128, tag: 'issue', value: 'ca.example' },
      { type: 6, primary: 'ns.example', admin: 'host.example', serial: 1, minimum: 5 },
    ]);
  });

  test('encodes what is read here', () => {
    const packet = Packet.parse(Buffer.from(encodeMessage(message)));
    const again = decodeMessage(new Uint8Array(packet.toBuffer()));
    expect(again.answer.map(line)).toEqual(records.map(line));
    expect(again.flags).toEqual(message.flags);
  });
});

describe('a broken message', () => {
  const header = (counts: string, bits = '8180') => `0001${bits}${counts}`;

  test('loses only the record whose data breaks its format', () => {
    const good = resourceRecord('a', 1, { kind: 'A', address: '192.0.2.1' });
    const bad = resourceRecord('a', 1, { kind: 'unknown', bytes: Uint8Array.of(1, 2, 3) }, 1);
    const { answer } = decodeMessage(encodeMessage(response([bad, good])));
    expect(answer[0]?.data).toEqual({
      kind: 'malformed',
      bytes: Uint8Array.of(1, 2, 3),
      error: 'DnsMessage.answer[0].rdata.address at byte 25: needs 4 bytes, has 3',
    });
    expect(answer[1]).toEqual(good);
  });

  test.each([
    ['A with a byte too many', 1, '0102030405'],
    ['MX without a name', 15, '000a'],
    ['TXT whose string is cut', 16, '0561'],
    ['CAA with an empty tag', 257, '0000'],
    ['CAA with a tag of other characters', 257, '0002612d'],
    ['NSEC with an empty window', 47, '000000'],
    ['NSEC with windows out of order', 47, '00010140000140'],
    ['NSEC with a zero at the end of a window', 47, '0000024000'],
    ['NSEC3 without a hash', 50, '010000000000'],
    ['LOC of another version', 29, '01121613800000008000000000989680'],
    ['SVCB with keys out of order', 64, '00010000030002003500010003026832'],
    ['NS with a pointer to itself', 2, 'c019'],
  ])('%s is kept as it is', (_, type, hex) => {
    const bad = resourceRecord('a', 1, { kind: 'unknown', bytes: bytesOf(hex) }, type);
    const [record] = decodeMessage(encodeMessage(response([bad]))).answer;
    expect(record?.data.kind).toBe('malformed');
    expect(record?.rdata).toEqual(bytesOf(hex));
    expect(record && presentRdata(record)).toBe(`\\# ${hex.length / 2} ${hex.toUpperCase()}`);
  });

  test('ends early where TC is set', () => {
    const full = encodeMessage(
      response([resourceRecord('a', 1, { kind: 'A', address: '192.0.2.1' })], {
        flags: { ...NO_FLAGS, qr: true, tc: true },
      }),
    );
    const cut = decodeMessage(full.subarray(0, full.length - 2));
    expect(cut.flags.tc).toBe(true);
    expect(cut.answer).toEqual([]);
  });

  test('that breaks off within a record keeps those before it', () => {
    const records = ['192.0.2.1', '192.0.2.2'].map((address) =>
      resourceRecord('a', 1, { kind: 'A', address }),
    );
    const bytes = encodeMessage(response(records));
    const { answer, broken } = decodeMessage(bytes.subarray(0, -1));
    expect(answer).toEqual(records.slice(0, 1));
    expect(broken).toBe('DnsMessage.answer[1].rdata at byte 42: needs 4 bytes, has 3');
  });

  test('with octets left over says so', () => {
    const bytes = encodeMessage(response([]));
    expect(decodeMessage(Uint8Array.of(...bytes, 7)).broken).toBe(
      'DnsMessage at byte 12: 1 bytes too many',
    );
  });

  test('with two OPT records says so', () => {
    const opt = '0000290200000000000000';
    const bytes = bytesOf(header('0000000000000002') + opt + opt);
    expect(decodeMessage(bytes)).toMatchObject({
      edns: { udpPayloadSize: 512 },
      broken: 'more than one OPT record (RFC 6891, section 6.1.1)',
    });
  });

  test('with TC and a record of nonsense is not only truncated', () => {
    const bytes = bytesOf(`${header('0000000100000000', '8380')}c0ff`);
    expect(decodeMessage(bytes).broken).toContain('compression pointer');
  });

  test('names the field and the offset', () => {
    const bytes = bytesOf(`${header('0001000000000000')}03616263`);
    expect(() => decodeMessage(bytes)).toThrow(
      'DnsMessage.question[0].name at byte 16: needs 1 bytes, has 0',
    );
  });

  test('that promises 65535 records is broken at once', () => {
    expect(decodeMessage(bytesOf(header('0000ffffffffffff'))).broken).toBe(
      'DnsMessage.answer[0].name at byte 12: needs 1 bytes, has 0',
    );
  });
});
