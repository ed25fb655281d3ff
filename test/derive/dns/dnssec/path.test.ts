import { describe, expect, test } from 'vitest';
import { followPath, validatePath } from '../../../../src/derive/dns/dnssec/path.ts';
import { VERIFIABLE } from '../../../../src/derive/dns/dnssec/policy.ts';
import type { WorldPlan } from '../../../support/dns-world/plan.ts';
import { hierarchy, NOW, type Hierarchy } from './hierarchy.ts';

const RECORDS = `
www A 192.0.2.80
*.wild TXT "wild"
a.deep A 192.0.2.81
alias CNAME www
abroad CNAME www.other.test.
lost CNAME www.plain.test.
tree DNAME other.test.
round CNAME about
about CNAME round
*.star CNAME www.other.test.
`;

const judged = (world: Hierarchy, name: string, type: string) =>
  validatePath(world.path(name, type), world.anchors, NOW);

const told = (world: Hierarchy, name: string, type: string): string[] => {
  const { verdict, faults } = followPath(world.path(name, type), world.anchors, NOW, VERIFIABLE);
  return [verdict.status, ...faults.map(({ effect, sentence }) => `${effect}: ${sentence}`)];
};

describe.each([
  ['NSEC', 'nsec'],
  ['NSEC3', {}],
] as const)('a sound zone with %s', (_, denial) => {
  const plan: WorldPlan = {
    '.': { signing: { denial } },
    test: { signing: { denial } },
    'good.test': { records: RECORDS, signing: { denial } },
    'other.test': { records: 'www A 192.0.2.90\nx.www A 192.0.2.91\n' },
    'plain.test': { records: 'www A 192.0.2.91\n', signing: null },
    'below.plain.test': { records: 'www A 192.0.2.92\n' },
  };
  const world = hierarchy(plan);
  test.each([
    ['www.good.test', 'A'],
    ['WWW.Good.test', 'A'],
    ['good.test', 'SOA'],
    ['good.test', 'NS'],
    ['good.test', 'DNSKEY'],
    ['good.test', 'DS'],
    ['test', 'DS'],
    ['.', 'DNSKEY'],
    ['.', 'SOA'],
    ['www.good.test', 'TXT'],
    ['absent.good.test', 'A'],
    ['deep.good.test', 'A'],
    ['x.y.deep.good.test', 'A'],
    ['any.wild.good.test', 'TXT'],
    ['any.more.wild.good.test', 'TXT'],
    ['any.wild.good.test', 'A'],
    ['*.wild.good.test', 'TXT'],
    ['www.good.test', 'DS'],
    ['absent.good.test', 'DS'],
    ['plain.test', 'DS'],
    ['absent.test', 'A'],
    ['absent', 'A'],
    ['alias.good.test', 'A'],
    ['alias.good.test', 'CNAME'],
    ['alias.good.test', 'TXT'],
    ['abroad.good.test', 'A'],
    ['abroad.good.test', 'TXT'],
    ['www.tree.good.test', 'A'],
    ['x.www.tree.good.test', 'A'],
    ['no.www.tree.good.test', 'A'],
    ['www.tree.good.test', 'CNAME'],
    ['any.star.good.test', 'A'],
  ])('%s %s is secure', (name, type) => {
    expect(told(world, name, type)).toEqual(['secure']);
  });
  test.each([
    ['www.plain.test', 'A'],
    ['plain.test', 'SOA'],
    ['absent.plain.test', 'A'],
    ['www.below.plain.test', 'A'],
    ['lost.good.test', 'A'],
  ])('%s %s is insecure, as its parent proves', (name, type) => {
    const { status, cause } = judged(world, name, type);
    expect({ status, cause }).toEqual({
      status: 'insecure',
      cause: 'ds-absent',
    });
  });
  test('aliases that go round are bogus', () => {
    expect(judged(world, 'round.good.test', 'A')).toMatchObject({
      status: 'bogus',
      cause: 'alias-loop',
    });
  });
});
