import { describe, expect, test } from 'vitest';
import { COUNTS, decideGate, type GateOptions, type Judged } from '../../src/control/gate.ts';
import type { DisposedFinding } from '../../src/control/result.ts';
import { SEVERITIES } from '../../src/document/scale.ts';
import { interval, type Letter } from '../../src/grade/letter.ts';
import type { Severity } from '../../src/judge/finding.ts';
import { findingOf } from '../support/findings.ts';

type Effective = DisposedFinding['effective'];

const NONE: GateOptions = { minGrade: null, failOn: null, allowInconclusive: false };

const disposed = (
  effective: Effective,
  severity: Severity = 'high',
  rule = 'spf-record',
): DisposedFinding => ({
  ...findingOf({ rule, severity, outcome: effective === 'waived' ? 'fail' : effective }),
  effective,
});

const between = (ceiling: Letter, floor: Letter = ceiling) => ({
  ...interval(ceiling, floor),
  reasons: [],
});

/** Exit code and reasons in one text. */
function gate(
  options: Partial<GateOptions>,
  overall: ReturnType<typeof between> | null,
  findings: readonly DisposedFinding[] = [disposed('pass')],
  more: Partial<Judged> = {},
): string {
  const { passed, exitCode, reasons } = decideGate(
    { ...NONE, ...options },
    {
      ...{ grades: { overall, areas: [] }, findings, all: findings },
      ...{ claims: [], attestations: [], comparison: null, ...more },
    },
  );
  expect(passed).toBe({ 0: true, 1: false, 3: null }[exitCode]);
  return `${exitCode}: ${reasons.join('; ')}`;
}

describe('without a gate', () => {
  test('passes whatever was found', () => {
    expect(gate({}, between('F'), [disposed('fail', 'critical')])).toBe('0: no gate given');
    expect(gate({}, between('A', 'F'), [disposed('pass'), disposed('inconclusive')])).toBe(
      '0: no gate given',
    );
  });

  test.each<[string, DisposedFinding[]]>([
    ['no finding', []],
    ['nothing settled', [disposed('inconclusive')]],
    ['nothing applicable', [disposed('not-applicable'), disposed('manual')]],
  ])('is undecided with %s', (_, findings) => {
    expect(gate({}, null, findings)).toBe('3: nothing could be judged');
  });
});

test('keeps what it was asked, with nothing left out', () => {
  const judged = {
    ...{ grades: { overall: null, areas: [] }, findings: [], all: [] },
    ...{ claims: [], attestations: [], comparison: null },
  };
  expect(decideGate(NONE, judged).asked).toEqual({ ...NONE, conditions: [], areas: {} });
  const options: GateOptions = {
    ...NONE,
    conditions: ['expired'],
    areas: { mail: { minGrade: 'A' } },
  };
  expect(decideGate(options, judged).asked).toEqual({
    ...options,
    areas: { mail: { minGrade: 'A', failOn: null } },
  });
});

describe('the least grade', () => {
  test.each<[Letter, Letter, Letter, string]>([
    ['A', 'A+', 'A+', '0: grade A+ >= --min-grade A'],
    ['A', 'A', 'A', '0: grade A >= --min-grade A'],
    ['B', 'A+', 'B', '0: grade B at least >= --min-grade B'],
    ['A', 'A-', 'A-', '1: grade A- < --min-grade A'],
    ['A', 'B', 'F', '1: grade B at best < --min-grade A'],
    ['E', 'T', 'T', '1: grade T < --min-grade E'],
    ['F', 'T', 'T', '0: grade T >= --min-grade F'],
    ['A', 'A', 'F', '3: grade lies between F and A'],
  ])('%s of a grade from %s down to %s', (minGrade, ceiling, floor, expected) => {
    expect(gate({ minGrade }, between(ceiling, floor))).toBe(expected);
  });

  test('counts rules, not findings, that are not settled', () => {
    const open = ['a', 'b', 'c', 'c'].map((rule) => disposed('inconclusive', 'high', rule));
    const findings = [disposed('pass'), ...open];
    expect(gate({ minGrade: 'A' }, between('A', 'F'), findings)).toBe(
      '3: grade lies between F and A: 3 rules not settled',
    );
    expect(gate({ minGrade: 'A' }, between('A', 'F'), findings.slice(0, 2))).toBe(
      '3: grade lies between F and A: 1 rule not settled',
    );
  });

  test('is neither helped by waivers nor by allowing what is open', () => {
    expect(gate({ minGrade: 'A' }, between('F'), [disposed('waived', 'critical')])).toBe(
      '1: grade F < --min-grade A',
    );
    expect(gate({ minGrade: 'A', allowInconclusive: true }, between('A', 'F'))).toMatch(/^3:/);
  });

  test('is undecided where nothing was graded', () => {
    expect(gate({ minGrade: 'A' }, null, [])).toBe('3: nothing could be judged');
    expect(gate({ minGrade: 'A' }, null)).toBe('3: nothing could be graded');
    expect(gate({ minGrade: 'F' }, between('A', 'T'), [disposed('inconclusive')])).toBe(
      '3: nothing could be judged',
    );
  });
});

describe('the severity that fails', () => {
  const fails = (
    failOn: Severity,
    findings: readonly DisposedFinding[],
    allowInconclusive = false,
  ) => gate({ failOn, allowInconclusive }, between('B'), [disposed('pass'), ...findings]);

  test('is met from itself upwards, in the order info low medium high critical', () => {
    expect(
      SEVERITIES.map((failOn) =>
        SEVERITIES.map((severity) => fails(failOn, [disposed('fail', severity)])[0]).join(''),
      ),
    ).toEqual(['11111', '01111', '00111', '00011', '00001']);
  });

  test.each<[string, DisposedFinding[], string]>([
    ['two of it', [disposed('fail'), disposed('fail')], '1: 2 high findings >= --fail-on high'],
    [
      'worse ones too',
      [disposed('fail'), disposed('fail', 'critical')],
      '1: 1 critical, 1 high findings >= --fail-on high',
    ],
    ['one waived', [disposed('waived')], '0: no finding >= --fail-on high'],
    ['one milder', [disposed('fail', 'medium')], '0: no finding >= --fail-on high'],
    [
      'one not settled',
      [disposed('inconclusive')],
      '3: 1 high finding >= --fail-on high not settled',
    ],
    [
      'one milder not settled',
      [disposed('inconclusive', 'low')],
      '0: no finding >= --fail-on high',
    ],
  ])('with %s', (_, findings, expected) => {
    expect(fails('high', findings)).toBe(expected);
  });

  test('lets what is not settled pass where that is allowed', () => {
    expect(fails('high', [disposed('inconclusive')], true)).toBe(
      '0: 1 high finding >= --fail-on high not settled, allowed',
    );
    expect(fails('high', [disposed('inconclusive'), disposed('fail')], true)).toMatch(/^1:/);
  });

  test.each<[Effective, string]>([
    ['pass', '0'],
    ['fail', '1'],
    ['inconclusive', '3'],
    ['waived', '0'],
    ['not-applicable', '0'],
    ['manual', '0'],
  ])('counts what is effectively %s, whatever the raw outcome, as %s', (effective, code) => {
    expect(Object.keys(COUNTS)).toHaveLength(6);
    for (const outcome of ['pass', 'fail', 'inconclusive', 'not-applicable', 'manual'] as const) {
      expect(fails('high', [{ ...disposed('pass'), outcome, effective }])[0]).toBe(code);
    }
  });

  test('counts a waived finding that is not settled as settled', () => {
    const waived = { ...disposed('inconclusive'), effective: 'waived' as const };
    expect(fails('high', [waived])).toBe('0: no finding >= --fail-on high');
  });
});

describe('precedence', () => {
  const open = disposed('inconclusive');
  const failed = disposed('fail');
  const both = { minGrade: 'A', failOn: 'high' } as const;

  test('of 1 over 3, within one condition and across two', () => {
    expect(gate({ failOn: 'high' }, between('A', 'F'), [open, failed])).toBe(
      '1: 1 high finding >= --fail-on high; 1 high finding >= --fail-on high not settled',
    );
    expect(gate(both, between('A', 'F'), [disposed('pass'), failed])).toMatch(
      /^1: 1 high finding >= --fail-on high; grade lies between F and A/,
    );
    expect(gate(both, between('B', 'F'), [disposed('pass'), open])).toMatch(
      /^1: grade B at best < --min-grade A; 1 high finding >= --fail-on high not settled/,
    );
  });

  test('of 1 over 0', () => {
    expect(gate(both, between('A'), [failed])).toBe(
      '1: 1 high finding >= --fail-on high; grade A >= --min-grade A',
    );
    expect(gate(both, between('B'))).toBe(
      '1: grade B < --min-grade A; no finding >= --fail-on high',
    );
  });

  test('of 3 over 0', () => {
    expect(gate(both, between('A', 'F'))).toMatch(/^3: grade lies .*; no finding >=/);
    expect(gate(both, between('A'), [disposed('pass'), open])).toMatch(
      /^3: 1 high finding .* not settled; grade A >=/,
    );
  });
});
