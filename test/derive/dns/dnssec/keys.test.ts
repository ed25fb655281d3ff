import { describe, expect, test } from 'vitest';
import { keyTag, rdataOf } from '../../../../src/codec/dns/canonical.ts';
import { dnsKeysDerivation } from '../../../../src/derive/dns/dnssec/keys.ts';
import type { DnsKeys } from '../../../../src/evidence/kinds/dns/signing.ts';
import type { DnsNameServers } from '../../../../src/evidence/kinds/dns/observed.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../../src/evidence/observation.ts';
import type { WorldPlan, ZonePlan } from '../../../support/dns-world/plan.ts';
import { dnsNameServers, dnsParent, evidenceOf, factOf, valueOf } from './facts.ts';
import { hierarchy, type Hierarchy } from './hierarchy.ts';

const worldOf = (leaf: ZonePlan, more: WorldPlan = {}): Hierarchy =>
  hierarchy({ test: {}, ...more, 'leaf.test': leaf });

const observedOf = (world: Hierarchy) =>
  factOf(dnsKeysDerivation, evidenceOf(world, 'leaf.test', 'test'), world);
const keysOf = (leaf: ZonePlan, more: WorldPlan = {}): DnsKeys =>
  valueOf(observedOf(worldOf(leaf, more)));

test('keys and DS records are told with what they are for', () => {
  const fact = keysOf({
    signing: {
      keys: [
        { algorithm: 8, role: 'csk' },
        { algorithm: 13, role: 'csk' },
      ],
    },
  });
  expect(fact.keys).toMatchObject({
    complete: true,
    items: [
      {
        ...{ algorithmName: 'RSASHA256', bits: 2048, exponent: '65537', use: 'recommended' },
        ...{ protocol: 3, wellFormed: true, trusted: true, signsKeys: true, signsZone: true },
        missingAt: [],
      },
      { algorithmName: 'ECDSAP256SHA256', bits: 256, exponent: null },
    ],
  });
  expect(fact.keys.items[0]?.label).toMatch(/^key \d+ \(RSASHA256\)$/);
  expect(fact.ds).toMatchObject({
    complete: true,
    items: [
      { digestName: 'SHA-256', matches: 'key', use: 'recommended', beside: false, missingAt: [] },
      { algorithmName: 'ECDSAP256SHA256' },
    ],
  });
  expect(fact.ds.items[0]?.label).toMatch(/^DS \d+ \(RSASHA256, SHA-256\)$/);
  expect(fact.dsAnswered).toBe(true);
  expect(fact.cds).toEqual({
    ...{ published: false, consistent: true, agree: null, signed: null },
    ...{ delete: null, applied: null, usable: null },
  });
});

test('a digest of SHA-1 stands beside a better one, or alone', () => {
  const uses = (digests: readonly number[]) =>
    keysOf({ signing: { digests } }).ds.items.map(({ use, beside }) => [use, beside]);
  expect(uses([1, 2])).toEqual([
    ['must-not', true],
    ['recommended', false],
  ]);
  expect(uses([1])).toEqual([['must-not', false]]);
});

test('a server that does not show a key is named', () => {
  const fact = keysOf({
    servers: [{ name: 'ns1.leaf.test' }, { name: 'ns2.leaf.test', faults: ['missing-dnskey'] }],
  });
  expect(fact.keys.items.map(({ missingAt }) => missingAt)).toEqual([
    ['ns2.leaf.test/192.0.2.6'],
    ['ns2.leaf.test/192.0.2.6'],
  ]);
});

test('a server of the parent that does not show a DS record is named', () => {
  const world = worldOf({});
  const evidence = evidenceOf(world, 'leaf.test', 'test');
  const without = hierarchy({ test: {}, 'leaf.test': { faults: ['missing-ds'] } });
  const server = { name: 'ns9.test', address: '192.0.2.99', port: 53 };
  const parent = world.nameServers('test', ['leaf.test DS']);
  const other = { ...without.ask('test', 'leaf.test', 'DS'), server };
  const exchanges = complete([...parent.exchanges.items, other]);
  const given = present({
    ...{ zone: 'leaf.test', parent: 'test', given: null, servers: parent.servers, exchanges },
  });
  const fact = valueOf(factOf(dnsKeysDerivation, { ...evidence, [dnsParent.id]: given }, world));
  expect(fact.ds.items.map(({ missingAt }) => missingAt)).toEqual([['ns9.test/192.0.2.99']]);
  expect(fact.dsAnswered).toBe(true);
});

test('DS records are as they were told on the way where the parent was not asked', () => {
  const world = worldOf({});
  const problem = { code: 'not-requested', detail: 'a resolver was asked' } as const;
  const evidence = {
    ...evidenceOf(world, 'leaf.test', 'test'),
    [dnsParent.id]: unavailable(problem),
  };
  expect(valueOf(factOf(dnsKeysDerivation, evidence, world))).toMatchObject({
    ds: { items: [{ matches: 'key' }], complete: false, because: problem },
    dsAnswered: null,
  });
});

test('a zone with neither keys nor DS records has no such fact', () => {
  expect(observedOf(worldOf({ signing: null })).status).toBe('absent');
  expect(keysOf({ faults: ['missing-dnskey'] })).toMatchObject({
    keys: { items: [], complete: true },
    ds: { items: [{ matches: 'none' }] },
  });
  expect(keysOf({ faults: ['missing-ds'] }).ds).toEqual({ items: [], complete: true });
});

test('the root has its anchors in place of DS records', () => {
  const world = hierarchy({});
  const evidence = {
    ...evidenceOf(world, '.', '.'),
    [dnsParent.id]: absent('the root has no parent'),
    [dnsNameServers.id]: present<DnsNameServers>(world.nameServers('.', ['. SOA', '. DNSKEY'])),
  };
  expect(valueOf(factOf(dnsKeysDerivation, evidence, world)).ds).toMatchObject({
    items: [{ matches: 'key' }],
    complete: true,
  });
});

describe('CDS and CDNSKEY', () => {
  const KEYS = [{ algorithm: 8, role: 'csk' }] as const;
  const signing = { keys: KEYS };
  /** RSA keys are the same in every world of these tests. */
  const plain = worldOf({ signing });
  const key = plain.zones.get('leaf.test')?.keys[0];
  const ds = valueOf(observedOf(plain)).ds.items[0];
  if (key === undefined || ds === undefined) throw new Error('no key');
  const cdnskey = `@ CDNSKEY 257 3 8 ${Buffer.from(key.data.publicKey).toString('base64')}\n`;
  const digest = digestOf(plain);
  const cds = `@ CDS ${ds.keyTag} 8 2 ${digest}\n`;
  const wishOf = (records: string, more: Partial<ZonePlan> = {}): DnsKeys['cds'] =>
    keysOf({ records, signing, ...more }).cds;

  test('that ask for what is there are applied', () => {
    expect(keyTag(rdataOf(key.data))).toBe(ds.keyTag);
    for (const records of [cds, cdnskey, cds + cdnskey]) {
      expect(wishOf(records)).toEqual({
        ...{ published: true, consistent: true, agree: true, signed: true },
        ...{ delete: false, applied: true, usable: true },
      });
    }
  });

  test('that ask for another key are not, and may be of no use', () => {
    expect(wishOf(`@ CDS 4711 8 2 ${digest}\n`)).toMatchObject({
      ...{ applied: false, usable: false, signed: true, delete: false },
    });
    expect(wishOf(`${cdnskey}@ CDS 4711 8 2 ${digest}\n`)).toMatchObject({ agree: false });
  });

  test('that ask for removal', () => {
    expect(wishOf('@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n')).toMatchObject({
      ...{ delete: true, applied: false, usable: true, agree: true },
    });
  });

  test('that a trusted key did not sign, or that differ between servers', () => {
    expect(wishOf(cds, { faults: [{ fault: 'missing-signature', types: ['CDS'] }] }).signed).toBe(
      false,
    );
    const servers = [{ name: 'ns1.leaf.test' }, { name: 'ns2.leaf.test', records: '' }];
    expect(wishOf(cds, { servers }).consistent).toBe(false);
  });
});

function digestOf(world: Hierarchy): string {
  const { reply } = world.ask('test', 'leaf.test', 'DS');
  const wire = Buffer.from(reply?.wire ?? '', 'base64').toString('hex');
  const match = /0802([0-9a-f]{64})/.exec(wire);
  if (match?.[1] === undefined) throw new Error('no DS record');
  return match[1];
}
