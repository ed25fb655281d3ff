import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../src/document/scale.ts';
import { gradeArea } from '../../src/grade/area.ts';
import type { AreaGrade } from '../../src/grade/grade.ts';
import { rank, type Letter } from '../../src/grade/letter.ts';
import type { GradedRule } from '../../src/grade/weight.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { findingOf, schemeOf, targetOf } from '../support/findings.ts';

type Severity = Finding['severity'];

const grade = (failed: Record<string, Severity>, rules: readonly GradedRule[] = []): AreaGrade => {
  const findings = Object.entries(failed).map(([rule, severity]) =>
    findingOf({ rule, severity, outcome: 'fail' }),
  );
  const result = gradeArea(
    schemeOf(),
    targetOf(),
    [findingOf({ rule: 'sound' }), ...findings],
    rules,
    [],
  );
  if (result === null) throw new Error('a finding that passes always gives a grade');
  return result;
};

describe('the next step', () => {
  test('is nothing where the grade is the best there is', () => {
    expect(grade({}).next).toEqual([]);
    expect(grade({ hint: 'info' }).next).toEqual([]);
  });

  test('names each rule that raises the letter alone', () => {
    expect(grade({ a: 'high' }).next).toEqual([{ rule: 'a', letter: 'A+' }]);
    expect(grade({ a: 'medium', b: 'low' }).next).toEqual([{ rule: 'a', letter: 'A' }]);
    expect(grade({ a: 'high', b: 'high' }).next).toEqual([
      { rule: 'a', letter: 'B' },
      { rule: 'b', letter: 'B' },
    ]);
  });

  test('names the rules that raise it together where none does alone', () => {
    expect(grade({ a: 'low', b: 'low' }).next).toEqual([{ rule: 'a', letter: 'A+', with: ['b'] }]);
    expect(grade({ a: 'critical', b: 'medium', c: 'critical' }).next).toEqual([
      { rule: 'a', letter: 'A-', with: ['c'] },
    ]);
  });

  test('never offers the way from T to F as a step up', () => {
    const rules = [{ id: 'trusted', caps: [{ letter: 'T' as const }] }];
    expect(grade({ trusted: 'critical', b: 'critical' }, rules).next).toEqual([
      { rule: 'trusted', letter: 'A+', with: ['b'] },
    ]);
  });
});

test('is as few rules as can be, and reaches the letter it names', () => {
  const failures = fc.array(
    fc.record({
      severity: fc.constantFrom(...SEVERITIES),
      caps: fc.array(fc.record({ letter: fc.constantFrom<Letter>('A', 'B', 'C', 'F', 'T') }), {
        maxLength: 1,
      }),
      deduction: fc.option(fc.nat(70), { nil: undefined }),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(failures, (given) => {
      const rules = given.map((each, index) => ({ ...each, id: `rule-${index}` }));
      const without = (mended: readonly string[]): AreaGrade =>
        grade(
          Object.fromEntries(
            rules
              .filter(({ id }) => !mended.includes(id))
              .map(({ id, severity }) => [id, severity]),
          ),
          rules,
        );
      const now = without([]);
      const raises = subsets(rules.map(({ id }) => id))
        .filter((mended) => rank(without(mended).ceiling) < rank(now.ceiling))
        .map(({ length }) => length);
      for (const { rule, letter, with: others = [] } of now.next) {
        expect(without([rule, ...others]).ceiling).toBe(letter);
        expect(others.length + 1).toBe(Math.min(...raises));
      }
      expect(now.next.length > 0).toBe(raises.length > 0);
    }),
    { numRuns: 200 },
  );
});

const subsets = (ids: readonly string[]): string[][] =>
  ids.reduce<string[][]>((all, id) => [...all, ...all.map((some) => [...some, id])], [[]]);
