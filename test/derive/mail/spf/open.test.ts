import { describe, expect, test } from 'vitest';
import { complete, cutShort } from '../../../../src/evidence/listing.ts';
import { a, aaaa, mx } from '../../../support/zone.ts';
import { TIMEOUT } from '../answers.ts';
import { DOMAIN, policyOf as of, type SpfZone as Zone } from './zone.ts';

describe('open', () => {
  const at = (domain: string, ...terms: readonly string[]) =>
    terms.map((term) => ({ domain, term }));

  test.each<[string, Zone, readonly { domain: string; term: string }[]]>([
    ['v=spf1 mx a/8 ip4:192.0.2.0/24 ip6:2001:db8::/32 a//64 -all', {}, []],
    ['v=spf1 +all', {}, at(DOMAIN, '+all')],
    ['v=spf1 all', {}, at(DOMAIN, 'all')],
    ['v=spf1 -all all ip4:0.0.0.0/0', {}, []],
    ['v=spf1 ip4:0.0.0.0/0 -all', {}, at(DOMAIN, 'ip4:0.0.0.0/0')],
    ['v=spf1 ip4:192.0.2.1/0 -all', {}, at(DOMAIN, 'ip4:192.0.2.1/0')],
    ['v=spf1 ip6:::/0 -all', {}, at(DOMAIN, 'ip6:::/0')],
    ['v=spf1 -ip4:0.0.0.0/0 ~ip6:::/0 ?a/0 -all', {}, []],
    [
      'v=spf1 a/0 mx//0 a:x.example/24//0 -all',
      {
        [DOMAIN]: [a('203.0.114.1'), mx(10, 'x.example')],
        'x.example': [aaaa('2606:4700::1')],
      },
      at(DOMAIN, 'a/0', 'mx//0', 'a:x.example/24//0'),
    ],
    [
      'v=spf1 include:open.example -all',
      { 'open.example': ['v=spf1 +all'] },
      [...at(DOMAIN, 'include:open.example'), ...at('open.example', '+all')],
    ],
    [
      'v=spf1 include:a.example -all',
      { 'a.example': ['v=spf1 redirect=b.example'], 'b.example': ['v=spf1 ip6:::/0 ?all'] },
      [...at(DOMAIN, 'include:a.example'), ...at('b.example', 'ip6:::/0')],
    ],
    ['v=spf1 ?include:open.example -all', { 'open.example': ['v=spf1 +all'] }, []],
    ['v=spf1 -include:open.example -all', { 'open.example': ['v=spf1 +all'] }, []],
    ['v=spf1 ?include:b.example -all', { 'b.example': null }, []],
    ['v=spf1 include:b.example -all', { 'b.example': ['v=spf1 -all include:x.example'] }, []],
    ['v=spf1 include:b.example -all', { 'b.example': ['v=spf1 ?all'] }, []],
    ['v=spf1 -all include:open.example', { 'open.example': ['v=spf1 +all'] }, []],
    ['v=spf1 redirect=b.example', { 'b.example': ['v=spf1 +all'] }, at('b.example', '+all')],
    ['v=spf1 include:example.com -all', {}, []],
    ['v=spf1 exists:%{i}.x.example -all', {}, []],
    ['v=spf1 exists:%{i}.x.example -all', { '192.0.2.77.x.example': [a('127.0.0.2')] }, []],
    [
      'v=spf1 exists:%{i}.x.example ?exists:%{i}.y.example -all',
      {
        '192.0.2.77.x.example': [a('127.0.0.2')],
        '198.51.100.77.x.example': [a('127.0.0.2')],
        '192.0.2.77.y.example': [a('127.0.0.2')],
        '198.51.100.77.y.example': [a('127.0.0.2')],
      },
      at(DOMAIN, 'exists:%{i}.x.example'),
    ],
    [
      'v=spf1 include:_spf.%{d} -all',
      { '_spf.example.com': ['v=spf1 +all'] },
      [...at(DOMAIN, 'include:_spf.%{d}'), ...at('_spf.example.com', '+all')],
    ],
    [
      'v=spf1 ip4:0.0.0.0/1 include:b.example ip4:10.0.0.0/24 -all',
      { 'b.example': ['v=spf1 ip4:128.0.0.0/1 ip6:2001:db8::/32'] },
      [...at(DOMAIN, 'ip4:0.0.0.0/1', 'include:b.example'), ...at('b.example', 'ip4:128.0.0.0/1')],
    ],
    ['v=spf1 ip4:0.0.0.0/1 ?ip4:128.0.0.0/1 -all', {}, []],
    [
      'v=spf1 ip4:0.0.0.0/0 ip4:8.0.0.0/8 ip6:2000::/3 -all',
      {},
      at(DOMAIN, 'ip4:0.0.0.0/0', 'ip6:2000::/3'),
    ],
    ['v=spf1 a/0 a:gone.example//0 exists:gone.example -all', {}, []],
    [
      'v=spf1 exists:x.example -all',
      { 'x.example': [a('127.0.0.2')] },
      at(DOMAIN, 'exists:x.example'),
    ],
  ])('of %j with %j is %j', (record, zone, open) => {
    expect(of(record, zone).open).toEqual(complete(open));
  });

  test('is not known where an included record is not, but what is known stays', () => {
    const zone = { 'b.example': null, 'c.example': ['v=spf1 include:b.example ip4:0.0.0.0/0'] };
    expect(of('v=spf1 include:b.example -all', zone).open).toEqual(cutShort([], TIMEOUT));
    expect(of('v=spf1 redirect=b.example', zone).open).toEqual(cutShort([], TIMEOUT));
    expect(of('v=spf1 include:b.example +all', zone).open).toEqual(
      cutShort(at(DOMAIN, '+all'), TIMEOUT),
    );
    expect(of('v=spf1 include:c.example -all', zone).open).toEqual(
      cutShort([...at(DOMAIN, 'include:c.example'), ...at('c.example', 'ip4:0.0.0.0/0')], TIMEOUT),
    );
  });

  test.each(['include:%{i}.x.example', 'a:%{i}.x.example/0', 'exists:%{v}.x.example'])(
    'is not known where it depends on what %s finds',
    (term) => {
      expect(of(`v=spf1 ${term} -all`).open).toMatchObject({
        items: [],
        complete: false,
        because: { code: 'unsupported' },
      });
    },
  );

  test('is told in part of records made of nothing else', () => {
    const terms = Array.from({ length: 300 }, (_, index) => `ip4:0.0.${index % 250}.0/0 `);
    const many = `v=spf1 ${terms.join('')}include:b.example`;
    const { open } = of(many, { 'b.example': [many.replace('b.', 'c.')], 'c.example': [many] });
    expect(open).toMatchObject({ complete: false, because: { code: 'limit' } });
    expect(open.items).toHaveLength(20);
  });

  test('includes after more lookups than are walked leave it open', () => {
    const { open } = of(`v=spf1 ${'a '.repeat(300)}include:b.example -all`, {
      'b.example': ['v=spf1 +all'],
    });
    expect(open).toMatchObject({ items: [], complete: false, because: { code: 'limit' } });
  });
});
