import { atLeast } from '../grade/letter.ts';
import type { Change, Comparison } from './comparison.ts';
import { bySeverity, outcomeOf, type Verdict } from './gate-verdict.ts';

const ASKED = '(--fail-on regression)';

/**
 * What failed since and did not before, sentences of the page and letters among it. A rule or target
 * that was not judged before is news, not a step back; what was in order and cannot be seen now may be
 * one, and so may what is gone.
 */
export function regression(
  allowInconclusive: boolean,
  { comparison }: { readonly comparison: Comparison | null },
): readonly Verdict[] {
  if (comparison === null) return [{ exitCode: 3, reason: 'no earlier report to compare with' }];
  const since = `since ${comparison.before.now.slice(0, 10)}`;
  if (!hasCommon(comparison)) {
    const open = `nothing in common with the report ${since.replace('since', 'of')} ${ASKED}`;
    return outcomeOf(allowInconclusive, { failed: null, open, passed: open });
  }
  const failed = worseIn(comparison);
  const open = openIn(comparison);
  const news = comparison.changes.filter(isNews).length;
  return outcomeOf(allowInconclusive, {
    failed: failed.length === 0 ? null : `${failed.join(' and ')} ${since} ${ASKED}`,
    open: open.length === 0 ? null : `${open.join(' and ')} ${since} ${ASKED}`,
    passed: `no regression ${since}${news === 0 ? '' : `, and ${counted(news, 'failure')} not judged before`} ${ASKED}`,
  });
}

/** At least one rule was judged at the same target in both. */
const hasCommon = ({ counts, changes }: Comparison): boolean =>
  counts.unchanged > 0 || changes.some(({ before, after }) => before !== null && after !== null);

function worseIn({ changes, claims, grades }: Comparison): readonly string[] {
  const worse = changes.filter(isRegression);
  const contradicted = claims.filter(
    ({ before, after }) => before !== null && after === 'contradicted',
  );
  const told = changes.filter((one) => isRegression(one) || isNews(one));
  const fell = grades.filter(
    ({ what, target, before, after }) =>
      target !== null &&
      before !== null &&
      after !== null &&
      !atLeast(after.ceiling, before.ceiling) &&
      !told.some((one) => one.target === target && one.area === what),
  );
  return [
    ...(worse.length === 0 ? [] : [bySeverity(worse, 'regression') + underOtherRules(worse)]),
    ...(contradicted.length === 0
      ? []
      : [`${counted(contradicted.length, 'sentence')} newly contradicted`]),
    ...fell.map(
      ({ what, target, before, after }) =>
        `${what} of ${target ?? ''} fell from ${before?.ceiling ?? ''} to ${after?.ceiling ?? ''}`,
    ),
  ];
}

/** How many of them failed a rule that asks for something else than it did. */
function underOtherRules(worse: readonly Change[]): string {
  const count = worse.filter(({ why }) => why.includes('rules')).length;
  return count === 0 ? '' : ` (${count} of them under another expectation)`;
}

const isRegression = ({ state, before, after }: Change): boolean =>
  after?.effective === 'fail' &&
  (state === 'regressed' || (state === 'new' && before !== null && before.effective !== 'fail'));

const isNews = ({ before, after }: Change): boolean =>
  before === null && after?.effective === 'fail';

/** What may have become worse unseen. */
function openIn({ changes, claims }: Comparison): readonly string[] {
  const wasWell = changes.filter(
    ({ before }) => before !== null && !['inconclusive', 'fail'].includes(before.effective),
  );
  const unseen = wasWell.filter(({ after }) => after?.effective === 'inconclusive');
  const passed = wasWell.filter(
    ({ before, why }) => before?.effective === 'pass' && why.includes('target'),
  );
  const gone = passed.filter(({ after }) => after === null);
  const excused = passed.filter(({ after }) => after?.effective === 'not-applicable');
  const sentences = claims.filter(
    ({ before, after }) =>
      (before === 'confirmed' && after === 'partly-confirmed') ||
      (before !== null && before !== 'contradicted' && after === 'not-testable'),
  );
  return [
    ...(unseen.length === 0 ? [] : [`${bySeverity(unseen, 'finding')} lost sight of`]),
    ...(gone.length === 0 ? [] : [`${bySeverity(gone, 'finding')} of targets that are gone`]),
    ...(excused.length === 0
      ? []
      : [`${bySeverity(excused, 'finding')} of targets that are something else now`]),
    ...(sentences.length === 0
      ? []
      : [`${counted(sentences.length, 'sentence')} confirmed less than before`]),
  ];
}

const counted = (count: number, what: string): string =>
  `${count} ${count === 1 ? what : `${what}s`}`;
