import { describe, expect, test } from 'vitest';
import type { MailSpf } from '../../../src/evidence/kinds/mail.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { absent, present, unavailable } from '../../../src/evidence/observation.ts';
import { mailSpfDerivation } from '../../../src/derive/mail/spf.ts';
import { answersOf, derived, TIMEOUT, txtAnswer, valueOf, type Zone } from './answers.ts';

const DOMAIN = 'example.com';
const policy = (zone: Zone): MailSpf => valueOf(mailSpfDerivation, DOMAIN, zone);
const of = (record: string, more: Zone = {}): MailSpf => policy({ [DOMAIN]: [record], ...more });

test('a whole policy', () => {
  const record = 'v=spf1 a:x.example include:b.example -all';
  expect(of(record, { 'b.example': ['hello', 'v=spf1 mx ?all'] })).toEqual({
    record,
    records: [record],
    errors: complete([]),
    lookups: complete([
      { domain: DOMAIN, term: 'a:x.example' },
      { domain: DOMAIN, term: 'include:b.example' },
      { domain: 'b.example', term: 'mx' },
    ]),
    all: complete(['fail']),
    open: complete([]),
    tree: [
      { domain: DOMAIN, record, lookups: 2 },
      { domain: 'b.example', record: 'v=spf1 mx ?all', lookups: 1 },
    ],
  });
});

describe('the record', () => {
  test('is absent where no text is one', () => {
    const evidence = present(answersOf({ [DOMAIN]: ['v=spf10', 'hello', ' v=spf1 -all'] }));
    expect(derived(mailSpfDerivation, DOMAIN, evidence)).toEqual(
      absent('no TXT record of example.com begins with v=spf1'),
    );
  });

  test('is unusable where there are two', () => {
    expect(policy({ [DOMAIN]: ['v=spf1 +all', 'v=spf1 -all'] })).toMatchObject({
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
      {},
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

  test.each(['include:%{i}.x.example', 'a:%{i}.x.example/0', 'exists:x.example'])(
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
    const many = `v=spf1 ${'ip4:0.0.0.0/0 '.repeat(500)}include:b.example`;
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
