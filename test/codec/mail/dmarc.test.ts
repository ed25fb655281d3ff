import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presentFault } from '../../../src/codec/mail/fault.ts';
import { parseDmarc } from '../../../src/codec/mail/dmarc.ts';
import { endsWalk, onlyDmarc, treeWalk } from '../../../src/codec/mail/tree-walk.ts';

function read(text: string) {
  const record = parseDmarc(text);
  if (record === null) throw new Error(`${text} is no DMARC record`);
  return record;
}

describe('what is a DMARC record', () => {
  test.each(['v=DMARC1', 'v=DMARC1;', 'v = DMARC1 ; p=none', 'v=DMARC1\t;p=none'])(
    '%j is',
    (text) => {
      expect(parseDmarc(text)).not.toBeNull();
    },
  );

  test.each([
    '',
    ' v=DMARC1; p=none',
    'V=DMARC1; p=none',
    'v=dmarc1; p=none',
    'v=DMARC10; p=none',
    'v=DMARC1 p=none',
    'p=none; v=DMARC1',
    'v=spf1 -all',
  ])('%j is not', (text) => {
    expect(parseDmarc(text)).toBeNull();
  });
});

test('every tag is read, and missing ones have their defaults', () => {
  expect(
    read(
      'v=DMARC1; p=Reject; sp=quarantine; np=none; psd=n; t=y; adkim=s; aspf=s; rua=mailto:a@b.example,mailto:c@d.example; ruf=mailto:e@f.example',
    ),
  ).toEqual({
    policy: 'reject',
    subdomainPolicy: 'quarantine',
    nonExistentPolicy: 'none',
    policyInvalid: false,
    psd: 'n',
    testing: true,
    adkim: 's',
    aspf: 's',
    rua: ['mailto:a@b.example', 'mailto:c@d.example'],
    ruf: ['mailto:e@f.example'],
    duplicated: false,
    historic: [],
    faults: [],
  });
  expect(read('v=DMARC1; p=none')).toMatchObject({
    subdomainPolicy: null,
    nonExistentPolicy: null,
    psd: 'u',
    testing: false,
    adkim: 'r',
    aspf: 'r',
    rua: [],
  });
});

test.each([
  ['v=DMARC1; rua=mailto:a@b.c; p=reject', 'reject', false],
  ['v=DMARC1; p=reject; foo=bar', 'reject', false],
  ['v=DMARC1;p=reject;', 'reject', false],
  ['v=DMARC1; p=bob', null, true],
  ['v=DMARC1; adkim=s', null, true],
  ['v=DMARC1; p=reject; sp=bob', 'reject', true],
  ['v=DMARC1; p=reject; np=', 'reject', false],
])('%j has the policy %s', (text, policy, policyInvalid) => {
  expect(read(text)).toMatchObject({ policy, policyInvalid });
});

test.each([
  ['v=DMARC1; p=bob', ['column 11: p is none of none, quarantine, reject']],
  ['v=DMARC1; p=none; p=reject', ['column 19: p stands twice']],
  ['v=DMARC1; v=DMARC1', ['column 11: v stands twice']],
  ['v=DMARC1;; p=none', ['column 10: not of the form tag=value']],
  ['v=DMARC1; p=none; x1=a', ['column 18: not of the form tag=value']],
  ['v=DMARC1; p=none; junk', ['column 18: not of the form tag=value']],
  ['v=DMARC1; p=none; adkim=x', ['column 19: adkim is none of r, s']],
  ['v=DMARC1; p=none; rua=a@b.c', ['column 19: rua holds "a@b.c", which is no URI']],
  ['v=DMARC1; p=none; rua=mailto:', ['column 19: rua holds "mailto:", which is no URI']],
  [
    'v=DMARC1; p=none; rua=mailto:nobody',
    ['column 19: rua holds "mailto:nobody", which is no URI'],
  ],
  ['v=DMARC1; p=none; rua=mailto:a@b.c,', ['column 19: rua holds "", which is no URI']],
])('%j has the faults %j', (text, faults) => {
  const record = read(text);
  expect(record.faults.map(presentFault)).toEqual(faults);
  expect(record.duplicated).toBe(faults.some((fault) => fault.endsWith('twice')));
});

test('what RFC 9989 removed is noted and does no harm', () => {
  const record = read('v=DMARC1; p=none; pct=50; rf=afrf; ri=3600; rua=mailto:a@b.example!10m');
  expect(record.historic.map(presentFault)).toEqual([
    'column 19: pct is no tag of RFC 9989',
    'column 27: rf is no tag of RFC 9989',
    'column 36: ri is no tag of RFC 9989',
    'column 45: size suffix in rua',
  ]);
  expect(record.rua).toEqual(['mailto:a@b.example']);
  expect(record.faults).toEqual([]);
});

test('any text is read without an error', () => {
  const pieces = fc.constantFrom(
    ';',
    '=',
    ' ',
    'p',
    'sp',
    'reject',
    'rua',
    'mailto:',
    '@',
    ',',
    '!',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))), (parts) => {
      const text = `v=DMARC1;${parts.join('')}`;
      for (const { column } of read(text).faults) {
        expect(column).toBeGreaterThan(9);
        expect(column).toBeLessThanOrEqual(text.length + 1);
      }
    }),
  );
});

test('long hostile records are read quickly', () => {
  for (const unit of [' ', ';', '=', ',', '!1', 'a', '%2', '@']) {
    const started = performance.now();
    read(`v=DMARC1; rua=mailto:a${unit.repeat(60_000)}\u0001; p=none`);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});

describe('the tree walk of RFC 9989, section 4.10', () => {
  test.each([
    ['signing.example.com', ['signing.example.com', 'example.com', 'com']],
    ['com', ['com']],
    ['a\\.b.example', ['a\\.b.example', 'example']],
  ])('of %s asks at every name', (domain, names) => {
    expect(treeWalk(domain)).toEqual(names);
  });

  test.each([
    ['a.b.c.d.e.f.g.h.i.j.k.example.com', 'g.h.i.j.k.example.com'],
    ['a.b.c.d.e.f.example.com', 'b.c.d.e.f.example.com'],
    ['a.b.c.d.e.f.g.example.com', 'c.d.e.f.g.example.com'],
  ])('of %s asks 8 times, second at %s', (domain, second) => {
    const names = treeWalk(domain);
    expect(names).toHaveLength(8);
    expect(names[1]).toBe(second);
    expect(names.at(-1)).toBe('com');
  });

  test('several records at one name are all discarded, other texts do not count', () => {
    const record = 'v=DMARC1; p=none';
    expect(onlyDmarc([record, 'hello'])?.text).toBe(record);
    expect(onlyDmarc([record, record])).toBeNull();
    expect(onlyDmarc([])).toBeNull();
  });

  test('ends at psd=y and psd=n', () => {
    expect(['y', 'n', 'u'].map((psd) => endsWalk(onlyDmarc([`v=DMARC1; psd=${psd}`])))).toEqual([
      true,
      true,
      false,
    ]);
    expect(endsWalk(null)).toBe(false);
  });
});
