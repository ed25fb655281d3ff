import { describe, expect, test } from 'vitest';
import { dnsZoneDerivation } from '../../../src/derive/dns/zone.ts';
import type { DnsExchange } from '../../../src/evidence/kinds/dns/exchange.ts';
import { dnsNameServers, dnsTargets } from '../../../src/evidence/kinds/dns/observed.ts';
import type { DnsZone } from '../../../src/evidence/kinds/dns/zone.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import { present, unavailable } from '../../../src/evidence/observation.ts';
import type { Problem } from '../../../src/evidence/problem.ts';
import {
  exchange,
  factOf,
  factValue,
  SILENCE,
  type Put,
  type Told,
} from '../../support/exchanges.ts';

const ZONE = 'good.xa';
const SERVERS = [
  { name: 'ns1.good.xa', address: '9.9.1.1', port: 53 },
  { name: 'ns2.good.xa', address: '9.9.2.1', port: 53 },
  { name: 'ns3.good.xa', address: '9.9.3.1', port: 53 },
];
const PLACES = ['ns1.good.xa/9.9.1.1', 'ns2.good.xa/9.9.2.1', 'ns3.good.xa/9.9.3.1'];
const REFUSED: Told = { rcode: 'REFUSED', flags: { aa: false } };

const soa = (
  serial: number,
  rest = 'ns1.good.xa. hostmaster.good.xa.',
  times = '14400 3600 604800 300',
) => ({ answer: `good.xa. SOA ${rest} ${serial} ${times}` }) satisfies Told;
const SOA = soa(7);

/** One question to the servers in turn. */
const all = (
  question: string,
  tolds: readonly (Told | Problem)[],
  put: Put = {},
): readonly DnsExchange[] =>
  tolds.map((told, index) => exchange(PLACES[index] ?? 'x', question, told, put));

function zone(
  exchanges: readonly DnsExchange[],
  targets: readonly DnsExchange[] | Problem = [],
  servers: Listing<(typeof SERVERS)[number]> = complete(SERVERS),
): DnsZone {
  return factValue(dnsZoneDerivation, ZONE, [
    [
      dnsNameServers,
      present({
        ...{ zone: ZONE, mode: 'iterative', nameServers: [], absentName: 'x.good.xa', servers },
        exchanges: complete(exchanges),
      }),
    ],
    [
      dnsTargets,
      'code' in targets
        ? unavailable(targets)
        : present({ zone: ZONE, targets: complete([]), exchanges: complete(targets) }),
    ],
  ]);
}

const SAME = all('good.xa SOA', [SOA, SOA, SOA]);

describe('SOA', () => {
  test('that all servers have', () => {
    expect(zone(SAME)).toMatchObject({
      soa: {
        ...{ mname: 'ns1.good.xa', rname: 'hostmaster.good.xa', serial: 7, refresh: 14_400 },
        ...{ retry: 3600, expire: 604_800, minimum: 300 },
      },
      ...{ rnameValid: true, retryBelowRefresh: true, expireAboveRefresh: true },
      ...{ serials: [7], serialsAgree: true },
    });
  });

  test.each<[string, readonly (Told | Problem)[], number[], boolean | null]>([
    ['of one serial', [SOA, SOA, SOA], [7], true],
    ['of two', [SOA, SOA, soa(8)], [7, 8], false],
    ['of two primaries', [SOA, SOA, soa(8, 'ns.xb. host.xb.')], [7, 8], null],
    [
      'of two primaries, one of which has two',
      [SOA, soa(9), soa(8, 'ns.xb. host.xb.')],
      [7, 9, 8],
      false,
    ],
    ['of two, and a silent server', [SOA, SILENCE, soa(8)], [7, 8], false],
    ['of one, and a silent server', [SOA, SOA, SILENCE], [7], null],
    ['of one, and a server that does not hold the zone', [SOA, SOA, REFUSED], [7], true],
    ['of none', [SILENCE, REFUSED, SILENCE], [], null],
  ])('records %s', (_, tolds, serials, serialsAgree) => {
    expect(zone(all('good.xa SOA', tolds))).toMatchObject({ serials, serialsAgree });
  });

  test('records are not known to agree where a server could not be asked', () => {
    const why = { code: 'unsupported', detail: 'no IPv6' } as const;
    expect(zone(SAME, [], cutShort(SERVERS, why)).serialsAgree).toBe(null);
  });

  test.each([
    [5, 7, 7],
    [0xffff_fff0, 3, 3],
    [3, 0xffff_fff0, 3],
  ])('the later of the serials %i and %i is %i', (one, other, later) => {
    const fact = zone(all('good.xa SOA', [soa(one), soa(other), soa(one)]));
    expect(fact.soa?.serial).toBe(later);
  });

  test.each([
    ['hostmaster.good.xa.', true],
    ['first\\.last.good.xa.', true],
    ['hostmaster\\@good.xa.', false],
    ['hostmaster.xa.', false],
    ['good.', false],
    ['.', false],
    ['host_master.good.xa.', true],
    ['hostmaster.go_od.xa.', false],
  ])('RNAME %s is a mail address: %s', (rname, valid) => {
    const fact = zone(all('good.xa SOA', [soa(1, `ns1.good.xa. ${rname}`)]));
    expect(fact.rnameValid).toBe(valid);
  });

  test.each([
    ['3600 3600 604800 300', { retryBelowRefresh: false, expireAboveRefresh: true }],
    ['14400 3600 3600 300', { retryBelowRefresh: true, expireAboveRefresh: false }],
  ])('times %s', (times, expected) => {
    const odd = soa(7, 'ns1.good.xa. hostmaster.good.xa.', times);
    // One server with such values is enough.
    expect(zone(all('good.xa SOA', [SOA, odd, SOA]))).toMatchObject(expected);
  });

  test('of which no answer is there is not known', () => {
    expect(zone(all('good.xa SOA', [SILENCE]))).toMatchObject({
      ...{ soa: null, rnameValid: null, retryBelowRefresh: null, expireAboveRefresh: null },
    });
  });
});

describe('NS sets', () => {
  const ns = (...names: readonly string[]): Told => ({
    answer: names.map((name) => `good.xa. NS ${name}`).join('\n'),
  });
  const two = ns('ns1.good.xa.', 'ns2.good.xa.');

  test.each<[string, Told | Problem, boolean | null]>([
    ['in another order and case agree', ns('NS2.good.xa.', 'ns1.Good.xa.'), true],
    ['with one name more do not', ns('ns1.good.xa.', 'ns2.good.xa.', 'ns3.good.xa.'), false],
    ['of a silent server are not known to', SILENCE, null],
  ])('%s', (_, third, agree) => {
    const fact = zone([...SAME, ...all('good.xa NS', [two, two, third])]);
    expect(fact.nameServersAgree).toBe(agree);
  });
});

describe('other RRsets', () => {
  const a = (...addresses: readonly string[]): Told => ({
    answer: addresses.map((address) => `good.xa. A ${address}`).join('\n'),
  });

  test('that differ are told with the servers', () => {
    const asked = all('good.xa A', [a('9.9.9.9'), a('9.9.9.9', '9.9.9.8'), {}]);
    expect(zone([...SAME, ...asked]).differences).toEqual(
      complete([
        {
          rrset: 'good.xa/A',
          variants: [
            { servers: [PLACES[0]], records: ['9.9.9.9'] },
            { servers: [PLACES[1]], records: ['9.9.9.8', '9.9.9.9'] },
            { servers: [PLACES[2]], records: [] },
          ],
        },
      ]),
    );
  });

  test('in another order, case and TTL, signed otherwise, are the same', () => {
    const rrsig = (tag: number): string =>
      `good.xa. RRSIG MX 13 2 3600 20300101000000 20260101000000 ${tag} good.xa. AAAA`;
    const asked = all('good.xa MX', [
      { answer: `good.xa. 60 MX 1 a.good.xa.\ngood.xa. 60 MX 2 b.good.xa.\n${rrsig(1)}` },
      { answer: `GOOD.xa. 50 MX 2 B.good.xa.\nGOOD.xa. 50 MX 1 A.good.xa.\n${rrsig(2)}` },
      { answer: 'good.xa. MX 1 a.good.xa.\ngood.xa. MX 2 b.good.xa.' },
    ]);
    expect(zone([...SAME, ...asked]).differences).toEqual(complete([]));
  });

  test.each<[string, string, readonly string[], number, boolean]>([
    ['of a short TTL may be load balancing', 'A', ['60 A 9.9.9.9', '300 A 9.9.9.8'], 0, false],
    ['of a long TTL are not', 'A', ['60 A 9.9.9.9', '301 A 9.9.9.8'], 1, true],
    ['that one server lacks are not', 'A', ['60 A 9.9.9.9', ''], 1, true],
    ['that are an alias elsewhere are not', 'A', ['60 A 9.9.9.9', '60 CNAME a.xb.'], 1, true],
    ['of other types are not', 'MX', ['60 MX 1 a.xb.', '60 MX 1 b.xb.'], 1, true],
  ])('addresses %s', (_, type, [one = '', two = ''], count, whole) => {
    const told = (text: string): Told => (text === '' ? {} : { answer: `good.xa. ${text}` });
    const asked = all(`good.xa ${type}`, [told(one), told(one), told(two)]);
    const { items, complete: known } = zone([...SAME, ...asked]).differences;
    expect([items.length, known]).toEqual([count, whole]);
  });

  test('that a server has no answer for are not known to be the same', () => {
    const asked = all('good.xa A', [a('9.9.9.9'), a('9.9.9.9'), SILENCE]);
    expect(zone([...SAME, ...asked]).differences).toEqual(cutShort([], SILENCE));
  });

  test('differ though a third server is silent', () => {
    const asked = all('good.xa A', [a('9.9.9.9'), a('9.9.9.8'), SILENCE]);
    const { items, complete: whole } = zone([...SAME, ...asked]).differences;
    expect(items.map(({ rrset }) => rrset)).toEqual(['good.xa/A']);
    expect(whole).toBe(false);
  });

  test('are not expected of a server that does not hold the zone', () => {
    const asked = [
      ...all('good.xa SOA', [SOA, SOA, REFUSED]),
      ...all('good.xa A', [a('9.9.9.9'), a('9.9.9.9'), REFUSED]),
    ];
    expect(zone(asked).differences).toEqual(complete([]));
  });

  test('an error is no difference', () => {
    const asked = all('good.xa A', [a('9.9.9.9'), a('9.9.9.9'), { rcode: 'SERVFAIL' }]);
    expect(zone([...SAME, ...asked]).differences).toMatchObject({ items: [], complete: false });
  });

  test('were not compared where nothing was asked', () => {
    expect(zone(SAME).differences).toMatchObject({ items: [], complete: false });
  });

  test('an alias at one server alone differs', () => {
    const asked = all('x.good.xa A', [
      { rcode: 'NXDOMAIN' },
      { rcode: 'NXDOMAIN' },
      { answer: 'x.good.xa. CNAME other.xb.' },
    ]);
    expect(zone([...SAME, ...asked]).differences.items[0]?.variants).toEqual([
      { servers: PLACES.slice(0, 2), records: [] },
      { servers: PLACES.slice(2), records: ['CNAME other.xb.'] },
    ]);
  });
});

describe('CAA', () => {
  const caa: Told = { answer: 'good.xa. CAA 0 issue "ca.example"' };

  test.each<[string, readonly (Told | Problem)[], string[] | null]>([
    ['records', [caa, caa, caa], ['0 issue "ca.example"']],
    ['records that one server alone tells', [caa, SILENCE, REFUSED], ['0 issue "ca.example"']],
    ['no records', [{}, {}, {}], []],
    ['no answer', [SILENCE, REFUSED, { rcode: 'SERVFAIL' }], null],
  ])('%s', (_, tolds, expected) => {
    expect(zone([...SAME, ...all('good.xa CAA', tolds)]).caa).toEqual(expected);
  });

  test('is read from a resolver where the servers are not asked', () => {
    const put: Put = { form: 'recursive' };
    const resolved = { flags: { aa: false, rd: true, ra: true } };
    const fact = zone(
      [
        exchange('192.0.2.53', 'good.xa CAA', { ...caa, ...resolved }, put),
        exchange('192.0.2.53', 'good.xa SOA', { ...SOA, ...resolved }, put),
      ],
      [],
      cutShort([], SILENCE),
    );
    expect(fact).toMatchObject({ caa: ['0 issue "ca.example"'], serials: [7], serialsAgree: null });
    expect(fact.differences).toMatchObject({ items: [], complete: false });
  });
});

describe('aliases', () => {
  const alias = (name: string): Told => ({ answer: `${name}. CNAME other.xb.` });

  test('at the apex stand beside its SOA', () => {
    const asked = all('good.xa A', [alias(ZONE)]);
    expect(zone([...SAME, ...asked]).aliasesWithData).toEqual(complete([ZONE]));
  });

  test('at a host are alone but for their signatures', () => {
    const told: Told = {
      answer: `www.good.xa. CNAME other.xb.
www.good.xa. RRSIG CNAME 13 3 3600 20300101000000 20260101000000 1 good.xa. AAAA`,
    };
    expect(zone(SAME, all('www.good.xa A', [told])).aliasesWithData).toEqual(complete([]));
  });

  test('at a host with data at the same server are told', () => {
    const asked = [
      ...all('www.good.xa A', [alias('www.good.xa')]),
      ...all('www.good.xa TXT', [{ answer: 'www.good.xa. TXT "x"' }]),
    ];
    expect(zone(SAME, asked).aliasesWithData).toEqual(complete(['www.good.xa']));
  });

  test('at one server and data at another are a difference', () => {
    const asked = all('www.good.xa A', [
      alias('www.good.xa'),
      { answer: 'www.good.xa. A 9.9.9.9' },
    ]);
    expect(zone(SAME, asked).aliasesWithData).toEqual(complete([]));
  });

  test('of other zones do not count', () => {
    const asked = all('www.other.xb A', [
      { answer: 'www.other.xb. CNAME a.xb.\nwww.other.xb. A 9.9.9.9' },
      SILENCE,
    ]);
    expect(zone(SAME, asked).aliasesWithData).toEqual(complete([]));
  });

  test('are not known where nobody answers or nobody asked', () => {
    const asked = all('www.good.xa A', [SILENCE, REFUSED]);
    expect(zone(SAME, asked).aliasesWithData).toEqual(cutShort([], SILENCE));
    expect(zone(SAME, SILENCE).aliasesWithData).toEqual(cutShort([], SILENCE));
  });
});

test('nothing is known without the name servers', () => {
  const given = [[dnsNameServers, unavailable(SILENCE)]] as const;
  expect(factOf(dnsZoneDerivation, ZONE, given)).toEqual(unavailable(SILENCE));
});
