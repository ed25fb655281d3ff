import { describe, expect, test } from 'vitest';
import { dnsDenialDerivation } from '../../../../src/derive/dns/dnssec/denial.ts';
import type { DnsDenial } from '../../../../src/evidence/kinds/dns/signing.ts';
import type { ZonePlan } from '../../../support/dns-world/plan.ts';
import { complete } from '../../../../src/evidence/listing.ts';
import { present } from '../../../../src/evidence/observation.ts';
import { dnsNameServers, evidenceOf, factOf, valueOf } from './facts.ts';
import { hierarchy, type Hierarchy } from './hierarchy.ts';

const worldOf = (leaf: ZonePlan): Hierarchy =>
  hierarchy({ test: {}, 'leaf.test': { records: '@ A 192.0.2.80\n', ...leaf } });
const factIn = (world: Hierarchy) =>
  factOf(dnsDenialDerivation, evidenceOf(world, 'leaf.test', 'test'), world);
const denialOf = (leaf: ZonePlan): DnsDenial => valueOf(factIn(worldOf(leaf)));

const BOTH = ['ns1.leaf.test/192.0.2.5', 'ns2.leaf.test/192.0.2.6'];

test('NSEC proves everything and can be walked', () => {
  const fact = denialOf({});
  expect(fact).toMatchObject({
    ...{ method: 'nsec', nsec3: null, walkable: true, wildcard: false },
    bitmapContradictions: { items: [], complete: true },
  });
  expect(fact.proofs.items).toContainEqual({
    ...{ question: 'made-up.leaf.test/A', says: 'nxdomain', proven: true },
    ...{ because: null, servers: BOTH },
  });
  expect(fact.proofs.items).toContainEqual({
    ...{ question: 'leaf.test/TYPE65280', says: 'nodata', proven: true },
    ...{ because: null, servers: BOTH },
  });
});

test('NSEC3 with its parameters', () => {
  const fact = denialOf({ signing: { denial: { iterations: 5, salt: 'aabb', optOut: true } } });
  expect(fact).toMatchObject({
    ...{ method: 'nsec3', walkable: false },
    nsec3: {
      ...{ hashAlgorithm: 1, iterations: 5, salt: 'aabb', optOut: true },
      ...{ unknownFlags: false, agrees: true },
    },
  });
  expect(fact.proofs.items.every(({ proven }) => proven === true)).toBe(true);
});

test('iterations that are not computed leave the proof open', () => {
  const fact = denialOf({ signing: { denial: { iterations: 200 } } });
  expect(fact.nsec3?.iterations).toBe(200);
  const open = fact.proofs.items.filter(({ proven }) => proven === null);
  expect(open.map(({ question }) => question)).toContain('made-up.leaf.test/A');
});

test('an answer from a wildcard', () => {
  const fact = denialOf({ records: '@ A 192.0.2.80\n* A 192.0.2.81\n' });
  expect(fact.wildcard).toBe(true);
  expect(fact.proofs.items).toContainEqual({
    ...{ question: 'made-up.leaf.test/A', says: 'wildcard', proven: true },
    ...{ because: null, servers: BOTH },
  });
});

describe('what is not proven', () => {
  test('without any record of denial', () => {
    const fact = denialOf({ faults: ['stripped-denial'] });
    expect(fact).toMatchObject({ method: 'none', walkable: null });
    expect(fact.proofs.items).toContainEqual({
      ...{ question: 'made-up.leaf.test/A', says: 'nxdomain', proven: false, servers: BOTH },
      because:
        'leaf.test sends no NSEC or NSEC3 records that prove that made-up.leaf.test/A does not exist',
    });
  });

  test('at one server alone', () => {
    const fact = denialOf({
      servers: [{ name: 'ns1.leaf.test' }, { name: 'ns2.leaf.test', faults: ['stripped-denial'] }],
    });
    const own = fact.proofs.items.filter(({ question }) => question === 'made-up.leaf.test/A');
    expect(own.map(({ proven, servers }) => [proven, servers])).toEqual([
      [true, [BOTH[0]]],
      [false, [BOTH[1]]],
    ]);
  });
});

test('a type that is answered and denied by one server', () => {
  const world = worldOf({});
  const other = worldOf({ records: '@ MX 10 mail\n' });
  const seen = world.nameServers('leaf.test', ['leaf.test DNSKEY', 'leaf.test TXT']);
  const server = 'ns1.leaf.test';
  const items = [...seen.exchanges.items, other.ask('leaf.test', 'leaf.test', 'MX', server)];
  const evidence = {
    ...evidenceOf(world, 'leaf.test', 'test'),
    [dnsNameServers.id]: present({ ...seen, exchanges: complete(items) }),
  };
  const fact = valueOf(factOf(dnsDenialDerivation, evidence, world));
  expect(fact.bitmapContradictions.items).toEqual(['leaf.test/MX']);
});

test('a zone that is not signed has no such fact', () => {
  expect(factIn(worldOf({ signing: null })).status).toBe('absent');
});
