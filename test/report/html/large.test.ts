import { expect, test } from 'vitest';
import type { DisposedFinding } from '../../../src/control/result.ts';
import { renderHtml } from '../../../src/report/html/html.ts';
import type { Report } from '../../../src/report/report.ts';
import { reportOf } from '../fixtures.ts';

const MB = 1_000_000;

/** The careless deployment on so many hosts. */
function fleet(hosts: number): Report {
  const report = reportOf('careless');
  const copies = Array.from({ length: hosts }, (_, index) => index);
  const at = <T extends { readonly target: string }>(all: readonly T[]): T[] =>
    copies.flatMap((copy) => all.map((one) => ({ ...one, target: `${one.target}#${copy}` })));
  return {
    ...report,
    targets: copies.flatMap((copy) =>
      report.targets.map((target) => ({ ...target, id: `${target.id}#${copy}` })),
    ),
    findings: at<DisposedFinding>(report.findings),
    grades: { ...report.grades, areas: at(report.grades.areas) },
    evidence: copies.flatMap((copy) =>
      report.evidence.map((one) => ({
        ...one,
        id: `${one.id}#${copy}`,
        target: `${one.target}#${copy}`,
      })),
    ),
  };
}

test('30,000 findings stay a page that opens, and what is left out is counted', () => {
  const { findings } = reportOf('careless');
  const report = fleet(Math.ceil(30_000 / findings.length));
  expect(report.findings.length).toBeGreaterThanOrEqual(30_000);
  const html = renderHtml(report);
  expect(html.length).toBeLessThan(5 * MB);
  const left = [...html.matchAll(/(\d+) more [a-z ]+: left out here/g)].map(([, count]) => count);
  expect(left.length).toBeGreaterThan(3);
  expect(html).toContain('There are many: of each rule the first places are shown.');
  const ids = new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
  const dead = [...html.matchAll(/ href="#([^"]*)"/g)].filter(([, id]) => !ids.has(id));
  expect(dead).toEqual([]);
}, 60_000);

test('texts of a megabyte do not make the page long', () => {
  const report = reportOf('careless');
  const long = 'x'.repeat(MB);
  const html = renderHtml({
    ...report,
    findings: report.findings.map((finding) => ({
      ...finding,
      found: [{ where: 'field', value: long }],
    })),
  });
  expect(html.length).toBeLessThan(2 * MB);
});
