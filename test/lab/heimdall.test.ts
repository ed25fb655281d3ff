import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../src/judge/finding.ts';
import { renderHdf } from '../../src/report/hdf/hdf.ts';
import type { Report } from '../../src/report/report.ts';
import { countsOf, STATED } from '../report/hdf/expected.ts';
import { profileOf, shownStatus } from '../report/hdf/heimdall.ts';
import { reportOf, REPORTS } from '../report/fixtures.ts';
import { hostileText, poisoned } from '../report/hostile.ts';
import { controlsByHeimdall } from './heimdall/reader.ts';

const half = reportOf('half');

const shown = (report: Report, start: string) => {
  const found = controlsByHeimdall(renderHdf(report)).filter(({ id }) => id.startsWith(start));
  expect(found).toHaveLength(1);
  return found[0];
};

describe.each(REPORTS)('Heimdall reads the file of the %s deployment', (name) => {
  const report = reportOf(name);
  const controls = controlsByHeimdall(renderHdf(report));

  test('and counts as many of each status as there are', () => {
    const counts: Record<string, number> = {};
    for (const { status } of controls) counts[status] = (counts[status] ?? 0) + 1;
    expect(counts).toEqual(countsOf(report, STATED[name] ?? []));
  });

  test('and takes no control for another one', () => {
    expect(controls.map(({ id }) => id)).toEqual(
      profileOf(renderHdf(report)).controls.map(({ id }) => id),
    );
  });
});

test('a waived failure is a failure to Heimdall, and not waived away', () => {
  expect(shown(half, 'content-type-nosniff@')).toMatchObject({ status: 'Failed', waived: false });
});

test('what is attested is passed by attestation', () => {
  expect(shown(half, 'ORG-01')).toMatchObject({ status: 'Passed', attested: true });
});

test.each(SEVERITIES)('severity %s is the same there', (severity) => {
  const findings = half.findings.map((one) => ({ ...one, severity }));
  const found = shown({ ...half, findings }, 'certificate-key-size@');
  expect(found?.severity).toBe(severity === 'info' ? 'none' : severity);
  expect(found?.status).toBe('Failed');
});

test('controls of NIST SP 800-53 stand in its tree, other frameworks in none', () => {
  const of = (frameworks: Record<string, string[]>): readonly string[] | undefined =>
    shown(
      { ...half, controls: half.controls.map((one) => ({ ...one, frameworks })) },
      'content-type-nosniff@',
    )?.nist;
  expect(of({ 'nist-sp-800-53r5': ['SC-8 (1)'], 'nist-csf-2.0': ['PR.DS-02'] })).toEqual(['SC-8']);
  expect(of({ 'nist-csf-2.0': ['PR.DS-02'] })).toEqual(['UM-1']);
});

test('what the tests take for its rule is its rule', () => {
  const result = fc.record({
    status: fc.constantFrom('passed', 'failed', 'skipped', 'error'),
    code_desc: fc.constant('x'),
    start_time: fc.constant('2026-11-22T12:00:00Z'),
  });
  const control = fc.record({
    impact: fc.constantFrom(0, 0.05, 0.3, 0.5, 0.7, 0.9),
    results: fc.array(result, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(control, ({ impact, results }) => {
      const rest = { id: 'x', refs: [], tags: {}, source_location: {}, code: '' };
      const profile = { name: 'p', sha256: '', supports: [], attributes: [], groups: [] };
      const text = JSON.stringify({
        ...{ platform: { name: 'x', release: '1' }, statistics: {}, version: '1' },
        profiles: [{ ...profile, controls: [{ ...rest, impact, results }] }],
      });
      const [theirs] = controlsByHeimdall(text);
      expect(shownStatus({ impact, results })).toBe(theirs?.status);
    }),
  );
});

test('what targets send changes no status there', () => {
  fc.assert(
    fc.property(fc.constantFrom(...REPORTS), hostileText, (name, suffix) => {
      const statuses = (report: Report): readonly string[] =>
        controlsByHeimdall(renderHdf(report)).map(({ status }) => status);
      expect(statuses(poisoned(reportOf(name), suffix))).toEqual(statuses(reportOf(name)));
    }),
    { numRuns: 40 },
  );
});
