import { expect, test } from 'vitest';
import type { DisposedFinding } from '../../../src/control/result.ts';
import { OWN_OBSERVATIONS } from '../../../src/report/oscal/observations.ts';
import { renderOscal } from '../../../src/report/oscal/oscal.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixtures.ts';
import { brokenIn, propOf, resultOf } from './document.ts';

/** A fleet: every finding of the careless deployment at so many hosts of its own. */
function fleetOf(hosts: number): Report {
  const report = reportOf('careless');
  const [target] = report.targets;
  const [control] = report.controls;
  if (target === undefined || control === undefined) throw new Error('not in the fixture');
  const targets = Array.from({ length: hosts }, (_, index) => {
    const host = `h${index}.careless.example`;
    return { ...target, id: `https://${host}/`, uri: `https://${host}/`, host };
  });
  const rules = [...new Map(report.findings.map((one) => [one.rule, one])).values()];
  const findings = targets.flatMap(({ id }) =>
    rules.map((one): DisposedFinding => ({ ...one, target: id })),
  );
  const keys = findings.map(({ rule, target: at }) => `${rule}@${at}`);
  return { ...report, targets, findings, controls: [{ ...control, findings: keys }] };
}

test('of 30,000 findings every one is told, the failures in full, in a bounded document', () => {
  const perHost = fleetOf(1).findings.length;
  const report = fleetOf(Math.ceil(30_000 / perHost));
  const text = renderOscal(report);
  expect(text.length).toBeLessThan(30_000_000);
  const { observations, 'assessment-log': log } = resultOf(text);
  const own = observations.filter(({ subjects = [] }) => subjects.length === 1);
  expect(own).toHaveLength(OWN_OBSERVATIONS);
  expect(new Set(own.map((one) => propOf(one, 'outcome')))).toEqual(new Set(['fail']));
  const told = observations.reduce((sum, { subjects = [] }) => sum + subjects.length, 0);
  expect(told).toBe(report.findings.length);
  const shared = report.findings.length - OWN_OBSERVATIONS;
  expect(log.entries).toContainEqual(
    expect.objectContaining({
      title: 'Not every finding has an observation of its own',
      description: expect.stringContaining(`The other ${shared} share one`) as string,
    }),
  );
});

test('a document grows with its findings, not with their square', () => {
  const [small, large] = [100, 400].map((hosts) => renderOscal(fleetOf(hosts)).length);
  expect((large ?? 0) / (small ?? 1)).toBeLessThan(4.5);
});

test('everything in the document of a fleet finds what it names', () => {
  const text = renderOscal(fleetOf(200));
  expect(brokenIn(text)).toEqual([]);
});

test('many problems of a run are counted and not all listed', () => {
  const problem = reportOf('half').problems[0];
  if (problem === undefined) throw new Error('not in the fixture');
  const problems = Array.from({ length: 1000 }, () => problem);
  const { 'assessment-log': log } = resultOf(renderOscal({ ...reportOf('half'), problems }));
  expect(log.entries.length).toBeLessThan(250);
  expect(JSON.stringify(log)).toContain('800 more problems of the run');
});
