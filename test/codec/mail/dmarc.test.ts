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
      'v=DMARC1; p=Reject; sp=quarantine; np=none; psd=n; t=y; adkim=s; aspf=s; fo=1:d:s; pct=20; rua=mailto:a@b.example,mailto:c@d.example; ruf=mailto:e@f.example',
    ),
  ).toEqual({
    policy: 'reject',
    subdomainPolicy: 'quarantine',
    nonExistentPolicy: 'none',
    subdomainPolicyInvalid: false,
    nonExistentPolicyInvalid: false,
    psd: 'n',
    testing: true,
    adkim: 's',
    aspf: 's',
    failureOptions: '1:d:s',
    rua: ['mailto:a@b.example', 'mailto:c@d.example'],
    ruf: ['mailto:e@f.example'],
    badUris: [],
    pct: 20,
    duplicated: false,
    historic: [{ column: 84, reason: 'pct is no tag of RFC 9989' }],
    faults: [],
  });
  expect(read('v=DMARC1; p=none')).toMatchObject({
    subdomainPolicy: null,
    nonExistentPolicy: null,
    psd: 'u',
    testing: false,
    adkim: 'r',
    aspf: 'r',
    failureOptions: null,
    rua: [],
    pct: null,
  });
});

test.each([
  ['v=DMARC1; rua=mailto:a@b.c; p=reject', 'reject', false],
  ['v=DMARC1; p=reject; foo=bar', 'reject', false],
  ['v=DMARC1;p=reject;', 'reject', false],
  ['v=DMARC1; p=bob', null, false],
  ['v=DMARC1; p=', null, false],
  ['v=DMARC1; adkim=s', null, false],
  ['v=DMARC1; P=reject', null, false],
  ['v=DMARC1; p=reject; sp=bob', 'reject', true],
  ['v=DMARC1; p=reject; sp=', 'reject', true],
])('%j has the policy %s', (text, policy, subdomainPolicyInvalid) => {
  expect(read(text)).toMatchObject({ policy, subdomainPolicyInvalid });
});

test.each([
  ['v=DMARC1; p=bob', ['column 11: p is none of none, quarantine, reject']],
  ['v=DMARC1; p=none; p=reject', ['column 19: p stands twice']],
  ['v=DMARC1; v=DMARC1', ['column 11: v stands twice']],
  ['v=DMARC1;; p=none', ['column 10: not of the form tag=value']],
  ['v=DMARC1; p=none; x1=a', ['column 19: not of the form tag=value']],
  ['v=DMARC1; p=none; junk', ['column 19: not of the form tag=value']],
  ['v=DMARC1; p=none; np=', ['column 19: the value of np is empty']],
  ['v=DMARC1; p=none; x=\u00e9', ['column 19: the value of x is not made of printable characters']],
  ['v=DMARC1; P=none', ['column 11: P is an unknown tag, names are written in lower case']],
  ['v=DMARC1; p=none; adkim=x', ['column 19: adkim is none of r, s']],
  [
    'v=DMARC1; p=none; psd=x; t=x',
    ['column 19: psd is none of y, n, u', 'column 26: t is none of y, n'],
  ],
  ['v=DMARC1; p=none; rua=a@b.c', ['column 23: rua holds "a@b.c", which is no URI']],
  [
    'v=DMARC1; p=none; rua=mailto:a!b@c.d',
    ['column 23: rua holds "mailto:a!b@c.d", which is no URI'],
  ],
  ['v=DMARC1; p=none; ruf = mailto:a@b.c , x@y', ['column 40: ruf holds "x@y", which is no URI']],
  ['v=DMARC1; p=none; rua=mailto:a@b.c,', ['column 36: rua holds "", which is no URI']],
])('%j has the faults %j', (text, faults) => {
  const record = read(text);
  expect(record.faults.map(presentFault)).toEqual(faults);
  expect(record.duplicated).toBe(faults.some((fault) => fault.endsWith('twice')));
});

describe('failure options', () => {
  test.each(['0', '1', 'd', 's', 'd:s', 's:d', '0:d', '1:d:s', 'D:S'])('%s are', (value) => {
    const record = read(`v=DMARC1; p=none; fo=${value}`);
    expect([record.failureOptions, record.faults]).toEqual([value, []]);
  });

  test.each(['', '2', '0:1', 'd:d', 'd,s', '1:', '1: d'])('%j are not', (value) => {
    const record = read(`v=DMARC1; p=none; fo=${value}`);
    expect(record.failureOptions).toBeNull();
    expect(record.faults).not.toEqual([]);
  });
});

test('what RFC 9989 removed is noted and does no harm', () => {
  const record = read('v=DMARC1; p=none; pct=50; rf=afrf; ri=3600; rua=mailto:a@b.example!10m');
  expect(record.historic.map(presentFault)).toEqual([
    'column 19: pct is no tag of RFC 9989',
    'column 27: rf is no tag of RFC 9989',
    'column 36: ri is no tag of RFC 9989',
    'column 49: size suffix in rua',
  ]);
  expect(record.rua).toEqual(['mailto:a@b.example']);
  expect(record.faults).toEqual([]);
});

test.each([
  ['0', 0],
  ['100', 100],
  ['101', null],
  ['-1', null],
  ['5%', null],
  ['', null],
])('pct=%s is %j', (value, pct) => {
  expect(read(`v=DMARC1; p=none; pct=${value}`).pct).toBe(pct);
});

test('a URI that nobody mails to is valid, but bad', () => {
  const record = read(
    'v=DMARC1; p=none; rua=https://a.example/d,mailto:,mailto:nobody,mailto:a@b.example; ruf=x@y.example',
  );
  expect(record.rua).toEqual([
    'https://a.example/d',
    'mailto:',
    'mailto:nobody',
    'mailto:a@b.example',
  ]);
  expect(record.badUris).toEqual([
    'https://a.example/d',
    'mailto:',
    'mailto:nobody',
    'x@y.example',
  ]);
  expect(record.faults.map(presentFault)).toEqual([
    'column 89: ruf holds "x@y.example", which is no URI',
  ]);
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

test('long hostile records are read', () => {
  for (const unit of [' ', ';', '=', ',', '!1', 'a', '%2', '@']) {
    const record = read(`v=DMARC1; rua=mailto:a${unit.repeat(60_000)}\u0001; p=none`);
    expect(record.policy).toBe('none');
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

  test('asks at no name that is too long to exist', () => {
    const [label, long] = ['a'.repeat(63), 'b'.repeat(58)];
    const domain = [label, label, label, long].join('.');
    expect(domain).toHaveLength(250);
    expect(treeWalk(domain)).toHaveLength(3);
    expect(treeWalk(domain.slice(5))).toHaveLength(4);
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
    expect(endsWalk(onlyDmarc(['v=DMARC1; psd=y; p=none; p=none']))).toBe(false);
  });
});
