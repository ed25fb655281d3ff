import { expect, test } from 'vitest';
import { dnsTargetsProbe } from '../../../src/probe/dns/targets.ts';
import { world, type WorldPlan } from '../../support/dns-world.ts';
import { valueOf } from './support.ts';

async function pointed(plan: WorldPlan, seconds = 12) {
  const dns = await world(plan);
  const { targets } = await valueOf(dns.network({ seconds }), 'a.xa', dnsTargetsProbe);
  return {
    targets,
    states: targets.items.map((one) => [
      ...[one.label, one.state, one.foreign ? 'foreign' : 'own', one.domainExists],
    ]),
  };
}

const NS = [
  ['a.xa NS ns1.a.xa', 'address', 'own', null],
  ['a.xa NS ns2.a.xa', 'address', 'own', null],
];

test('names with addresses, names without, and names that do not exist', async () => {
  const records = [
    '@ MX 10 mx\nmx A 192.0.2.25',
    '@ MX 20 empty\nempty TXT "here"',
    '@ MX 30 mx.b.xa.\n@ MX 40 mx.gone.xa.',
    '_sip._tls SRV 0 0 5061 six\nsix AAAA 2001:db8::25',
    '_imaps._tcp SRV 0 0 0 .',
  ].join('\n');
  const { targets, states } = await pointed({ xa: {}, 'a.xa': { records }, 'b.xa': {} });
  expect(targets.complete).toBe(true);
  expect(states).toEqual([
    ...NS,
    ['a.xa MX mx.a.xa', 'address', 'own', null],
    ['a.xa MX empty.a.xa', 'no-address', 'own', null],
    ['a.xa MX mx.b.xa', 'nxdomain', 'foreign', true],
    ['a.xa MX mx.gone.xa', 'nxdomain', 'foreign', false],
    ['_sip._tls.a.xa SRV six.a.xa', 'address', 'own', null],
  ]);
});

test('an alias of nothing is found at the end of the chain', async () => {
  const { states } = await pointed({
    xa: {},
    'a.xa': { records: 'www CNAME www.b.xa.' },
    'b.xa': { records: 'www CNAME app.gone.xa.' },
  });
  expect(states).toEqual([
    ...NS,
    ['www.a.xa CNAME www.b.xa', 'no-address', 'foreign', null],
    ['www.b.xa CNAME app.gone.xa', 'nxdomain', 'foreign', false],
  ]);
});

test('a name server that only the parent names is looked up too', async () => {
  const { states } = await pointed({
    xa: { records: 'a NS ns1.a\na NS ns.gone\nns1.a A 192.0.2.61' },
    'a.xa': { servers: [{ name: 'ns1.a.xa', address: '192.0.2.61' }] },
  });
  expect(states).toContainEqual(['a.xa NS ns.gone.xa', 'nxdomain', 'foreign', false]);
});

test.each([
  ['silent', 'timeout'],
  ['refused', 'servfail'],
  ['lame', 'servfail'],
] as const)(
  'a zone that is %s does not say that its names do not exist',
  async (behaviour, code) => {
    const { targets } = await pointed(
      {
        xa: {},
        'a.xa': { records: '@ MX 10 mx.b.xa.' },
        'b.xa': { servers: [{ name: 'ns1.b.xa', behaviour }] },
      },
      4,
    );
    expect(targets.items.find(({ type }) => type === 'MX')).toMatchObject({
      state: null,
      domainExists: null,
      because: { code },
    });
  },
  20_000,
);
