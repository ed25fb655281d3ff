import { expect, test } from 'vitest';
import { complete } from '../../../src/evidence/listing.ts';
import { dnsChainProbe } from '../../../src/probe/dns/chain.ts';
import { dnsNameServersProbe } from '../../../src/probe/dns/name-servers.ts';
import { dnsParentProbe } from '../../../src/probe/dns/parent.ts';
import { dnsTlsaProbe } from '../../../src/probe/dns/tlsa.ts';
import type { GivenDelegation } from '../../../src/probe/probe.ts';
import { world } from '../../support/dns-world.ts';
import { targetOf } from '../../support/observe.ts';
import { looker, told, valueOf } from './support.ts';

/** Servers that nobody delegates to yet: they serve another zone of the world as well. */
const PLAN = {
  xa: { records: 'new TXT "not delegated"\n' },
  'a.xa': { servers: [{ name: 'ns1.a.xa', address: '192.0.2.61' }] },
  'new.a.xa': { servers: [{ name: 'ns1.a.xa', address: '192.0.2.61' }] },
};
const DS = {
  kind: 'DS',
  keyTag: 1,
  algorithm: 13,
  digestType: 2,
  digest: new Uint8Array(32),
} as const;

const given = (zone: string): GivenDelegation => ({
  zone,
  nameServers: [{ name: 'ns.test', addresses: ['192.0.2.61'] }],
  ds: [DS],
});

test('a delegation that is given is tested at its own servers, below the zone that would make it', async () => {
  const dns = await world(PLAN);
  const delegations = [given('a.xa')];
  const path = await valueOf(dns.network(), 'a.xa', dnsChainProbe, { delegations });
  expect(path.cuts).toMatchObject([
    { zone: '.' },
    { zone: 'xa', parent: '.' },
    {
      ...{ zone: 'a.xa', parent: 'xa', nameServers: ['ns.test'] },
      servers: [{ name: 'ns.test', address: '192.0.2.61' }],
      givenDs: [`1 13 2 ${'00'.repeat(32)}`],
    },
  ]);
  expect(path.exchanges.items.map(told)).toContain('ns.test a.xa DNSKEY NOERROR');
});

test('the parent is not asked, and says what was given', async () => {
  const dns = await world(PLAN);
  const value = await valueOf(dns.network(), 'a.xa', dnsParentProbe, {
    delegations: [given('a.xa')],
  });
  expect(value).toEqual({
    ...{ zone: 'a.xa', parent: 'xa', servers: complete([]), exchanges: complete([]) },
    given: {
      nameServers: [{ name: 'ns.test', addresses: ['192.0.2.61'] }],
      ds: [`1 13 2 ${'00'.repeat(32)}`],
    },
  });
});

test('the given addresses are asked', async () => {
  const dns = await world(PLAN);
  const value = await valueOf(dns.network(), 'a.xa', dnsNameServersProbe, {
    delegations: [given('a.xa')],
  });
  expect(value.servers.items).toMatchObject([{ name: 'ns.test', address: '192.0.2.61' }]);
  expect(value.nameServers[0]).toMatchObject({
    name: 'ns.test',
    inParent: true,
    inChild: false,
    glue: ['192.0.2.61'],
  });
});

test('TLSA records of hosts in the zone are asked for there', async () => {
  const dns = await world(PLAN);
  const target = { ...targetOf('smtp', 'mx.a.xa'), port: 25 };
  const look = looker(dns.network(), target, { delegations: [given('a.xa')] });
  expect(await look(dnsTlsaProbe)).toMatchObject({
    status: 'present',
    value: {
      question: { name: '_25._tcp.mx.a.xa', type: 'TLSA' },
      cuts: [{}, {}, { zone: 'a.xa', servers: [{ name: 'ns.test' }] }],
    },
  });
});

test.each([
  ['web', 'a.xa', 443, false],
  ['tls', 'a.xa', 993, false],
  ['smtp', 'mx.a.xa', 25, true],
  ['smtp', 'mx.a.xa', 587, false],
  ['smtp', '192.0.2.1', 25, false],
  ['smtp', '2001:db8::1', 25, false],
  ['mail', 'a.xa', null, false],
  ['zone', 'a.xa', null, false],
] as const)('TLSA of a %s target %s: %s', (kind, host, port, applies) => {
  expect(dnsTlsaProbe.appliesTo({ ...targetOf(kind, host), port })).toBe(applies);
});

test('a host whose name leaves no room for the owner of TLSA has none', async () => {
  const dns = await world(PLAN);
  const host = `${`${'m'.repeat(60)}.`.repeat(4)}xaxaxa`;
  const target = { ...targetOf('smtp', host), port: 25 };
  expect((await looker(dns.network(), target)(dnsTlsaProbe)).status).toBe('absent');
});
