import { describe, expect, test } from 'vitest';
import { resourceRecord, type ResourceRecord } from '../../../src/codec/dns/message.ts';
import { RR_TYPES } from '../../../src/codec/iana/dns.ts';
import { Budget } from '../../../src/crypto/dnssec/budget.ts';
import { prove, proveNoDs, proveWildcard } from '../../../src/crypto/dnssec/denial.ts';
import { nsec3Chain, type ModelZone } from './model-zone.ts';
import { fixture, records } from './zone.ts';

const { A, AAAA, DS, MX, NSEC, TXT } = RR_TYPES;

/** Proof by NSEC records, given as `owner NSEC next types`. */
const by = (zone: string, rcode: number | null, ...lines: string[]) => ({
  zone,
  rcode,
  records: records(lines.join('\n')),
});

describe('compact denial (RFC 9824)', () => {
  const nxname = 'a.example.com. NSEC \\000.a.example.com. RRSIG NSEC TYPE128';

  test.each([[0], [3], [null]])(
    'NXNAME says that a name does not exist, with rcode %s',
    (rcode) => {
      const denial = prove({ name: 'a.example.com', type: A }, by('example.com', rcode, nxname));
      expect(denial).toEqual({ proven: true, says: 'nxdomain', method: 'compact', optOut: false });
    },
  );

  test('NXNAME beside other types says nothing of the name', () => {
    const odd = 'a.example.com. NSEC \\000.a.example.com. A RRSIG NSEC TYPE128';
    expect(prove({ name: 'a.example.com', type: A }, by('example.com', 0, odd))).toMatchObject({
      proven: false,
      missing: 'type',
    });
    expect(prove({ name: 'a.example.com', type: TXT }, by('example.com', 0, odd))).toMatchObject({
      says: 'nodata',
    });
  });

  test('an existing name lacks the type', () => {
    const line = 'a.example.com. NSEC \\000.a.example.com. A TXT RRSIG NSEC';
    const proof = by('example.com', 0, line);
    const expected = { proven: true, says: 'nodata', method: 'compact', optOut: false };
    expect(prove({ name: 'A.example.COM', type: MX }, proof)).toEqual(expected);
    expect(prove({ name: 'a.example.com', type: TXT }, proof)).toMatchObject({ missing: 'type' });
  });

  test('a name that older servers do not admit is absent lacks the type', () => {
    const proof = by('example.com', 0, 'a.example.com. NSEC \\000.a.example.com. RRSIG NSEC');
    expect(prove({ name: 'a.example.com', type: A }, proof)).toMatchObject({ says: 'nodata' });
  });

  test('an unsigned delegation has a span of its own', () => {
    const line = 'sub.example.com. NSEC sub\\000.example.com. NS RRSIG NSEC';
    expect(proveNoDs('sub.example.com', by('example.com', 0, line))).toMatchObject({
      says: 'no-ds',
    });
    expect(proveNoDs('x.sub.example.com', by('example.com', 0, line))).toMatchObject({
      proven: false,
    });
  });

  test('NXNAME in an NSEC3 record says that a name does not exist', () => {
    const names = new Map<string, readonly number[]>([
      ['example', [RR_TYPES.SOA, RR_TYPES.NS]],
      ['a.example', [128]],
    ]);
    const proof = { zone: 'example', records: nsec3Chain({ apex: 'example', names }, false) };
    expect(prove({ name: 'a.example', type: A }, { ...proof, rcode: 0 })).toMatchObject({
      says: 'nxdomain',
      method: 'compact',
    });
  });
});

describe('records that a denial may not rest on', () => {
  const apex = 'example. NSEC b.example. NS SOA RRSIG NSEC';

  test.each([
    ['the parent side of a cut denies no address', 'b.example. NSEC c.example. NS RRSIG NSEC'],
    ['nor does it with DS', 'b.example. NSEC c.example. NS DS RRSIG NSEC'],
  ])('%s', (_, line) => {
    const denial = prove({ name: 'b.example', type: A }, by('example', 0, line, apex));
    expect(denial).toMatchObject({ proven: false, missing: 'delegation' });
  });

  test.each([
    ['a delegation', 'b.example. NSEC c.example. NS RRSIG NSEC'],
    ['a DNAME', 'b.example. NSEC c.example. DNAME RRSIG NSEC'],
  ])('%s at an ancestor hides what lies below', (_, line) => {
    const proof = by('example', 3, line, apex);
    expect(prove({ name: 'a.b.example', type: A }, proof)).toMatchObject({ missing: 'name' });
    expect(proveNoDs('a.b.example', proof)).toMatchObject({ missing: 'name' });
    const answer = { name: 'a.b.example', labels: 1 };
    expect(proveWildcard(answer, proof)).toMatchObject({ proven: false });
  });

  test.each([
    ['a next name outside the zone', 'a.example. NSEC z.other. A RRSIG NSEC'],
    ['an owner outside the zone', 'a.elsewhere. NSEC z.example. A RRSIG NSEC'],
    ['a last record that does not lead to the apex', 'd.example. NSEC a.example. A RRSIG NSEC'],
  ])('%s proves nothing', (_, line) => {
    const denial = prove({ name: 'x.example', type: A }, by('example', 3, line));
    expect(denial).toMatchObject({ proven: false, missing: 'records' });
  });

  test('a name outside the zone is not denied', () => {
    const denial = prove({ name: 'a.other', type: A }, by('example', 3, apex));
    expect(denial).toMatchObject({ proven: false, missing: 'name' });
  });

  test('no records prove nothing', () => {
    const denial = prove({ name: 'a.example', type: A }, by('example', 3));
    expect(denial).toMatchObject({ proven: false, missing: 'records' });
  });
});

describe('names and response codes', () => {
  const chain = [
    'example. NSEC b.example. NS SOA RRSIG NSEC',
    'b.example. NSEC x.c.example. A RRSIG NSEC',
    'x.c.example. NSEC example. A RRSIG NSEC',
  ];

  test('a proof that a name exists is taken though the response says NXDOMAIN', () => {
    const denial = prove({ name: 'c.example', type: A }, by('example', 3, ...chain));
    expect(denial).toMatchObject({ proven: true, says: 'nodata' });
  });

  test('a proof that it does not is not taken though the response says NOERROR', () => {
    const denial = prove({ name: 'd.example', type: A }, by('example', 0, ...chain));
    expect(denial).toEqual({
      proven: false,
      missing: 'name',
      because: 'd.example is proven not to exist, but the response code is NOERROR',
    });
    const alias = prove({ name: 'd.example', type: A }, by('example', null, ...chain));
    expect(alias).toMatchObject({ says: 'nxdomain' });
  });

  test('NSEC3 records for an existing name are not taken with NXDOMAIN', () => {
    const records = fixture('rfc5155-b');
    const proof = { zone: 'example', records, rcode: 3 };
    expect(prove({ name: 'ns1.example', type: MX }, proof)).toMatchObject({
      proven: false,
      missing: 'name',
    });
  });

  test('the last record of the zone covers what comes after it', () => {
    const denial = prove(
      { name: 'zz.example', type: A },
      by('example', 3, chain[2] ?? '', chain[0] ?? ''),
    );
    expect(denial).toMatchObject({ says: 'nxdomain' });
  });

  test('the one record of a zone covers all names but its own', () => {
    const only = by('example', 3, 'example. NSEC example. NS SOA RRSIG NSEC');
    expect(prove({ name: 'a.example', type: A }, only)).toMatchObject({ says: 'nxdomain' });
    const own = { ...only, rcode: 0 };
    expect(prove({ name: 'example', type: AAAA }, own)).toMatchObject({ says: 'nodata' });
  });

  test('the root zone denies top-level domains and has no DS records', () => {
    const root = by('.', 3, '. NSEC aaa. NS SOA RRSIG NSEC', 'com. NSEC net. NS DS RRSIG NSEC');
    expect(prove({ name: 'example.corp', type: A }, root)).toMatchObject({ says: 'nxdomain' });
    expect(prove({ name: '.', type: DS }, { ...root, rcode: 0 })).toMatchObject({ says: 'nodata' });
    expect(proveNoDs('com', root)).toMatchObject({ proven: false, missing: 'type' });
  });

  test('a wildcard at the apex stands for names at any depth', () => {
    const wild = [
      'example. NSEC *.example. NS SOA RRSIG NSEC',
      '*.example. NSEC m.example. TXT RRSIG NSEC',
      'm.example. NSEC example. A RRSIG NSEC',
    ];
    const question = { name: 'c.b.a.example', type: A };
    const denial = prove(question, by('example', 0, ...wild));
    expect(denial).toMatchObject({ says: 'wildcard-nodata' });
    const answer = { name: 'c.b.a.example', labels: 1 };
    expect(proveWildcard(answer, by('example', 0, ...wild))).toMatchObject({ says: 'wildcard' });
    expect(
      proveWildcard({ name: 'x.m.example', labels: 1 }, by('example', 0, ...wild)),
    ).toMatchObject({ proven: false, missing: 'closest-encloser' });
  });
});

describe('NSEC3 parameters', () => {
  const zone: ModelZone = {
    apex: 'example',
    names: new Map([
      ['example', [RR_TYPES.SOA, RR_TYPES.NS]],
      ['a.example', [A]],
    ]),
  };
  const chain = nsec3Chain(zone, false);
  const question = { name: 'b.example', type: A };
  const changed = (change: object): readonly ResourceRecord[] =>
    chain.map((record) => {
      if (record.data.kind !== 'NSEC3') return record;
      return resourceRecord(record.name, record.ttl, { ...record.data, ...change });
    });
  const denialOf = (records: readonly ResourceRecord[]) =>
    prove(question, { zone: 'example', records, rcode: 3 });

  test('the chain as it is proves it', () => {
    expect(denialOf(chain)).toMatchObject({ says: 'nxdomain', method: 'nsec3' });
  });

  test.each([
    ['an unknown hash algorithm', { hashAlgorithm: 2 }],
    ['unknown flags', { flags: 2 }],
    ['a next hash of another length', { nextHashedOwnerName: new Uint8Array(19) }],
  ])('records with %s are passed over', (_, change) => {
    expect(denialOf(changed(change))).toMatchObject({ proven: false, missing: 'records' });
  });

  test('records with different salts prove nothing together', () => {
    const needed = fixture('rfc5155-b').filter(
      ({ name, type }) =>
        type === RR_TYPES.NSEC3 && ['0p9m', 'b4um', '35mt'].some((hash) => name.startsWith(hash)),
    );
    const proofOf = (some: readonly ResourceRecord[]) => ({
      zone: 'example',
      records: some,
      rcode: 3,
    });
    const denied = { name: 'a.c.x.w.example', type: A };
    expect(prove(denied, proofOf(needed))).toMatchObject({ proven: true });
    for (const odd of needed) {
      const mixed = needed.map((record) =>
        record === odd && record.data.kind === 'NSEC3'
          ? resourceRecord(record.name, 300, { ...record.data, salt: Uint8Array.of(1) })
          : record,
      );
      expect(prove(denied, proofOf(mixed))).toMatchObject({ proven: false });
    }
  });

  test('more than 150 iterations are not computed, and that is said', () => {
    expect(denialOf(changed({ iterations: 151 }))).toEqual({
      proven: false,
      missing: 'iterations',
      because: '151 iterations of NSEC3, at most 150 are computed',
    });
  });

  test('hashing ends where the budget does', () => {
    const name = `${'a.'.repeat(60)}example`;
    const records = changed({ iterations: 150 });
    const budget = new Budget();
    const denial = prove({ name, type: A }, { zone: 'example', records, rcode: 3, budget });
    expect(denial).toMatchObject({ proven: false, missing: 'limit' });
    expect(budget.exhausted).toBe(true);
  });
});

test('a name that is not from a wildcard needs no proof of it', () => {
  const proof = { zone: 'example', records: [] };
  expect(() => proveWildcard({ name: 'a.example', labels: 2 }, proof)).toThrow(RangeError);
});

test('a thousand records are no more work than 64', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    resourceRecord(`n${index}.example`, 300, {
      kind: 'NSEC',
      nextDomainName: `n${index}a.example`,
      types: [NSEC],
    }),
  );
  const denial = prove(
    { name: 'z.example', type: A },
    { zone: 'example', records: many, rcode: 3 },
  );
  expect(denial).toMatchObject({ proven: false, missing: 'name' });
});
