import { expect, test } from 'vitest';
import { smtpTarget } from '../../../src/audit/target.ts';
import { validatePath } from '../../../src/derive/dns/dnssec/path.ts';
import { registrableDomain } from '../../../src/derive/domain.ts';
import type { DnsPath } from '../../../src/evidence/kinds/dns/observed.ts';
import type { Target } from '../../../src/evidence/target.ts';
import { mailAddressChainsProbe } from '../../../src/probe/mail/address-chains.ts';
import { mailMxChainProbe } from '../../../src/probe/mail/mx-chain.ts';
import type { Probe } from '../../../src/probe/probe.ts';
import { world, type World, type WorldPlan } from '../../support/dns-world.ts';
import { targetOf } from '../../support/observe.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { a, cname, resolverOf, type Zone } from '../../support/zone.ts';

const DOMAIN = 'leaf.test';
const PLAN: WorldPlan = {
  test: {},
  [DOMAIN]: {
    records: `@ MX 10 mx
@ MX 20 alias
mx A 192.0.2.80
mx AAAA 2001:db8::80
alias CNAME real.end.test.
`,
  },
  'end.test': { records: `real A 192.0.2.81\n_25._tcp.real TLSA 3 1 1 ${'00'.repeat(32)}\n` },
};

/** The value that a probe observes in a world; the resolver knows the addresses. */
async function observed<T>(probe: Probe<T>, target: Target, here: World, zone: Zone): Promise<T> {
  const { port } = await resolverOf(zone);
  const { signal } = new AbortController();
  const network = here.network({ resolver: { address: '127.0.0.1', port } });
  const observation = await probe.observe({
    ...{ target, signal, settings: NO_SETTINGS, endpoint: null, registrableDomain },
    net: network.use({ kind: probe.kind.id, target: target.id, signal }),
    get: (kind) => Promise.reject(new Error(`${kind.id} is not among the needs`)),
  });
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  probe.kind.schema.parse(observation.value);
  return observation.value;
}

const questionsOf = (paths: readonly DnsPath[]): readonly string[] =>
  paths.map(({ question: { name, type } }) => `${name} ${type}`);

test('the chain to the MX records validates them', async () => {
  const here = await world(PLAN);
  const path = await observed(mailMxChainProbe, targetOf('mail', DOMAIN), here, {});
  expect(questionsOf([path])).toEqual([`${DOMAIN} MX`]);
  expect(validatePath(path, here.anchors, here.now)).toMatchObject({
    status: 'secure',
    records: { length: 2 },
  });
});

test('the chains to the addresses of an exchange validate both kinds', async () => {
  const here = await world(PLAN);
  const target = smtpTarget(`mx.${DOMAIN}`, 25);
  const { paths } = await observed(mailAddressChainsProbe, target, here, {
    [`mx.${DOMAIN}`]: [],
  });
  expect(questionsOf(paths)).toEqual([`mx.${DOMAIN} A`, `mx.${DOMAIN} AAAA`]);
  const found = paths.map((path) => validatePath(path, here.anchors, here.now));
  expect(found).toMatchObject([
    { status: 'secure', records: [{ data: { address: '192.0.2.80' } }] },
    { status: 'secure', records: [{ data: { address: '2001:db8::80' } }] },
  ]);
});

test('where the exchange is an alias, the TLSA records of its end are asked for too', async () => {
  const here = await world(PLAN);
  const target = smtpTarget(`alias.${DOMAIN}`, 25);
  const { paths } = await observed(mailAddressChainsProbe, target, here, {
    [`alias.${DOMAIN}`]: [cname('real.end.test')],
    'real.end.test': [a('192.0.2.81')],
  });
  expect(questionsOf(paths)).toEqual([
    `alias.${DOMAIN} A`,
    `alias.${DOMAIN} AAAA`,
    '_25._tcp.real.end.test TLSA',
  ]);
  const [, , tlsa] = paths.map((path) => validatePath(path, here.anchors, here.now));
  expect(tlsa).toMatchObject({ status: 'secure', records: { length: 1 } });
});

test('addresses and other ports have no chains', () => {
  const applies = [
    smtpTarget('mx.test', 25),
    smtpTarget('mx.test', 587),
    smtpTarget('192.0.2.1', 25),
    smtpTarget('2001:db8::1', 25),
    targetOf('mail', 'mx.test'),
  ].map((target) => mailAddressChainsProbe.appliesTo(target));
  expect(applies).toEqual([true, false, false, false, false]);
  expect(mailMxChainProbe.appliesTo(targetOf('mail', DOMAIN))).toBe(true);
  expect(mailMxChainProbe.appliesTo(targetOf('zone', DOMAIN))).toBe(false);
});
