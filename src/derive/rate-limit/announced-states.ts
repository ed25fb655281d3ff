import type { LimitPolicy, LimitState } from '../../codec/http/rate-limit/limit-fields.ts';
import type { LimitFields } from '../../codec/http/rate-limit/read.ts';
import { anyOf, type Known } from '../three-valued.ts';

/** Policies of a state's name; of its partition where both name one. */
const policiesOf = (
  { name, partition }: LimitState,
  policies: readonly LimitPolicy[],
): readonly LimitPolicy[] =>
  policies.filter(
    (one) =>
      one.name === name &&
      (one.partition === null || partition === null || one.partition === partition),
  );

/** Names of states that no policy has; those without a name stand for whatever policy there is. */
export function withoutPolicy({ policies, state }: LimitFields): string[] {
  // Policies of families without names may be those of any state.
  if (policies.some(({ name }) => name === '') || policies.length === 0) return [];
  const unknown = state.filter(
    ({ name }) => name !== '' && !policies.some((one) => one.name === name),
  );
  return namesOf(unknown);
}

/** Names of states with more left than all their policies have. */
export const aboveQuota = ({ policies, state }: LimitFields): string[] =>
  namesOf(
    state.filter((one) => {
      const own = policiesOf(one, policies);
      return own.length > 0 && own.every(({ quota }) => one.remaining > quota);
    }),
  );

/** So many times the pace of the policy, … */
const MUCH_FASTER = 10;
/** … and so many requests: fewer do no harm at once. */
const MANY = 100;

/**
 * Names of states with much left for a short time, as in the draft's own example (section 8.5): who
 * spreads what is left over that time asks far faster than the policy means.
 */
export const burstsOf = ({ policies, state }: LimitFields): string[] =>
  namesOf(
    state.filter((one) => {
      const { remaining, resetSeconds } = one;
      if (resetSeconds === null || remaining < MANY) return false;
      const own = policiesOf(one, policies).filter(({ unit }) => unit === 'requests');
      const pace = remaining / Math.max(1, resetSeconds);
      return (
        own.length > 0 &&
        own.every(
          ({ quota, windowSeconds }) =>
            windowSeconds !== null && pace >= (MUCH_FASTER * quota) / windowSeconds,
        )
      );
    }),
  );

const namesOf = (states: readonly LimitState[]): string[] => [
  ...new Set(states.map(({ name }) => name)),
];

/**
 * Whether something of what remains went down between two answers; null where nothing can be
 * compared, or a window may have ended.
 */
export function fallsBetween(first: LimitFields, second: LimitFields, seconds: number): Known {
  const truths = first.state.flatMap((before) => {
    const after = second.state.find(
      ({ name, partition }) => name === before.name && partition === before.partition,
    );
    return after === undefined
      ? []
      : [falls(before, after, policiesOf(before, first.policies), seconds)];
  });
  return truths.length === 0 ? null : anyOf(truths);
}

function falls(
  before: LimitState,
  after: LimitState,
  policies: readonly LimitPolicy[],
  seconds: number,
): Known {
  if (after.remaining < before.remaining) return true;
  if (after.remaining > before.remaining || before.remaining === 0) return null;
  // What counts bytes, or requests at the same time, need not fall.
  if (policies.some(({ unit }) => unit !== 'requests')) return null;
  // Times are in whole seconds.
  if (before.resetSeconds === null || before.resetSeconds <= seconds + 1) return null;
  return policies.some((policy) => refillsAlike(before, policy, seconds)) ? null : false;
}

/**
 * A bucket may have got back what the second request took: it tells the time until it is full again,
 * and refills by one at least.
 */
function refillsAlike(
  { remaining, resetSeconds }: LimitState,
  { quota, windowSeconds }: LimitPolicy,
  seconds: number,
): boolean {
  if (windowSeconds === null || resetSeconds === null || quota === 0) return false;
  const perSecond = quota / windowSeconds;
  const untilFull = (quota - remaining) / perSecond;
  return perSecond * seconds >= 0.9 && Math.abs(untilFull - resetSeconds) <= 1.5;
}
