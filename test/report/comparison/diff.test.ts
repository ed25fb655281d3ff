import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '../../../src/control/compare.ts';
import { Comparison } from '../../../src/control/comparison.ts';
import type { Compared } from '../../../src/report/comparison/compared.ts';
import { comparisonJson, Diff } from '../../../src/report/comparison/json.ts';
import { comparisonMarkdown } from '../../../src/report/comparison/markdown.ts';
import { comparisonText } from '../../../src/report/comparison/text.ts';
import type { Report } from '../../../src/report/report.ts';
import { columns } from '../../../src/report/width.ts';
import { reportOf } from '../fixtures.ts';
import { hostileText, poisoned, UNSEEN } from '../hostile.ts';

const comparing = (before: Report, after: Report): Compared => ({
  before,
  after,
  comparison: compare(before, after),
});

const week = comparing(reportOf('earlier'), reportOf('compared'));
const plain = { colour: 0, width: 80, verbose: false } as const;

test('the report of this week holds what the command makes of the two', () => {
  expect(week.comparison).toEqual(week.after.comparison);
});

test.each([
  ['diff.txt', comparisonText(week, plain)],
  ['diff.json', comparisonJson(week)],
  ['diff.md', comparisonMarkdown(week)],
])('%s is the golden one', async (ending, text) => {
  await expect(text).toMatchFileSnapshot(`../../../fixtures/reports/compared.${ending}`);
});

test('the JSON is what its schema says, and names both reports', () => {
  const diff = Diff.parse(JSON.parse(comparisonJson(week)));
  expect([diff.before.id, diff.after.id]).toEqual([week.before.id, week.after.id]);
  const { schemaVersion, after, ...comparison } = diff;
  expect([schemaVersion, after.grade]).toEqual([1, { letter: null, ceiling: 'C', floor: 'F' }]);
  const { grade, ...before } = comparison.before;
  expect(grade?.letter).toBe('B');
  expect(Comparison.parse({ ...comparison, before })).toEqual(week.comparison);
});

test.each([1, 2, 3] as const)('says the same in colour as without, at level %i', (colour) => {
  const coloured = comparisonText(week, { ...plain, colour });
  expect(coloured).toContain('\u001b[');
  expect(stripVTControlCharacters(coloured)).toBe(comparisonText(week, plain));
});

test('whatever targets send stays on lines of 80 columns and does nothing', () => {
  fc.assert(
    fc.property(hostileText, hostileText, fc.boolean(), (one, other, verbose) => {
      const hostile = comparing(poisoned(week.before, one), poisoned(week.after, other));
      const text = comparisonText(hostile, { ...plain, verbose });
      expect(text.replaceAll('\n', '')).not.toMatch(UNSEEN);
      for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(80);
      expect(comparisonMarkdown(hostile).replaceAll('\n', '')).not.toMatch(UNSEEN);
      const json = comparisonJson(hostile);
      expect(json.replaceAll('\n', '')).not.toMatch(UNSEEN);
      expect(Diff.parse(JSON.parse(json)).changes.length).toBe(hostile.comparison.changes.length);
    }),
    { numRuns: 30 },
  );
});

test('a reason of a megabyte is cut', () => {
  const after: Report = {
    ...week.after,
    findings: week.after.findings.map((finding) => ({ ...finding, reason: 'x'.repeat(1e6) })),
  };
  expect(comparisonText(comparing(week.before, after), plain).length).toBeLessThan(20_000);
});

describe('many changes', () => {
  const copies = (
    report: Report,
    many: number,
    rename: (nth: number) => Partial<Report['findings'][number]>,
  ): Report => {
    const [first] = report.findings;
    if (first === undefined) throw new Error('no finding');
    return {
      ...report,
      findings: Array.from({ length: many }, (_, nth) => ({ ...first, ...rename(nth) })),
    };
  };
  const both = (rename: (nth: number) => Partial<Report['findings'][number]>): Compared =>
    comparing(copies(week.before, 40, rename), copies(week.after, 40, rename));

  test('of one rule are one entry with the first targets', () => {
    const { targets } = week.after;
    const at = (nth: number): { target: string } => ({
      target: nth === 0 ? 'mail:compared.example' : `mail:${nth}.example`,
    });
    expect(targets.length).toBeGreaterThan(0);
    const text = comparisonText(both(at), plain).replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'are refused (high) at mail:1.example, mail:10.example, mail:11.example, 37 more targets: passed, fails now',
    );
  });

  test('of many rules are counted beyond a dozen, and all are told when asked for', () => {
    const compared = both((nth) => ({ rule: `rule-${nth}`, title: `Rule ${nth} holds` }));
    const text = comparisonText(compared, plain);
    expect(text.match(/Rule \d+ holds/g)).toHaveLength(12);
    expect(text).toContain('and 28 more\n');
    const all = comparisonText(compared, { ...plain, verbose: true });
    expect(all.match(/Rule \d+ holds/g)).toHaveLength(40);
  });

  test('that came with a target and pass are counted together', () => {
    const rename = (nth: number): Partial<Report['findings'][number]> => ({
      ...{ rule: `rule-${nth}`, outcome: 'pass', effective: 'pass' },
    });
    const after = copies(week.after, 40, rename);
    const text = comparisonText(comparing({ ...week.before, findings: [] }, after), plain);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Changed – 40 rules without a failure at https://compared.example/app: not judged before',
    );
  });
});

test('two reports alike have nothing but a count', () => {
  const text = comparisonText(comparing(week.after, week.after), plain);
  expect(text.slice(text.indexOf('Since'))).toBe(
    'Since 2026-11-22 12:00 UTC  what got worse first\n  Findings   – 12 unchanged\n',
  );
});
