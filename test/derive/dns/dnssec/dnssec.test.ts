import { expect, test } from 'vitest';
import { dnsDnssecDerivation } from '../../../../src/derive/dns/dnssec/dnssec.ts';
import type { DnsDnssec } from '../../../../src/evidence/kinds/dns/dnssec.ts';
import { unavailable } from '../../../../src/evidence/observation.ts';
import type { WorldPlan, ZonePlan } from '../../../support/dns-world/plan.ts';
import { dnsNameServers, evidenceOf, factOf, valueOf } from './facts.ts';
import { hierarchy } from './hierarchy.ts';

const RECORDS = 'www A 192.0.2.80\n@ MX 10 mail\n@ A 192.0.2.80\n';

function dnssecOf(leaf: ZonePlan, more: WorldPlan = {}): DnsDnssec {
  const world = hierarchy({ test: {}, ...more, 'leaf.test': { records: RECORDS, ...leaf } });
  return valueOf(factOf(dnsDnssecDerivation, evidenceOf(world, 'leaf.test', 'test'), world));
}

test('a sound zone is secure, from every server and by every standard', () => {
  const fact = dnssecOf({});
  expect(fact).toMatchObject({
    ...{ status: 'secure', bogus: false, secure: true, cause: null, extendedError: null },
    ...{ accepted: 'secure', acceptable: true, signed: true, delegatedSigned: true },
    ...{ incompleteAlgorithms: [], rollover: 'none' },
    faults: { items: [], complete: true },
  });
  expect(fact.chain.map(({ zone, status }) => `${zone} ${status}`)).toEqual([
    '. secure',
    'test secure',
    'leaf.test secure',
  ]);
  expect(fact.servers.items.map(({ server, status }) => `${server} ${status}`)).toEqual([
    'ns1.leaf.test/192.0.2.5 secure',
    'ns2.leaf.test/192.0.2.6 secure',
  ]);
  const keys = fact.chain.at(-1)?.keys.map(({ sep, trusted, signsKeys, signsZone }) => ({
    ...{ sep, trusted, signsKeys, signsZone },
  }));
  expect(keys).toEqual([
    { sep: true, trusted: true, signsKeys: true, signsZone: false },
    { sep: false, trusted: false, signsKeys: false, signsZone: true },
  ]);
});

test('signatures that expired are one fault for all that they touch', () => {
  const fact = dnssecOf({ faults: ['expired'] });
  expect(fact.status).toBe('bogus');
  expect(fact.faults.items).toHaveLength(1);
  expect(fact.reason).toMatch(
    /^The signatures of leaf\.test by key \d+ \(ECDSAP256SHA256\) expired on 2026-05-01 12:00 UTC$/,
  );
  expect(fact.faults.items[0]?.servers).toHaveLength(2);
  expect(fact.extendedError).toEqual({ code: 7, name: 'Signature Expired' });
  expect(fact.servers.items.map(({ status }) => status)).toEqual(['bogus', 'bogus']);
});

test('signatures of the zone alone that expired are one fault as well', () => {
  const types = ['SOA', 'NS', 'A', 'MX', 'NSEC'];
  const fact = dnssecOf({ faults: [{ fault: 'expired', types }] });
  expect(fact.status).toBe('bogus');
  expect(fact.faults.items).toHaveLength(1);
  expect(fact.faults.items[0]?.rrsets).toEqual(
    expect.arrayContaining(['leaf.test/SOA', 'leaf.test/A', 'leaf.test/MX', 'leaf.test/NS']),
  );
  expect(fact.chain.at(-1)?.status).toBe('bogus');
});

test('one server that is wrong is named, and harms nothing', () => {
  const servers = [
    { name: 'ns1.leaf.test' },
    { name: 'ns2.leaf.test', faults: ['expired'] },
  ] as const;
  const fact = dnssecOf({ servers });
  expect(fact.status).toBe('secure');
  expect(fact.servers.items.map(({ status }) => status)).toEqual(['secure', 'bogus']);
  expect(fact.faults.items.map(({ effect, servers: at }) => [effect, at])).toEqual([
    ['none', ['ns2.leaf.test/192.0.2.6']],
    ['none', ['ns2.leaf.test/192.0.2.6']],
  ]);
});

test('a zone without DS is an island', () => {
  const fact = dnssecOf({ faults: ['missing-ds'] });
  expect(fact).toMatchObject({
    ...{ status: 'insecure', cause: 'ds-absent', signed: true, delegatedSigned: false },
    ...{ bogus: false, secure: false, acceptable: false },
  });
  expect(fact.servers.items.map(({ status }) => status)).toEqual(['insecure', 'insecure']);
  expect(fact.chain.at(-1)?.keys).toHaveLength(2);
});

test('a zone that is not signed', () => {
  expect(dnssecOf({ signing: null })).toMatchObject({
    ...{ status: 'insecure', signed: false, delegatedSigned: false, rollover: 'none' },
    incompleteAlgorithms: null,
  });
});

test('DS records without keys', () => {
  expect(dnssecOf({ faults: ['missing-dnskey'] })).toMatchObject({
    ...{ status: 'bogus', cause: 'dnskey-missing', signed: false, delegatedSigned: true },
    faults: { items: [{ cause: 'dnskey-missing' }] },
  });
});

test('a chain is judged though the servers were not all asked', () => {
  const world = hierarchy({ test: {}, 'leaf.test': { records: RECORDS } });
  const problem = { code: 'not-requested', detail: 'a resolver was asked' } as const;
  const evidence = {
    ...evidenceOf(world, 'leaf.test', 'test'),
    [dnsNameServers.id]: unavailable(problem),
  };
  expect(valueOf(factOf(dnsDnssecDerivation, evidence, world))).toMatchObject({
    status: 'secure',
    servers: { items: [], complete: false, because: problem },
    faults: { items: [], complete: false, because: problem },
  });
});

test.each([
  [
    'a second key of a role that stands by',
    [{ algorithm: 13, role: 'zsk', signing: false }],
    'prepared',
  ],
  ['a second key of a role that signs', [{ algorithm: 13, role: 'zsk' }], 'underway'],
  [
    'another algorithm',
    [
      { algorithm: 15, role: 'ksk' },
      { algorithm: 15, role: 'zsk' },
    ],
    'underway',
  ],
  [
    'a DS record in advance',
    [{ algorithm: 13, role: 'ksk', published: false, signing: false }],
    'prepared',
  ],
] as const)('a rollover with %s', (_, more, rollover) => {
  const keys = [{ algorithm: 13, role: 'ksk' }, { algorithm: 13, role: 'zsk' }, ...more] as const;
  const fact = dnssecOf({ signing: { keys } });
  expect(fact.status).toBe('secure');
  expect(fact.rollover).toBe(rollover);
});

test('an algorithm of the DS set that does not sign is incomplete', () => {
  const keys = [
    { algorithm: 13, role: 'csk' },
    { algorithm: 8, role: 'csk', signing: false },
  ] as const;
  expect(dnssecOf({ signing: { keys } })).toMatchObject({
    status: 'secure',
    incompleteAlgorithms: ['RSASHA256'],
  });
});

test('RSASHA1 can be verified and is not accepted', () => {
  expect(dnssecOf({ signing: { algorithm: 5 } })).toMatchObject({
    ...{ status: 'secure', accepted: 'insecure', acceptable: false },
  });
});

test('denial that is missing makes the zone bogus', () => {
  const fact = dnssecOf({ faults: ['stripped-denial'] });
  expect(fact).toMatchObject({ status: 'bogus', cause: 'denial-missing' });
  expect(fact.faults.items).toHaveLength(1);
});

test('NSEC3 with too many iterations is told, and takes nothing from what is signed', () => {
  const fact = dnssecOf({ signing: { denial: { iterations: 200 } } });
  expect(fact.status).toBe('secure');
  expect(fact.faults.items.map(({ cause, effect }) => [cause, effect])).toEqual([
    ['nsec3-iterations', 'none'],
  ]);
});
