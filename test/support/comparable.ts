import type { Comparable } from '../../src/control/compare.ts';
import type { DisposedFinding } from '../../src/control/result.ts';
import type { Standing } from '../../src/control/standing.ts';
import { findingOf, targetOf } from './findings.ts';

const WAIVER = {
  type: 'waiver',
  id: 'W-1',
  justification: 'It is replaced in spring.',
  expires: '2027-03-31',
} as const;

const STANDINGS: Readonly<Record<Exclude<Standing, 'none'>, Partial<DisposedFinding>>> = {
  pass: { outcome: 'pass', effective: 'pass' },
  fail: { outcome: 'fail', effective: 'fail' },
  open: { outcome: 'inconclusive', effective: 'inconclusive', reason: 'timeout: no answer' },
  waived: { outcome: 'fail', effective: 'waived', disposition: WAIVER },
  excused: { outcome: 'inconclusive', effective: 'waived', disposition: WAIVER },
  off: { outcome: 'not-applicable', effective: 'not-applicable' },
};

/** A finding that stands so, and whatever the test says of it. */
export const standing = (
  where: Exclude<Standing, 'none'>,
  given: Partial<DisposedFinding> = {},
): DisposedFinding => ({ ...findingOf({}), effective: 'pass', ...STANDINGS[where], ...given });

/** What is compared of a report on one mail domain, and whatever the test says of it. */
export const comparableOf = (
  given: Partial<Comparable> = {},
): Comparable & { readonly id: string } => ({
  id: '11111111-1111-5111-9111-111111111111',
  tool: { version: '1.0.0' },
  rulesHash: 'ab',
  profile: { id: 'baseline', version: '1', areas: ['mail'], parameters: {} },
  now: '2026-11-15T12:00:00.000Z',
  targets: [targetOf()],
  grades: { overall: null, groups: [], areas: [] },
  findings: [],
  claims: [],
  ...given,
});
