import { describe, expect, test } from 'vitest';
import { encodeMessage, resourceRecord } from '../../../src/codec/dns/message.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { absent } from '../../../src/evidence/observation.ts';
import { dnsChainProbe } from '../../../src/probe/dns/chain.ts';
import { dnsConformanceProbe } from '../../../src/probe/dns/conformance.ts';
import { dnsExposureProbe } from '../../../src/probe/dns/exposure.ts';
import { dnsNameServersProbe } from '../../../src/probe/dns/name-servers.ts';
import { Servers } from '../../../src/probe/dns/name-servers/servers.ts';
import { dnsParentProbe } from '../../../src/probe/dns/parent.ts';
import { world, type Respond, type WorldPlan } from '../../support/dns-world.ts';
import { targetOf } from '../../support/observe.ts';
import { looker, told, valueOf } from './support.ts';

const SOA = resourceRecord('a.xa', 60, {
  ...{ kind: 'SOA', mname: 'ns1.a.xa', rname: 'host.a.xa' },
  ...{ serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
});

const seen = async (plan: WorldPlan, seconds = 12) => {
  const dns = await world(plan);
  return valueOf(dns.network({ seconds }), 'a.xa', dnsNameServersProbe);
};

test('every server is asked the same 17 questions', async () => {
  const value = await seen({ xa: {}, 'a.xa': {} });
  expect(value.mode).toBe('iterative');
  expect(value.servers.complete).toBe(true);
  expect(value.servers.items.map(({ name }) => name)).toEqual(['ns1.a.xa', 'ns2.a.xa']);
  const of = (server: string): string[] =>
    value.exchanges.items
      .filter((one) => one.server.name === server)
      .map(({ question, form, transport }) =>
        [question.name.toLowerCase() === 'a.xa' ? '@' : '?', question.type, form, transport].join(
          ' ',
        ),
      )
      .toSorted();
  expect(of('ns1.a.xa')).toEqual(
    [
      ...['SOA', 'NS', 'DNSKEY', 'A', 'AAAA', 'MX', 'TXT', 'CAA', 'CDS', 'CDNSKEY', 'NSEC3PARAM'],
      'TYPE65280',
    ]
      .map((type) => `@ ${type} iterative udp`)
      .concat('? A iterative udp', '@ SOA mixed-case udp', '@ SOA no-edns udp')
      .concat('@ SOA iterative tcp', '@ DNSKEY iterative tcp')
      .toSorted(),
  );
  expect(of('ns2.a.xa')).toEqual(of('ns1.a.xa'));
  expect(value.absentName).toMatch(/^assay-[0-9a-f]{12}\.a\.xa$/);
});

test('names of the parent and of the zone are told apart, with glue and addresses', async () => {
  const value = await seen({
    xa: {},
    'a.xa': {
      servers: [
        { name: 'ns1.a.xa', address: '192.0.2.61' },
        { name: 'ns2.a.xa', address: '192.0.2.62', inChild: false },
        { name: 'ns3.a.xa', address: '192.0.2.63', inParent: false },
      ],
    },
  });
  expect(value.nameServers).toMatchObject([
    { name: 'ns1.a.xa', inParent: true, inChild: true, glue: ['192.0.2.61'], alias: false },
    { name: 'ns2.a.xa', inParent: true, inChild: false, glue: ['192.0.2.62'] },
    { name: 'ns3.a.xa', inParent: false, inChild: true, glue: [] },
  ]);
  const addresses = value.nameServers.map((one) => one.addresses);
  expect(addresses[0]).toEqual({ items: ['192.0.2.61'], complete: true });
  expect(value.servers.items.map(({ address }) => address)).toEqual([
    '192.0.2.61',
    '192.0.2.62',
    '192.0.2.63',
  ]);
});

test('where one server serves the parent too, the zone alone names its servers', async () => {
  const value = await seen({
    xa: { servers: [{ name: 'ns.xa', address: '192.0.2.50' }] },
    'a.xa': {
      servers: [
        { name: 'ns1.a.xa', address: '192.0.2.50' },
        { name: 'ns2.a.xa', address: '192.0.2.62' },
      ],
    },
  });
  expect(value.nameServers.map(({ name, inParent, inChild }) => [name, inParent, inChild])).toEqual(
    [
      ['ns1.a.xa', null, true],
      ['ns2.a.xa', null, true],
    ],
  );
  expect(value.servers.items.map(({ name }) => name)).toEqual(['ns1.a.xa', 'ns2.a.xa']);
});

test('the servers of the root are those of the hints', async () => {
  const dns = await world({ xa: {} });
  const value = await valueOf(dns.network(), '.', dnsNameServersProbe);
  expect(value.nameServers).toMatchObject([
    { name: 'ns1.root', inParent: null, inChild: true },
    { name: 'ns2.root', inParent: null, inChild: true },
  ]);
  expect(value.servers.items).toHaveLength(2);
});

test('servers that share an address are one server', async () => {
  const value = await seen({
    xa: {},
    'a.xa': {
      servers: [
        { name: 'ns1.a.xa', address: '192.0.2.61' },
        { name: 'ns2.a.xa', address: '192.0.2.61' },
      ],
    },
  });
  expect(value.servers.items).toHaveLength(1);
  expect(value.nameServers).toHaveLength(2);
});

test('a name server that is an alias is said to be one', async () => {
  const value = await seen({
    xa: { records: 'a NS ns.b\na NS ns1.a\nns1.a A 192.0.2.61\n' },
    'b.xa': { records: 'ns CNAME ns1\n' },
    'a.xa': { servers: [{ name: 'ns1.a.xa', address: '192.0.2.61' }] },
  });
  expect(value.nameServers.find(({ name }) => name === 'ns.b.xa')).toMatchObject({
    alias: true,
    inParent: true,
    inChild: false,
  });
});

test('addresses that may not be asked leave the list open', async () => {
  const value = await seen({
    xa: { records: 'a NS ns1.a\na NS ns9.a\nns1.a A 192.0.2.61\nns9.a A 10.0.0.9\n' },
    'a.xa': { servers: [{ name: 'ns1.a.xa', address: '192.0.2.61' }] },
  });
  expect(value.servers).toMatchObject({ complete: false, because: { code: 'not-permitted' } });
  expect(value.servers.items).toHaveLength(1);
});

test('a family that is not looked at is left out, and missing only where no address is left', async () => {
  const dns = await world({
    xa: { records: 'a NS ns1.a\na NS ns9.a\nns1.a A 192.0.2.61\nns9.a AAAA 2001:db8::9\n' },
    'a.xa': { servers: [{ name: 'ns1.a.xa', address: '192.0.2.61' }] },
  });
  const network = dns.network({ families: [4] });
  const { servers } = await valueOf(network, 'a.xa', dnsNameServersProbe);
  expect(servers.items.map(({ address }) => address)).toEqual(['192.0.2.61']);
  expect(servers.complete).toBe(true);
  const signal = new AbortController().signal;
  const net = network.use({ kind: 'test', target: 'a.xa', signal });
  const none = new Servers(net, 'a.xa', 'absent.a.xa');
  await none.take([{ name: 'ns9.a.xa', address: '2001:db8::9' }]);
  expect(none.listing()).toMatchObject({
    ...{ items: [], complete: false },
    because: { code: 'not-requested' },
  });
});

test('at most 16 addresses are asked', async () => {
  const servers = Array.from({ length: 18 }, (_, index) => ({
    name: `ns${index + 10}.a.xa`,
    behaviour: 'refused' as const,
  }));
  const value = await seen({ xa: {}, 'a.xa': { servers } });
  expect(value.servers).toMatchObject({ complete: false, because: { code: 'limit' } });
  expect(value.servers.items).toHaveLength(16);
}, 30_000);

test('a server that drops everything has no answers, and the others have theirs', async () => {
  const value = await seen(
    {
      xa: {},
      'a.xa': { servers: [{ name: 'ns1.a.xa', behaviour: 'silent' }, { name: 'ns2.a.xa' }] },
    },
    4,
  );
  const replies = (name: string) =>
    value.exchanges.items.filter(({ server, reply }) => server.name === name && reply !== null);
  expect(replies('ns1.a.xa')).toHaveLength(0);
  expect(replies('ns2.a.xa')).toHaveLength(17);
  expect(value.nameServers.map(({ inChild }) => inChild)).toEqual([true, true]);
}, 30_000);

test('a name that is no zone is said to be none', async () => {
  const dns = await world({ xa: {}, 'a.xa': { records: 'www A 192.0.2.80\n' } });
  const how = absent('www.a.xa is no zone of its own, it lies in a.xa');
  const look = looker(dns.network(), targetOf('zone', 'www.a.xa'));
  expect(await look(dnsNameServersProbe)).toEqual(how);
  expect(await look(dnsParentProbe)).toEqual(how);
  expect(await look(dnsConformanceProbe)).toEqual(how);
  expect(await look(dnsChainProbe)).toEqual(how);
});

test('the forms of EDNS are put to each server', async () => {
  const dns = await world({ xa: {}, 'a.xa': {} });
  const { exchanges } = await valueOf(dns.network(), 'a.xa', dnsConformanceProbe);
  const first = exchanges.items.filter(({ server }) => server.name === 'ns1.a.xa');
  expect(first.map(({ form, reply }) => [form, reply?.rcode])).toEqual([
    ['small-buffer', 'NOERROR'],
    ['edns-1', expect.any(String)],
    ['unknown-option', 'NOERROR'],
    ['z-flag', 'NOERROR'],
  ]);
  expect(exchanges.items).toHaveLength(8);
});

describe('the parent', () => {
  test('is asked for NS and DS at each of its servers', async () => {
    const dns = await world({ xa: {}, 'a.xa': {} });
    const value = await valueOf(dns.network(), 'a.xa', dnsParentProbe);
    expect(value).toMatchObject({ zone: 'a.xa', parent: 'xa', given: null });
    expect(value.servers.items.map(({ name }) => name)).toEqual(['ns1.xa', 'ns2.xa']);
    expect(value.servers.complete).toBe(true);
    expect(value.exchanges.items.map(told)).toEqual([
      'ns1.xa a.xa DS NOERROR',
      'ns2.xa a.xa DS NOERROR',
      'ns1.xa a.xa NS NOERROR',
      'ns2.xa a.xa NS NOERROR',
    ]);
  });

  test('four of many servers are asked', async () => {
    const servers = [1, 2, 3, 4, 5, 6].map((n) => ({ name: `ns${n}.xa` }));
    const dns = await world({ xa: { servers }, 'a.xa': {} });
    const value = await valueOf(dns.network(), 'a.xa', dnsParentProbe);
    expect(value.servers).toMatchObject({ complete: false, because: { code: 'limit' } });
    expect(value.exchanges.items).toHaveLength(8);
  });

  test('of the root is absent, that of a top-level domain is the root', async () => {
    const dns = await world({ xa: {} });
    const root = await looker(dns.network(), targetOf('zone', '.'))(dnsParentProbe);
    expect(root).toEqual(absent('the root has no parent'));
    expect(await valueOf(dns.network(), 'xa', dnsParentProbe)).toMatchObject({
      parent: '.',
      servers: { complete: true, items: [{ name: 'ns1.root' }, { name: 'ns2.root' }] },
    });
  });
});

test('what strangers get is asked of each server, and no more of a transfer than its beginning', async () => {
  const dns = await world({ xa: {}, 'a.xa': {} });
  const { exchanges, transfers } = await valueOf(dns.network(), 'a.xa', dnsExposureProbe);
  expect(
    exchanges.items.map(({ form, question }) => [form, question.name, question.class]),
  ).toEqual(
    [
      ['foreign', 'example.com', 'IN'],
      ['foreign', 'example.com', 'IN'],
      ['iterative', 'version.bind', 'CH'],
      ['iterative', 'version.bind', 'CH'],
    ].toSorted((a, b) => ((a[1] ?? '') < (b[1] ?? '') ? 1 : -1)),
  );
  expect(transfers).toMatchObject([
    { server: { name: 'ns1.a.xa' } },
    { server: { name: 'ns2.a.xa' } },
  ]);
});

test('a zone given away is counted by its first message, and one refused is 0 records', async () => {
  const giving: Respond = (query, _, usual) =>
    query.question[0]?.type === RR_TYPES.AXFR
      ? { ...query, flags: { ...query.flags, qr: true, aa: true }, answer: [SOA, SOA] }
      : usual();
  const dns = await world({
    xa: {},
    'a.xa': {
      servers: [
        { name: 'ns1.a.xa', behaviour: giving },
        { name: 'ns2.a.xa', behaviour: 'refused' },
      ],
    },
  });
  const { transfers } = await valueOf(dns.network(), 'a.xa', dnsExposureProbe);
  expect(transfers).toMatchObject([
    { server: { name: 'ns1.a.xa' }, records: 2, rcode: 'NOERROR', problem: null },
    { server: { name: 'ns2.a.xa' }, records: 0, rcode: 'REFUSED', problem: null },
  ]);
});

test('a zone transfer whose message breaks off is not known, never refused', async () => {
  const breaking: Respond = (query, _, usual) => {
    if (query.question[0]?.type !== RR_TYPES.AXFR) return usual();
    const bytes = encodeMessage({ ...query, flags: { ...query.flags, qr: true, aa: true } });
    // One record is announced and none is there.
    bytes[7] = 1;
    return bytes;
  };
  const dns = await world({
    xa: {},
    'a.xa': { servers: [{ name: 'ns1.a.xa', behaviour: breaking }] },
  });
  const { transfers } = await valueOf(dns.network(), 'a.xa', dnsExposureProbe);
  expect(transfers).toMatchObject([{ records: null, problem: { code: 'malformed' } }]);
});
