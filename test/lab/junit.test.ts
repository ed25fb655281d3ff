import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderJunit } from '../../src/report/junit/junit.ts';
import type { Report } from '../../src/report/report.ts';
import { reportOf, REPORTS } from '../report/fixtures.ts';
import { hostileText, poisoned } from '../report/hostile.ts';

const SCHEMA = 'fixtures/schemas/junit/junit-10.xsd';

/** What xmllint finds wrong with a file by the schema that Jenkins holds it against. */
function faults(xml: string): readonly string[] {
  const { error, status, stderr } = spawnSync(
    'xmllint',
    ['--noout', '--nonet', '--schema', SCHEMA, '-'],
    { input: xml, encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  if (status === 0) return [];
  const found = stderr.split('\n').filter((line) => / error : /.test(line));
  return found.length > 0 ? found : [stderr];
}

const placed = (report: Report): Report => ({
  ...report,
  targets: report.targets.map((target, index) => ({
    ...target,
    namedAt: { file: 'assay.yaml', line: index + 1, column: 3 },
  })),
});

describe.each(REPORTS)('the JUnit file of the %s deployment', (name) => {
  const report = reportOf(name);

  test('is valid by the schema of Jenkins', () => {
    expect(faults(renderJunit(report))).toEqual([]);
  });

  test('has beyond it nothing but the file and line that GitLab reads', () => {
    const found = faults(renderJunit(placed(report)));
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) {
      expect(line).toMatch(
        /'testcase', attribute '(?:file|line)': The attribute .* is not allowed/,
      );
    }
  });
});

test('what targets send leaves it valid', () => {
  fc.assert(
    fc.property(fc.constantFrom(...REPORTS), hostileText, (name, suffix) => {
      expect(faults(renderJunit(poisoned(reportOf(name), suffix)))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['a control character', '<testsuites name="\u0001"/>'],
  ['a lone `]]>`', '<testsuites>]]></testsuites>'],
  ['an element that is none of its own', '<testsuites><finding/></testsuites>'],
  ['a suite without its counts', '<testsuites><testsuite name="x"/></testsuites>'],
])('xmllint knows %s for a fault', (_, xml) => {
  expect(faults(xml)).not.toEqual([]);
});
