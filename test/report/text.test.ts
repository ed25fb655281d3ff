import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { columns } from '../../src/report/width.ts';
import { reportOf, REPORTS } from './fixtures.ts';
import { hostileText, poisoned, UNSEEN } from './hostile.ts';

const plain = { colour: 0, width: 80, verbose: false } as const;

describe.each(REPORTS)('the report of the %s deployment', (name) => {
  const report = reportOf(name);

  test('is the golden one', async () => {
    await expect(renderText(report, plain)).toMatchFileSnapshot(
      `../../fixtures/reports/${name}.txt`,
    );
  });

  test.each([40, 60, 71, 80, 200])('fits into %i columns, or 60 to 80 of them', (width) => {
    const lines = renderText(report, { colour: 0, width, verbose: true }).split('\n');
    const room = Math.min(80, Math.max(60, width));
    expect(lines.filter((line) => columns(line) > room)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });

  test.each([1, 2, 3] as const)('says the same in colour as without, at level %i', (colour) => {
    const coloured = renderText(report, { ...plain, colour });
    expect(coloured).toContain('\u001b[');
    expect(stripVTControlCharacters(coloured)).toBe(renderText(report, plain));
  });
});

test('prints nothing a terminal acts on, whatever the target sends', () => {
  const half = reportOf('half');
  fc.assert(
    fc.property(hostileText, fc.constantFrom(0, 1, 3), fc.boolean(), (hostile, colour, verbose) => {
      const text = renderText(poisoned(half, hostile), { colour, width: 80, verbose });
      const bare = text.replace(/\u001b\[\d+(;\d+)*m/g, '');
      expect(bare.replaceAll('\n', '')).not.toMatch(UNSEEN);
      for (const line of bare.split('\n')) expect(columns(line)).toBeLessThanOrEqual(80);
    }),
    { numRuns: 40 },
  );
});

test('passed rules are named only when asked for', () => {
  const report = reportOf('careless');
  const passed = '✓ The certificate covers the name asked for';
  expect(renderText(report, plain)).not.toContain(passed);
  expect(renderText(report, { ...plain, verbose: true })).toContain(passed);
});

test('many rules behind one problem are one entry', () => {
  const text = renderText(reportOf('half'), plain);
  expect(text).toContain(
    '  ? servfail: 192.0.2.53 answered SERVFAIL for half.example TXT\n' +
      '    5 rules on mail:half.example: 1 critical, 1 high, 3 medium\n',
  );
  expect(text).not.toContain('An SPF record is published');
});

test('a report on one target does not repeat its name at each finding', () => {
  const report = reportOf('careless');
  const target = 'https://careless.example/';
  const one: Report = {
    ...report,
    targets: report.targets.slice(0, 1),
    findings: report.findings.filter((finding) => finding.target === target),
  };
  expect(renderText(one, plain)).not.toMatch(/^ {4}at /m);
});

test('a report in which nothing could be judged says so and has no letter', () => {
  const report = reportOf('half');
  const nothing: Report = {
    ...report,
    targets: [],
    findings: [],
    controls: [],
    problems: [],
    grades: { overall: null, groups: [], areas: [] },
    gate: { passed: null, exitCode: 3, reasons: ['nothing could be judged'] },
  };
  const text = renderText(nothing, plain);
  expect(text).toContain('│    –    │  no grade: nothing could be judged');
  expect(text).toContain('gate      ? undecided\n            nothing could be judged');
});

test('a gate that was not asked for is not called passed', () => {
  const gate = { passed: true, exitCode: 0 as const, reasons: ['no gate given'] };
  const text = renderText({ ...reportOf('careless'), gate }, plain);
  expect(text).toContain('  gate      no gate given\n');
  expect(text).not.toContain('✓ passed');
});

test('places and elements beyond the limit are counted', () => {
  const report = reportOf('sound');
  const findings = report.findings
    .filter(({ rule }) => rule === 'csp-published')
    .flatMap((finding) =>
      Array.from({ length: 9 }, (_, index) => ({
        ...finding,
        target: `https://${index}.example/`,
        found: Array.from({ length: 10 }, (__, nth) => ({ where: `field${nth}`, value: nth })),
      })),
    );
  const text = renderText({ ...report, findings }, plain);
  expect(text).toContain('              and on 3 more targets\n');
  expect(text).toContain('              and 2 more\n');
});

test('an element with a name is called by it, and only what was found in it is said besides', () => {
  const report = reportOf('sound');
  const of = 'ns2.example.net/192.0.2.53';
  const findings = report.findings
    .filter(({ rule }) => rule === 'csp-published')
    .map((finding) => ({
      ...finding,
      outcome: 'fail' as const,
      effective: 'fail' as const,
      found: [
        { of, where: 'servers[1].udp', value: false },
        { of, where: 'servers[1].tcp', value: null },
        { of: 'Key 1 has expired', where: 'faults[0]', value: { cause: 'expired' } },
      ],
    }));
  const text = renderText({ ...report, findings }, plain);
  expect(text).toContain('ns2.example.net/192.0.2.53: udp false, tcp null');
  expect(text).toContain('Key 1 has expired\n');
});
