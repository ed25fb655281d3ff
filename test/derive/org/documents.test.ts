import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orgDocumentsDerivation } from '../../../src/derive/org/documents.ts';
import type { OrgDocuments } from '../../../src/evidence/kinds/org/documents.ts';
import {
  DOCUMENT_TYPES,
  orgRegister,
  type RegisterEntry,
} from '../../../src/evidence/kinds/org/register.ts';
import { present } from '../../../src/evidence/observation.ts';
import { factFrom } from '../../support/hops.ts';

const file = { path: 'documents/a.pdf', sha256: 'a'.repeat(64) };

const entry = (given: Partial<RegisterEntry>): RegisterEntry => ({
  type: 'certificate',
  ...{ standard: null, holder: null, issuer: null, number: null, scope: null },
  ...{ validFrom: null, validUntil: null, dates: [], openFindings: null, file, problem: null },
  ...given,
});

function documentsOf(entries: readonly RegisterEntry[]): OrgDocuments {
  const register = { path: 'register.yaml', sha256: 'b'.repeat(64), entries };
  const observation = factFrom(
    orgDocumentsDerivation,
    [{ kind: orgRegister, observation: present(register) }],
    { kind: 'organisation', host: 'Example Ltd' },
  );
  if (observation.status !== 'present') throw new Error(observation.status);
  return observation.value;
}

const iso = (given: Partial<RegisterEntry>): RegisterEntry =>
  entry({ standard: 'ISO/IEC 27001:2022', number: 'IS 123', ...given });

const problem = { code: 'unfit' as const, detail: 'documents/a.pdf: no such file' };

describe('an own certificate', () => {
  const only = (given: Partial<RegisterEntry>) => {
    const { items, complete } = documentsOf([iso(given)]).iso27001;
    return { ...items[0], complete };
  };

  test.each([
    ['in force', { validUntil: '2026-11-22' }, { valid: true, withdrawn: false, daysLeft: 0 }],
    ['that has run out', { validUntil: '2026-11-21' }, { valid: false, daysLeft: -1 }],
    [
      'that begins tomorrow',
      { validFrom: '2026-11-23', validUntil: '2029-01-01' },
      { valid: false },
    ],
    ['without an end', { validFrom: '2025-01-01' }, { valid: null, daysLeft: null }],
    [
      'of 2013',
      { standard: 'ISO 27001:2013', validUntil: '2027-01-01' },
      { valid: true, withdrawn: true },
    ],
    [
      'of no edition',
      { standard: 'ISO 27001', validUntil: '2027-01-01' },
      { valid: true, withdrawn: null },
    ],
  ])('%s', (_, given, wanted) => {
    expect(only(given)).toMatchObject({ ...wanted, complete: true });
  });

  test('is called by what it says of itself', () => {
    expect(only({ validUntil: '2027-01-01' }).document).toBe(
      'certificate ISO/IEC 27001:2022, IS 123',
    );
  });

  test.each([
    ['of a supplier', { holder: 'AWS' }, 'no certificate of ISO/IEC 27001 is in the register'],
    [
      'of another standard',
      { standard: 'ISO 9001' },
      'no certificate of ISO/IEC 27001 is in the register',
    ],
    ['whose file is not there', { problem, file: null }, 'documents/a.pdf: no such file'],
    [
      'without a file',
      { file: null },
      'no file is registered for certificate ISO/IEC 27001:2022, IS 123',
    ],
  ])('%s is none', (_, given, detail) => {
    const { items, complete, because } = documentsOf([
      iso({ validUntil: '2027-01-01', ...given }),
    ]).iso27001;
    expect({ items, complete, detail: because?.detail }).toEqual({
      items: [],
      complete: false,
      detail,
    });
  });
});

test('a contract holds from its signature, and from no other day that is known', () => {
  const baa = (holder: string, given: Partial<RegisterEntry>) =>
    entry({ type: 'baa', holder, ...given });
  const { baas } = documentsOf([
    baa('signed', { dates: ['2026-01-15'] }),
    baa('from a day on', { validFrom: '2026-01-15' }),
    baa('signed tomorrow', { dates: ['2026-11-23'] }),
    baa('ended', { dates: ['2020-01-15'], validUntil: '2024-12-31' }),
    baa('no day', {}),
    baa('renewed', { dates: ['2020-01-15'], validUntil: '2024-12-31' }),
    baa('renewed', { dates: ['2024-12-20'] }),
    baa('lost', { dates: ['2024-12-20'], problem }),
  ]);
  expect(Object.fromEntries(baas.items.map(({ holder, current }) => [holder, current]))).toEqual({
    ...{ signed: true, 'from a day on': true, 'signed tomorrow': false, ended: false },
    ...{ 'no day': null, renewed: true, lost: null },
  });
  expect(baas).toMatchObject({ complete: false, because: problem });
});

test('clauses that were repealed hold no longer', () => {
  const scc = (standard: string | null) =>
    entry({ type: 'scc', holder: 'Mailer', standard, dates: ['2020-01-15'] });
  const current = (standard: string | null) => documentsOf([scc(standard)]).sccs.items[0]?.current;
  expect([current('2010/87/EU'), current('2021/914'), current(null)]).toEqual([false, true, true]);
});

test('an attestation of compliance is one with PCI DSS, the own one too', () => {
  const aoc = (given: Partial<RegisterEntry>) =>
    entry({ type: 'attestation-of-compliance', validUntil: '2027-03-31', ...given });
  const { pciAttestations } = documentsOf([
    aoc({ standard: 'PCI DSS 4.0.1', holder: 'Stripe' }),
    aoc({ standard: 'PCI DSS v4.0', holder: 'Adyen' }),
    aoc({ standard: 'PCI DSS 4.0.1' }),
    aoc({ standard: 'SOC 2', holder: 'AWS' }),
  ]);
  expect(pciAttestations.items.map(({ holder, current }) => [holder, current])).toEqual([
    ['Stripe', true],
    ['Adyen', false],
    ['Example Ltd', true],
  ]);
});

test('a supplier has what it was examined against, standard by standard', () => {
  const of = (holder: string, standard: string, given: Partial<RegisterEntry> = {}) =>
    entry({ type: 'audit-report', holder, standard, validUntil: '2027-03-31', ...given });
  const { suppliers } = documentsOf([
    of('AWS', 'SOC 2', { validUntil: '2025-03-31' }),
    of('AWS', 'SOC 2'),
    of('AWS', 'ISO 27001:2022', { type: 'certificate' }),
    of('Twilio', 'ISO 27001:2013', { type: 'certificate' }),
    of('Mailer', 'SOC 2', { validUntil: null }),
    of('Lost', 'SOC 2', { problem }),
    entry({ type: 'baa', holder: 'Signed only', dates: ['2026-01-01'] }),
    iso({ validUntil: '2027-01-01' }),
  ]);
  expect(suppliers.items).toEqual([
    { holder: 'AWS', current: ['any', 'SOC 2', 'ISO/IEC 27001'], lapsed: [] },
    { holder: 'Twilio', current: [], lapsed: ['any', 'ISO/IEC 27001'] },
    { holder: 'Mailer', current: [], lapsed: [] },
    { holder: 'Signed only', current: [], lapsed: [] },
    { holder: 'Lost', current: [], lapsed: [] },
  ]);
});

describe('what was done', () => {
  const scan = (dates: readonly string[], given: Partial<RegisterEntry> = {}) =>
    entry({ type: 'vulnerability-scan', dates: [...dates], ...given });

  test('is in order, the last first, each day once and none that is still to come', () => {
    const { scans, scanGaps } = documentsOf([
      scan(['2026-11-02', '2026-11-16', '2026-11-30']),
      scan(['2026-11-09', '2026-11-16']),
    ]);
    expect(scans.complete).toBe(true);
    expect(scans.items.map(({ date, daysAgo }) => [date, daysAgo])).toEqual([
      ['2026-11-16', 6],
      ['2026-11-09', 13],
      ['2026-11-02', 20],
    ]);
    expect(scanGaps).toEqual([
      { place: 1, from: '2026-11-16', to: '2026-11-22', days: 6, surely: 6 },
      { place: 2, from: '2026-11-09', to: '2026-11-16', days: 7, surely: 7 },
      { place: 3, from: '2026-11-02', to: '2026-11-09', days: 7, surely: 7 },
    ]);
  });

  test('may have been done between where a record cannot be read', () => {
    const { scans, scanGaps } = documentsOf([
      scan(['2026-11-02']),
      scan(['2026-11-09'], { problem }),
    ]);
    expect(scans.complete).toBe(false);
    expect(scanGaps).toEqual([
      { place: 1, from: '2026-11-02', to: '2026-11-22', days: 20, surely: null },
    ]);
  });

  test('is not known where all of it is still to come, or was done by others', () => {
    const { penetrationTests, trainings } = documentsOf([
      entry({ type: 'penetration-test', dates: ['2026-12-01'] }),
      entry({ type: 'training', dates: ['2026-06-01'], holder: 'AWS' }),
    ]);
    expect([penetrationTests.complete, trainings.complete]).toEqual([false, false]);
  });
});

test('no list is complete without anything in it, whatever the register says', () => {
  const day = fc
    .integer({ min: 0, max: 4000 })
    .map((days) => new Date(Date.UTC(2020, 0, 1 + days)).toISOString().slice(0, 10));
  const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const entries = fc.array(
    fc.record({
      type: fc.constantFrom(...DOCUMENT_TYPES),
      standard: some(
        fc.constantFrom('ISO 27001:2013', 'ISO 27001:2022', 'PCI DSS 4.0.1', 'SOC 2', '?'),
      ),
      holder: some(fc.constantFrom('AWS', 'Stripe')),
      ...{ issuer: some(fc.string()), number: some(fc.string()), scope: some(fc.string()) },
      ...{ validFrom: some(day), validUntil: some(day), dates: fc.array(day) },
      openFindings: some(fc.nat()),
      file: some(fc.constant(file)),
      problem: some(fc.constant(problem)),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(entries, (given) => {
      for (const value of Object.values(documentsOf(given))) {
        if (value === null || typeof value !== 'object' || Array.isArray(value)) continue;
        if (value.complete) expect(value.items.length).toBeGreaterThan(0);
        else expect(value.because).toBeDefined();
      }
    }),
  );
});

test('an organisation that is named as the holder is no supplier of itself', () => {
  const own = iso({ holder: 'example ltd', validUntil: '2027-01-01' });
  const { iso27001, suppliers } = documentsOf([own]);
  expect(iso27001.items).toMatchObject([{ valid: true }]);
  expect(suppliers).toMatchObject({ items: [], complete: false });
});
