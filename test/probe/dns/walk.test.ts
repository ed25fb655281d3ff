import { describe, expect, test } from 'vitest';
import { DnsPath } from '../../../src/evidence/kinds/dns/observed.ts';
import { ProblemError } from '../../../src/evidence/problem.ts';
import { world, type BehaviourName, type World, type WorldPlan } from '../../support/dns-world.ts';
import { told, walkOn } from './support.ts';

const WWW = 'www A 192.0.2.80\n';
const SHARED = { name: 'ns.xa', address: '192.0.2.50' };

/** The zones of a path, each with the one above it. */
const zones = ({ cuts }: DnsPath): string[] =>
  cuts.map(({ zone, parent }) => (parent === null ? zone : `${parent} > ${zone}`));

async function walked(plan: WorldPlan, name: string, type: string, seconds = 12) {
  const dns = await world(plan);
  const path = DnsPath.parse(await walkOn(dns.network({ seconds }), name, type));
  return { dns, path, exchanges: path.exchanges.items.map(told) };
}

test('a name is looked up from the root down, with the keys of every zone on the way', async () => {
  const { path, exchanges } = await walked({ xa: {}, 'a.xa': { records: WWW } }, 'WWW.a.xa.', 'A');
  expect(path).toMatchObject({
    question: { name: 'www.a.xa', type: 'A' },
    mode: 'iterative',
    exchanges: { complete: true },
  });
  expect(path.cuts).toMatchObject([
    { zone: '.', parent: null, nameServers: ['ns1.root', 'ns2.root'] },
    { zone: 'xa', parent: '.', servers: [{ name: 'ns1.xa', port: 53 }] },
    { zone: 'a.xa', parent: 'xa', nameServers: ['ns1.a.xa', 'ns2.a.xa'] },
  ]);
  expect(exchanges).toEqual([
    'ns1.root . DNSKEY NOERROR',
    'ns1.xa xa DNSKEY NOERROR',
    'ns1.root xa NS NOERROR',
    'ns1.a.xa a.xa DNSKEY NOERROR',
    'ns1.xa a.xa NS NOERROR',
    'ns1.a.xa www.a.xa A NOERROR',
  ]);
});

test.each<[string, WorldPlan, string, string, string[]]>([
  ['the root itself', { xa: {} }, '.', 'DNSKEY', ['ns1.root . DNSKEY NOERROR']],
  [
    'DS, which the parent answers',
    { xa: {}, 'a.xa': {} },
    'a.xa',
    'DS',
    [
      'ns1.root . DNSKEY NOERROR',
      'ns1.xa xa DNSKEY NOERROR',
      'ns1.root xa NS NOERROR',
      'ns1.xa a.xa DS NOERROR',
    ],
  ],
  [
    'a name that does not exist, asked for in full where the way ends',
    { xa: {} },
    'www.nope.xa',
    'A',
    [
      'ns1.root . DNSKEY NOERROR',
      'ns1.xa xa DNSKEY NOERROR',
      'ns1.root xa NS NOERROR',
      'ns1.xa nope.xa NS NXDOMAIN',
      'ns1.xa www.nope.xa A NXDOMAIN',
    ],
  ],
])('the way of %s', async (_, plan, name, type, expected) => {
  const { path, exchanges } = await walked(plan, name, type);
  expect(exchanges).toEqual(expected);
  expect(path.exchanges.complete).toBe(true);
});

describe('aliases that lead to another zone', () => {
  test.each([
    ['CNAME', 'www CNAME www.b.xa.\n', 'www.a.xa'],
    ['DNAME', 'old DNAME b.xa.\n', 'www.old.a.xa'],
  ])('%s: its keys and DS are asked for too', async (_, records, name) => {
    const plan = { xa: {}, 'a.xa': { records }, 'b.xa': { records: WWW } };
    const { path, exchanges } = await walked(plan, name, 'A');
    expect(zones(path)).toEqual(['.', '. > xa', 'xa > a.xa', 'xa > b.xa']);
    expect(exchanges).toContain('ns1.b.xa b.xa DNSKEY NOERROR');
    expect(exchanges).toContain('ns1.xa b.xa NS NOERROR');
    expect(exchanges).toContain('ns1.b.xa www.b.xa A NOERROR');
    expect(exchanges.length).toBeLessThanOrEqual(12);
  });

  test('an alias within the zone costs nothing', async () => {
    const records = `ali CNAME www\n${WWW}`;
    const { exchanges } = await walked({ xa: {}, 'a.xa': { records } }, 'ali.a.xa', 'A');
    expect(exchanges).toHaveLength(6);
  });

  test('a circle of aliases ends the walk', async () => {
    const plan = {
      xa: {},
      'a.xa': { records: 'www CNAME www.b.xa.\n' },
      'b.xa': { records: 'www CNAME www.a.xa.\n' },
    };
    const { path } = await walked(plan, 'www.a.xa', 'A');
    expect(path.exchanges.because?.code).toBe('limit');
  });
});

describe('one server for parent and child', () => {
  const serving = (zone: WorldPlan[string]): WorldPlan[string] => ({ ...zone, servers: [SHARED] });

  test('DS is asked for where no referral brings it', async () => {
    const plan = { xa: serving({}), 'a.xa': serving({ records: WWW }) };
    const { path, exchanges } = await walked(plan, 'www.a.xa', 'A');
    expect(zones(path)).toEqual(['.', '. > xa', 'xa > a.xa']);
    expect(exchanges).toContain('ns.xa a.xa DS NOERROR');
    expect(exchanges).toContain('ns.xa a.xa DNSKEY NOERROR');
  });

  test('an unsigned child of a signed parent is found by its SOA', async () => {
    const plan = {
      xa: {},
      'a.xa': serving({}),
      'c.a.xa': serving({ signing: null, records: WWW }),
    };
    const { path, exchanges } = await walked(plan, 'www.c.a.xa', 'A');
    expect(zones(path)).toEqual(['.', '. > xa', 'xa > a.xa', 'a.xa > c.a.xa']);
    expect(exchanges).toContain('ns.xa c.a.xa DS NOERROR');
  });

  test('zones between two zones are found, and names that are none are not', async () => {
    const plan = {
      xa: {},
      'a.xa': serving({}),
      'c.b.a.xa': serving({}),
      'd.c.b.a.xa': serving({ records: WWW }),
    };
    const { path } = await walked(plan, 'www.d.c.b.a.xa', 'A');
    expect(zones(path)).toEqual([
      ...['.', '. > xa', 'xa > a.xa'],
      ...['a.xa > c.b.a.xa', 'c.b.a.xa > d.c.b.a.xa'],
    ]);
  });

  test('a zone that one server hides is found behind the referral to one below it', async () => {
    const plan = {
      xa: {},
      'a.xa': serving({}),
      'b.a.xa': serving({}),
      'c.b.a.xa': { records: WWW },
    };
    const { path, exchanges } = await walked(plan, 'www.c.b.a.xa', 'A');
    expect(zones(path)).toEqual([
      ...['.', '. > xa', 'xa > a.xa', 'a.xa > b.a.xa', 'b.a.xa > c.b.a.xa'],
    ]);
    expect(exchanges).toContain('ns.xa b.a.xa DS NOERROR');
  });
});

test('DS is asked for where a signed parent refers and says nothing of it', async () => {
  const plan = {
    xa: { faults: ['stripped-denial' as const] },
    'a.xa': { signing: null, records: WWW },
  };
  const { exchanges } = await walked(plan, 'www.a.xa', 'A');
  expect(exchanges).toContain('ns1.xa a.xa DS NOERROR');
});

test('below an unsigned parent nobody is asked for DS', async () => {
  const plan = { xa: { signing: null }, 'a.xa': { records: WWW } };
  const { exchanges } = await walked(plan, 'www.a.xa', 'A');
  expect(exchanges.filter((one) => one.includes(' DS '))).toEqual([]);
});

describe('name servers without glue', () => {
  test('are looked up in their own zone', async () => {
    const plan = {
      xa: {},
      'a.xa': { servers: [{ name: 'ns.b.xb', address: '192.0.2.99' }], records: WWW },
      xb: {},
      'b.xb': { records: 'ns A 192.0.2.99\n' },
    };
    const { path, exchanges } = await walked(plan, 'www.a.xa', 'A');
    expect(zones(path)).toEqual(['.', '. > xa', 'xa > a.xa']);
    expect(exchanges).toContain('ns.b.xb www.a.xa A NOERROR');
    expect(exchanges).toContain('ns1.b.xb ns.b.xb A NOERROR');
    expect(exchanges.length).toBeLessThanOrEqual(12);
  });

  test('that wait for each other end the walk', async () => {
    const plan = {
      xa: {},
      'a.xa': { servers: [{ name: 'ns.b.xa', address: '192.0.2.201' }] },
      'b.xa': { servers: [{ name: 'ns.a.xa', address: '192.0.2.202' }] },
    };
    const { dns, path } = await walked(plan, 'www.a.xa', 'A');
    expect(path.exchanges).toMatchObject({
      complete: false,
      because: { code: 'unreachable', detail: 'no address of a name server of a.xa was found' },
    });
    expect(dns.asked.length).toBeLessThan(10);
  });

  test('at private addresses are not asked', async () => {
    const referral = { xa: { records: 'a NS ns.a\nns.a A 10.0.0.1\n' } };
    const { path } = await walked(referral, 'www.a.xa', 'A');
    expect(path.exchanges.because?.code).toBe('not-permitted');
  });
});

describe('servers that fail', () => {
  const plan = (...behaviours: (BehaviourName | undefined)[]): WorldPlan => ({
    xa: {},
    'a.xa': {
      records: WWW,
      servers: behaviours.map((behaviour, index) => ({
        name: `ns${index + 1}.a.xa`,
        ...(behaviour === undefined ? {} : { behaviour }),
      })),
    },
  });
  const answered = (dns: World, address: string): number =>
    dns.asked.filter((asked) => asked.address === address).length;

  test.each<BehaviourName>(['refused', 'servfail', 'lame', 'upward-referral', 'truncates-all'])(
    '%s: others are asked the same',
    async (behaviour) => {
      const { path, exchanges } = await walked(plan(behaviour, undefined), 'www.a.xa', 'A');
      expect(path.exchanges.complete).toBe(true);
      expect(exchanges).toContain('ns2.a.xa www.a.xa A NOERROR');
      expect(exchanges).toContain('ns2.a.xa a.xa DNSKEY NOERROR');
    },
  );

  test.each<[BehaviourName, string]>([
    ['refused', 'servfail'],
    ['servfail', 'servfail'],
    ['lame', 'servfail'],
    ['upward-referral', 'malformed'],
    ['referral-loop', 'unreachable'],
    ['truncates-all', 'malformed'],
  ])('%s at every server ends the walk: %s', async (behaviour, code) => {
    const { dns, path } = await walked(plan(behaviour, behaviour), 'www.a.xa', 'A');
    expect(path.exchanges).toMatchObject({ complete: false, because: { code } });
    expect(zones(path).slice(0, 3)).toEqual(['.', '. > xa', 'xa > a.xa']);
    expect(dns.asked.length).toBeLessThan(30);
  });

  test('only three of many are asked', async () => {
    const six = ['refused', 'refused', 'refused', 'refused', 'refused', 'refused'] as const;
    const { dns } = await walked(plan(...six), 'www.a.xa', 'A');
    const asked = [1, 2, 3, 4, 5, 6].map((n) => answered(dns, dns.address(`ns${n}.a.xa`)));
    expect(asked).toEqual([2, 2, 2, 0, 0, 0]);
  });

  test('a flood of signatures is evidence as any other', async () => {
    const { path } = await walked(plan('huge'), 'www.a.xa', 'A');
    expect(zones(path)).toEqual(['.', '. > xa', 'xa > a.xa']);
    expect(path.exchanges.complete).toBe(true);
    const sizes = path.exchanges.items.map(({ reply }) => reply?.wire.length ?? 0);
    expect(Math.max(...sizes)).toBeGreaterThan(60_000);
  });

  test.each<BehaviourName>(['tcp-only', 'other-port'])(
    '%s: what comes over TCP counts, and that UDP failed is kept',
    async (behaviour) => {
      const { path } = await walked(plan(behaviour), 'www.a.xa', 'A', 4);
      const last = path.exchanges.items.at(-1);
      expect(last).toMatchObject({
        question: { name: 'www.a.xa' },
        reply: { transport: 'tcp', rcode: 'NOERROR' },
        problem: { code: 'timeout' },
      });
    },
    20_000,
  );

  test('a silent server makes way for the others', async () => {
    const { path, exchanges } = await walked(plan('silent', undefined), 'www.a.xa', 'A', 4);
    expect(path.exchanges.complete).toBe(true);
    expect(exchanges).toContain('ns1.a.xa www.a.xa A timeout');
    expect(exchanges).toContain('ns2.a.xa www.a.xa A NOERROR');
  }, 20_000);

  test('silence of all is a timeout, and the zones above are kept', async () => {
    const { path } = await walked(plan('silent', 'silent'), 'www.a.xa', 'A', 4);
    expect(path.exchanges).toMatchObject({ complete: false, because: { code: 'timeout' } });
    expect(zones(path)).toEqual(['.', '. > xa', 'xa > a.xa']);
  }, 20_000);

  test('at its deadline a walk hands over what it has seen', async () => {
    const dns = await world(plan('silent', 'silent'));
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new ProblemError('timeout', 'the probe took too long'));
    }, 300);
    const began = performance.now();
    const path = await walkOn(dns.network(), 'www.a.xa', 'A', controller.signal);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(path.exchanges).toMatchObject({
      complete: false,
      because: { code: 'timeout' },
    });
    expect(path.exchanges.items.map(told)).toContain('ns1.xa a.xa NS NOERROR');
  });
});
