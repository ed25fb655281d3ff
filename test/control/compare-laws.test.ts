import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, type Comparable } from '../../src/control/compare.ts';
import { Comparison, type Change } from '../../src/control/comparison.ts';
import type { DisposedFinding } from '../../src/control/result.ts';
import { trendOf } from '../../src/control/standing.ts';
import { SEVERITIES } from '../../src/document/scale.ts';
import { comparableOf, standing } from '../support/comparable.ts';
import { targetOf } from '../support/findings.ts';

type Report = Comparable & { readonly id: string };

const RULES = ['spf-record', 'dmarc-published', 'mta-sts-policy'];
const TARGETS = ['a.example', 'b.example', 'c.example'].map((host) =>
  targetOf({ id: `mail:${host}`, host }),
);

const SETTLED = ['pass', 'fail', 'off'] as const;
const ALL = [...SETTLED, 'open', 'waived', 'excused'] as const;

/** Reports on some of three domains; a rule may be judged there or not. */
const reports = (
  standings: readonly (typeof ALL)[number][],
  expectations: readonly string[],
): fc.Arbitrary<Report> =>
  fc.subarray(TARGETS).chain((targets) =>
    fc
      .tuple(
        ...targets.flatMap(({ id: target }) =>
          RULES.map((rule) =>
            fc.option(
              fc
                .record({
                  where: fc.constantFrom(...standings),
                  severity: fc.constantFrom(...SEVERITIES),
                  expected: fc.constantFrom(...expectations),
                })
                .map(({ where, ...given }) => standing(where, { rule, target, ...given })),
            ),
          ),
        ),
      )
      .map((findings) =>
        comparableOf({
          targets,
          findings: findings.filter((finding) => finding !== null),
        }),
      ),
  );

const any = reports(ALL, ['one', 'two']);
const keyOf = ({ rule, target }: { rule: string; target: string }): string => `${rule} ${target}`;
const findingAt = ({ findings }: Comparable, change: Change): DisposedFinding | undefined =>
  findings.find((finding) => keyOf(finding) === keyOf(change));

test('a report is not different from itself', () => {
  fc.assert(
    fc.property(any, (report) => {
      const { changes, grades, claims, remarks, counts } = compare(report, report);
      expect([changes, grades, claims, remarks]).toEqual([[], [], [], []]);
      expect(counts.unchanged).toBe(report.findings.length);
    }),
  );
});

test('every finding of either report is counted once, and what changed is what its schema says', () => {
  fc.assert(
    fc.property(any, any, (before, after) => {
      const comparison = compare(before, after);
      expect(Comparison.parse(comparison)).toEqual(comparison);
      const { counts, changes } = comparison;
      const either = new Set([...before.findings, ...after.findings].map(keyOf));
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(either.size);
      expect(changes.length).toBe(either.size - counts.unchanged);
      expect(new Set(changes.map(keyOf)).size).toBe(changes.length);
      for (const state of ['new', 'regressed', 'fixed', 'absent', 'updated'] as const) {
        expect(changes.filter((change) => change.state === state).length).toBe(counts[state]);
      }
    }),
  );
});

test('only what is seen to pass is fixed; what fails now and did not is new or regressed', () => {
  fc.assert(
    fc.property(any, any, (before, after) => {
      for (const change of compare(before, after).changes) {
        const [was, is] = [findingAt(before, change), findingAt(after, change)];
        if (change.state === 'fixed') expect([was?.outcome, is?.outcome]).toEqual(['fail', 'pass']);
        const failsNow = is?.effective === 'fail' && was?.effective !== 'fail';
        expect(['new', 'regressed'].includes(change.state)).toBe(failsNow);
        if (failsNow) expect(trendOf(change)).toBe('worse');
        if (is?.outcome !== 'pass') expect(trendOf(change)).not.toBe('better');
      }
    }),
  );
});

test('what passed and cannot be seen now is worse, waived or not', () => {
  fc.assert(
    fc.property(any, any, (before, after) => {
      for (const change of compare(before, after).changes) {
        if (change.before?.outcome !== 'pass' || change.after?.outcome !== 'inconclusive') continue;
        expect(change.state).toBe('updated');
        expect(change.why).toContain('sight');
        expect(trendOf(change)).toBe('worse');
      }
    }),
  );
});

test('where all is settled, to go back turns new into absent and fixed into regressed', () => {
  const settled = reports(['pass', 'fail'], ['one']);
  const way = (changes: readonly Change[]): ReadonlyMap<string, string> =>
    new Map(changes.map((change) => [keyOf(change), change.state]));
  const BACK: Readonly<Record<string, readonly string[]>> = {
    new: ['absent'],
    absent: ['new', 'updated'],
    fixed: ['regressed'],
    regressed: ['fixed'],
    updated: ['absent', 'updated'],
  };
  fc.assert(
    fc.property(settled, settled, (before, after) => {
      const there = way(compare(before, after).changes);
      const back = way(compare(after, before).changes);
      expect([...back.keys()].toSorted()).toEqual([...there.keys()].toSorted());
      for (const [key, state] of there) expect(BACK[state]).toContain(back.get(key));
    }),
  );
});

test('the order of findings and targets does not count', () => {
  const shuffled = (report: Report): fc.Arbitrary<Report> =>
    fc
      .tuple(
        fc.shuffledSubarray([...report.findings], { minLength: report.findings.length }),
        fc.shuffledSubarray([...report.targets], { minLength: report.targets.length }),
      )
      .map(([findings, targets]) => ({ ...report, findings, targets }));
  const pairs = fc
    .tuple(any, any)
    .chain(([before, after]) =>
      fc.tuple(fc.constant([before, after] as const), shuffled(before), shuffled(after)),
    );
  fc.assert(
    fc.property(pairs, ([[before, after], ...others]) => {
      expect(compare(...others)).toEqual(compare(before, after));
    }),
  );
});

test('what got worse stands first, and of that the worst severity of a state', () => {
  const TRENDS = ['worse', 'neither', 'better'];
  fc.assert(
    fc.property(any, any, (before, after) => {
      const { changes } = compare(before, after);
      for (const [index, change] of changes.slice(1).entries()) {
        const above = changes[index];
        if (above === undefined) continue;
        const [one, other] = [trendOf(above), trendOf(change)];
        expect(TRENDS.indexOf(one)).toBeLessThanOrEqual(TRENDS.indexOf(other));
        if (one === other && above.state === change.state) {
          expect(SEVERITIES.indexOf(above.severity)).toBeGreaterThanOrEqual(
            SEVERITIES.indexOf(change.severity),
          );
        }
      }
    }),
  );
});
