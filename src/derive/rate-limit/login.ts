import { isLimitField } from '../../codec/http/rate-limit/names.ts';
import { retryAfterSeconds } from '../../codec/http/rate-limit/retry-after.ts';
import {
  rateLimitLogin,
  rateLimitLoginAttempts,
  type RateLimitLogin,
  type RateLimitLoginAttempts,
} from '../../evidence/kinds/rate-limit/login.ts';
import { present } from '../../evidence/observation.ts';
import { fromAsked, type Derivation } from '../derivation.ts';
import { shortText } from '../web/short-text.ts';

type Attempt = RateLimitLoginAttempts['attempts'][number];
type Taken = Attempt['taken'];

/**
 * Whether guessing passwords meets a limit. Certain where an answer says so after others that did not;
 * a status 503 that nothing explains may be a service in trouble. That nothing limits is said of as
 * many attempts as were made, and only where each answer showed that a password had been looked at.
 * Example: five times 401, then 429 with `Retry-After: 60`.
 */
export const rateLimitLoginDerivation: Derivation<RateLimitLogin> = {
  kind: rateLimitLogin,
  from: [rateLimitLoginAttempts],
  derive: (context) =>
    fromAsked(context.get(rateLimitLoginAttempts), (evidence) => present(conclude(evidence))),
};

/** How an attempt was kept from being looked at. */
const BY: Readonly<Partial<Record<Taken, NonNullable<RateLimitLogin['by']>>>> = {
  refused: 'refusal',
  challenge: 'challenge',
  locked: 'lock',
};

const WORDS = { refusal: 'refused', challenge: 'challenged', lock: 'locked out' } as const;

function conclude(evidence: RateLimitLoginAttempts): RateLimitLogin {
  const { attempts } = evidence;
  const place = attempts.findIndex(({ taken }) => BY[taken] !== undefined);
  const stopping = attempts[place];
  const by = (stopping && BY[stopping.taken]) ?? null;
  const admitted = place === -1 ? attempts.filter(isUsual).length : place;
  const { answer } = stopping ?? {};
  const response = answer?.is === 'response' ? answer : null;
  const { limited, sentence } =
    stopping === undefined || by === null
      ? unlimited(evidence)
      : { limited: isLimit(stopping, admitted), sentence: limitedSentence(stopping, by, admitted) };
  return {
    ...{ admitted, attempts: attempts.length, limited, by: limited === null ? null : by },
    status: response?.status ?? null,
    retryAfterSeconds: response && retryAfterSeconds(response.fields),
    sentence: shortText(sentence),
  };
}

const isUsual = ({ taken }: Attempt): boolean => taken === 'wrong-password' || taken === 'other';

/** From the first attempt on nobody knows what was refused; 503 by itself may be anything. */
function isLimit({ answer }: Attempt, admitted: number): true | null {
  if (admitted === 0 || answer.is !== 'response') return null;
  return answer.status !== 503 || answer.fields.some(([name]) => isLimitField(name)) ? true : null;
}

function limitedSentence(
  attempt: Attempt,
  by: NonNullable<RateLimitLogin['by']>,
  admitted: number,
): string {
  const { answer } = attempt;
  const status = answer.is === 'response' ? ` with status ${answer.status}` : '';
  if (admitted === 0) {
    return `The first attempt was ${WORDS[by]}${status}: after how many that happens is not known`;
  }
  if (isLimit(attempt, admitted) === null) {
    return `Attempt ${admitted + 1} was answered${status}: a limit, or a service in trouble`;
  }
  const after = answer.is === 'response' ? retryAfterSeconds(answer.fields) : null;
  const wait = after === null ? '' : `, to come again after ${after} s`;
  return `Attempt ${admitted + 1} was ${WORDS[by]}${status}${wait}`;
}

/** What is said where no attempt was refused. */
function unlimited({ attempts, stopped }: RateLimitLoginAttempts): {
  limited: false | null;
  sentence: string;
} {
  const { length } = attempts;
  if (stopped.because !== 'budget') {
    return { limited: null, sentence: `${OTHERWISE[stopped.because]}: ${stopped.detail}` };
  }
  if (attempts.some(({ taken }) => taken !== 'wrong-password')) {
    const sentence = `None of ${length} attempts was refused, but not every answer shows that a password was looked at`;
    return { limited: null, sentence };
  }
  if (length < ENOUGH) {
    const sentence = `None of ${length} attempts was refused; a limit may well begin after more`;
    return { limited: null, sentence };
  }
  const slower = slowing(attempts);
  if (slower !== null) return { limited: null, sentence: slower };
  const sentence = `${length} wrong passwords, one a second, were all answered as the first: no limit within ${length} attempts, but for a lock that no answer shows`;
  return { limited: false, sentence };
}

/** Attempts after which most limits are seen; more are never made. */
const ENOUGH = 10;

const OTHERWISE: Readonly<Record<RateLimitLoginAttempts['stopped']['because'], string>> = {
  refused: 'Stopped at a refusal',
  challenge: 'Stopped at what may be a challenge',
  locked: 'Stopped at a lock',
  budget: 'Stopped as planned',
  'signed-in': 'Stopped at what looks like success',
  'no-login': 'This is no sign-in that can be tried',
  failing: 'Stopped at an error of the service',
  'connection-failures': 'Connections failed',
  interrupted: 'Interrupted',
};

const SLOW_MS = 1000;
const SLOW_TIMES = 5;

/** Each attempt may be made to wait longer than the one before: that is a limit of its own kind. */
function slowing(attempts: readonly Attempt[]): string | null {
  // The first may have been slow for want of anything in a cache.
  const [least, last] = [Math.min(...attempts.map(({ ms }) => ms)), attempts.at(-1)?.ms ?? 0];
  if (last < Math.max(SLOW_MS, SLOW_TIMES * least)) return null;
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  return `None of ${attempts.length} attempts was refused; the quickest answer took ${seconds(least)} s and the last ${seconds(last)} s`;
}
