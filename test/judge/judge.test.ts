import { describe, expect, test } from 'vitest';
import { absent, present, unavailable } from '../../src/evidence/observation.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import { type Observed, judge } from '../../src/judge/judge.ts';
import { NOW, ruleOf, sample, target, value } from './sample.ts';

const GOOD = present(value);
const BAD = present({ ...value, flag: false });
const UNSETTLED = present({ ...value, flag: undefined });
const ABSENT = absent('nothing of it was sent');
const UNAVAILABLE = unavailable({ code: 'timeout', detail: '192.0.2.1:443 did not answer' });

const observed = (observation: Observation, more: Partial<Observed> = {}): Observed => ({
  id: 'E1',
  kind: sample.id,
  target: target.id,
  observation,
  ...more,
});

const judged = (rule: ReturnType<typeof ruleOf>, group: readonly Observed[], on: Target = target) =>
  judge([rule], group, [on], { now: NOW, params: {} });

const flag = { at: 'flag', is: true };

describe('outcomes of one observation', () => {
  test.each([
    [GOOD, 'pass', null],
    [BAD, 'fail', null],
    [UNSETTLED, 'inconclusive', 'flag is not in the evidence'],
    [UNAVAILABLE, 'inconclusive', 'timeout: 192.0.2.1:443 did not answer'],
    [ABSENT, 'fail', 'nothing of it was sent'],
  ])('%j: %s', (observation, outcome, reason) => {
    expect(judged(ruleOf(flag), [observed(observation)])).toMatchObject([{ outcome, reason }]);
  });

  test.each(['pass', 'fail', 'not-applicable'])(
    'absent is %s where the rule says so',
    (outcome) => {
      const rule = { ...ruleOf(flag), whenAbsent: outcome as 'pass' | 'fail' | 'not-applicable' };
      expect(judged(rule, [observed(ABSENT)])).toMatchObject([{ outcome }]);
    },
  );
});

describe('when', () => {
  const forRole = ruleOf(flag, '    when: { at: target.role, in: [api] }\n');
  const forText = ruleOf(flag, '    when: { at: left, is: x }\n');
  const api: Target = { ...target, role: 'api' };
  const nobody: Target = { ...target, role: null };
  const other = present({ ...value, left: 'y', flag: false });
  const unset = present({ ...value, left: undefined });
  const elsewhere = 'applies where target.role is one of api';
  const inDoubt = 'whether it applies is not known: target.role is not known';

  test.each([
    [forRole, api, GOOD, 'pass', null],
    [forRole, api, BAD, 'fail', null],
    [forRole, api, ABSENT, 'fail', 'nothing of it was sent'],
    [forRole, api, UNAVAILABLE, 'inconclusive', 'timeout: 192.0.2.1:443 did not answer'],
    [forRole, target, BAD, 'not-applicable', elsewhere],
    [forRole, target, ABSENT, 'not-applicable', elsewhere],
    [forRole, target, UNAVAILABLE, 'not-applicable', elsewhere],
    [forRole, nobody, GOOD, 'inconclusive', inDoubt],
    [forRole, nobody, ABSENT, 'inconclusive', inDoubt],
    [forRole, nobody, UNAVAILABLE, 'inconclusive', 'timeout: 192.0.2.1:443 did not answer'],
    [forText, target, BAD, 'fail', null],
    [forText, target, other, 'not-applicable', 'applies where left is x'],
    [forText, target, unset, 'inconclusive', 'whether it applies is not known: left is not known'],
    [forText, target, ABSENT, 'fail', 'nothing of it was sent'],
    [forText, target, UNAVAILABLE, 'inconclusive', 'timeout: 192.0.2.1:443 did not answer'],
  ])('%#', (rule, on, observation, outcome, reason) => {
    expect(judged(rule, [observed(observation)], on)).toMatchObject([{ outcome, reason }]);
  });
});

describe('one finding for all addresses of a target', () => {
  const OTHER = present({ ...value, left: 'y' });
  const rule = ruleOf(flag, '    when: { at: left, is: x }\n');
  const fold = (...observations: readonly Observation[]) =>
    judged(
      rule,
      observations.map((observation, index) =>
        observed(observation, { id: `E${index}`, address: `192.0.2.${index}` }),
      ),
    );

  test.each([
    [[GOOD, GOOD], 'pass'],
    [[GOOD, BAD], 'fail'],
    [[UNAVAILABLE, BAD], 'fail'],
    [[GOOD, UNAVAILABLE], 'inconclusive'],
    [[GOOD, OTHER], 'pass'],
    [[OTHER, OTHER], 'not-applicable'],
    [[OTHER, UNAVAILABLE], 'inconclusive'],
    [[OTHER, BAD], 'fail'],
    [[GOOD, ABSENT], 'fail'],
  ])('%#', (observations, outcome) => {
    expect(fold(...observations)).toMatchObject([{ outcome, evidence: ['E0', 'E1'] }]);
    expect(fold(...observations.toReversed())).toMatchObject([{ outcome }]);
  });

  test('what decided carries the address where there are several', () => {
    expect(fold(GOOD, BAD)[0]?.found).toEqual([
      { where: 'flag', value: false, address: '192.0.2.1' },
    ]);
    expect(fold(BAD)[0]?.found).toEqual([{ where: 'flag', value: false }]);
    expect(fold(GOOD, UNAVAILABLE)[0]?.reason).toBe(
      '192.0.2.1: timeout: 192.0.2.1:443 did not answer',
    );
    expect(fold(UNAVAILABLE, UNAVAILABLE)[0]?.reason).toBe('timeout: 192.0.2.1:443 did not answer');
    expect(fold(UNSETTLED, UNAVAILABLE)[0]?.reason).toBe(
      '192.0.2.0: flag is not in the evidence; 192.0.2.1: timeout: 192.0.2.1:443 did not answer',
    );
  });
});

describe('which findings there are', () => {
  const second: Target = { ...target, id: 'https://b.example/' };
  const a = ruleOf(flag);
  const b = { ...ruleOf({ at: 'number', is: 5 }), id: 'another-rule' };

  test('one for each target and rule, in their order, where something was observed', () => {
    const findings = judge(
      [b, a],
      [
        observed(GOOD, { target: second.id, id: 'F1', from: ['E7', 'E8', 'E7'] }),
        observed(GOOD),
        observed(GOOD, { kind: 'web.hsts' }),
        observed(GOOD, { target: 'https://unknown.example/' }),
      ],
      [target, second, { ...target, id: 'https://unseen.example/' }],
      { now: NOW, params: {} },
    );
    expect(findings.map((finding) => [finding.target, finding.rule, finding.evidence])).toEqual([
      [target.id, 'another-rule', ['E1']],
      [target.id, 'sample-rule', ['E1']],
      [second.id, 'another-rule', ['E7', 'E8']],
      [second.id, 'sample-rule', ['E7', 'E8']],
    ]);
  });

  test('a finding says all that a report needs', () => {
    expect(judged(a, [observed(BAD)])).toEqual([
      {
        rule: 'sample-rule',
        area: 'tls',
        target: 'https://example.com/',
        outcome: 'fail',
        severity: 'high',
        title: 'The sample is good',
        expected: 'flag is true',
        found: [{ where: 'flag', value: false }],
        reason: null,
        evidence: ['E1'],
        references: [{ standard: 'RFC 8996' }],
        fix: { text: 'Mend it.' },
      },
    ]);
  });

  test('parameters of the run are put in', () => {
    const rule = ruleOf(
      { at: 'number', min: '${least}' },
      '    params: { least: { default: 5 } }\n',
    );
    const options = { now: NOW, params: { 'sample-rule': { least: 6 } } };
    expect(judged(rule, [observed(GOOD)])[0]?.outcome).toBe('pass');
    expect(judge([rule], [observed(GOOD)], [target], options)[0]?.outcome).toBe('fail');
  });
});
