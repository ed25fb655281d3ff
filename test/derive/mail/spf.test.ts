import { describe, expect, test } from 'vitest';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { mailSpfDerivation } from '../../../src/derive/mail/spf.ts';
import { answersOf, derived, TIMEOUT, txtAnswer } from './answers.ts';
import { a } from '../../support/zone.ts';
import { DOMAIN, policyOf as of, type SpfZone as Zone } from './spf/zone.ts';

test('a whole policy', () => {
  const record = 'v=spf1 a:x.example include:b.example ip4:10.0.0.0/8 -all mx';
  const zone = {
    'x.example': [a('203.0.114.9'), a('203.0.114.8')],
    'b.example': ['hello', 'v=spf1 mx ?all'],
    'example.com': ['spf2.0/pra +all', { kind: 'SPF', strings: [Buffer.from('v=spf1')] }],
  } as const;
  const place = (term: string, domain = DOMAIN) => ({ domain, term });
  const common = { depth: 0, domain: DOMAIN, qualifier: 'pass', error: null } as const;
  const none = { void: { ipv4: false, ipv6: false }, target: null, networks: [], lookups: 0 };
  expect(of(record, zone)).toEqual({
    record,
    records: [record],
    errors: complete([]),
    lookups: complete([place('a:x.example'), place('include:b.example'), place('mx', 'b.example')]),
    voidLookups: {
      ipv4: complete([place('mx', 'b.example')]),
      ipv6: complete([place('a:x.example'), place('mx', 'b.example')]),
      possible: complete([]),
    },
    all: complete(['fail']),
    open: complete([]),
    sendsNone: false,
    evaluated: [
      { domain: DOMAIN, record, lookups: 2 },
      { domain: 'b.example', record: 'v=spf1 mx ?all', lookups: 1 },
    ],
    tree: complete([
      {
        ...{ ...common, ...none, term: 'a:x.example', column: 8, lookups: 1, total: 1 },
        void: { ipv4: false, ipv6: true },
        target: 'x.example',
        networks: ['203.0.114.9/32', '203.0.114.8/32'],
      },
      {
        ...{ ...common, ...none, term: 'include:b.example', column: 20, lookups: 1, total: 2 },
        target: 'b.example',
      },
      {
        ...{ ...common, depth: 1, domain: 'b.example', term: 'mx', column: 8 },
        ...{ lookups: 1, total: 3, target: 'b.example', networks: [] },
        void: { ipv4: true, ipv6: true },
      },
      {
        ...{ ...common, ...none, depth: 1, domain: 'b.example', term: '?all', column: 11 },
        ...{ qualifier: 'neutral', total: 3 },
      },
      {
        ...{ ...common, ...none, term: 'ip4:10.0.0.0/8', column: 38, total: 3 },
        networks: ['10.0.0.0/8'],
      },
      { ...common, ...none, term: '-all', column: 53, qualifier: 'fail', total: 3 },
    ]),
    space: {
      ipv4Addresses: 2 ** 24 + 2,
      wide: complete([{ ...place('ip4:10.0.0.0/8'), network: '10.0.0.0/8' }]),
      reserved: complete([{ ...place('ip4:10.0.0.0/8'), network: '10.0.0.0/8' }]),
    },
    dangling: complete([]),
    ptr: complete([]),
    afterAll: [place('mx')],
    macros: complete([]),
    repeated: complete([]),
    octets: 59,
    typeSpf: ['v=spf1'],
    senderId: ['spf2.0/pra +all'],
    explanation: null,
    proposal: 'example.com. IN TXT "v=spf1 a:x.example include:b.example ip4:10.0.0.0/8 -all"',
  });
});

describe('the record', () => {
  test('is absent where no text is one', () => {
    const found = (...texts: readonly string[]) =>
      derived(mailSpfDerivation, DOMAIN, present(answersOf({ [DOMAIN]: texts })));
    expect(found('hello', 'spf2.0/pra -all')).toEqual(
      absent('no TXT record of example.com begins with v=spf1'),
    );
    expect(found(' v=spf1 -all')).toEqual(
      absent(
        'no TXT record of example.com begins with v=spf1 and a space: " v=spf1 -all" does not',
      ),
    );
    expect(found('v=spf10 -all')).toMatchObject({ status: 'absent' });
    expect(found('v=spf1include:b.example -all')).toMatchObject({ status: 'absent' });
  });

  test('is unusable where there are two', () => {
    expect(of('v=spf1 +all', { [DOMAIN]: ['v=spf1 -all'] })).toMatchObject({
      record: null,
      errors: complete(['example.com has 2 SPF records']),
      all: complete([]),
    });
  });

  test('is joined from its strings', () => {
    const record = `v=spf1 ${'ip4:192.0.2.1 '.repeat(40)}~all`;
    expect(of(record).record).toBe(record);
  });

  test('is not known where the answer is not', () => {
    const problem = { code: 'servfail', detail: 'example.com TXT' } as const;
    expect(derived(mailSpfDerivation, DOMAIN, unavailable(problem))).toEqual(unavailable(problem));
    const evidence = present(answersOf({ [DOMAIN]: null }));
    expect(derived(mailSpfDerivation, DOMAIN, evidence)).toEqual(unavailable(TIMEOUT));
  });

  test.each(['', 'AAAA', Buffer.alloc(12).toString('base64')])(
    'is not known where the recorded answer %j does not settle it',
    (wire) => {
      const answer = { ...txtAnswer(DOMAIN, []), wire };
      const evidence = present({ answers: complete([answer]) });
      expect(derived(mailSpfDerivation, DOMAIN, evidence)).toMatchObject({
        status: 'unavailable',
        problem: { code: 'malformed' },
      });
    },
  );
});

describe('lookups', () => {
  const counted = (terms: string, more: Zone = {}): number =>
    of(`v=spf1 ${terms}`, more).lookups.items.length;

  test.each([
    ['a mx ptr exists:x.example a:x.example +a a/24 -all', 7],
    ['ip4:192.0.2.1 ip6:::1 exp=x.example moo=x -all', 0],
    ['-all a mx', 0],
    ['redirect=b.example', 1],
    ['a redirect=b.example -all', 1],
    ['exists:%{p}.x.example -all', 2],
    ['ip4:192.0.2.1 a:mx.example a:exists.example -all', 2],
  ])('%j takes %i', (terms, count) => {
    expect(counted(terms, { 'b.example': ['v=spf1 -all'] })).toBe(count);
  });

  test('the same include twice counts twice, and is no loop', () => {
    const zone = { 'b.example': ['v=spf1 a mx -all'] };
    expect(counted('include:b.example include:B.example. -all', zone)).toBe(6);
    expect(of('v=spf1 include:b.example include:b.example -all', zone).errors).toEqual(
      complete([]),
    );
  });

  test('the worked example with includes within includes', () => {
    const zone = {
      'a.example': ['v=spf1 include:c.example ip4:198.51.100.0/24 -all'],
      'b.example': ['v=spf1 include:a.example -all'],
      'c.example': ['v=spf1 exists:%{i}.x.example -all'],
    };
    const record =
      'v=spf1 include:a.example include:b.example mx ptr a:missing1.example a:missing2.example ~all';
    const { lookups, errors, all } = of(record, zone);
    expect(lookups.items.map(({ term }) => term)).toEqual([
      'include:a.example',
      'include:c.example',
      'exists:%{i}.x.example',
      'include:b.example',
      'include:a.example',
      'include:c.example',
      'exists:%{i}.x.example',
      'mx',
      'ptr',
      'a:missing1.example',
      'a:missing2.example',
    ]);
    expect(errors).toEqual(complete([]));
    expect(all).toEqual(complete(['softfail']));
  });

  test('includes that multiply are not walked to the end', () => {
    const level = (depth: number) => `l${depth}.example`;
    const zone = Object.fromEntries(
      Array.from({ length: 20 }, (_, depth) => [
        level(depth),
        [`v=spf1 include:${level(depth + 1)} include:${level(depth + 1)} -all`],
      ]),
    );
    const { lookups, all } = of(`v=spf1 include:${level(0)} -all`, zone);
    expect(lookups.complete).toBe(false);
    expect(lookups.items.length).toBeGreaterThan(10);
    expect(lookups.items.length).toBeLessThan(300);
    expect(all).toEqual(complete(['fail']));
  });

  test('what is not known leaves the count open, what is known stays', () => {
    const { lookups, errors, all } = of('v=spf1 a include:b.example mx -all', {
      'b.example': null,
    });
    expect(lookups.items).toHaveLength(3);
    expect(lookups).toMatchObject({ complete: false, because: TIMEOUT });
    expect(errors).toEqual(cutShort([], TIMEOUT));
    expect(all).toEqual(complete(['fail']));
  });

  test('an include made of macros depends on the sender', () => {
    const { lookups, errors } = of('v=spf1 include:%{i}.spf.example -all');
    expect(lookups).toMatchObject({ complete: false, because: { code: 'unsupported' } });
    expect(lookups.items).toHaveLength(1);
    expect(errors.complete).toBe(false);
  });
});

describe('errors', () => {
  const errorsOf = (record: string, more: Zone = {}) => of(record, more).errors;

  test.each<[string, string, Zone, string]>([
    ['a fault', 'v=spf1 a: -all', {}, 'example.com: column 8: "" is no domain name (a:)'],
    [
      'a fault in an included record',
      'v=spf1 include:b.example -all',
      { 'b.example': ['v=spf1 foo'] },
      'b.example: column 8: foo is no term',
    ],
    [
      'an include without a record',
      'v=spf1 include:b.example -all',
      { 'b.example': [] },
      'example.com: include:b.example leads to no SPF record',
    ],
    [
      'a redirect without a record',
      'v=spf1 redirect=b.example',
      { 'b.example': ['hello'] },
      'example.com: redirect=b.example leads to no SPF record',
    ],
    [
      'an include with two records',
      'v=spf1 include:b.example -all',
      { 'b.example': ['v=spf1 -all', 'v=spf1 -all'] },
      'example.com: include:b.example leads to more than one SPF record',
    ],
    [
      'a loop of one',
      'v=spf1 include:Example.com -all',
      {},
      'example.com: include:Example.com is a loop',
    ],
    [
      'a loop of two',
      'v=spf1 include:b.example -all',
      { 'b.example': ['v=spf1 redirect=example.com'] },
      'b.example: redirect=example.com is a loop',
    ],
    [
      'an include of what cannot be a name',
      'v=spf1 include:x..example -all',
      {},
      'example.com: include:x..example names no possible domain',
    ],
  ])('%s', (_, record, zone, error) => {
    expect(errorsOf(record, zone)).toEqual(complete([error]));
  });

  test('terms after all do no harm', () => {
    expect(errorsOf('v=spf1 -all include:b.example')).toEqual(complete([]));
  });

  test('a record of nothing but faults is told in part', () => {
    expect(errorsOf(`v=spf1 ${'foo '.repeat(5_000)}`).items).toHaveLength(10);
  });
});

describe('all', () => {
  test.each<[string, Zone, readonly string[]]>([
    ['v=spf1 +all', {}, ['pass']],
    ['v=spf1 all', {}, ['pass']],
    ['v=spf1 ?all -all', {}, ['neutral']],
    ['v=spf1 mx', {}, []],
    ['v=spf1 include:b.example', { 'b.example': ['v=spf1 -all'] }, []],
    ['v=spf1 redirect=b.example', { 'b.example': ['v=spf1 ~all'] }, ['softfail']],
    ['v=spf1 redirect=b.example', { 'b.example': [] }, []],
    ['v=spf1 redirect=b.example ?all', { 'b.example': ['v=spf1 -all'] }, ['neutral']],
    [
      'v=spf1 redirect=b.example',
      { 'b.example': ['v=spf1 redirect=c.example'], 'c.example': ['v=spf1 -all'] },
      ['fail'],
    ],
    ['v=spf1 foo +all', {}, ['pass']],
  ])('of %j with %j is %j', (record, zone, all) => {
    expect(of(record, zone).all).toEqual(complete(all));
  });

  test('is not known where the record redirected to is not', () => {
    expect(of('v=spf1 redirect=b.example', { 'b.example': null }).all).toEqual(
      cutShort([], TIMEOUT),
    );
  });
});
