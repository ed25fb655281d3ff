import { describe, expect, test } from 'vitest';
import { cloudExports } from '../../../src/evidence/kinds/cloud/exports.ts';
import { present } from '../../../src/evidence/observation.ts';
import { sha256Of } from '../../../src/report/digest.ts';
import { renderJson } from '../../../src/report/json.ts';
import { renderOscal } from '../../../src/report/oscal/oscal.ts';
import { Report } from '../../../src/report/report.ts';
import { uuidOf } from '../../../src/report/uuid.ts';
import { reportOf, REPORTS } from '../fixtures.ts';
import { brokenIn, documentOf, faultOf, propOf, resultOf } from './document.ts';

describe.each(REPORTS)('the assessment results of the %s deployment', (name) => {
  const report = reportOf(name);
  const text = renderOscal(report);

  test('are the golden ones', async () => {
    await expect(text).toMatchFileSnapshot(`../../../fixtures/reports/${name}.oscal.json`);
  });

  test('are valid by the schema of NIST', () => {
    expect(faultOf(JSON.parse(text))).toBeNull();
  });

  test('name nothing that is not there, and nothing twice', () => {
    expect(brokenIn(text)).toEqual([]);
  });

  test('tell of every finding, control, sentence and statement in force', () => {
    const { observations, findings, attestations = [] } = resultOf(text);
    const active = report.attestations.filter(({ state }) => state === 'active').length;
    expect(observations).toHaveLength(report.findings.length + active);
    expect(findings).toHaveLength(report.controls.length + report.claims.length);
    expect(attestations).toHaveLength(active);
  });

  test('have a risk for every failure and for all that is not settled, waived or not', () => {
    const { observations, risks = [] } = resultOf(text);
    const atRisk = new Set(
      risks.flatMap((risk) =>
        (risk['related-observations'] ?? []).map((one) => one['observation-uuid']),
      ),
    );
    const bad = observations.filter((one) =>
      ['fail', 'inconclusive'].includes(propOf(one, 'outcome') ?? ''),
    );
    expect(atRisk).toEqual(new Set(bad.map(({ uuid }) => uuid)));
    expect(risks.some(({ status }) => status === 'closed')).toBe(false);
  });
});

test('the digest of an entry of the evidence is that of the entry in the JSON report', () => {
  const report = reportOf('half');
  const stored = Report.parse(JSON.parse(renderJson(report)));
  const digests = new Map(stored.evidence.map((one) => [one.id, sha256Of(JSON.stringify(one))]));
  const text = renderOscal(report);
  const relevant = resultOf(text).observations.flatMap((one) => one['relevant-evidence'] ?? []);
  const pointed = new Set(relevant.map(({ href }) => href?.slice(1)));
  const resources = documentOf(text)['back-matter'].resources.filter(({ uuid }) =>
    pointed.has(uuid),
  );
  const entries = resources.filter((one) => propOf(one, 'evidence-id') !== undefined);
  expect(entries.length).toBeGreaterThan(5);
  for (const entry of entries) {
    expect(propOf(entry, 'sha256')).toBe(digests.get(propOf(entry, 'evidence-id') ?? ''));
    expect(propOf(entry, 'report-id')).toBe(report.id);
  }
});

test('files of attestations, waivers and accounts are resources with their digests', () => {
  const text = renderOscal(reportOf('half'));
  expect(documentOf(text)['back-matter'].resources).toContainEqual(
    expect.objectContaining({
      title: 'training.pdf',
      rlinks: [
        {
          href: './training.pdf',
          hashes: [
            {
              algorithm: 'SHA-256',
              value: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
            },
          ],
        },
      ],
    }),
  );
});

describe('what was found in files', () => {
  const report = reportOf('half');
  const target = 'aws:111122223333';
  const base = report.evidence.find(({ address }) => address === undefined);
  const [example, finding] = [report.targets[0], report.findings[0]];
  if (base === undefined || example === undefined || finding === undefined) throw new Error();
  const fileOf = (index: number) => ({
    path: `exports/${index}.json`,
    sha256: index.toString(16).padStart(64, '0'),
    what: 'aws rds describe-db-instances',
    account: index === 0 ? 'aws:999999999999' : target,
    ...{ region: null, resource: null, collectedAt: report.now },
    ...{ planned: false, complete: true, problem: null, content: {} },
  });
  const rendered = (files: number): ReturnType<typeof resultOf> => {
    const policy = { maxAgeHours: 72, regions: [], expect: [], none: [], publicInstances: [] };
    const value = { policy, files: Array.from({ length: files }, (_, index) => fileOf(index)) };
    const text = renderOscal({
      ...report,
      targets: [{ ...example, id: target, kind: 'account', uri: target }],
      evidence: [{ ...base, id: 'e1', kind: cloudExports.id, target, observation: present(value) }],
      findings: [{ ...finding, area: 'cloud', target, evidence: ['e1'] }],
    });
    expect(brokenIn(text)).toEqual([]);
    return resultOf(text);
  };

  test('is examined, and names the files with their digests and what speaks against them', () => {
    const [observation] = rendered(2).observations;
    expect(observation?.methods).toEqual(['EXAMINE']);
    const [entry, first, second] = observation?.['relevant-evidence'] ?? [];
    expect(entry?.description).toBe(`cloud.exports of ${target}: present`);
    expect(first?.description).toBe(
      'exports/0.json; aws rds describe-db-instances; is of aws:999999999999',
    );
    expect(second && propOf(second, 'sha256')).toBe(fileOf(1).sha256);
  });

  test('of many files tells how many are left out', () => {
    const [observation] = rendered(50).observations;
    const relevant = observation?.['relevant-evidence'] ?? [];
    expect(relevant).toHaveLength(22);
    expect(relevant.at(-1)?.description).toBe('… and 30 more in the JSON report');
  });
});

test('targets and people have the same UUID in every report, all else has one of its own', () => {
  const report = reportOf('half');
  const later = { ...report, id: uuidOf('a later one'), now: '2026-11-23T12:00:00.000Z' };
  const uuids = (text: string): string[] =>
    [...text.matchAll(/"uuid": "(.*?)"/g)].map(([id]) => id);
  const [first, second] = [uuids(renderOscal(report)), new Set(uuids(renderOscal(later)))];
  const lasting = first.filter((uuid) => second.has(uuid));
  const people = new Set([
    ...report.attestations.map(({ attestedBy }) => attestedBy),
    ...report.waivers.map(({ approvedBy }) => approvedBy),
  ]);
  // And the tool.
  expect(lasting).toHaveLength(report.targets.length + people.size + 1);
});

test('whom the report is for stands in the metadata, and what was left out beside the controls', () => {
  const text = renderOscal({
    ...reportOf('sound'),
    about: {
      organisation: 'Sound Ltd',
      system: 'Telehealth',
      classification: 'confidential',
      preparedBy: 'A. Ahn',
      reviewedBy: null,
      approvedBy: 'A. Ahn',
      excluded: [{ what: 'pay.sound.example', reason: 'run by a provider' }],
    },
  });
  const { metadata } = documentOf(text);
  expect(metadata).toMatchObject({
    title: 'Assessment of Telehealth',
    props: [
      { name: 'marking', value: 'confidential' },
      { name: 'system', value: 'Telehealth' },
    ],
    parties: [
      { type: 'organization', name: 'Sound Ltd' },
      { type: 'person', name: 'A. Ahn' },
    ],
    'responsible-parties': [
      { 'role-id': 'prepared-for' },
      { 'role-id': 'prepared-by' },
      { 'role-id': 'content-approver' },
    ],
  });
  expect(brokenIn(text)).toEqual([]);
  expect(resultOf(text)['reviewed-controls']).toMatchObject({
    remarks: 'Left out: pay.sound.example (run by a provider)',
  });
});

test('a report of nothing is a valid document too', () => {
  const empty = { targets: [], findings: [], controls: [], claims: [], evidence: [], facts: [] };
  const grades = { overall: null, groups: [], areas: [] };
  const text = renderOscal({ ...reportOf('sound'), ...empty, grades });
  expect(faultOf(JSON.parse(text))).toBeNull();
  expect(text).toContain('No documented control was held against the deployment');
});

test('times that OSCAL cannot write are brought within those that it can', () => {
  const [waiver] = reportOf('half').waivers;
  const report = reportOf('half');
  const findings = report.findings.map((one) =>
    one.disposition === undefined
      ? one
      : { ...one, disposition: { ...one.disposition, expires: '9999-12-31' } },
  );
  const text = renderOscal({
    ...report,
    findings,
    waivers: waiver === undefined ? [] : [{ ...waiver, approvedAt: '0001-01-01' }],
    startedAt: '2026-11-22T12:00Z',
  });
  expect(faultOf(JSON.parse(text))).toBeNull();
  expect(resultOf(text).risks?.map(({ deadline }) => deadline)).toContain(
    '2999-12-31T23:59:59.000Z',
  );
});
