import { describe, expect, test } from 'vitest';
import { dnsServersDerivation } from '../../../src/derive/dns/servers.ts';
import type { DnsExchange, DnsForm } from '../../../src/evidence/kinds/dns/exchange.ts';
import {
  dnsConformance,
  dnsExposure,
  dnsNameServers,
  type DnsExposure,
} from '../../../src/evidence/kinds/dns/observed.ts';
import type { DnsServers } from '../../../src/evidence/kinds/dns/zone.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { present, unavailable } from '../../../src/evidence/observation.ts';
import type { Problem } from '../../../src/evidence/problem.ts';
import {
  exchange,
  factOf,
  factValue,
  messageBytes,
  SILENCE,
  type Put,
  type Told,
} from '../../support/exchanges.ts';

const ZONE = 'good.xa';
const ONE = 'ns1.good.xa/9.9.1.1';
const TWO = 'ns2.good.xa/9.9.2.1';
const SOA = 'good.xa. SOA ns1.good.xa. hostmaster.good.xa. 2026060101 14400 3600 604800 300';
const SOUND: Told = { answer: SOA };
const REFUSED: Told = { rcode: 'REFUSED', flags: { aa: false } };
const CLOSED: Problem = { code: 'refused', detail: 'refused' };

const soa = (told: Told | Problem | Uint8Array, put: Put = {}, server = ONE): DnsExchange =>
  exchange(server, `${ZONE} SOA`, told, put);

type Behaviour = DnsServers['servers']['items'][number];

/** What is concluded of the first server from what it and others said. */
function behaviour(
  exchanges: readonly DnsExchange[],
  exposure: Partial<DnsExposure> = {},
): Behaviour {
  const fact = factValue(dnsServersDerivation, ZONE, [
    [
      dnsNameServers,
      present({
        ...{ zone: ZONE, mode: 'iterative', nameServers: [], absentName: 'x.good.xa' },
        servers: complete([
          { name: 'ns1.good.xa', address: '9.9.1.1', port: 53 },
          { name: 'ns2.good.xa', address: '9.9.2.1', port: 53 },
        ]),
        exchanges: complete(exchanges),
      }),
    ],
    [dnsExposure, present({ zone: ZONE, exchanges: complete([]), transfers: [], ...exposure })],
  ]);
  return fact.servers.items[0] ?? expect.unreachable('no server');
}

describe('over UDP and TCP', () => {
  const overTcp: Put = { transport: 'tcp' };
  const tcpOfTwo = soa(SOUND, overTcp, TWO);

  test.each<[string, readonly DnsExchange[], Partial<Behaviour>]>([
    [
      'a server that answers over both',
      [soa(SOUND), soa(SOUND, overTcp)],
      { answers: true, udp: true, tcp: true },
    ],
    [
      'one that refuses TCP',
      [soa(SOUND), soa(CLOSED, overTcp)],
      { answers: true, udp: true, tcp: false },
    ],
    [
      'one that is silent over TCP while another is not',
      [soa(SOUND), soa(SILENCE, overTcp), tcpOfTwo],
      { answers: true, udp: true, tcp: false },
    ],
    [
      'one that is silent over TCP like every other',
      [soa(SOUND), soa(SILENCE, overTcp), soa(SILENCE, overTcp, TWO)],
      { answers: true, udp: true, tcp: null },
    ],
    [
      'one that is silent over TCP while another is not, in the other address family',
      [soa(SOUND), soa(SILENCE, overTcp), soa(SOUND, overTcp, 'ns2.good.xa/2a00::1')],
      { tcp: null },
    ],
    [
      'one that answers over TCP alone, though UDP works here',
      [soa(SOUND, { over: 'tcp', problem: SILENCE }), soa(SOUND, {}, TWO)],
      { answers: true, udp: false, tcp: true },
    ],
    [
      'one that truncates and then refuses TCP',
      [soa(CLOSED, { truncated: true })],
      { answers: true, udp: true, tcp: false },
    ],
    [
      'one that drops everything, while another answers',
      [soa(SILENCE), soa(SILENCE, overTcp), soa(SOUND, {}, TWO), tcpOfTwo],
      { answers: null, udp: null, tcp: null, authoritative: null, rcode: null },
    ],
    [
      'one that refuses everything',
      [soa(CLOSED), soa(CLOSED, overTcp)],
      { answers: false, udp: false, tcp: false },
    ],
    ['one that was given up before it was asked', [soa(CLOSED, { tries: 0 })], { answers: null }],
    ['one that was not asked', [], { answers: null, udp: null, tcp: null }],
  ])('%s', (_, exchanges, expected) => {
    expect(behaviour(exchanges)).toMatchObject(expected);
  });
});

describe('holding the zone', () => {
  test.each<[string, Told, Partial<Behaviour>]>([
    [
      'a server that does',
      SOUND,
      { authoritative: true, rcode: 'NOERROR', serial: 2_026_060_101, refersUpwards: false },
    ],
    ['one that refuses', REFUSED, { authoritative: false, rcode: 'REFUSED', serial: null }],
    [
      'one that answers from a cache',
      { answer: SOA, flags: { aa: false, ra: true } },
      { authoritative: false, rcode: 'NOERROR', serial: null },
    ],
    [
      'one that holds the zone above alone',
      { authority: 'xa. SOA ns.xa. hostmaster.xa. 1 2 3 4 5' },
      { authoritative: false, serial: null, refersUpwards: false },
    ],
    [
      'one that refers to the root',
      { flags: { aa: false }, authority: '. NS a.root-servers.net.' },
      { authoritative: false, refersUpwards: true },
    ],
    [
      'one of the parent, which refers to the zone',
      { flags: { aa: false }, authority: 'good.xa. NS ns1.good.xa.' },
      { authoritative: false, refersUpwards: false },
    ],
  ])('%s', (_, told, expected) => {
    expect(behaviour([soa(told)])).toMatchObject(expected);
  });

  test('a server without EDNS holds it nonetheless', () => {
    const said = [
      soa({ rcode: 'FORMERR', flags: { aa: false }, edns: null }),
      soa(SOUND, { form: 'no-edns' }),
    ];
    expect(behaviour(said)).toMatchObject({
      ...{ authoritative: true, rcode: 'NOERROR', edns: false, withoutEdns: true },
    });
  });

  test('one that refuses at one time and not at another may do so', () => {
    const said = [soa(REFUSED), soa(SOUND, { transport: 'tcp' })];
    expect(behaviour(said)).toMatchObject({ authoritative: null, rcode: 'REFUSED' });
  });

  test('an answer that cannot be read to its end settles nothing', () => {
    const whole = messageBytes(`${ZONE} SOA`, { authority: 'xa. NS ns.xa.' });
    expect(behaviour([soa(whole.subarray(0, -4))])).toMatchObject({
      ...{ answers: true, authoritative: null, rcode: null, refersUpwards: null },
    });
  });
});

describe('EDNS and case', () => {
  const option = new Uint8Array([0xfd, 0xe9, 0, 0]);
  const flagged = (): Uint8Array => {
    const bytes = messageBytes(`${ZONE} SOA`, SOUND);
    bytes[bytes.length - 3] = 1;
    return bytes;
  };
  const bare: Told = { ...SOUND, edns: null };

  test.each<[string, DnsForm, Told | Problem | Uint8Array, Partial<Behaviour>]>([
    ['EDNS is answered with EDNS', 'iterative', SOUND, { edns: true }],
    ['EDNS is left out', 'iterative', bare, { edns: false }],
    ['a query without EDNS is answered', 'no-edns', SOUND, { withoutEdns: true }],
    ['a query without EDNS is refused', 'no-edns', REFUSED, { withoutEdns: false }],
    ['version 1 is refused', 'edns-1', { rcode: 'BADVERS' }, { refusesVersion1: true }],
    ['version 1 is answered', 'edns-1', SOUND, { refusesVersion1: false }],
    [
      'version 1 is refused and answered',
      'edns-1',
      { ...SOUND, rcode: 'BADVERS' },
      { refusesVersion1: false },
    ],
    ['version 1 meets silence', 'edns-1', SILENCE, { refusesVersion1: null }],
    ['an unknown option is ignored', 'unknown-option', SOUND, { ignoresUnknownOption: true }],
    [
      'an unknown option comes back',
      'unknown-option',
      { ...SOUND, edns: { options: option } },
      { ignoresUnknownOption: false },
    ],
    [
      'an unknown option is answered with octets that are no options',
      'unknown-option',
      { ...SOUND, edns: { options: option.subarray(0, 3) } },
      { ignoresUnknownOption: true },
    ],
    [
      'an unknown option is an error',
      'unknown-option',
      { rcode: 'FORMERR' },
      { ignoresUnknownOption: false },
    ],
    ['a reserved flag is ignored', 'z-flag', SOUND, { ignoresReservedFlags: true }],
    ['a reserved flag comes back', 'z-flag', flagged(), { ignoresReservedFlags: false }],
    ['a reserved flag meets silence', 'z-flag', SILENCE, { ignoresReservedFlags: null }],
  ])('%s', (_, form, told, expected) => {
    const plain = form === 'iterative' ? [] : [soa(SOUND)];
    expect(behaviour([...plain, soa(told, { form })])).toMatchObject(expected);
  });

  test('what a server that does not hold the zone does with them is not known', () => {
    const said = [
      soa(REFUSED),
      soa(REFUSED, { form: 'no-edns' }),
      soa(REFUSED, { form: 'edns-1' }),
    ];
    expect(behaviour(said)).toMatchObject({
      ...{ authoritative: false, edns: null, withoutEdns: null, refusesVersion1: null },
    });
  });

  test.each<[string, Told, Partial<Behaviour>]>([
    ['kept', { ...SOUND, question: 'gOOd.Xa' }, { ignoresCase: true, keepsCase: true }],
    ['lowered', { ...SOUND, question: 'good.xa' }, { ignoresCase: true, keepsCase: false }],
    [
      'taken for another name',
      { rcode: 'NXDOMAIN', question: 'gOOd.Xa' },
      { ignoresCase: false, keepsCase: true },
    ],
  ])('the case of the name is %s', (_, told, expected) => {
    const mixed = exchange(ONE, 'gOOd.Xa SOA', told, { form: 'mixed-case' });
    expect(behaviour([soa(SOUND), mixed])).toMatchObject(expected);
  });
});

describe('a small buffer', () => {
  const key = (size: number): string =>
    `good.xa. DNSKEY 257 3 13 ${Buffer.alloc(size, 1).toString('base64')}`;
  const keys = `${key(300)}\n${key(301)}`;

  test.each<[string, Told | Problem, boolean | null]>([
    ['is kept to with OPT', { flags: { tc: true } }, true],
    ['is kept to without OPT', { flags: { tc: true }, edns: null }, false],
    ['is not kept to', { answer: keys }, false],
    ['loses records without a word', { answer: key(300) }, false],
    ['meets an error', { rcode: 'SERVFAIL' }, null],
    ['meets silence', SILENCE, null],
  ])('%s', (_, told, truncates) => {
    const said = [
      soa(SOUND),
      exchange(ONE, `${ZONE} DNSKEY`, { answer: keys }),
      exchange(ONE, `${ZONE} DNSKEY`, told, { form: 'small-buffer' }),
    ];
    expect(behaviour(said).truncates).toBe(truncates);
  });

  test('that suffices settles it too', () => {
    const said = [
      soa(SOUND),
      exchange(ONE, `${ZONE} DNSKEY`, { authority: SOA }),
      exchange(ONE, `${ZONE} DNSKEY`, { authority: SOA }, { form: 'small-buffer' }),
    ];
    expect(behaviour(said).truncates).toBe(true);
  });
});

describe('AAAA beside A', () => {
  const a = exchange(ONE, `${ZONE} A`, { answer: 'good.xa. A 9.9.9.9' });

  test.each<[string, Told | Problem, boolean | null]>([
    ['is denied well', { authority: SOA }, true],
    ['does not exist', { rcode: 'NXDOMAIN', authority: SOA }, false],
    ['is not implemented', { rcode: 'NOTIMP' }, false],
    ['is answered without authority', { flags: { aa: false } }, false],
    ['meets silence', SILENCE, null],
  ])('%s', (_, told, aaaa) => {
    expect(behaviour([a, exchange(ONE, `${ZONE} AAAA`, told)]).aaaa).toBe(aaaa);
  });
});

describe('negative answers', () => {
  const denied = (told: Told): DnsExchange => exchange(ONE, 'x.good.xa A', told);
  const nodata = (told: Told): DnsExchange => exchange(ONE, `${ZONE} TYPE65280`, told);
  const nxdomain: Told = { rcode: 'NXDOMAIN', authority: SOA };

  test.each<[string, readonly DnsExchange[], boolean | null]>([
    ['with the SOA', [denied(nxdomain), nodata({ authority: SOA })], true],
    ['one of them without', [denied(nxdomain), nodata({})], false],
    [
      'with the SOA of another zone',
      [denied({ rcode: 'NXDOMAIN', authority: 'xa. SOA ns.xa. hostmaster.xa. 1 2 3 4 5' })],
      false,
    ],
    ['none', [denied({ answer: 'x.good.xa. A 9.9.9.9' })], null],
    ['none with authority', [denied({ ...nxdomain, flags: { aa: false } })], null],
  ])('%s', (_, exchanges, negativeSoa) => {
    expect(behaviour(exchanges).negativeSoa).toBe(negativeSoa);
  });
});

describe('for strangers', () => {
  const resolver = { aa: false, rd: true, ra: true };
  const foreign = (told: Told | Problem): DnsExchange =>
    exchange(ONE, 'example.com A', told, { form: 'foreign' });

  test.each<[string, Told | Problem, boolean | null]>([
    ['a name of others is resolved', { answer: 'example.com. A 9.9.9.9', flags: resolver }, true],
    ['a name of others is said not to exist', { rcode: 'NXDOMAIN', flags: resolver }, true],
    ['a name of others is refused', { rcode: 'REFUSED', flags: resolver }, false],
    [
      'a name of others is referred',
      { flags: { aa: false }, authority: '. NS a.root-servers.net.' },
      false,
    ],
    ['a name of others is its own', { answer: 'example.com. A 9.9.9.9' }, false],
    ['a resolver fails', { rcode: 'SERVFAIL', flags: resolver }, null],
    ['a name of others meets silence', SILENCE, null],
  ])('%s', (_, told, recursion) => {
    const fact = behaviour([soa(SOUND)], { exchanges: complete([foreign(told)]) });
    expect(fact.recursion).toBe(recursion);
  });

  test.each<[string, Told | Problem, string | null]>([
    ['told', { answer: 'version.bind. TXT "BIND 9.18.49" "x"' }, 'BIND 9.18.49x'],
    ['refused', { rcode: 'REFUSED' }, ''],
    ['not known', SILENCE, null],
  ])('the version is %s', (_, told, version) => {
    const asked = exchange(ONE, 'version.bind TXT', told, { class: 'CH' });
    expect(behaviour([], { exchanges: complete([asked]) }).version).toBe(version);
  });

  test.each([
    [7, true],
    [0, false],
    [null, null],
  ])('a transfer of %s records', (records, transfers) => {
    const server = { name: 'ns1.good.xa', address: '9.9.1.1', port: 53 };
    const transfer = { server, records, rcode: 'NOERROR', problem: null };
    expect(behaviour([], { transfers: [transfer] }).transfers).toBe(transfers);
  });

  test('nothing is known where nobody asked', () => {
    expect(behaviour([soa(SOUND)])).toMatchObject({
      ...{ recursion: null, transfers: null, version: null },
    });
  });
});

test('servers that could not be asked leave the list cut short', () => {
  const why = { code: 'not-requested', detail: 'a resolver is asked' } as const;
  const value = {
    ...{ zone: ZONE, mode: 'recursive', nameServers: [], absentName: 'x.good.xa' },
    ...{ servers: cutShort([], why), exchanges: complete([]) },
  };
  const fact = factValue(dnsServersDerivation, ZONE, [[dnsNameServers, present(value)]]);
  expect(fact.servers).toEqual(cutShort([], why));
  const given = [[dnsNameServers, unavailable(SILENCE)]] as const;
  expect(factOf(dnsServersDerivation, ZONE, given)).toEqual(unavailable(SILENCE));
});

test('conformance is read from its own evidence', () => {
  const value = {
    ...{ zone: ZONE, mode: 'iterative', nameServers: [], absentName: 'x.good.xa' },
    servers: complete([{ name: 'ns1.good.xa', address: '9.9.1.1', port: 53 }]),
    exchanges: complete([soa(SOUND)]),
  };
  const more = { zone: ZONE, exchanges: complete([soa({ rcode: 'BADVERS' }, { form: 'edns-1' })]) };
  const fact = factValue(dnsServersDerivation, ZONE, [
    [dnsNameServers, present(value)],
    [dnsConformance, present(more)],
  ]);
  expect(fact.servers.items[0]).toMatchObject({ edns: true, refusesVersion1: true, aaaa: null });
});

test('of no server at all nothing holds', () => {
  const none = { zone: ZONE, mode: 'iterative', nameServers: [], absentName: 'x.good.xa' } as const;
  const seen = present({ ...none, servers: complete([]), exchanges: complete([]) });
  const { servers } = factValue(dnsServersDerivation, ZONE, [[dnsNameServers, seen]]);
  expect(servers).toMatchObject({ items: [], complete: false });
});
