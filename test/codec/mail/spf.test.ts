import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { domainOf } from '../../../src/codec/mail/domain-spec.ts';
import {
  allDirective,
  parseSpf,
  refusesEverybody,
  soleRedirect,
  termsInForce,
} from '../../../src/codec/mail/spf.ts';

function read(text: string) {
  const record = parseSpf(text);
  if (record === null) throw new Error(`${text} is no SPF record`);
  return record;
}

const faultsOf = (terms: string): readonly string[] =>
  read(`v=spf1 ${terms}`).faults.map(({ column, reason }) => `${column} ${reason}`);

describe('what is an SPF record', () => {
  test.each(['v=spf1', 'v=spf1 -all', 'V=SPF1 -all', 'v=spf1  '])('%j is', (text) => {
    expect(parseSpf(text)).not.toBeNull();
  });

  test.each(['', ' v=spf1 -all', 'v=spf10', 'v=spf1-all', 'v=spf1\t-all', 'spf2.0/pra -all'])(
    '%j is not',
    (text) => {
      expect(parseSpf(text)).toBeNull();
    },
  );
});

test('terms have their parts and places', () => {
  const { terms, faults } = read(
    'v=spf1 a:x.example/24//64 ?mx/28 ~include:%{d2}.spf.example ip6:2001:db8::/32 Exp=why.example -ALL',
  );
  expect(faults).toEqual([]);
  const directive = {
    kind: 'directive',
    qualifier: 'pass',
    domain: null,
    macros: new Set(),
    network: null,
    ip4CidrLength: null,
    ip6CidrLength: null,
  };
  expect(terms).toEqual([
    {
      ...directive,
      text: 'a:x.example/24//64',
      column: 8,
      mechanism: 'a',
      domain: 'x.example',
      ip4CidrLength: 24,
      ip6CidrLength: 64,
    },
    {
      ...directive,
      text: '?mx/28',
      column: 27,
      qualifier: 'neutral',
      mechanism: 'mx',
      ip4CidrLength: 28,
    },
    {
      ...directive,
      text: '~include:%{d2}.spf.example',
      column: 34,
      qualifier: 'softfail',
      mechanism: 'include',
      domain: '%{d2}.spf.example',
      macros: new Set(['d']),
    },
    {
      ...directive,
      text: 'ip6:2001:db8::/32',
      column: 61,
      mechanism: 'ip6',
      network: '2001:db8::',
      ip6CidrLength: 32,
    },
    {
      kind: 'modifier',
      text: 'Exp=why.example',
      column: 79,
      name: 'exp',
      domain: 'why.example',
      macros: new Set(),
    },
    { ...directive, text: '-ALL', column: 95, qualifier: 'fail', mechanism: 'all' },
  ]);
});

describe('the grammar of RFC 7208, section 12', () => {
  test.each([
    'a//64',
    'a/0',
    'a/32//128',
    'mx:example.com/24',
    'ptr',
    'ptr:example.com',
    'exists:%{i}._spf.%{d2r.-}',
    'include:a.b',
    'include:_spf.example.com.',
    'a:foo:bar/baz.example.com',
    'a:museum.1-2',
    'exists:%%x.example',
    'exists:x.%{d}',
    'exists:x%%',
    'a:%{d}%-',
    'exists:%{L1R+-}.example',
    'a:x%-%_.example',
    'ip4:192.0.2.1',
    'ip4:192.0.2.0/0',
    'ip6:::1',
    'ip6:::ffff:192.0.2.1/96',
    'ip6:0:0:0:0:0:0:0:1',
    'moo=cow',
    'moo=',
    'default=%{c}',
    'a.b-c_d=1',
    '',
    '-all',
    'exists:%{p}.example',
  ])('takes %j', (terms) => {
    expect(faultsOf(terms)).toEqual([]);
  });

  test.each([
    'ip4:1.2.3.4~all',
    '-all.',
    '-all:x.example',
    'all/8',
    'include',
    'include:',
    'include/24',
    'include:x.example/24',
    'exists',
    'a:',
    'a:/24',
    'a/',
    'a/33',
    'a/024',
    'a/24/24',
    'a//129',
    'a///64',
    'ptr:',
    'ptr/0',
    'ip4',
    'ip4:',
    'ip4:1.2.3',
    'ip4:1.2.3.4.5',
    'ip4:1.2.3.04',
    'ip4:1.2.3.4/',
    'ip4:1.2.3.4/33',
    'ip4:1.2.3.4/032',
    'ip4:1.2.3.4//32',
    'ip4:1.2.3.4:8080',
    'ip6:',
    'ip6::CAFE::BABE',
    'ip6:::1/129',
    'ip6:1.2.3.4',
    'a:example',
    'a:111.222.33.44',
    'a:example.-com',
    'a:example.com:8080',
    'a:abc.123',
    'exists:%{x}.example',
    'exists:%{d0}.example',
    'exists:%{d',
    'exists:%(d).example',
    'exists:%a.example',
    'exists:foo%',
    'a:example.com}',
    'a:x.{d}',
    'a:%%-',
    'a:%%{d}',
    'exists:%{c}.example',
    'redirect=',
    'redirect=%{t}.example',
    'redirect=a.example redirect=b.example',
    'exp=a.example exp=a.example',
    '=a',
    '1moo=a',
    'moo',
    '+-all',
    '~',
    '!all',
    'a:x.example\tmx',
    'moo=ä',
    'a:é.example',
    '-all\n',
  ])('refuses %j', (terms) => {
    expect(faultsOf(terms)).toHaveLength(1);
  });

  test('says where and why', () => {
    expect(faultsOf('mx ip4:1.2.3.4~all include: -all')).toEqual([
      '22 a space is missing before ~all (ip4:1.2.3.4~all)',
      '27 "" is no domain name (include:)',
    ]);
    expect(faultsOf('redirect=a.example redirect=b.example')).toEqual(['27 redirect stands twice']);
  });

  test('networks are what node takes for addresses', () => {
    const text = fc.stringMatching(/^[0-9a-f:.]{1,12}$/);
    fc.assert(
      fc.property(text, (network) => {
        expect(faultsOf(`ip4:${network}`).length === 0).toBe(isIPv4(network));
        expect(faultsOf(`ip6:${network}`).length === 0).toBe(isIPv6(network));
      }),
    );
  });
});

test('any text is read, and every fault has a column within it', () => {
  const pieces = fc.constantFrom(
    'a',
    'mx',
    ':',
    '/',
    '%{',
    'd',
    '}',
    '=',
    ' ',
    '-',
    'all',
    '.',
    'é',
    '\n',
    '24',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))), (parts) => {
      const text = `v=spf1 ${parts.join('')}`;
      const { faults, terms } = read(text);
      for (const { column } of [...faults, ...terms])
        expect(column).toBeLessThanOrEqual(text.length);
      expect(terms.length + faults.length).toBe(text.split(/ +/).filter(Boolean).length - 1);
    }),
  );
});

test('long hostile records are read quickly', () => {
  for (const unit of ['a:', '/1', '%{d', 'a.', '1', '- ', '%%']) {
    const started = performance.now();
    read(`v=spf1 a:${unit.repeat(32_000)}!`);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});

describe('what is in force', () => {
  const inForce = (terms: string): readonly string[] =>
    termsInForce(read(`v=spf1 ${terms}`)).map(({ text }) => text);

  test('terms after all are not evaluated, and redirect only without all', () => {
    expect(inForce('a ?all mx redirect=b.example')).toEqual(['a']);
    expect(inForce('redirect=b.example a moo=cow mx')).toEqual(['a', 'mx', 'redirect=b.example']);
    expect(allDirective(read('v=spf1 ?all -all'))?.qualifier).toBe('neutral');
    expect(allDirective(read('v=spf1 mx'))).toBeNull();
  });

  test.each([
    ['v=spf1 -all', true],
    ['v=spf1 exp=why.example foo=bar -ALL a', true],
    ['v=spf1 ~all -all', false],
    ['v=spf1 a -all', false],
    ['v=spf1 -all bad', false],
    ['v=spf1', false],
    ['v=spf1 redirect=r.example', false],
  ])('%j lets nobody send: %j', (record, refuses) => {
    expect(refusesEverybody(read(record))).toBe(refuses);
  });

  test.each([
    ['v=spf1 exp=why.example redirect=r.example', 'r.example'],
    ['v=spf1 a redirect=r.example', undefined],
    ['v=spf1 redirect=r.example -all', undefined],
    ['v=spf1 bad redirect=r.example', undefined],
    ['v=spf1', undefined],
  ])('%j does nothing but redirect to %j', (record, target) => {
    expect(soleRedirect(read(record))?.domain).toBe(target);
  });

  test('a domain is the name it stands for', () => {
    expect(domainOf('Example.COM.')).toBe('example.com');
    expect(domainOf('a\\b.example')).toBe('a\\\\b.example');
    expect(domainOf(`${'a'.repeat(64)}.example`)).toBeNull();
    expect(domainOf('a..example')).toBeNull();
    expect(domainOf('%{d}.example')).toBeNull();
    expect(domainOf('%%{d}%_%-.example')).toBe('%{d}\\032%20.example');
    const labels = Array.from({ length: 130 }, (_, index) => `l${index}`);
    expect(domainOf(labels.join('.'))).toBe(labels.slice(-56).join('.'));
  });
});
