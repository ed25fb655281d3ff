import { expect, test } from 'vitest';
import { dnsChainProbe } from '../../../src/probe/dns/chain.ts';
import { dnsConformanceProbe } from '../../../src/probe/dns/conformance.ts';
import { dnsNameServersProbe } from '../../../src/probe/dns/name-servers.ts';
import { dnsParentProbe } from '../../../src/probe/dns/parent.ts';
import { dnsTargetsProbe } from '../../../src/probe/dns/targets.ts';
import type { Network } from '../../../src/net/network.ts';
import { world } from '../../support/dns-world.ts';
import { targetOf } from '../../support/observe.ts';
import { testNetwork } from '../../support/network.ts';
import { resolverFor } from './resolver.ts';
import { looker, told, valueOf, walkOn } from './support.ts';

const PLAN = {
  xa: {},
  'a.xa': {
    records:
      '@ MX 10 mx\nmx A 192.0.2.25\nwww CNAME www.b.xa.\nold CNAME gone.b.xa.\n_443._tcp TLSA 3 1 1 00\n',
  },
  'b.xa': { records: 'www A 192.0.2.80\n' },
};

async function resolving(): Promise<{ network: Network; asked: readonly string[] }> {
  const dns = await world(PLAN);
  const { port, asked } = await resolverFor(dns, ['.', ...Object.keys(PLAN)]);
  return { network: testNetwork({ resolver: { address: '127.0.0.1', port } }), asked };
}

test('the chain is asked of the resolver where name servers are not to be asked', async () => {
  const { network } = await resolving();
  const path = await valueOf(network, 'a.xa', dnsChainProbe);
  expect(path.mode).toBe('recursive');
  expect(path.cuts.map(({ zone, parent }) => [zone, parent])).toEqual([
    ['.', null],
    ['xa', '.'],
    ['a.xa', 'xa'],
  ]);
  expect(path.exchanges.items.map(told)).toEqual([
    '127.0.0.1 . DNSKEY NOERROR',
    '127.0.0.1 xa DNSKEY NOERROR',
    '127.0.0.1 xa DS NOERROR',
    '127.0.0.1 a.xa DNSKEY NOERROR',
    '127.0.0.1 a.xa DS NOERROR',
  ]);
  expect(path.exchanges.items.every(({ form }) => form === 'recursive')).toBe(true);
});

test('the end of an alias is asked for with its own zones', async () => {
  const { network, asked } = await resolving();
  const path = await walkOn(network, 'www.a.xa', 'A');
  expect(path.cuts.map(({ zone }) => zone)).toEqual(['.', 'xa', 'a.xa', 'b.xa']);
  expect(path.exchanges.complete).toBe(true);
  expect(asked.length).toBeLessThanOrEqual(12);
});

test('labels of services are not taken for zones', async () => {
  const { network, asked } = await resolving();
  await walkOn(network, '_443._tcp.a.xa', 'TLSA');
  expect(asked).toHaveLength(6);
});

test('of single servers nothing is known, and the contents of the zone are', async () => {
  const { network } = await resolving();
  const look = looker(network, targetOf('zone', 'a.xa'));
  const parent = await look(dnsParentProbe);
  expect(parent).toMatchObject({ status: 'unavailable', problem: { code: 'not-requested' } });
  const conformance = await look(dnsConformanceProbe);
  expect(conformance).toMatchObject({ status: 'unavailable', problem: { code: 'not-requested' } });
  expect(await look(dnsNameServersProbe)).toMatchObject({
    status: 'present',
    value: {
      mode: 'recursive',
      servers: { items: [], complete: false, because: { code: 'not-requested' } },
      nameServers: [
        { name: 'ns1.a.xa', inParent: null, inChild: true, alias: false },
        { name: 'ns2.a.xa' },
      ],
    },
  });
  expect(await look(dnsTargetsProbe)).toMatchObject({
    value: { targets: { complete: true } },
  });
});

test('where no server of the root answers, the resolver is asked', async () => {
  const dns = await world({
    ...PLAN,
    '.': { servers: [{ name: 'ns.root', behaviour: 'silent' }] },
  });
  const { port } = await resolverFor(dns, ['.', ...Object.keys(PLAN)]);
  const network = dns.network({ resolver: { address: '127.0.0.1', port }, seconds: 4 });
  const [path, seen] = await Promise.all([
    walkOn(network, 'a.xa', 'DNSKEY'),
    looker(network, targetOf('zone', 'a.xa'))(dnsParentProbe),
  ]);
  expect(path.mode).toBe('recursive');
  expect(path.exchanges.complete).toBe(true);
  expect(seen).toMatchObject({ status: 'unavailable', problem: { code: 'timeout' } });
}, 20_000);

test('something that resolves in place of the root is not asked for referrals', async () => {
  const dns = await world({
    ...PLAN,
    '.': {
      servers: [
        {
          name: 'ns.root',
          behaviour: (_query, _over, usual) => ({
            ...usual(),
            flags: { ...usual().flags, ra: true },
          }),
        },
      ],
    },
  });
  const { port } = await resolverFor(dns, ['.', ...Object.keys(PLAN)]);
  const network = dns.network({ resolver: { address: '127.0.0.1', port } });
  expect((await walkOn(network, 'a.xa', 'DNSKEY')).mode).toBe('recursive');
});

test('a resolver that is silent leaves everything open', async () => {
  const path = await walkOn(testNetwork({ seconds: 4 }), 'a.xa', 'DNSKEY');
  expect(path.exchanges.complete).toBe(false);
  expect(path.exchanges.items.every(({ reply }) => reply === null)).toBe(true);
}, 20_000);
