import { describe, expect, test } from 'vitest';
import { NO_FLAGS, type DnsMessage } from '../../src/codec/dns/message.ts';
import { parseZoneFile } from '../../src/codec/dns/zone-file.ts';
import { CLASS_CH, RR_TYPES } from '../../src/codec/iana/dns.ts';
import { createKey, signZone } from '../../src/demo/dnssec.ts';
import { nameServer, resolver } from '../../src/demo/name-server.ts';
import type { Zone } from '../../src/demo/zone.ts';

const nsec3 = { iterations: 0, salt: new Uint8Array() };

function zoneOf(name: string, file: string): Zone {
  const plain = parseZoneFile(file, { origin: name, ttl: 60 });
  const keys = { ksk: createKey('ksk', 'P-256'), zsk: createKey('zsk', 'P-256') };
  const signing = { ...keys, validDays: [-1, 1], nsec3 } as const;
  return { name, records: signZone(name, plain, signing, new Date()), nsec3 };
}

const parent = zoneOf(
  'example',
  '@ SOA ns h 1 1 1 1 1\n@ NS ns\none NS ns.one\nns.one A 192.0.2.1',
);
const child = zoneOf('one.example', '@ SOA ns h 1 1 1 1 1\n@ NS ns\nns A 192.0.2.1');

const OPT = { udpPayloadSize: 1232, version: 0, dnssecOk: true, options: new Uint8Array() };

const query = (part: Partial<DnsMessage> & { name?: string; type?: number }): DnsMessage => ({
  ...{ id: 1, opcode: 0, flags: NO_FLAGS, rcode: 0 },
  question: [{ name: part.name ?? 'one.example', type: part.type ?? RR_TYPES.SOA, class: 1 }],
  ...{ answer: [], authority: [], additional: [], edns: OPT, broken: null },
  ...part,
});

const respond = nameServer([child]);
const typesIn = (records: DnsMessage['answer']): readonly number[] => [
  ...new Set(records.map(({ type }) => type)),
];

describe('a name server', () => {
  test('answers for its zone with AA, in the case of the question, and signed to who asks for it', () => {
    const { flags, rcode, answer, edns } = respond(query({ name: 'oNe.example' }));
    expect({ aa: flags.aa, ra: flags.ra, rcode }).toEqual({ aa: true, ra: false, rcode: 0 });
    expect(answer.map(({ name }) => name)).toEqual(['oNe.example', 'oNe.example']);
    expect(typesIn(answer)).toEqual([RR_TYPES.SOA, RR_TYPES.RRSIG]);
    expect(edns).toMatchObject({ version: 0, dnssecOk: true });
  });

  test('sends no DNSSEC records and no OPT to who does not speak of them', () => {
    const { answer, edns } = respond(query({ edns: null }));
    expect(typesIn(answer)).toEqual([RR_TYPES.SOA]);
    expect(edns).toBeNull();
    const denied = respond(query({ edns: { ...OPT, dnssecOk: false }, type: RR_TYPES.MX }));
    expect(typesIn(denied.authority)).toEqual([RR_TYPES.SOA]);
  });

  test('refuses other versions of EDNS, other zones, other classes and transfers', () => {
    expect(respond(query({ edns: { ...OPT, version: 1 } })).rcode).toBe(16);
    const { AXFR, ANY, TXT } = RR_TYPES;
    const version = { name: 'version.bind', type: TXT, class: CLASS_CH };
    for (const refused of [
      query({ name: 'two.example' }),
      query({ type: AXFR }),
      query({ type: ANY }),
      query({ question: [version] }),
    ]) {
      expect(respond(refused)).toMatchObject({ rcode: 5, answer: [], authority: [] });
    }
    expect(respond(query({ question: [] })).rcode).toBe(1);
  });

  test('says its version only where it is told to', () => {
    const question = [{ name: 'version.bind', type: RR_TYPES.TXT, class: CLASS_CH }];
    const { rcode, answer } = nameServer([], { version: '9.8.1' })(query({ question }));
    expect(rcode).toBe(0);
    expect(answer[0]?.data).toEqual({
      kind: 'TXT',
      strings: [Buffer.from('9.8.1')].map((one) => new Uint8Array(one)),
    });
  });

  test('resolves for strangers only where it is told to, and then only who wants it', () => {
    const open = nameServer([], { recursion: resolver([child]) });
    const flags = { ...NO_FLAGS, rd: true };
    expect(open(query({ flags })).flags).toMatchObject({ ra: true, rd: true });
    expect(open(query({})).rcode).toBe(5);
    expect(respond(query({ flags, name: 'two.example' })).rcode).toBe(5);
  });
});

describe('a server of parent and child', () => {
  const both = resolver([parent, child]);

  test('answers DS from the parent and all else from the child', () => {
    const ds = both(query({ type: RR_TYPES.DS }));
    expect(ds.authority.find(({ type }) => type === RR_TYPES.SOA)?.name).toBe('example');
    expect(both(query({})).answer[0]?.name).toBe('one.example');
  });

  test('is a resolver: RA and not AA', () => {
    expect(both(query({})).flags).toMatchObject({ ra: true, aa: false, ad: false });
  });
});
