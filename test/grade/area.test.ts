import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../src/document/scale.ts';
import { gradeArea } from '../../src/grade/area.ts';
import type { AreaGrade } from '../../src/grade/grade.ts';
import { rank, type Letter } from '../../src/grade/letter.ts';
import type { GradedRule } from '../../src/grade/weight.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { findingOf, schemeOf, targetOf } from '../support/findings.ts';

type Outcome = Finding['outcome'];
type Severity = Finding['severity'];

const target = targetOf();
const named = (rule: string, outcome: Outcome, severity: Severity): Finding =>
  findingOf({ rule, outcome, severity, title: `Title of ${rule}` });

/** Grades findings given as severity and outcome. */
const graded = (...given: (readonly [Severity, Outcome])[]): AreaGrade | null =>
  gradeArea(
    schemeOf(),
    target,
    given.map(([severity, outcome], index) => named(`rule-${index}`, outcome, severity)),
    [],
    [],
  );

describe('the letter', () => {
  test.each<[string, (readonly [Severity, Outcome])[], Letter, number]>([
    ['nothing failed', [['critical', 'pass']], 'A+', 100],
    ['an info failure', [['info', 'fail']], 'A+', 100],
    ['a low failure', [['low', 'fail']], 'A', 97],
    ['a medium failure', [['medium', 'fail']], 'A-', 90],
    ['two medium failures', Array(2).fill(['medium', 'fail']), 'A-', 80],
    ['three medium failures', Array(3).fill(['medium', 'fail']), 'B', 70],
    ['four medium failures', Array(4).fill(['medium', 'fail']), 'C', 60],
    ['seven low failures', Array(7).fill(['low', 'fail']), 'B', 79],
    ['a high failure', [['high', 'fail']], 'B', 75],
    ['two high failures', Array(2).fill(['high', 'fail']), 'C', 50],
    ['three high failures', Array(3).fill(['high', 'fail']), 'E', 25],
    ['four high failures', Array(4).fill(['high', 'fail']), 'F', 0],
    ['a critical failure', [['critical', 'fail']], 'F', 40],
  ])('with %s', (_, given, letter, score) => {
    expect(graded(...given)).toMatchObject({ letter, score: { ceiling: score, floor: score } });
  });

  test('does not exist where no rule applies', () => {
    expect(graded(['high', 'not-applicable'], ['high', 'manual'])).toBeNull();
    expect(graded()).toBeNull();
  });

  test('does not exist without a verdict on a rule that is the basis of the scheme', () => {
    const scheme = schemeOf({ basis: ['enforced'] });
    const grade = (...findings: Finding[]): AreaGrade | null =>
      gradeArea(scheme, target, findings, [], []);
    const announced = named('announced', 'pass', 'low');
    expect(grade(announced)).toBeNull();
    expect(grade(announced, named('enforced', 'not-applicable', 'high'))).toBeNull();
    expect(grade(announced, named('enforced', 'pass', 'high'))?.letter).toBe('A+');
    expect(grade(announced, named('enforced', 'inconclusive', 'high'))).toMatchObject({
      ceiling: 'A+',
      floor: 'B',
    });
  });

  test('counts neither other targets nor other areas', () => {
    const findings = [
      named('own', 'pass', 'high'),
      findingOf({ rule: 'b', target: 'mail:example.net', outcome: 'fail' }),
      findingOf({ rule: 'c', area: 'dns', outcome: 'fail' }),
    ];
    expect(gradeArea(schemeOf(), target, findings, [], [])?.letter).toBe('A+');
  });
});

describe('caps', () => {
  const capped = (outcomes: Record<string, Outcome>, rules: GradedRule[]): AreaGrade | null =>
    gradeArea(
      schemeOf({ area: 'mail' }),
      target,
      Object.entries(outcomes).map(([rule, outcome]) => named(rule, outcome, 'high')),
      rules,
      [],
    );

  test('of a rule replace those of its severity', () => {
    const rules = [{ id: 'a', caps: [{ letter: 'A' as const }], deduction: 5 }];
    expect(capped({ a: 'fail' }, rules)).toMatchObject({
      letter: 'A-',
      score: { ceiling: 95 },
      caps: [{ rule: 'a', letter: 'A', reason: 'fails "Title of a"' }],
    });
  });

  test('of A+ hold nothing down and are not listed', () => {
    const rules = [{ id: 'a', caps: [{ letter: 'A+' as const }] }];
    expect(capped({ a: 'fail' }, rules)).toMatchObject({ letter: 'B', caps: [] });
  });

  test('stand worst first, with the reason the rule gives', () => {
    const rules = [
      { id: 'a', caps: [] },
      { id: 'b', caps: [{ letter: 'F' as const, reason: 'anyone may send' }] },
    ];
    expect(capped({ a: 'fail', b: 'fail' }, rules)?.caps).toEqual([
      { rule: 'b', letter: 'F', reason: 'anyone may send' },
      { rule: 'a', letter: 'B', reason: 'fails "Title of a"' },
    ]);
  });

  const trust = { id: 'trusted', caps: [{ letter: 'T' as const }] };
  const name = { id: 'name', caps: [{ letter: 'M' as const }] };
  const worst = { id: 'worst', caps: [{ letter: 'F' as const }] };
  test.each<[string, Record<string, Outcome>, Letter | null, Letter, Letter]>([
    [
      'a proven T beside unknown rules is a T',
      { trusted: 'fail', name: 'inconclusive' },
      'T',
      'T',
      'T',
    ],
    [
      'a proven F beside unknown trust is an F',
      { worst: 'fail', trusted: 'inconclusive' },
      'F',
      'F',
      'F',
    ],
    [
      'a proven M beside unknown trust is an M',
      { name: 'fail', trusted: 'inconclusive' },
      'M',
      'M',
      'M',
    ],
    ['T is shown before M and F', { worst: 'fail', trusted: 'fail', name: 'fail' }, 'T', 'T', 'T'],
    ['unknown trust alone leaves all open', { trusted: 'inconclusive' }, null, 'A+', 'T'],
  ])('%s', (_, outcomes, letter, ceiling, floor) => {
    expect(capped(outcomes, [trust, name, worst])).toMatchObject({ letter, ceiling, floor });
  });
});

describe('A+', () => {
  const scheme = schemeOf({ plus: { above: 'info', rules: ['extra'] } });
  test.each<[Outcome | 'missing', Letter | null, Letter, Letter]>([
    ['pass', 'A+', 'A+', 'A+'],
    ['fail', 'A', 'A', 'A'],
    ['inconclusive', null, 'A+', 'A'],
    ['not-applicable', 'A+', 'A+', 'A+'],
    ['manual', 'A', 'A', 'A'],
    ['missing', 'A', 'A', 'A'],
  ])('with its condition %s', (outcome, letter, ceiling, floor) => {
    const extra = outcome === 'missing' ? [] : [named('extra', outcome, 'info')];
    const findings = [named('a', 'pass', 'high'), ...extra];
    expect(gradeArea(scheme, target, findings, [], [])).toMatchObject({ letter, ceiling, floor });
  });
});

test('says what is not settled, not assessed, and under which scheme', () => {
  const findings = [
    findingOf({ rule: 'a', outcome: 'inconclusive', reason: 'timeout: no answer in 5 s' }),
    findingOf({ rule: 'b', outcome: 'inconclusive' }),
  ];
  expect(gradeArea(schemeOf(), target, findings, [], [])).toMatchObject({
    scheme: 'mail 1',
    letter: null,
    ceiling: 'A+',
    floor: 'C',
    unsettled: [
      { rule: 'a', reason: 'timeout: no answer in 5 s' },
      { rule: 'b', reason: 'not settled' },
    ],
    notAssessed: ['DKIM'],
  });
});

describe('laws', () => {
  const OUTCOMES = ['pass', 'inconclusive', 'fail', 'not-applicable', 'manual'] as const;
  const CAPS = ['A+', 'A', 'A-', 'B', 'C', 'F', 'M', 'T'] as const;
  const scheme = schemeOf({ plus: { above: 'info', rules: ['rule-0', 'rule-1'] } });
  const anything = fc
    .array(
      fc.record({
        outcome: fc.constantFrom(...OUTCOMES),
        severity: fc.constantFrom(...SEVERITIES),
        caps: fc.array(fc.record({ letter: fc.constantFrom(...CAPS) }), { maxLength: 2 }),
        deduction: fc.option(fc.nat(70), { nil: undefined }),
      }),
      { minLength: 2, maxLength: 8 },
    )
    .map((given) => given.map((each, index) => ({ ...each, id: `rule-${index}` })));
  type Given = typeof anything extends fc.Arbitrary<infer T> ? T : never;

  /** Ranks of ceiling and floor; a grade that does not exist ranks as the best. */
  const ends = (given: Given): readonly [number, number] => {
    const findings = given.map(({ id, outcome, severity }) => named(id, outcome, severity));
    const grade = gradeArea(scheme, target, findings, given, []);
    return grade === null ? [0, 0] : [rank(grade.ceiling), rank(grade.floor)];
  };
  const withOutcome = (given: Given, index: number, outcome: Outcome): Given =>
    given.map((each, at) => (at === index % given.length ? { ...each, outcome } : each));

  test('a worse finding never raises ceiling or floor', () => {
    fc.assert(
      fc.property(anything, fc.nat(), (given, index) => {
        const [pass, unknown, fail] = (['pass', 'inconclusive', 'fail'] as const).map((outcome) =>
          ends(withOutcome(given, index, outcome)),
        );
        for (const [better, lesser] of [
          [pass, unknown],
          [unknown, fail],
        ] as const) {
          expect(better?.[0]).toBeLessThanOrEqual(lesser?.[0] ?? -1);
          expect(better?.[1]).toBeLessThanOrEqual(lesser?.[1] ?? -1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('settling a finding never widens the interval', () => {
    fc.assert(
      fc.property(anything, fc.nat(), fc.constantFrom('pass', 'fail'), (given, index, outcome) => {
        const [ceiling, floor] = ends(withOutcome(given, index, 'inconclusive'));
        const [newCeiling, newFloor] = ends(withOutcome(given, index, outcome));
        expect(newCeiling).toBeGreaterThanOrEqual(ceiling);
        expect(newFloor).toBeLessThanOrEqual(floor);
      }),
      { numRuns: 500 },
    );
  });

  test('a rule that does not apply changes nothing', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...SEVERITIES), (given, severity) => {
        const findings = given.map((each) => named(each.id, each.outcome, each.severity));
        const more = [...findings, named('other', 'not-applicable', severity)];
        expect(gradeArea(scheme, target, more, given, [])).toEqual(
          gradeArea(scheme, target, findings, given, []),
        );
      }),
    );
  });

  test('the ceiling is never below the floor, and a settled grade has one letter', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const [ceiling, floor] = ends(given);
        expect(ceiling).toBeLessThanOrEqual(floor);
      }),
    );
  });
});
