import { describe, expect, test } from 'vitest';
import { compare, type Comparable } from '../../src/control/compare.ts';
import type { ClaimResult } from '../../src/control/result.ts';
import { comparableOf } from '../support/comparable.ts';
import { targetOf } from '../support/findings.ts';

const { profile } = comparableOf();

const remarks = (before: Partial<Comparable>, after: Partial<Comparable> = {}): readonly string[] =>
  compare(comparableOf(before), comparableOf(after)).remarks;

describe('what has to be known to read a comparison', () => {
  test.each<[string, Partial<Comparable>, readonly string[]]>([
    ['nothing, where all is alike', {}, []],
    [
      'that the earlier report is the later one',
      { now: '2027-01-01T00:00:00.000Z' },
      ['The report it is compared with is of a later time.'],
    ],
    [
      'another version of assay, which has other rules too',
      { tool: { version: '0.9.0' }, rulesHash: 'cd' },
      ['Made by assay 0.9.0 before, by 1.0.0 now: a change may come from the tool.'],
    ],
    [
      'other rules in the same version',
      { rulesHash: 'cd' },
      ['Judged by other rules than before: a change may come from them.'],
    ],
    [
      'another profile',
      { profile: { ...profile, id: 'hardened' } },
      ['Held to the profile hardened 1 before, to baseline 1 now.'],
    ],
    [
      'areas that one of the two did not judge',
      { profile: { ...profile, areas: ['tls', 'dns'] } },
      ['Not judged any more: tls, dns.', 'Not judged before: mail.'],
    ],
    [
      'that nothing was audited twice',
      { targets: [targetOf({ id: 'mail:other.example', host: 'other.example' })] },
      ['The two reports have no target in common.'],
    ],
  ])('is %s', (_, before, expected) => {
    expect(remarks(before)).toEqual(expected);
  });
});

const claim = (given: Partial<ClaimResult> = {}): ClaimResult => ({
  ...{ id: 'CP-01', source: 'page', quote: 'TLS 1.2 and above only', line: 3, by: 'vendor' },
  ...{ assurance: 'automatic', verdict: 'confirmed', reasons: [], stale: [], note: null },
  ...{ parts: { seen: 'pass', filed: null, stated: null }, controls: [], findings: [] },
  attestations: [],
  ...given,
});

const claims = (before: readonly ClaimResult[], after: readonly ClaimResult[]) =>
  compare(comparableOf({ claims: before }), comparableOf({ claims: after }));

describe('sentences of a page', () => {
  test('whose verdict changed are told, in the order of the page', () => {
    const before = [claim(), claim({ id: 'CP-02' }), claim({ id: 'CP-03' })];
    const after = [
      claim({ verdict: 'contradicted' }),
      claim({ id: 'CP-02' }),
      claim({ id: 'CP-04', quote: 'We sign our zone' }),
    ];
    expect(claims(before, after).claims).toEqual([
      { id: 'CP-01', quote: claim().quote, before: 'confirmed', after: 'contradicted' },
      { id: 'CP-04', quote: 'We sign our zone', before: null, after: 'confirmed' },
      { id: 'CP-03', quote: claim().quote, before: 'confirmed', after: null },
    ]);
  });

  test.each<[string, readonly ClaimResult[], readonly ClaimResult[], string]>([
    ['no page before', [], [claim()], 'The earlier report was held against no security page.'],
    [
      'no page now',
      [claim()],
      [],
      'The earlier report was held against a security page, this one is not.',
    ],
    [
      'another page',
      [claim({ verdict: 'contradicted', source: 'other' })],
      [claim()],
      'The two reports were held against different security pages.',
    ],
  ])('are not compared with %s, which is said', (_, before, after, remark) => {
    const compared = claims(before, after);
    expect(compared.claims).toEqual([]);
    expect(compared.remarks).toEqual([remark]);
  });
});
