import { expect, test } from 'vitest';
import { complete } from '../../../../src/evidence/listing.ts';
import { a, aaaa, mx } from '../../../support/zone.ts';
import { DOMAIN, policyOf, type SpfZone } from './zone.ts';

const ALL = 2 ** 32;

test.each<[string, SpfZone, number | null]>([
  ['-all', {}, 0],
  ['ip4:203.0.114.0/24 ip4:203.0.114.128/25 ip4:203.0.115.0/24 -all', {}, 512],
  ['ip4:203.0.114.7/24 ip6:2606::/32 -all', {}, 256],
  ['?ip4:203.0.114.0/24 ~ip4:203.0.115.0/24 -ip4:203.0.116.0/24 -all', {}, 0],
  ['ip4:0.0.0.0/0 ip4:203.0.114.0/24 -all', {}, ALL],
  ['ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all', {}, ALL],
  ['+all', {}, ALL],
  ['?all', {}, 0],
  ['a a/24 -all', { [DOMAIN]: [a('203.0.114.1')] }, 256],
  [
    'mx -all',
    { [DOMAIN]: [mx(1, 'x.example')], 'x.example': [a('203.0.114.1'), aaaa('2606::1')] },
    1,
  ],
  ['include:b.example -all', { 'b.example': ['v=spf1 ip4:203.0.114.0/25 ?all'] }, 128],
  ['-include:b.example -all', { 'b.example': ['v=spf1 ip4:203.0.114.0/25'] }, 0],
  ['?include:b.example -all', { 'b.example': null }, 0],
  ['include:b.example -all', { 'b.example': ['v=spf1 -ip4:203.0.114.0/25 +all'] }, ALL],
  [
    'include:b.example -all',
    { 'b.example': ['v=spf1 ?include:c.example'], 'c.example': ['v=spf1 +all'] },
    0,
  ],
  ['redirect=b.example', { 'b.example': ['v=spf1 ip4:203.0.114.0/25 -all'] }, 128],
  ['exists:b.example -all', { 'b.example': [a('127.0.0.2')] }, ALL],
  ['exists:b.example -all', {}, 0],
  ['exists:b.example -all', { 'b.example': null }, null],
  ['exists:%{i}.b.example -all', {}, 0],
  ['exists:%{l}.b.example -all', {}, null],
  ['ptr -all', {}, 0],
  ['-ptr ?exists:%{i}.b.example -all', {}, 0],
  ['ptr +all', {}, ALL],
  ['a:b.example -all', { 'b.example': null }, null],
  ['mx:b.example -all', { 'b.example': [mx(1, 'c.example')], 'c.example': null }, null],
  ['include:b.example ip4:0.0.0.0/0 -all', { 'b.example': null }, ALL],
  ['include:%{i}.b.example -all', {}, null],
])('%j with %j passes %j addresses', (terms, zone, count) => {
  expect(policyOf(`v=spf1 ${terms}`, zone).space.ipv4Addresses).toBe(count);
});

const networks = (terms: string, zone: SpfZone = {}) => {
  const { wide, reserved } = policyOf(`v=spf1 ${terms} -all`, zone).space;
  const texts = (list: typeof wide) => ({
    items: list.items.map(({ network }) => network),
    complete: list.complete,
  });
  return { wide: texts(wide), reserved: texts(reserved) };
};

test('networks are wide below /16 and /32', () => {
  expect(
    networks('ip4:203.0.0.0/16 ip4:203.0.0.0/15 ip6:2606::/32 ip6:2606::/31 ?ip4:8.0.0.0/8').wide,
  ).toEqual(complete(['203.0.0.0/15', '2606::/31']));
  expect(networks('a/8', { [DOMAIN]: [a('203.0.114.1')] }).wide).toEqual(complete(['203.0.0.0/8']));
});

test('networks are reserved where all of them are', () => {
  expect(
    networks(
      'ip4:10.1.0.0/16 ip4:192.168.1.1 ip4:8.0.0.0/6 ip6:fd00::/8 ip6:2000::/3 ?ip4:10.0.0.1',
    ).reserved,
  ).toEqual(complete(['10.1.0.0/16', '192.168.1.1/32', 'fd00::/8']));
  expect(
    networks('mx', { [DOMAIN]: [mx(1, 'x.example')], 'x.example': [a('127.0.0.1')] }).reserved,
  ).toEqual(complete(['127.0.0.1/32']));
});

test('addresses that are not known may be reserved, and wide where the prefix is', () => {
  const zone = { 'b.example': null };
  expect(networks('a:b.example/24', zone)).toEqual({
    wide: complete([]),
    reserved: { items: [], complete: false },
  });
  expect(networks('a:b.example/8', zone).wide.complete).toBe(false);
  expect(networks('a:b.example//16', zone).wide.complete).toBe(false);
  expect(networks('ptr exists:%{i}.x.example', zone).reserved.complete).toBe(true);
  expect(networks('?a:b.example/8', zone)).toEqual({ wide: complete([]), reserved: complete([]) });
});

test('no more than 50 networks are told', () => {
  const terms = Array.from({ length: 60 }, (_, index) => `ip4:10.0.${index}.0/24`).join(' ');
  const { reserved } = networks(terms);
  expect(reserved.items).toHaveLength(50);
  expect(reserved.complete).toBe(false);
});
