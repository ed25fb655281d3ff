import fc from 'fast-check';
import { expect, test } from 'vitest';
import { a, aaaa, mx } from '../../../support/zone.ts';
import { DOMAIN, policyOf, type SpfZone } from './zone.ts';

const NAMES = [DOMAIN, 'a.example', 'b.example', 'c.example', 'gone.example'];

const name = fc.constantFrom(...NAMES, '%{i}.example', 'x..example', '%%.example');
const prefix = fc.constantFrom('', '/0', '/8', '/24', '//0', '//64', '/24//64');
const term = fc.oneof(
  fc.tuple(
    fc.constantFrom('', '-', '~', '?'),
    fc.constantFrom('include:', 'exists:', 'ptr:'),
    name,
  ),
  fc.tuple(fc.constantFrom('', '?'), fc.constantFrom('a:', 'mx:'), name, prefix),
  fc.tuple(fc.constantFrom('redirect=', 'exp='), name),
  fc.constantFrom(
    ['all'],
    ['-all'],
    ['a'],
    ['mx'],
    ['ptr'],
    ['ip4:10.0.0.0/8'],
    ['ip6:::/0'],
    ['@'],
  ),
);
const record = fc
  .array(term, { maxLength: 6 })
  .map((terms) => `v=spf1 ${terms.map((parts) => parts.join('')).join(' ')}`);
const data = fc.constantFrom(
  a('203.0.114.1'),
  a('10.0.0.1'),
  aaaa('2606::1'),
  mx(1, 'a.example'),
  mx(2, 'gone.example'),
  mx(0, '.'),
);
const records = fc.option(fc.array(fc.oneof(record, data), { maxLength: 4 }), { freq: 8 });

test('every zone has a policy that is at one with itself', () => {
  fc.assert(
    fc.property(record, records, records, records, (own, one, two, three) => {
      const zone: SpfZone = { 'a.example': one, 'b.example': two, 'c.example': three };
      const policy = policyOf(own, zone);
      const { tree, lookups, voidLookups, space } = policy;
      const counted = tree.items.flatMap(({ domain, term, lookups }) =>
        Array.from({ length: lookups }, () => ({ domain, term })),
      );
      expect(counted).toEqual(lookups.items.slice(0, counted.length));
      if (tree.items.length < 200) expect(counted).toHaveLength(lookups.items.length);
      const possible = voidLookups.possible.items.length;
      for (const family of ['ipv4', 'ipv6'] as const) {
        expect(voidLookups[family].items.length + possible).toBeLessThanOrEqual(
          lookups.items.length,
        );
      }
      if (policy.open.items.length === 0 && policy.open.complete) {
        expect(space.ipv4Addresses ?? 0).toBeLessThan(2 ** 32);
      }
      expect(policy.lookups.items.length).toBeLessThan(250);
    }),
    { numRuns: 300 },
  );
});

test('records as long as a message of the DNS are read to a bound', () => {
  const terms = (make: (index: number) => string): string =>
    Array.from({ length: 3_000 }, (_, index) => make(index)).join(' ');
  const zone: SpfZone = {
    'a.example': [`v=spf1 ${terms((index) => `ip4:10.${index % 200}.0.${index % 250}`)}`],
    'b.example': [`v=spf1 ${terms(() => 'include:a.example')}`],
  };
  const policy = policyOf(`v=spf1 ${terms(() => 'include:b.example')} +all`, zone);
  expect(policy.lookups).toMatchObject({ complete: false, because: { code: 'limit' } });
  expect(policy.tree.items).toHaveLength(200);
  expect(policy.open.items).toContainEqual({ domain: DOMAIN, term: '+all' });
  expect(policy.space.ipv4Addresses).toBe(2 ** 32);
});
