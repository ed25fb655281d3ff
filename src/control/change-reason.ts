import type { Difference, Side } from './change.ts';
import type { DisposedFinding } from './result.ts';
import { standingOf, type Standing } from './standing.ts';

const THEN: Readonly<Record<Standing, string>> = {
  pass: 'passed',
  fail: 'failed',
  open: 'was not settled',
  waived: 'failed under a waiver',
  excused: 'was not settled, under a waiver',
  off: 'did not apply',
  none: 'was not judged',
};

const NOW: Readonly<Record<Standing, string>> = {
  pass: 'passes',
  fail: 'fails',
  open: 'is not settled',
  waived: 'fails under a waiver',
  excused: 'is not settled, under a waiver',
  off: 'does not apply',
  none: 'is not judged any more',
};

/** One sentence: where a finding stood, where it stands, and what else is different. */
export function reasonFor(before: Side, after: Side, difference: Difference): string {
  const [was, is] = [before.finding, after.finding];
  const [then, now] = [standingOf(was), standingOf(is)];
  if (was === null) {
    return `${NOW[now]}; ${before.target === null ? 'the target was not audited' : 'the rule was not judged'} before${openIn(is)}`;
  }
  if (is === null) {
    return `${THEN[then]}; ${after.target === null ? 'the target is not audited' : 'the rule is not judged'} any more`;
  }
  const clauses = [
    then === now ? `still ${NOW[now]}` : `${THEN[then]}, ${NOW[now]} now${openIn(is)}`,
    ...(difference.why.includes('waiver') ? [waiverClause(was, is)] : []),
    ...(difference.expectation ? [`expects "${is.expected}", before "${was.expected}"`] : []),
    ...(difference.parameters && !difference.expectation ? ['its parameters changed'] : []),
    ...(difference.severity ? [`severity ${is.severity}, before ${was.severity}`] : []),
    ...(difference.role ? [`role ${roleOf(after)}, before ${roleOf(before)}`] : []),
  ];
  return clauses.join('; ');
}

/** Why it is not settled now. */
const openIn = (finding: DisposedFinding | null): string => {
  const standing = standingOf(finding);
  const isOpen = standing === 'open' || standing === 'excused';
  return isOpen && finding !== null && finding.reason !== null ? ` (${finding.reason})` : '';
};

/** The waiver that came, went or was replaced. */
function waiverClause(was: DisposedFinding, is: DisposedFinding): string {
  const [then, now] = [was.disposition, is.disposition];
  const covered = is.outcome !== is.effective;
  if (covered) {
    const former =
      was.outcome === was.effective || then === undefined ? '' : `, before ${named(then)}`;
    return now === undefined ? 'a waiver covers it' : `waived by ${named(now)}${former}`;
  }
  if (now?.type === 'expired-waiver') return `waiver ${now.id} expired on ${now.expires}`;
  return then === undefined ? 'no waiver covers it any more' : `waiver ${then.id} is gone`;
}

const named = ({ id, expires }: NonNullable<DisposedFinding['disposition']>): string =>
  `${id} until ${expires}`;

const roleOf = ({ target }: Side): string => target?.role ?? 'not known';
