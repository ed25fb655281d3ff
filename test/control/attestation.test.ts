import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  attestationsFor,
  judgedAttestations,
  usedAttestations,
} from '../../src/control/attestation.ts';
import type { AttestationResult } from '../../src/control/result.ts';
import type { Attestation } from '../../src/document/attestation.ts';
import type { Control } from '../../src/document/control.ts';
import type { EvidenceFile } from '../../src/document/statement.ts';

const NOON = new Date('2026-11-22T12:00:00Z');

const control: Control = {
  ...{ id: 'ORG-01', revision: 2, title: 'Certificates', statement: 'They are in force.' },
  assurance: 'evidence',
  attest: 'that they are in force',
  frameworks: {},
};

const attestationOf = (given: Partial<Attestation> = {}): Attestation => ({
  ...{ id: 'ATT-3', control: 'ORG-01', status: 'pass', statement: 'They are', method: 'examine' },
  owner: 'security',
  attestedBy: { name: 'Jane Doe', role: 'ISM' },
  attestedAt: '2026-10-03',
  expires: '2027-01-03',
  ...given,
});

const evidenceOf = (given: Partial<EvidenceFile>): Attestation['evidence'] => [
  { path: 'iso.pdf', sha256: 'a'.repeat(64), kind: 'certificate', ...given },
];

const judged = (
  attestation: Attestation,
  now = NOON,
  violations: readonly string[] = [],
): AttestationResult | undefined =>
  judgedAttestations([{ attestation, violations }], [control], now)[0];

describe('what an attestation is worth', () => {
  test('is what it says, with who said it and on what grounds', () => {
    expect(judged(attestationOf({ evidence: evidenceOf({}) }))).toEqual({
      ...{ id: 'ATT-3', control: 'ORG-01', claims: [], status: 'pass', statement: 'They are' },
      ...{ attestedBy: 'Jane Doe (ISM)', attestedAt: '2026-10-03', expires: '2027-01-03' },
      ...{ state: 'active', remarks: [] },
      evidence: [{ path: 'iso.pdf', sha256: 'a'.repeat(64), kind: 'certificate' }],
    });
  });

  test.each([
    ['2026-10-02T23:59:59.999Z', 'pending', ['holds from 2026-10-03 on']],
    ['2026-10-03T00:00:00Z', 'active', []],
    ['2026-12-03T00:00:00Z', 'active', []],
    ['2026-12-04T00:00:00Z', 'active', ['ends in 30 days, on 2027-01-03']],
    ['2027-01-03T23:59:59.999Z', 'active', ['ends in 0 days, on 2027-01-03']],
    ['2027-01-04T00:00:00Z', 'expired', ['expired on 2027-01-03']],
  ])('at %s: %s', (now, state, remarks) => {
    expect(judged(attestationOf(), new Date(now))).toMatchObject({ state, remarks });
  });

  test('a validity counts from the day of the statement', () => {
    const three = attestationOf({ expires: undefined, validity: 'P3M' });
    expect(judged(three)).toMatchObject({ expires: '2027-01-03', state: 'active' });
  });

  test('a certificate that ends before bounds it', () => {
    const bounded = attestationOf({ evidence: evidenceOf({ validUntil: '2026-12-01' }) });
    expect(judged(bounded)).toMatchObject({
      ...{ expires: '2026-12-01', state: 'active' },
      remarks: ['ends in 9 days, on 2026-12-01, with iso.pdf'],
    });
    expect(judged(bounded, new Date('2026-12-02T00:00:00Z'))).toMatchObject({
      ...{ state: 'expired', remarks: ['expired on 2026-12-01, with iso.pdf'] },
    });
    const longer = attestationOf({ evidence: evidenceOf({ validUntil: '2028-12-01' }) });
    expect(judged(longer)).toMatchObject({ expires: '2027-01-03', remarks: [] });
  });

  test('a certificate that is still to begin bears nothing out', () => {
    const early = attestationOf({ evidence: evidenceOf({ validFrom: '2026-12-01' }) });
    expect(judged(early)).toMatchObject({
      ...{ state: 'pending', remarks: ['holds from 2026-12-01 on'] },
    });
  });

  test('an edition that lapsed makes it invalid, from the day on which it did', () => {
    const old = attestationOf({
      ...{ attestedAt: '2025-10-01', expires: '2026-10-01' },
      evidence: evidenceOf({ standard: 'ISO/IEC 27001:2013', validUntil: '2027-01-01' }),
    });
    expect(judged(old, new Date('2025-10-31T12:00:00Z'))?.state).toBe('active');
    expect(judged(old, new Date('2025-11-01T12:00:00Z'))).toMatchObject({
      state: 'invalid',
      remarks: [
        'iso.pdf: ISO/IEC 27001:2013 counts no longer since 2025-11-01; ask for ISO/IEC 27001:2022',
      ],
    });
  });

  test('a file that is not the one signed for makes it invalid, whatever else holds', () => {
    expect(judged(attestationOf(), NOON, ['iso.pdf: no such file'])).toMatchObject({
      ...{ state: 'invalid', remarks: ['iso.pdf: no such file'] },
    });
  });

  test('an older revision of the control is said, and counts', () => {
    expect(judged(attestationOf({ revision: 1 }))).toMatchObject({
      state: 'active',
      remarks: ['written for revision 1 of ORG-01, which is now at 2'],
    });
    expect(judged(attestationOf({ revision: 2 }))?.remarks).toEqual([]);
  });

  test('one for a control that is not there meets nothing', () => {
    expect(judged(attestationOf({ control: 'ORG-99' }))).toMatchObject({
      ...{ state: 'unmatched', remarks: ['no control ORG-99'] },
    });
  });
});

test.each<[string, Attestation['approvedBy'], string[]]>([
  ['by nobody', undefined, []],
  ['by somebody else', 'John Roe', []],
  ['by who attested it', ' jane doe', [' jane doe attested it and approved it']],
  [
    'by who attested it in another role',
    { name: 'Jane Doe', role: 'CISO' },
    ['Jane Doe attested it and approved it'],
  ],
])('approved %s, it says so', (_, approvedBy, remarks) => {
  const spoken = remarks.map((remark) => remark.trim());
  expect(judged(attestationOf({ approvedBy }))).toMatchObject({ state: 'active', remarks: spoken });
});

describe('whom it speaks for', () => {
  const all = judgedAttestations(
    [
      { attestation: attestationOf({ id: 'ALL' }), violations: [] },
      { attestation: attestationOf({ id: 'ONE', claims: ['PT-13'] }), violations: [] },
    ],
    [control],
    NOON,
  );
  const ids = (of: string, claim: string | null): string[] =>
    attestationsFor(all, of, claim).map(({ id }) => id);

  test('is the control, its sentences, or those sentences alone that it names', () => {
    expect(ids('ORG-01', null)).toEqual(['ALL']);
    expect(ids('ORG-01', 'PT-13')).toEqual(['ALL', 'ONE']);
    expect(ids('ORG-01', 'PT-14')).toEqual(['ALL']);
    expect(ids('ORG-02', 'PT-13')).toEqual([]);
  });

  test('is nobody where it made no difference', () => {
    const states = (used: readonly string[], ids: readonly string[], of = 'ORG-01'): unknown[] =>
      usedAttestations(all, {
        used: new Set(used),
        claims: ids.map((id) => ({ id, controls: [of] })),
      }).map(({ state, remarks }) => [state, ...remarks]);
    expect(states(['ALL', 'ONE'], [])).toEqual([['active'], ['active']]);
    expect(states([], ['PT-13'])).toEqual([
      ['ignored', 'it never stands against what was seen or filed, nor for what that leaves open'],
      ['ignored', 'it never stands against what was seen or filed, nor for what that leaves open'],
    ]);
    expect(states(['ALL'], ['PT-14'])).toEqual([
      ['active'],
      ['unmatched', 'no page with PT-13 was judged'],
    ]);
    expect(states(['ALL'], ['PT-13'], 'CRY-01')).toEqual([
      ['active'],
      ['unmatched', 'PT-13 is not about ORG-01'],
    ]);
  });
});

test('one whose last day is past is never in force, however it is written', () => {
  const days = fc.integer({ min: 0, max: 366 });
  const bound = fc.option(fc.integer({ min: -400, max: 800 }), { nil: undefined });
  const dayAt = (offset: number): string =>
    new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10);
  fc.assert(
    fc.property(days, bound, fc.integer({ min: -400, max: 800 }), (length, until, at) => {
      const attestation = attestationOf({
        ...{ attestedAt: dayAt(0), expires: dayAt(length) },
        evidence: evidenceOf({ validUntil: until === undefined ? undefined : dayAt(until) }),
      });
      const state = judged(attestation, new Date(`${dayAt(at)}T12:00:00Z`))?.state;
      const last = Math.min(length, until ?? length);
      expect(state).toBe(at > last ? 'expired' : at < 0 ? 'pending' : 'active');
    }),
  );
});
