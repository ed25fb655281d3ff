import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClaimSheet } from '../../src/document/claims.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';
import { Report } from '../../src/report/report.ts';
import { pack } from '../audit/support.ts';
import {
  attestationsOf,
  isWordAlone,
  mailOf,
  reportOn,
  reportsOn,
  seenDeployments,
  withPlainSite,
  type Seen,
} from './deployments.ts';
import { TABLE, type Row } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-claims-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let seen: Seen;
beforeAll(async () => {
  seen = await seenDeployments();
}, 120_000);

const sheets = pack.claimSheets.map(({ value }) => value);
const claims = sheets.flatMap((sheet) => sheet.claims);
const rows = Object.values(TABLE).flat();
const claimOf = (id: string): ClaimSheet['claims'][number] | undefined =>
  claims.find((claim) => claim.id === id);

const reports = new Map<string, ReturnType<typeof reportsOn>>();
function reportsOf(sheet: ClaimSheet): ReturnType<typeof reportsOn> {
  const made = reports.get(sheet.id) ?? reportsOn(sheet, seen, join(folder, sheet.id));
  reports.set(sheet.id, made);
  return made;
}

describe.each(sheets.map((sheet) => [sheet.id, sheet] as const))('the page of %s', (id, sheet) => {
  test('has the verdicts of the table, sentence by sentence', () => {
    const { alone, conforming, violating } = reportsOf(sheet);
    const found = conforming.claims.map(({ id: claim, assurance, verdict }, index) => [
      ...[claim, assurance, alone.claims[index]?.verdict, verdict],
      violating.claims[index]?.verdict,
    ]);
    expect(found).toEqual(TABLE[id]);
  });

  test('has a reason beside each verdict', () => {
    for (const { claims: results } of Object.values(reportsOf(sheet))) {
      expect(results.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
    }
  });

  test('changes neither findings nor grades of who only looks', () => {
    const { alone } = reportsOf(sheet);
    const [other] = sheets.filter((one) => one !== sheet);
    const without = other === undefined ? alone : reportsOf(other).alone;
    const { grades, findings, controls } = without;
    expect(alone).toMatchObject({ grades, findings, controls });
  });

  test('gives the same report each time, and one that has its shape', () => {
    const { conforming } = reportsOf(sheet);
    const again = reportsOn(sheet, seen, join(folder, sheet.id)).conforming;
    expect(JSON.stringify(again)).toBe(JSON.stringify(conforming));
    expect(Report.parse(JSON.parse(JSON.stringify(conforming)))).toEqual(conforming);
  });

  test('takes no attestation against what was seen or filed', () => {
    const { violating } = reportsOf(sheet);
    for (const { id: attestation, claims: named, state, status } of violating.attestations) {
      const claim = claimOf(named[0] ?? '');
      if (claim === undefined) throw new Error(`${attestation} names no sentence`);
      // One that says no counts; a yes does not help against what failed.
      expect([attestation, state]).toEqual([
        attestation,
        isWordAlone(claim) ? 'active' : 'ignored',
      ]);
      expect(status).toBe(isWordAlone(claim) ? 'fail' : 'pass');
    }
  });
});

/** Nothing settles it yet: an area that it needs is still to come, and it has no other part. */
const awaitsAll = (id: string): boolean => {
  const { awaits, rules, evidence, grade } = claimOf(id) ?? {};
  return awaits !== undefined && [rules, evidence, grade].every((part) => part === undefined);
};

test('the five pages make 123 sentences', () => {
  expect(Object.keys(TABLE)).toEqual(expect.arrayContaining(sheets.map(({ id }) => id)));
  expect(rows).toHaveLength(123);
  expect(claims.map(({ id }) => id).toSorted()).toEqual(rows.map(([id]) => id).toSorted());
});

test('every sentence whose area exists is true of one deployment and untrue of the other', () => {
  const settled: readonly Row[] = rows.filter(([id]) => !awaitsAll(id));
  expect(settled).toHaveLength(105);
  expect(settled.filter(([, , , , violating]) => violating !== 'contradicted')).toEqual([]);
  const [confirmed, attested, partly] = ['confirmed', 'attested', 'partly-confirmed'].map((one) =>
    settled.filter(([, , , conforming]) => conforming === one).map(([id]) => id),
  );
  expect([confirmed?.length, attested?.length, partly?.length]).toEqual([64, 33, 8]);
  // People's word is all there is for these.
  expect(attested?.filter((id) => !isWordAlone(claimOf(id) ?? fault(id)))).toEqual([]);
  // The rest of these awaits another area; of CC-23, whole requirements that only people settle.
  expect(partly?.filter((id) => claimOf(id)?.awaits === undefined)).toEqual(['CC-23']);
});

const fault = (id: string): never => {
  throw new Error(`no sentence ${id}`);
};

test('sentences that await an area say so, and are counted', () => {
  const waiting = rows.filter(([id]) => awaitsAll(id));
  expect(waiting).toHaveLength(18);
  for (const [id, , ...verdicts] of waiting) {
    expect([id, ...verdicts]).toEqual([id, 'not-testable', 'not-testable', 'not-testable']);
  }
  const results = sheets.flatMap((sheet) => reportsOf(sheet).conforming.claims);
  for (const { id, reasons } of results.filter((one) => awaitsAll(one.id))) {
    expect([id, reasons[0]]).toEqual([
      id,
      `needs ${claimOf(id)?.awaits ?? ''}, which this version of assay does not look at`,
    ]);
  }
});

describe('a sentence that the sound deployment keeps', () => {
  const resultsOn = (id: string, bundle: Bundle) => {
    const sheet = sheets.find((one) => one.id === id);
    if (sheet === undefined) throw new Error(`no page ${id}`);
    const attestations = attestationsOf(sheet, seen.sound, true);
    const { claims: results } = reportOn({ sheet, targets: {} }, bundle, attestations);
    return new Map(results.map((result) => [result.id, result.verdict]));
  };

  test.each([
    ['rehab-guru', ['RG-01', 'RG-02', 'RG-04']],
    ['rehab-my-patient', ['RMP-03', 'RMP-14']],
    ['physitrack', ['PT-04']],
    ['continuouscare', ['CC-06', 'CC-13', 'CC-14']],
    ['careapp', ['CA-11']],
  ])('is contradicted by a second site without TLS: %s', (id, ids) => {
    const found = resultsOn(id, withPlainSite(seen.sound));
    expect(ids.map((one) => [one, found.get(one)])).toEqual(
      ids.map((one) => [one, 'contradicted']),
    );
  });

  test.each([
    ['rehab-guru', ['RG-02', 'RG-04']],
    ['physitrack', ['PT-04', 'PT-07', 'PT-29']],
    ['continuouscare', ['CC-06', 'CC-13', 'CC-14']],
  ])('is not attested by a word on the rest where nobody looked: %s', (id, ids) => {
    const found = resultsOn(id, mailOf(seen.sound));
    expect(ids.map((one) => [one, found.get(one)])).toEqual(
      ids.map((one) => [one, 'not-testable']),
    );
  });
});
