import { describe, expect, test } from 'vitest';
import { findingOf } from './sample.ts';

const timeout = { code: 'timeout', detail: '192.0.2.1:443' };
const cut = (...items: unknown[]) => ({ items, complete: false, because: timeout });
const whole = (...items: unknown[]) => ({ items, complete: true });
const key = (type: string, bits: number | null, ...names: string[]) => ({ type, bits, names });

const TRUE = { at: 'flag', is: true };
const FALSE = { at: 'flag', is: false };
const UNKNOWN = { at: 'inner.flag', is: true };

type Row = readonly [matcher: unknown, changes: Record<string, unknown>, outcome: string];

const check = (rows: readonly Row[]): void => {
  test.each(rows)('%j of %j: %s', (matcher, changes, outcome) => {
    const { outcome: actual, reason, found } = findingOf(matcher, changes);
    expect(actual).toBe(outcome);
    if (actual === 'inconclusive') expect(reason).toMatch(/\w/);
    else expect(found).not.toEqual([]);
  });
};

describe('connectives', () => {
  const T = 'pass';
  const F = 'fail';
  const U = 'inconclusive';
  test.each([
    [TRUE, TRUE, T, T],
    [TRUE, UNKNOWN, U, T],
    [TRUE, FALSE, F, T],
    [UNKNOWN, TRUE, U, T],
    [UNKNOWN, UNKNOWN, U, U],
    [UNKNOWN, FALSE, F, U],
    [FALSE, TRUE, F, T],
    [FALSE, UNKNOWN, F, U],
    [FALSE, FALSE, F, F],
  ])('%j and %j: all is %s, any is %s', (a, b, all, any) => {
    expect(findingOf({ all: [a, b] }).outcome).toBe(all);
    expect(findingOf({ any: [a, b] }).outcome).toBe(any);
  });
  check([
    [{ not: TRUE }, {}, F],
    [{ not: FALSE }, {}, T],
    [{ not: UNKNOWN }, {}, U],
    [{ not: { not: UNKNOWN } }, {}, U],
    [{ all: [TRUE] }, {}, T],
  ]);
});

describe('operators on single values', () => {
  check([
    [{ at: 'number', is: 5 }, {}, 'pass'],
    [{ at: 'number', is: 5 }, { number: 6 }, 'fail'],
    [{ at: 'number', is: 5 }, { number: '5' }, 'inconclusive'],
    [{ at: 'number', is: 5 }, { number: undefined }, 'inconclusive'],
    [{ at: 'maybe', is: 5 }, { maybe: null }, 'inconclusive'],
    [{ not: { at: 'maybe', is: 5 } }, { maybe: null }, 'inconclusive'],
    [{ at: 'text', in: ['nginx/1.28.0', 'x'] }, {}, 'pass'],
    [{ at: 'text', in: ['x'] }, {}, 'fail'],
    [{ at: 'text', has: 'nginx' }, {}, 'pass'],
    [{ at: 'text', has: ['nginx', '1.28'] }, {}, 'pass'],
    [{ at: 'text', has: ['nginx', '1.29'] }, {}, 'fail'],
    [{ at: 'text', lacks: '1.28' }, {}, 'fail'],
    [{ at: 'text', lacks: ['apache', 'IIS'] }, {}, 'pass'],
    [{ at: 'text', lacks: 'x' }, { text: 7 }, 'inconclusive'],
    [{ at: 'number', within: [5, 6] }, {}, 'pass'],
    [{ at: 'number', within: [6, 7] }, {}, 'fail'],
    [{ at: 'text', within: '10.0.0.0/8' }, { text: '10.1.2.3' }, 'pass'],
    [{ at: 'text', within: ['10.0.0.0/8', 'fd00::/8'] }, { text: 'fd12::1' }, 'pass'],
    [{ at: 'text', within: '10.0.0.0/8' }, { text: '11.1.2.3' }, 'fail'],
    [{ at: 'text', within: '10.0.0.0/8' }, { text: 'example.com' }, 'inconclusive'],
    [{ at: 'text', within: '10.0.0.0/8' }, { text: 4 }, 'inconclusive'],
    [{ at: 'number', min: 5 }, {}, 'pass'],
    [{ at: 'number', min: 5.5 }, {}, 'fail'],
    [{ at: 'number', max: 5 }, {}, 'pass'],
    [{ at: 'number', max: 4 }, {}, 'fail'],
    [{ at: 'maybe', max: 4 }, { maybe: null }, 'inconclusive'],
    [{ at: 'text', matches: 'nginx*|Apache*' }, {}, 'pass'],
    [{ at: 'text', matches: 'nginx' }, {}, 'fail'],
    [{ at: 'time', after: 'now' }, {}, 'pass'],
    [{ at: 'time', after: 'now+30d' }, {}, 'fail'],
    [{ at: 'time', before: 'now+30d' }, {}, 'pass'],
    [{ at: 'time', before: '2026-12-01' }, {}, 'fail'],
    [{ at: 'time', after: '2026-12-01' }, {}, 'fail'],
    [{ at: 'time', after: '2026-11-30T23:59:59Z' }, {}, 'pass'],
    [{ at: 'time', after: 'now-12h' }, { time: 'soon' }, 'inconclusive'],
    [{ at: 'inner.deep', is: 'x' }, { inner: null }, 'inconclusive'],
    [{ at: 'inner.deep', is: 'x' }, { inner: 'hostile' }, 'inconclusive'],
    [{ at: 'target.role', is: 'site' }, {}, 'pass'],
    [{ at: 'target.role', in: ['api', 'mail'] }, {}, 'fail'],
  ]);
});

describe('exists', () => {
  check([
    [{ at: 'maybe', exists: true }, {}, 'pass'],
    [{ at: 'maybe', exists: true }, { maybe: null }, 'fail'],
    [{ at: 'maybe', exists: false }, { maybe: null }, 'pass'],
    [{ at: 'left', exists: false }, { left: undefined }, 'pass'],
    [{ at: 'inner.deep', exists: false }, { inner: null }, 'pass'],
    [{ at: 'inner.flag', exists: true }, { inner: 'hostile' }, 'inconclusive'],
  ]);
});

describe('lists that are whole', () => {
  check([
    [{ at: 'plain', has: 'a' }, {}, 'pass'],
    [{ at: 'plain', has: ['a', 'c'] }, {}, 'fail'],
    [{ at: 'plain', has: 'a' }, { plain: [] }, 'fail'],
    [{ at: 'plain', lacks: ['c', 'd'] }, {}, 'pass'],
    [{ at: 'plain', lacks: ['b', 'c'] }, {}, 'fail'],
    [{ at: 'plain', lacks: 'a' }, { plain: [] }, 'pass'],
    [{ at: 'plain', lacks: 'a' }, { plain: null }, 'inconclusive'],
    [{ at: 'plain', within: ['a', 'b', 'c'] }, {}, 'pass'],
    [{ at: 'plain', within: ['a', 'c'] }, {}, 'fail'],
    [{ at: 'plain', within: ['a'] }, { plain: [] }, 'pass'],
    [{ at: 'plain', is: ['a', 'b'] }, {}, 'pass'],
    [{ at: 'plain', is: ['b', 'a'] }, {}, 'fail'],
    [{ at: 'plain', is: [] }, { plain: [] }, 'pass'],
    [{ at: 'plain', is: [] }, {}, 'fail'],
    [{ at: 'listing', is: ['a', 'b'] }, {}, 'pass'],
    [{ at: 'listing', has: 'a' }, { listing: ['a'] }, 'inconclusive'],
  ]);
});

describe('Listings that are cut short', () => {
  check([
    [{ at: 'listing', has: 'a' }, { listing: cut('a') }, 'pass'],
    [{ at: 'listing', has: ['a', 'b'] }, { listing: cut('a') }, 'inconclusive'],
    [{ at: 'listing', lacks: 'a' }, { listing: cut('a') }, 'fail'],
    [{ at: 'listing', lacks: 'b' }, { listing: cut('a') }, 'inconclusive'],
    [{ at: 'listing', within: ['a'] }, { listing: cut('b') }, 'fail'],
    [{ at: 'listing', within: ['a'] }, { listing: cut('a') }, 'inconclusive'],
    [{ at: 'listing', is: ['a'] }, { listing: cut('a') }, 'inconclusive'],
    [{ at: 'listing', is: ['a'] }, { listing: cut('b') }, 'fail'],
    [
      { at: 'listing', is: ['a', 'b'] },
      { listing: { items: ['a'], complete: 'yes' } },
      'inconclusive',
    ],
    [
      { each: { at: 'listing', expect: { at: '.', is: 'a' } } },
      { listing: cut('a') },
      'inconclusive',
    ],
    [{ each: { at: 'listing', expect: { at: '.', is: 'a' } } }, { listing: cut('b') }, 'fail'],
    [{ some: { at: 'listing', expect: { at: '.', is: 'a' } } }, { listing: cut('a') }, 'pass'],
    [
      { some: { at: 'listing', expect: { at: '.', is: 'a' } } },
      { listing: cut('b') },
      'inconclusive',
    ],
    [{ count: { at: 'listing', min: 1 } }, { listing: cut('a') }, 'pass'],
    [{ count: { at: 'listing', min: 2 } }, { listing: cut('a') }, 'inconclusive'],
    [{ count: { at: 'listing', max: 0 } }, { listing: cut('a') }, 'fail'],
    [{ count: { at: 'listing', max: 1 } }, { listing: cut('a') }, 'inconclusive'],
  ]);
});

describe('lists with undecided elements beside them', () => {
  const some = { offered: ['a'], unsure: ['b'] };
  check([
    [{ at: 'offered', has: 'a' }, some, 'pass'],
    [{ at: 'offered', has: 'b' }, some, 'inconclusive'],
    [{ at: 'offered', has: 'c' }, some, 'fail'],
    [{ at: 'offered', has: ['b', 'c'] }, some, 'fail'],
    [{ at: 'offered', lacks: 'a' }, some, 'fail'],
    [{ at: 'offered', lacks: 'b' }, some, 'inconclusive'],
    [{ at: 'offered', lacks: 'c' }, some, 'pass'],
    [{ at: 'offered', lacks: ['b', 'a'] }, some, 'fail'],
    [{ at: 'offered', within: ['a', 'b'] }, some, 'pass'],
    [{ at: 'offered', within: ['a'] }, some, 'inconclusive'],
    [{ at: 'offered', within: ['b'] }, some, 'fail'],
    [{ at: 'offered', is: ['a'] }, some, 'inconclusive'],
    [{ at: 'offered', is: ['a', 'b'] }, some, 'inconclusive'],
    [{ at: 'offered', is: ['a', 'c'] }, some, 'fail'],
    [{ at: 'offered', is: ['a'] }, { offered: ['a'], unsure: ['a'] }, 'pass'],
    [{ at: 'offered', lacks: 'b' }, { offered: ['a'], unsure: undefined }, 'inconclusive'],
    [{ each: { at: 'offered', expect: { at: '.', in: ['a', 'b'] } } }, some, 'pass'],
    [{ each: { at: 'offered', expect: { at: '.', is: 'a' } } }, some, 'inconclusive'],
    [{ each: { at: 'offered', expect: { at: '.', is: 'b' } } }, some, 'fail'],
    [{ some: { at: 'offered', expect: { at: '.', is: 'a' } } }, some, 'pass'],
    [{ some: { at: 'offered', expect: { at: '.', is: 'b' } } }, some, 'inconclusive'],
    [{ some: { at: 'offered', expect: { at: '.', is: 'c' } } }, some, 'fail'],
    [{ count: { at: 'offered', min: 1, max: 2 } }, some, 'pass'],
    [{ count: { at: 'offered', min: 2 } }, some, 'inconclusive'],
    [{ count: { at: 'offered', min: 3 } }, some, 'fail'],
    [{ count: { at: 'offered', max: 1 } }, some, 'inconclusive'],
    [{ count: { at: 'offered', where: { at: '.', is: 'c' }, max: 0 } }, some, 'pass'],
  ]);
});

describe('quantifiers', () => {
  const strong = { at: 'bits', min: 2048 };
  const rsa = { at: 'type', is: 'RSA' };
  const keys = (...items: unknown[]) => ({ keys: whole(...items) });
  check([
    [{ each: { at: 'keys', expect: strong } }, keys(), 'pass'],
    [{ some: { at: 'keys', expect: strong } }, keys(), 'fail'],
    [{ each: { at: 'keys', expect: strong } }, keys(key('RSA', 2048)), 'pass'],
    [{ each: { at: 'keys', expect: strong } }, keys(key('RSA', 2048), key('EC', 256)), 'fail'],
    [
      { each: { at: 'keys', where: rsa, expect: strong } },
      keys(key('RSA', 2048), key('EC', 256)),
      'pass',
    ],
    [{ each: { at: 'keys', where: rsa, expect: strong } }, keys(key('EC', 256)), 'pass'],
    [{ each: { at: 'keys', where: strong, expect: rsa } }, keys(key('EC', null)), 'inconclusive'],
    [{ each: { at: 'keys', where: strong, expect: rsa } }, keys(key('RSA', null)), 'pass'],
    [{ some: { at: 'keys', where: strong, expect: rsa } }, keys(key('RSA', null)), 'inconclusive'],
    [{ some: { at: 'keys', where: strong, expect: rsa } }, keys(key('EC', null)), 'fail'],
    [{ some: { at: 'keys', where: rsa, expect: strong } }, keys(key('EC', 4096)), 'fail'],
    [{ each: { at: 'keys', expect: strong } }, keys(key('RSA', null), key('RSA', 1024)), 'fail'],
    [{ count: { at: 'keys', where: strong, min: 1 } }, keys(key('RSA', null)), 'inconclusive'],
    [{ count: { at: 'keys', where: strong, max: 0 } }, keys(key('RSA', null)), 'inconclusive'],
    [{ count: { at: 'keys', where: strong, max: 1 } }, keys(key('RSA', null)), 'pass'],
    [{ count: { at: 'keys', where: strong, min: 2 } }, keys(key('RSA', null)), 'fail'],
    [
      { each: { at: 'keys', expect: { some: { at: 'names', expect: { at: '.', is: 'x' } } } } },
      keys(key('RSA', 1, 'x'), key('EC', 1, 'y', 'x')),
      'pass',
    ],
    [
      {
        some: {
          at: 'keys',
          expect: { each: { at: 'names', expect: { at: '../type', is: 'EC' } } },
        },
      },
      keys(key('RSA', 1, 'x'), key('EC', 1, 'y')),
      'pass',
    ],
    [
      {
        each: {
          at: 'keys',
          expect: { each: { at: 'names', expect: { at: '../../flag', is: true } } },
        },
      },
      keys(key('RSA', 1, 'x')),
      'pass',
    ],
    [{ each: { at: 'keys', expect: { at: 'target.role', is: 'site' } } }, {}, 'pass'],
    [{ each: { at: 'keys', expect: strong } }, { keys: 'hostile' }, 'inconclusive'],
    [{ each: { at: 'keys', expect: strong } }, keys('hostile'), 'inconclusive'],
    [{ count: { at: 'pairs', min: 1 } }, {}, 'pass'],
    [{ some: { at: 'pairs', expect: { at: '.', has: 'nginx' } } }, {}, 'pass'],
  ]);
});

describe('findings show what was expected and what decided', () => {
  test.each([
    [
      { at: 'offered', lacks: ['b', 'c'] },
      {},
      'offered lacks b, c',
      [{ where: 'offered[1]', value: 'b' }],
    ],
    [
      { at: 'plain', has: ['a', 'c'] },
      {},
      'plain has a, c',
      [{ where: 'plain', value: ['a', 'b'] }],
    ],
    [
      { at: 'plain', within: ['a'] },
      {},
      'plain has nothing but a',
      [{ where: 'plain[1]', value: 'b' }],
    ],
    [{ at: 'plain', is: [] }, {}, 'plain is empty', [{ where: 'plain', value: ['a', 'b'] }]],
    [{ at: 'number', min: 6 }, {}, 'number is at least 6', [{ where: 'number', value: 5 }]],
    [
      { at: 'number', within: [6, 7] },
      {},
      'number is between 6 and 7',
      [{ where: 'number', value: 5 }],
    ],
    [{ at: 'maybe', exists: false }, {}, 'maybe is not there', [{ where: 'maybe', value: 5 }]],
    [
      { at: 'time', after: 'now+30d' },
      {},
      'time is after 2026-12-22T12:00:00Z (now+30d)',
      [{ where: 'time', value: '2026-12-01T00:00:00Z' }],
    ],
    [
      {
        all: [
          { at: 'flag', is: true },
          { any: [{ at: 'number', max: 4 }, { not: { at: 'text', has: 'x' } }] },
        ],
      },
      {},
      'flag is true and (number is at most 4 or not (text contains x))',
      [
        { where: 'number', value: 5 },
        { where: 'text', value: 'nginx/1.28.0' },
      ],
    ],
    [
      { each: { at: 'keys', where: { at: 'type', is: 'RSA' }, expect: { at: 'bits', min: 3072 } } },
      {},
      'each of keys where type is RSA: bits is at least 3072',
      [{ where: 'keys[0].bits', value: 2048 }],
    ],
    [
      { count: { at: 'keys', max: 0 } },
      {},
      'none of keys',
      [{ where: 'keys[0]', value: { type: 'RSA', bits: 2048, names: ['x', 'y'] } }],
    ],
    [
      { count: { at: 'keys', min: 2, max: 3 } },
      {},
      '2 to 3 of keys',
      [{ where: 'keys', value: 1 }],
    ],
    [
      { count: { at: 'keys', min: 2, max: 2 } },
      {},
      'exactly 2 of keys',
      [{ where: 'keys', value: 1 }],
    ],
    [
      { some: { at: 'plain', expect: { at: '.', is: 'c' } } },
      { plain: [] },
      'at least one of plain: it is c',
      [{ where: 'plain', value: [] }],
    ],
  ])('%j', (matcher, changes, words, found) => {
    expect(findingOf(matcher, changes)).toMatchObject({ outcome: 'fail', expected: words, found });
  });

  test.each([
    [{ at: 'maybe', min: 1 }, { maybe: null }, 'maybe is not known'],
    [{ at: 'number', min: 1 }, { number: undefined }, 'number is not in the evidence'],
    [{ at: 'offered', lacks: 'c' }, { unsure: ['c', 'd'] }, 'offered: c is not settled'],
    [
      { at: 'listing', lacks: 'c' },
      { listing: cut() },
      'listing is cut short (timeout: 192.0.2.1:443)',
    ],
    [{ at: 'listing', lacks: 'c' }, { listing: { items: [] } }, 'listing is cut short'],
    [
      { each: { at: 'keys', expect: { at: 'bits', min: 1 } } },
      { keys: whole(...Array.from({ length: 5 }, () => key('RSA', null))) },
      'keys[0].bits is not known; keys[1].bits is not known; keys[2].bits is not known; and 2 more',
    ],
  ])('%j of %j is not decided: %s', (matcher, changes, reason) => {
    expect(findingOf(matcher, changes)).toMatchObject({
      outcome: 'inconclusive',
      reason,
      found: [],
    });
  });

  test('hostile evidence is cut down', () => {
    const text = 'x'.repeat(10_000);
    expect(findingOf({ at: 'text', is: 'y' }, { text }).found).toEqual([
      { where: 'text', value: `${'x'.repeat(300)}…` },
    ]);
    const items = Array.from({ length: 1_000 }, () => key('RSA', 1, text));
    const finding = findingOf({ count: { at: 'keys', max: 0 } }, { keys: whole(...items) });
    expect(finding.found).toHaveLength(20);
    expect(JSON.stringify(finding).length).toBeLessThan(10_000);
  });

  test('a rule looks at a bounded number of elements', () => {
    const names = Array.from({ length: 500 }, () => 'x');
    const items = Array.from({ length: 500 }, () => key('RSA', 1, ...names));
    const matcher = {
      each: { at: 'keys', expect: { each: { at: 'names', expect: { at: '.', is: 'x' } } } },
    };
    expect(findingOf(matcher, { keys: whole(...items) })).toMatchObject({
      outcome: 'inconclusive',
      reason: 'limit: more than 200000 elements to look at',
    });
  });
});
