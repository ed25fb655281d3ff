import { describe, expect, test } from 'vitest';
import { dnsDelegationDerivation } from '../../../src/derive/dns/delegation.ts';
import { dnsServersDerivation } from '../../../src/derive/dns/servers.ts';
import { dnsZoneDerivation } from '../../../src/derive/dns/zone.ts';
import { PROBES } from '../../../src/probe/index.ts';
import type { DnsDelegation, DnsServers, DnsZone } from '../../../src/evidence/kinds/dns/zone.ts';
import { looker } from '../../probe/dns/support.ts';
import { world, type ServerPlan, type ZonePlan } from '../../support/dns-world.ts';
import { factValue } from '../../support/exchanges.ts';
import { targetOf } from '../../support/observe.ts';

const ZONE = 'leaf.xa';
const KINDS = ['dns.parent', 'dns.name-servers', 'dns.conformance', 'dns.exposure', 'dns.targets'];

interface Facts {
  readonly delegation: DnsDelegation;
  readonly servers: DnsServers;
  readonly zone: DnsZone;
}

/** What is concluded of a zone from what the probes see of it on real servers. */
async function factsOf(plan: ZonePlan): Promise<Facts> {
  const hierarchy = await world({ xa: {}, [ZONE]: plan });
  const look = looker(hierarchy.network({ seconds: 20 }), targetOf('zone', ZONE));
  const probes = PROBES.filter(({ kind }) => KINDS.includes(kind.id));
  const evidence = await Promise.all(
    probes.map(async (probe) => [probe.kind, await look(probe)] as const),
  );
  return {
    delegation: factValue(dnsDelegationDerivation, ZONE, evidence),
    servers: factValue(dnsServersDerivation, ZONE, evidence),
    zone: factValue(dnsZoneDerivation, ZONE, evidence),
  };
}

const NS1: ServerPlan = { name: 'ns1.leaf.xa' };
const beside = (second: Omit<ServerPlan, 'name'>, more: Omit<ZonePlan, 'servers'> = {}) =>
  factsOf({ ...more, servers: [NS1, { name: 'ns2.leaf.xa', ...second }] });

const second = ({ servers }: Facts) =>
  servers.servers.items.find(({ server }) => server.startsWith('ns2.')) ?? expect.unreachable();

describe('a zone on servers of our own', () => {
  test('that is sound', async () => {
    const facts = await factsOf({ records: '@ CAA 0 issue "ca.example"\nwww A 192.0.2.80' });
    const { delegation, servers, zone } = facts;
    expect(delegation).toMatchObject({
      ...{ zone: ZONE, parent: 'xa', names: 2, ipv4: 2, ipv6: 0, parentsAgree: true },
      nameServers: { complete: true },
    });
    for (const one of delegation.nameServers.items) {
      expect(one).toMatchObject({
        ...{ inParent: true, inChild: true, resolves: true, alias: false },
        ...{ glueComplete: true, glueAgrees: true },
      });
    }
    expect(servers.servers).toMatchObject({ complete: true });
    for (const one of servers.servers.items) {
      expect(one).toMatchObject({
        ...{ answers: true, udp: true, tcp: true, authoritative: true, rcode: 'NOERROR' },
        ...{ refersUpwards: false, edns: true, withoutEdns: true, ignoresCase: true },
        ...{ keepsCase: true, aaaa: true, negativeSoa: true, recursion: false },
      });
    }
    expect(zone).toMatchObject({
      ...{ serialsAgree: true, nameServersAgree: true, caa: ['0 issue "ca.example"'] },
      ...{ differences: { items: [], complete: true }, aliasesWithData: { items: [] } },
    });
  });

  test('with a server that refuses', async () => {
    expect(second(await beside({ behaviour: 'refused' }))).toMatchObject({
      ...{ answers: true, authoritative: false, rcode: 'REFUSED', edns: null, serial: null },
    });
  });

  test('with a server that refers upwards', async () => {
    expect(second(await beside({ behaviour: 'upward-referral' }))).toMatchObject({
      ...{ authoritative: false, refersUpwards: true },
    });
  });

  test('with a server that does not know EDNS', async () => {
    expect(second(await beside({ behaviour: 'formerr-edns' }))).toMatchObject({
      ...{ authoritative: true, edns: false, withoutEdns: true },
    });
  });

  test('with a server that lowers the case of names', async () => {
    expect(second(await beside({ behaviour: 'lower-cases' }))).toMatchObject({
      ...{ ignoresCase: true, keepsCase: false },
    });
  });

  test('with a server that answers over UDP alone', async () => {
    expect(second(await beside({ behaviour: 'udp-only' }))).toMatchObject({
      ...{ answers: true, udp: true, tcp: false },
    });
  });

  test('with a server that answers over TCP alone', async () => {
    expect(second(await beside({ behaviour: 'tcp-only' }))).toMatchObject({
      ...{ answers: true, udp: false, tcp: true, authoritative: true },
    });
  });

  test('with a server that drops everything', async () => {
    const facts = await beside({ behaviour: 'silent' });
    expect(second(facts)).toMatchObject({
      ...{ answers: null, udp: null, tcp: null, authoritative: null, rcode: null },
    });
    expect(facts.zone).toMatchObject({ serialsAgree: null, nameServersAgree: null });
    expect(facts.zone.soa).not.toBe(null);
    expect(facts.zone.differences.complete).toBe(false);
  });

  test('with a server that holds other records', async () => {
    const { zone } = await beside(
      { records: '@ MX 10 mail.other.xb.' },
      { records: '@ MX 10 mail' },
    );
    expect(zone.differences.items).toMatchObject([
      {
        rrset: 'leaf.xa/MX',
        variants: [{ records: ['10 mail.leaf.xa.'] }, { records: ['10 mail.other.xb.'] }],
      },
    ]);
  });

  test('with a server that the parent does not name, and one that the zone does not', async () => {
    const { delegation, zone } = await factsOf({
      servers: [
        NS1,
        { name: 'ns2.leaf.xa', inParent: false },
        { name: 'ns3.leaf.xa', inChild: false },
      ],
    });
    const sides = delegation.nameServers.items.map(({ name, inParent, inChild }) => [
      ...[name, inParent, inChild],
    ]);
    expect(sides.toSorted()).toEqual([
      ['ns1.leaf.xa', true, true],
      ['ns2.leaf.xa', false, true],
      ['ns3.leaf.xa', true, false],
    ]);
    expect(zone.nameServersAgree).toBe(true);
  });
});
