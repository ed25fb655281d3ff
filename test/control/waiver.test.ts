import { describe, expect, test } from 'vitest';
import { applyWaivers } from '../../src/control/waiver.ts';
import type { Control } from '../../src/document/control.ts';
import type { Waiver } from '../../src/document/waiver.ts';
import type { Finding, Outcome } from '../../src/judge/finding.ts';
import { findingOf } from '../support/findings.ts';

const now = new Date('2026-11-22T12:00:00Z');

const waiverOf = (given: Partial<Waiver> = {}): Waiver => ({
  id: 'WVR-1',
  rule: 'spf-record',
  targets: ['mail:example.com'],
  type: 'accepted-risk',
  justification: 'TICKET-12',
  approvedBy: 'A. Example',
  approvedAt: '2026-09-01',
  expires: '2027-01-31',
  ...given,
});

const everywhere = (given: Partial<Waiver>): Waiver =>
  waiverOf({ targets: undefined, allTargets: true, ...given });

const one = (waiver: Waiver, finding: Finding, at = now) => {
  const { findings, waivers } = applyWaivers([waiver], [finding], at);
  return { ...findings[0], state: waivers[0]?.state };
};

describe('what counts for the gate', () => {
  const ROWS: readonly (readonly [Waiver['type'], Outcome, string, string])[] = [
    ['accepted-risk', 'fail', 'waived', 'active'],
    ['accepted-risk', 'inconclusive', 'waived', 'active'],
    ['accepted-risk', 'pass', 'pass', 'not-needed'],
    ['accepted-risk', 'not-applicable', 'not-applicable', 'not-needed'],
    ['accepted-risk', 'manual', 'manual', 'unmatched'],
    ['false-positive', 'fail', 'waived', 'active'],
    ['alternative-measure', 'fail', 'waived', 'active'],
    ['not-applicable', 'fail', 'not-applicable', 'active'],
    ['not-applicable', 'inconclusive', 'not-applicable', 'active'],
    ['not-applicable', 'manual', 'not-applicable', 'active'],
    ['not-applicable', 'pass', 'pass', 'not-needed'],
    ['inherited', 'manual', 'waived', 'active'],
    ['inherited', 'fail', 'fail', 'unmatched'],
    ['inherited', 'inconclusive', 'inconclusive', 'unmatched'],
  ];
  test.each(ROWS)('%s on %s: %s, %s', (type, outcome, effective, state) => {
    const result = one(waiverOf({ type }), findingOf({ outcome }));
    expect(result).toMatchObject({ outcome, effective, state });
    expect(result.disposition !== undefined).toBe(state === 'active');
  });
});

test('a waiver counts for nothing before the day of its approval', () => {
  const failed = findingOf({ outcome: 'fail' });
  const waiver = waiverOf({ approvedAt: '2026-11-23', expires: '2027-01-31' });
  expect(one(waiver, failed)).toMatchObject({ effective: 'fail', state: 'pending' });
  expect(one(waiver, failed).disposition).toBeUndefined();
  expect(one(waiver, failed, new Date('2026-11-23T00:00:00Z')).state).toBe('active');
});

describe('expiry', () => {
  const failed = findingOf({ outcome: 'fail' });

  test('comes at the end of the last day, UTC', () => {
    expect(one(waiverOf(), failed, new Date('2027-01-31T23:59:59.999Z'))).toMatchObject({
      effective: 'waived',
      state: 'active',
      disposition: { type: 'waiver', id: 'WVR-1', expires: '2027-01-31' },
    });
    expect(one(waiverOf(), failed, new Date('2027-02-01T00:00:00Z'))).toMatchObject({
      effective: 'fail',
      state: 'expired',
      disposition: { type: 'expired-waiver', id: 'WVR-1' },
    });
  });
});

describe('matching', () => {
  const failed = findingOf({ outcome: 'fail' });

  test('is exact for rule and target', () => {
    const others = [waiverOf({ targets: ['mail:example'] }), waiverOf({ rule: 'spf' })];
    for (const waiver of others) {
      expect(one(waiver, failed)).toMatchObject({ effective: 'fail', state: 'unmatched' });
    }
    expect(one(everywhere({}), failed)).toMatchObject({ effective: 'waived', state: 'active' });
  });

  test('prefers the narrower waiver, and one in force over an expired one', () => {
    const waivers = [
      everywhere({ id: 'WIDE' }),
      waiverOf({ id: 'OLD', expires: '2026-10-01' }),
      waiverOf({ id: 'NARROW' }),
    ];
    const result = applyWaivers(waivers, [failed], now);
    expect(result.findings[0]?.disposition?.id).toBe('NARROW');
    expect(result.waivers.map(({ id, state }) => [id, state])).toEqual([
      ['WIDE', 'active'],
      ['OLD', 'expired'],
      ['NARROW', 'active'],
    ]);
    expect(applyWaivers(waivers.slice(0, 2), [failed], now).findings[0]?.disposition?.id).toBe(
      'WIDE',
    );
  });
});

test('says who approved it', () => {
  const result = applyWaivers(
    [waiverOf(), everywhere({ approvedBy: { name: 'B. Example', role: 'CISO' } })],
    [],
    now,
  ).waivers;
  expect(result.map(({ approvedBy, targets }) => [approvedBy, targets])).toEqual([
    ['A. Example', ['mail:example.com']],
    ['B. Example (CISO)', []],
  ]);
});

describe('a waiver for a control', () => {
  const control: Control = {
    ...{ id: 'MAIL-01', revision: 2, title: 'Mail', statement: 'It holds.', assurance: 'partial' },
    rules: ['spf-record', 'dmarc-record'],
    evidence: [['baa-signed']],
    frameworks: {},
  };
  const forControl = (given: Partial<Waiver> = {}): Waiver =>
    everywhere({ rule: undefined, control: 'MAIL-01', ...given });
  const failed = (rule: string) => findingOf({ rule, outcome: 'fail' });

  test('is for all of its rules and no others', () => {
    const findings = ['spf-record', 'dmarc-record', 'baa-signed', 'dkim-keys'].map(failed);
    const result = applyWaivers([forControl()], findings, now, [control]);
    expect(result.findings.map(({ effective }) => effective)).toEqual([
      ...['waived', 'waived', 'waived', 'fail'],
    ]);
    expect(result.waivers[0]).toMatchObject({ rule: null, control: 'MAIL-01', state: 'active' });
  });

  test('is wider than one for the rule, and both are listed', () => {
    const waivers = [forControl({ id: 'CONTROL' }), everywhere({ id: 'RULE' })];
    const result = applyWaivers(waivers, [failed('spf-record')], now, [control]);
    expect(result.findings[0]?.disposition?.id).toBe('RULE');
    expect(result.waivers.map(({ id }) => id)).toEqual(['CONTROL', 'RULE']);
  });

  test('of an earlier revision still holds, and says so', () => {
    const [result] = applyWaivers([forControl({ revision: 1 })], [failed('spf-record')], now, [
      control,
    ]).waivers;
    expect(result).toMatchObject({
      state: 'active',
      remarks: ['written for revision 1 of MAIL-01, which is now at 2'],
    });
  });
});

describe('a pattern', () => {
  const at = (target: string) => findingOf({ target, outcome: 'fail' });

  test('matches where the waiver says that it is one, and nowhere else', () => {
    const pattern = waiverOf({ targets: ['https://*.example.com/'], glob: true });
    const exact = waiverOf({ targets: ['https://*.example.com/'] });
    const [one, other] = [at('https://a.example.com/'), at('https://example.com/')];
    const effective = (waiver: Waiver) =>
      applyWaivers([waiver], [one, other], now).findings.map((finding) => finding.effective);
    expect(effective(pattern)).toEqual(['waived', 'fail']);
    expect(effective(exact)).toEqual(['fail', 'fail']);
  });

  test('never matches a part of an id', () => {
    const logs = waiverOf({ targets: ['ci-logs'], glob: true });
    expect(one(logs, at('ci-logs-replica'))).toMatchObject({ effective: 'fail' });
  });

  test('is wider than names, and narrower than all', () => {
    const target = 'mail:example.com';
    const waivers = [
      everywhere({ id: 'ALL' }),
      waiverOf({ id: 'PATTERN', targets: ['mail:*'], glob: true }),
      waiverOf({ id: 'NAME', targets: [target] }),
    ];
    const best = (count: number) =>
      applyWaivers(waivers.slice(0, count), [at(target)], now).findings[0]?.disposition?.id;
    expect([best(1), best(2), best(3)]).toEqual(['ALL', 'PATTERN', 'NAME']);
  });
});

test('a waiver whose evidence is not the file that was approved counts for nothing', () => {
  const violations = ['mail.pdf: no such file'];
  const failed = findingOf({ outcome: 'fail' });
  const result = applyWaivers([{ ...waiverOf(), violations }], [failed], now);
  expect(result.findings[0]).toMatchObject({ effective: 'fail' });
  expect(result.findings[0]?.disposition).toBeUndefined();
  expect(result.waivers[0]).toMatchObject({ state: 'invalid', remarks: violations });
});

test.each([
  ['2026-11-22', {}, []],
  ['2027-01-01', {}, ['ends in 30 days, on 2027-01-31']],
  ['2027-02-01', {}, ['expired on 2027-01-31']],
  ['2026-08-31', {}, ['holds from 2026-09-01 on']],
  ['2026-11-22', { remediation: { due: '2026-11-21' } }, ['was to be mended by 2026-11-21']],
  ['2026-11-22', { remediation: { due: '2026-11-22' } }, []],
])('on %s, %j: it is said %j', (day, given, remarks) => {
  const { waivers } = applyWaivers([waiverOf(given)], [], new Date(`${day}T12:00:00Z`));
  expect(waivers[0]?.remarks).toEqual(remarks);
});
