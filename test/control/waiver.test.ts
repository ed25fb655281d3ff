import { describe, expect, test } from 'vitest';
import { applyWaivers } from '../../src/control/waiver.ts';
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
