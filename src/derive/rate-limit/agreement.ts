import type { Candidate, RateLimitEnforced } from '../../evidence/kinds/rate-limit/enforced.ts';
import { toleranceOf, toleranceOfSeconds } from './honest.ts';

type Numbers = Pick<
  RateLimitEnforced,
  'limit' | 'windowSeconds' | 'burst' | 'perSecond' | 'penaltySeconds'
>;

/** By how much two measurements of the same number may differ. */
const TOLERANCES: Readonly<Record<keyof Numbers, (value: number) => number>> = {
  limit: toleranceOf,
  windowSeconds: toleranceOfSeconds,
  burst: toleranceOf,
  perSecond: (pace) => pace / 10,
  penaltySeconds: toleranceOfSeconds,
};

/** The numbers on which all candidates agree, as the likeliest of them has them. */
export function agreedNumbers(candidates: readonly Candidate[]): Numbers {
  const agreed = (name: keyof Numbers): number | null => {
    const value = candidates[0]?.[name] ?? null;
    if (value === null) return null;
    const tolerance = TOLERANCES[name](value);
    const all = candidates.every((one) => Math.abs((one[name] ?? Infinity) - value) <= tolerance);
    return all ? value : null;
  };
  return {
    limit: agreed('limit'),
    windowSeconds: agreed('windowSeconds'),
    burst: agreed('burst'),
    perSecond: agreed('perSecond'),
    penaltySeconds: agreed('penaltySeconds'),
  };
}
