import type { Fill, LimiterEvent } from './law.ts';

/** Of an answer that fits the law, that does not, and where the law cannot say. */
export const FITS = Math.log(0.98);
const MISSES = Math.log(0.02);
const OPEN = Math.log(0.5);

/** Sums of floats that should be whole are taken for whole. */
const ROUNDING = 1e-9;

/**
 * Logarithms of the likelihood of all answers, for each limit from 1 to `limits`: at the place of the
 * limit. An event changes its part in at most two places: the rest is a running sum. Gives the
 * likeliest limit.
 */
export function likelihoods(
  events: readonly LimiterEvent[],
  { least, most }: Fill,
  limits: number,
  into: Float64Array,
): number {
  into.fill(0);
  let sum = 0;
  let i = 0;
  for (const { admitted } of events) {
    const low = least[i] ?? 0;
    const high = most[i] ?? 0;
    const open = Math.min(limits + 1, Math.ceil(low - ROUNDING) + 1);
    const admits = high === low ? open : Math.min(limits + 1, Math.ceil(high - ROUNDING) + 1);
    const below = admitted ? MISSES : FITS;
    const above = admitted ? FITS : MISSES;
    sum += below;
    if (open === admits) into[open] = (into[open] ?? 0) + above - below;
    else {
      into[open] = (into[open] ?? 0) + OPEN - below;
      into[admits] = (into[admits] ?? 0) + above - OPEN;
    }
    i++;
  }
  let likeliest = 1;
  let best = -Infinity;
  for (let limit = 1; limit <= limits; limit++) {
    sum += into[limit] ?? 0;
    into[limit] = sum;
    if (sum > best) [likeliest, best] = [limit, sum];
  }
  return likeliest;
}

/** The logarithm of a sum of numbers given by their logarithms. */
export function logSum(logarithms: Iterable<number>): number {
  let most = -Infinity;
  let sum = 0;
  for (const one of logarithms) {
    if (one === -Infinity) continue;
    if (one > most) {
      sum = sum * Math.exp(most - one) + 1;
      most = one;
    } else {
      sum += Math.exp(one - most);
    }
  }
  return most + Math.log(sum);
}
