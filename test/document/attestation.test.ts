import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lastDayOf,
  readAttestations,
  withAttestation,
  type Attestation,
} from '../../src/document/attestation.ts';

const SHA = 'a'.repeat(64);

/** A sound entry, its lines replaced by those of the test; an empty one is left out. */
function fileOf(given: Readonly<Record<string, string>> = {}): string {
  const lines: Readonly<Record<string, string>> = {
    ...{ id: 'ATT-3', control: 'BCK-01', status: 'pass', statement: 'It was restored' },
    ...{ method: 'examine', owner: 'platform team', attestedBy: '{ name: Jane Doe, role: ISM }' },
    ...{ attestedAt: '2026-10-03', expires: '2027-01-03' },
    ...given,
  };
  const written = Object.entries(lines).filter(([, value]) => value !== '');
  const entry = written.map(([key, value]) => `${key}: ${value}`).join('\n    ');
  return `version: 1\nattestations:\n  - ${entry}\n`;
}

const complaint = (given: Readonly<Record<string, string>>): string => {
  try {
    readAttestations('attestations.yaml', fileOf(given));
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^attestations\.yaml:/, '') : '';
  }
};

const file = (more: string): string => `[{ path: a.pdf, sha256: ${SHA}, kind: report${more} }]`;

test.each([
  [{}, 'none'],
  [{ expires: '', validity: 'P3M' }, 'none'],
  [{ expires: '2027-10-04' }, 'none'],
  [{ evidence: file('') }, 'none'],
  [{ evidence: file(', validFrom: 2025-03-01, validUntil: 2028-02-28') }, 'none'],
  [{ id: '9.10' }, '3:9: "id" must be a text, not 9.10'],
  [{ control: '9.10' }, '4:14: "control" must be a text, not 9.10'],
  [{ statement: "''" }, '6:16: "statement": must not be empty'],
  [
    { status: 'passed' },
    '5:13: "status" must be one of pass, fail, not-applicable, not passed; did you mean "pass"?',
  ],
  [
    { expires: '' },
    '3:5: "expires" is missing; add expires, the last day on which it holds, or validity, such as P3M',
  ],
  [{ validity: 'P3M' }, '12:15: "validity": expires says it already; write one of the two'],
  [
    { expires: '2027-10-05' },
    '11:14: "expires": 2027-10-05 lies 367 days after attestedAt; at most 366 count',
  ],
  [{ expires: '2026-10-02' }, '11:14: "expires": 2026-10-02 lies before attestedAt'],
  [
    { expires: '', validity: 'P1Y2D' },
    '11:15: "validity": 2027-10-05 lies 367 days after attestedAt; at most 366 count',
  ],
  [
    { expires: '', validity: '3 months' },
    '11:15: "validity": write years, months, weeks or days, such as P1Y, P3M, P2W or P30D',
  ],
  [
    { expires: '', validity: 'P' },
    '11:15: "validity": write years, months, weeks or days, such as P1Y, P3M, P2W or P30D',
  ],
  [
    { expires: '', validity: 'PT12H' },
    '11:15: "validity": write years, months, weeks or days, such as P1Y, P3M, P2W or P30D',
  ],
  [{ owner: '' }, '3:5: "owner" is missing'],
  [{ attestedBy: '{ name: Jane Doe }' }, '9:17: "role" is missing'],
  [
    { evidence: '[{ path: ../a.pdf, sha256: x, kind: report }]' },
    '12:24: "path": write a path below the folder of this file, with / and without ..\n',
  ],
  [
    { evidence: file('').replace('a.pdf', '/etc/passwd') },
    '12:24: "path": write a path below the folder of this file, with / and without ..',
  ],
  [
    { evidence: file('').replace('a.pdf', 'c:/a.pdf') },
    '12:24: "path": write a path below the folder of this file, with / and without ..',
  ],
  [
    { evidence: file('').replace('a.pdf', 'a\\..\\b') },
    '12:24: "path": write a path below the folder of this file, with / and without ..',
  ],
  [
    { evidence: file('').replace(SHA, SHA.toUpperCase()) },
    '12:39: "sha256": 64 hexadecimal digits in lower case',
  ],
  [
    { evidence: file(', validFrom: 2026-02-01, validUntil: 2026-01-31') },
    '12:154: "validUntil": lies before validFrom',
  ],
])('%j: %s', (given, wanted) => {
  expect(complaint(given)).toContain(wanted);
});

test('an id is given once', () => {
  const twice = fileOf() + fileOf().split('\n').slice(2).join('\n');
  expect(() => readAttestations('a.yaml', twice)).toThrow(
    'a.yaml:12:9: "id": ATT-3 is the id of an attestation further up',
  );
});

describe('validity', () => {
  test.each([
    ['2026-10-03', 'P3M', '2027-01-03'],
    ['2026-10-03', 'P1Y', '2027-10-03'],
    ['2026-10-03', 'P30D', '2026-11-02'],
    ['2026-10-03', 'P2W', '2026-10-17'],
    ['2026-11-30', 'P3M', '2027-02-28'],
    ['2027-11-30', 'P3M', '2028-02-29'],
    ['2028-02-29', 'P1Y', '2029-02-28'],
    ['2026-12-31', 'P1M1D', '2027-02-01'],
    ['2026-10-03', 'P1Y0M0D', '2027-10-03'],
    ['2026-10-03', 'P', null],
    ['2026-10-03', 'p3m', null],
    ['2026-10-03', 'P3M ', null],
    ['2026-10-03', 'P-3M', null],
    ['2026-10-03', 'P1.5M', null],
    ['2026-10-03', 'P1DT1H', null],
  ])('from %s for %s: to %s', (attestedAt, validity, last) => {
    expect(lastDayOf({ attestedAt, validity })).toBe(last);
  });

  test('never throws, and is a day or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^P[0-9YMWD]{1,20}$/)), (validity) => {
        const last = lastDayOf({ attestedAt: '2026-10-03', validity });
        expect(last === null || Number.isFinite(Date.parse(last))).toBe(true);
      }),
    );
  });
});

describe('an entry more', () => {
  const attestation: Attestation = {
    ...{ id: 'ATT-4', control: 'ORG-03', status: 'pass', method: 'interview' },
    ...{ statement: 'Everybody: trained # really', owner: '9.10', validity: 'P1Y' },
    attestedBy: { name: 'Jane Doe', role: 'yes' },
    attestedAt: '2026-10-03',
  };

  test('stands at the end, and what was there stays', () => {
    const before = `# Ours\n${fileOf()}`;
    const after = withAttestation(before, attestation);
    expect(after.startsWith(before)).toBe(true);
    expect(readAttestations('a.yaml', after).value.attestations[1]).toEqual(attestation);
  });

  test('makes a list of its own of an empty one', () => {
    const after = withAttestation('version: 1\nattestations: []\n', attestation);
    expect(after).toContain('\n  - id: ATT-4\n');
    expect(readAttestations('a.yaml', after).value.attestations).toEqual([attestation]);
  });

  test('reads as it was written, whatever it says', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).map((one) => `x${one}x`);
    fc.assert(
      fc.property(text, text, (statement, name) => {
        const one = { ...attestation, statement, attestedBy: { name, role: 'CISO' } };
        const after = withAttestation('version: 1\nattestations: []\n', one);
        expect(readAttestations('a.yaml', after).value.attestations).toEqual([one]);
      }),
    );
  });
});
