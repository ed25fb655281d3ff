import type { Change, ChangeState, Judged } from './comparison.ts';

/** Where a finding stands: `open` is not settled, `waived` fails and `excused` is open under a waiver. */
export type Standing = 'pass' | 'fail' | 'open' | 'waived' | 'excused' | 'off' | 'none';

/** Where it stands by its raw outcome and what a waiver makes of it; null was not judged. */
export function standingOf(judged: Judged | null): Standing {
  if (judged === null) return 'none';
  const { outcome, effective } = judged;
  const covered = effective !== outcome;
  switch (outcome) {
    case 'pass':
      return 'pass';
    case 'not-applicable':
      return 'off';
    case 'fail':
      return covered ? 'waived' : 'fail';
    case 'inconclusive':
    case 'manual':
      return covered ? 'excused' : 'open';
  }
}

type After = Readonly<Record<Standing, ChangeState>>;

/** What a change that is told nowhere else is called. */
const UPDATED: After = {
  pass: 'updated',
  fail: 'new',
  open: 'updated',
  waived: 'updated',
  excused: 'updated',
  off: 'updated',
  none: 'absent',
};

/** Every pair of standings, before and after; where both are the same, nothing became of it. */
const STATES: Readonly<Record<Standing, After>> = {
  pass: { ...UPDATED, fail: 'regressed', pass: 'unchanged' },
  fail: { ...UPDATED, pass: 'fixed', fail: 'unchanged' },
  open: { ...UPDATED, open: 'unchanged' },
  waived: { ...UPDATED, pass: 'fixed', fail: 'regressed', waived: 'unchanged' },
  excused: { ...UPDATED, excused: 'unchanged' },
  off: { ...UPDATED, fail: 'regressed', off: 'unchanged' },
  none: { ...UPDATED, none: 'unchanged' },
};

/** A verdict on another question says nothing of the deployment's way: neither worse nor mended. */
const ASKED_ANEW: Readonly<Partial<Record<ChangeState, ChangeState>>> = {
  regressed: 'new',
  fixed: 'updated',
};

/**
 * The state of a finding that stood there and stands here; `asked` where the outcome changed and the
 * rule or the role of its target did too.
 */
export function stateOf(before: Standing, after: Standing, asked: 'alike' | 'anew'): ChangeState {
  const state = STATES[before][after];
  return asked === 'anew' ? (ASKED_ANEW[state] ?? state) : state;
}

/** What stood so before and stands so now is worse off, or better off. */
const WORSE: Readonly<Record<Standing, readonly Standing[]>> = {
  fail: ['pass', 'open', 'waived', 'excused', 'off', 'none'],
  open: ['pass', 'waived', 'excused', 'off'],
  waived: ['pass', 'off'],
  excused: ['pass', 'off'],
  pass: [],
  off: [],
  none: [],
};

/**
 * Whether a change is for the worse: it fails, or cannot be seen any more; a waiver does not hide
 * that. For the better is only what is seen to pass under the same rule.
 */
export function trendOf({ before, after, why }: Pick<Change, 'before' | 'after' | 'why'>): Trend {
  const [then, now] = [standingOf(before), standingOf(after)];
  if (WORSE[now].includes(then)) return 'worse';
  const mended = now === 'pass' && !['pass', 'off', 'none'].includes(then);
  return mended && !why.includes('rules') && !why.includes('target') ? 'better' : 'neither';
}
export type Trend = 'worse' | 'better' | 'neither';
