import { expect, test } from 'vitest';
import { dnsChainProbe } from '../../../src/probe/dns/chain.ts';
import { dnsConformanceProbe } from '../../../src/probe/dns/conformance.ts';
import { dnsNameServersProbe } from '../../../src/probe/dns/name-servers.ts';
import { dnsParentProbe } from '../../../src/probe/dns/parent.ts';
import { dnsTargetsProbe } from '../../../src/probe/dns/targets.ts';
import { world } from '../../support/dns-world.ts';
import { targetOf } from '../../support/observe.ts';
import { looker, Rounds, walkOn } from './support.ts';

const WORLD = {
  xa: {},
  'example.xa': { records: '@ MX 10 mx\nmx A 192.0.2.25\nwww A 192.0.2.80\n' },
};

test('a whole zone with two IPv4 name servers takes at most 80 queries and 6 round trips', async () => {
  const dns = await world(WORLD);
  const rounds = new Rounds();
  const look = looker(dns.network(), targetOf('zone', 'example.xa'), {
    through: (net) => rounds.through(net),
  });
  const seen = await Promise.all([
    look(dnsChainProbe),
    look(dnsParentProbe),
    look(dnsNameServersProbe),
    look(dnsConformanceProbe),
    look(dnsTargetsProbe),
  ]);
  expect(seen.map(({ status }) => status)).toEqual(seen.map(() => 'present'));
  expect(dns.asked.length).toBeLessThanOrEqual(80);
  expect(rounds.count).toBeLessThanOrEqual(6);
});

test('the chain of a zone takes five queries and three round trips, that of a name in it six', async () => {
  const dns = await world(WORLD);
  const rounds = new Rounds();
  const look = looker(dns.network(), targetOf('zone', 'example.xa'), {
    through: (net) => rounds.through(net),
  });
  await look(dnsChainProbe);
  expect(dns.asked.map(({ name, type }) => `${name} ${type}`)).toEqual([
    '. DNSKEY',
    'xa NS',
    'xa DNSKEY',
    'example.xa NS',
    'example.xa DNSKEY',
  ]);
  expect(rounds.count).toBe(3);
  await walkOn(dns.network(), 'www.example.xa', 'A');
  expect(dns.asked.length).toBe(5 + 6);
});
