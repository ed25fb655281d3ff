import { rateLimitAnnounced } from '../../evidence/kinds/rate-limit/announced.ts';
import {
  rateLimitBypasses,
  rateLimitEnforced,
  type RateLimitEnforced,
} from '../../evidence/kinds/rate-limit/enforced.ts';
import { rateLimitLogin } from '../../evidence/kinds/rate-limit/login.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
} from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Kind } from '../../evidence/kind.ts';
import type { Target } from '../../evidence/target.ts';
import { valueOf, type Seen } from '../known.ts';
import { observedAt } from '../observed.ts';
import { plainPart, type Part, type PartsView } from '../part.ts';
import type { Report } from '../report.ts';
import { counted } from '../words.ts';
import { bypassPart, loginPart } from './attempts.ts';
import { fieldsPart } from './fields.ts';
import { kindPart, limitsPart } from './limits.ts';
import { refusalPart } from './refusal.ts';
import { countsOf, pictureOf, type Limit } from './sequence.ts';
import { sightPart, testPart } from './budget.ts';
import { verdictPart } from './verdict.ts';
import { secondsText } from './words.ts';

/** What the report tells of the limits of every site and API that was looked at. */
export const rateLimitViewsOf = (report: Report): readonly PartsView[] =>
  report.targets
    .filter(({ kind }) => kind === 'web')
    .map((target) => ({ target: target.id, parts: partsOf(report, target) }))
    .filter(({ parts }) => parts.length > 0);

function partsOf(report: Report, target: Target): readonly Part[] {
  const at = <T>(kind: Kind<T>): Seen<T> => observedAt(report, kind, { target: target.id });
  const [announced, enforced, sequence] = [
    at(rateLimitAnnounced),
    at(rateLimitEnforced),
    at(rateLimitSequence),
  ];
  const [limit, requests] = [valueOf(enforced), valueOf(sequence)];
  return [
    verdictPart(target, enforced, sequence),
    limitsPart(limit, announced),
    kindPart(limit),
    sequencePart(requests, limit),
    refusalPart(limit, valueOf(announced)),
    fieldsPart(announced),
    sightPart(requests, limit),
    bypassPart(at(rateLimitBypasses)),
    loginPart(at(rateLimitLogin)),
    testPart(requests),
  ].filter(({ verdicts, grid }) => verdicts.length > 0 || grid !== null);
}

/** Every request that was sent, in a picture. */
function sequencePart(
  sequence: RateLimitSequence | null,
  enforced: RateLimitEnforced | null,
): Part {
  const last = sequence?.requests.at(-1);
  if (sequence === null || last === undefined) return plainPart('Sequence', []);
  const picture = pictureOf(sequence, limitOf(sequence, enforced));
  const counts = countsOf(picture).map(([mark, count]) => `${count} ${mark}`);
  const took = secondsText((last.at + last.endMs) / 1000);
  const text = `${counted(sequence.requests.length, 'request')} in ${took}: ${counts.join(', ')}`;
  return { ...plainPart('Sequence', [{ tone: 'quiet', text }]), picture };
}

/** The limit that the requests are counted against: as documented, as announced, else as seen. */
function limitOf(
  { documented, plan }: RateLimitSequence,
  enforced: RateLimitEnforced | null,
): Limit | null {
  if (documented !== null) return { ...documented, from: 'documented' };
  if (plan.limit !== null) return plan.limit;
  const { limit = null, windowSeconds = null } = enforced ?? {};
  return limit === null || windowSeconds === null
    ? null
    : { requests: limit, windowSeconds, from: 'observed' };
}
