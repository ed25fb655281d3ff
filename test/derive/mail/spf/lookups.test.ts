import { describe, expect, test } from 'vitest';
import { complete, cutShort } from '../../../../src/evidence/listing.ts';
import type { MailSpf } from '../../../../src/evidence/kinds/mail/spf.ts';
import { a, aaaa, mx } from '../../../support/zone.ts';
import { TIMEOUT } from '../answers.ts';
import { DOMAIN, policyOf, type SpfZone } from './zone.ts';

const told = ({ lookups, voidLookups: { ipv4, ipv6, possible } }: MailSpf) => ({
  lookups: lookups.items.length,
  ipv4: ipv4.items.map(({ term }) => term),
  ipv6: ipv6.items.map(({ term }) => term),
  possible: possible.items.map(({ term }) => term),
});

test('the worked example: 11 lookups, 2 void for certain and 3 perhaps', () => {
  const policy = policyOf(
    'v=spf1 include:a.example include:b.example mx ptr a:missing1.example a:missing2.example ~all',
    {
      [DOMAIN]: [mx(10, 'mx.example.com')],
      'mx.example.com': [a('203.0.113.1')],
      'a.example': ['v=spf1 include:c.example ip4:198.51.100.0/24 -all'],
      'b.example': ['v=spf1 include:a.example -all'],
      'c.example': ['v=spf1 exists:%{i}.x.example -all'],
    },
  );
  const missing = ['a:missing1.example', 'a:missing2.example'];
  expect(told(policy)).toEqual({
    lookups: 11,
    ipv4: missing,
    ipv6: missing,
    possible: ['exists:%{i}.x.example', 'exists:%{i}.x.example', 'ptr'],
  });
  expect(policy.tree.items.map(({ term, depth, total }) => `${depth} ${total} ${term}`)).toEqual([
    '0 1 include:a.example',
    '1 2 include:c.example',
    '2 3 exists:%{i}.x.example',
    '2 3 -all',
    '1 3 ip4:198.51.100.0/24',
    '1 3 -all',
    '0 4 include:b.example',
    '1 5 include:a.example',
    '2 6 include:c.example',
    '3 7 exists:%{i}.x.example',
    '3 7 -all',
    '2 7 ip4:198.51.100.0/24',
    '2 7 -all',
    '1 7 -all',
    '0 8 mx',
    '0 9 ptr',
    '0 10 a:missing1.example',
    '0 11 a:missing2.example',
    '0 11 ~all',
  ]);
  expect(policy.repeated).toEqual(complete([{ domain: 'b.example', term: 'include:a.example' }]));
});

/** Zones in the manner of the RFC 7208 suite ("Processing limits"), with the numbers measured. */
describe('limits of RFC 7208, section 4.6.4', () => {
  const many = (count: number, term: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => term(index)).join(' ');
  const addresses = Array.from({ length: 12 }, (_, index) => a(`203.0.114.${index}`));
  const servers = (count: number) =>
    Array.from({ length: count }, (_, index) => mx(index, `mx${index}.example`));
  const hosts = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`mx${index}.example`, [a(`203.0.114.${index}`)]]),
  );

  test.each<[string, string, SpfZone, { lookups: number; ipv4: number; ipv6: number }]>([
    ['12 addresses behind an a', 'a', { [DOMAIN]: addresses }, { lookups: 1, ipv4: 0, ipv6: 1 }],
    [
      '11 servers behind an mx',
      'mx',
      { [DOMAIN]: servers(11), ...hosts },
      { lookups: 1, ipv4: 0, ipv6: 0 },
    ],
    ['ptr', 'ptr', {}, { lookups: 1, ipv4: 0, ipv6: 0 }],
    [
      'ten mechanisms',
      'a mx a mx a mx a mx ptr ip4:1.2.3.4 a',
      { [DOMAIN]: [a('203.0.114.1'), mx(10, 'mx0.example')], ...hosts },
      { lookups: 10, ipv4: 0, ipv6: 5 },
    ],
    [
      'eleven mechanisms and no mx',
      'a mx a mx a mx a mx ptr ip4:1.2.3.4 a a',
      { [DOMAIN]: [a('203.0.114.1')] },
      { lookups: 11, ipv4: 4, ipv6: 10 },
    ],
    [
      'includes over the limit',
      'a:b.example include:b.example a:b.example include:b.example a:b.example include:b.example a:b.example',
      { 'b.example': ['v=spf1 a a:x.example', a('203.0.114.1')], 'x.example': [aaaa('2606::1')] },
      { lookups: 13, ipv4: 3, ipv6: 7 },
    ],
    [
      'two that are void',
      'a:gone.example a:lost.example ?all',
      {},
      { lookups: 2, ipv4: 2, ipv6: 2 },
    ],
    [
      'three that are void',
      many(3, (index) => `exists:gone${index}.example`),
      {},
      { lookups: 3, ipv4: 3, ipv6: 3 },
    ],
    ['a null MX', 'mx', { [DOMAIN]: [mx(0, '.')] }, { lookups: 1, ipv4: 0, ipv6: 0 }],
    [
      'a server of an mx without addresses',
      'mx',
      { [DOMAIN]: [mx(0, 'gone.example')] },
      { lookups: 1, ipv4: 0, ipv6: 0 },
    ],
    [
      'an included name without a record',
      'include:gone.example',
      {},
      { lookups: 1, ipv4: 1, ipv6: 1 },
    ],
    [
      'an included name with other text',
      'include:b.example',
      { 'b.example': ['hello'] },
      { lookups: 1, ipv4: 0, ipv6: 0 },
    ],
    ['a name that is not possible', 'a:x..example', {}, { lookups: 1, ipv4: 0, ipv6: 0 }],
  ])('%s', (_, terms, zone, { lookups, ipv4, ipv6 }) => {
    const { lookups: counted, voidLookups } = policyOf(`v=spf1 ${terms}`, zone);
    expect(counted.items).toHaveLength(lookups);
    expect(voidLookups.ipv4).toMatchObject({ items: { length: ipv4 }, complete: true });
    expect(voidLookups.ipv6).toMatchObject({ items: { length: ipv6 }, complete: true });
  });

  test('more than ten servers behind an mx break the record, ten do not', () => {
    const of = (count: number) => policyOf('v=spf1 mx', { [DOMAIN]: servers(count), ...hosts });
    expect(of(10).errors).toEqual(complete([]));
    expect(of(11).errors).toEqual(
      complete(['example.com: mx names 11 mail servers, more than 10']),
    );
    expect(of(11).tree.items[0]?.error).toBe('names 11 mail servers, more than 10');
    expect(of(10).space.ipv4Addresses).toBe(10);
  });

  test('two servers with the same name are two', () => {
    const servers = Array.from({ length: 11 }, (_, index) => mx(index, 'mx0.example'));
    expect(policyOf('v=spf1 mx', { [DOMAIN]: servers }).errors.items).toHaveLength(1);
  });
});

/** Faults of other programs, named in their issue trackers or measured. */
describe('what others get wrong', () => {
  const terms = (count: number) => Array.from({ length: count }, (_, i) => `a:h${i}.example`);

  test('twelve a terms and nothing else are over the limit', () => {
    expect(policyOf(`v=spf1 ${terms(12).join(' ')} -all`).lookups.items).toHaveLength(12);
  });

  test('a prefix length is no part of the name asked for', () => {
    const { tree } = policyOf('v=spf1 mx:b.example/24 a/24 a//64 -all', {
      [DOMAIN]: [a('203.0.114.7'), aaaa('2606:4700:1:2:3::4')],
      'b.example': [mx(1, 'c.example')],
      'c.example': [a('203.0.115.9')],
    });
    expect(tree.items.map(({ target, networks }) => ({ target, networks }))).toEqual([
      { target: 'b.example', networks: ['203.0.115.0/24'] },
      { target: DOMAIN, networks: ['203.0.114.0/24', '2606:4700:1:2:3::4/128'] },
      { target: DOMAIN, networks: ['203.0.114.7/32', '2606:4700:1:2::/64'] },
      { target: null, networks: [] },
    ]);
  });

  test('terms after all count nothing', () => {
    const { lookups, afterAll } = policyOf('v=spf1 -all a:h.example redirect=b.example');
    expect(lookups).toEqual(complete([]));
    expect(afterAll.map(({ term }) => term)).toEqual(['a:h.example', 'redirect=b.example']);
  });

  test('two includes of the same record count all its lookups twice', () => {
    const zone = { 'b.example': ['v=spf1 a:x.example a:y.example -all'] };
    const policy = policyOf('v=spf1 include:b.example include:b.example -all', zone);
    expect(policy.lookups.items).toHaveLength(6);
    expect(policy.errors).toEqual(complete([]));
    expect(policy.repeated.items).toEqual([{ domain: DOMAIN, term: 'include:b.example' }]);
  });

  test('a counts with a name, a sign and a prefix, and names with mx or ptr in them do not', () => {
    const { lookups } = policyOf(
      'v=spf1 a:h.example +a ~a/24 ip4:192.0.2.1 a:mxptr.exists.example -all',
    );
    expect(lookups.items).toHaveLength(4);
  });

  test('an IPv4-only name is void for IPv6 senders alone', () => {
    const { voidLookups } = policyOf('v=spf1 a:h.example -all', {
      'h.example': [a('203.0.114.1')],
    });
    expect(voidLookups.ipv4).toEqual(complete([]));
    expect(voidLookups.ipv6).toEqual(complete([{ domain: DOMAIN, term: 'a:h.example' }]));
  });

  test('macros are no host names', () => {
    const record =
      'v=spf1 include:%{ir}.%{v}.%{d}.spf.example a:%{o}.example exists:%{i}.z.example -all';
    const zone = { 'spf.example': [], 'z.example': [] };
    const { dangling, macros, voidLookups } = policyOf(record, zone);
    expect(dangling.items).toEqual([]);
    expect(macros.items).toHaveLength(3);
    expect(voidLookups.ipv4.items).toEqual([]);
    expect(voidLookups.possible.items).toHaveLength(3);
  });
});

describe('what is not known', () => {
  const zone: SpfZone = { 'b.example': null };

  test('an answer to a term leaves its own void lookups open, not the count', () => {
    const policy = policyOf('v=spf1 a:b.example a:gone.example -all', zone);
    const gone = { domain: DOMAIN, term: 'a:gone.example' };
    expect(policy.voidLookups.ipv4).toEqual(cutShort([gone], TIMEOUT));
    expect(policy.voidLookups.possible).toEqual(complete([]));
    expect(policy.tree).toMatchObject({
      complete: true,
      items: [{ void: { ipv4: null, ipv6: null } }, { void: { ipv4: true } }, {}],
    });
    expect(policy.lookups.complete).toBe(true);
    expect(policy.errors).toEqual(complete([]));
    expect(policy.dangling).toMatchObject({ items: [{ name: 'gone.example' }], complete: false });
  });

  test('an mx leaves the number of its servers open', () => {
    expect(policyOf('v=spf1 mx:b.example -all', zone).errors).toEqual(cutShort([], TIMEOUT));
  });

  test('an include leaves every list open', () => {
    const policy = policyOf('v=spf1 include:b.example -all', zone);
    const { errors, lookups, voidLookups, open, tree, space, dangling, ptr, macros, repeated } =
      policy;
    const lists = [errors, lookups, ...Object.values(voidLookups), open, tree, dangling, ptr];
    for (const list of [...lists, macros, repeated, space.wide, space.reserved]) {
      expect(list).toMatchObject({ complete: false, because: TIMEOUT });
    }
    expect(space.ipv4Addresses).toBeNull();
  });
});

test('a long record is shown in part and counted whole', () => {
  const terms = Array.from(
    { length: 300 },
    (_, i) => `ip4:203.0.${Math.floor(i / 250)}.${i % 250}`,
  );
  const { tree, space, lookups } = policyOf(`v=spf1 ${terms.join(' ')} a -all`);
  expect(tree).toMatchObject({ complete: false, because: { code: 'limit' } });
  expect(tree.items).toHaveLength(200);
  expect(space.ipv4Addresses).toBe(300);
  expect(lookups).toMatchObject({ complete: true, items: [{ term: 'a' }] });
});
