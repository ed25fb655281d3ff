import type {
  Candidate,
  Family,
  RateLimitVerdict,
} from '../../evidence/kinds/rate-limit/enforced.ts';
import type { Phase, TakenFor } from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Tone } from '../tone.ts';

/** How each verdict is meant; that of a limit of another size depends on which way it differs. */
export const VERDICT_TONES: Readonly<Record<RateLimitVerdict, Tone>> = {
  'not-tested': 'quiet',
  announced: 'quiet',
  enforced: 'good',
  'enforced-differently': 'fair',
  'not-enforced-at-documented-limit': 'bad',
  'not-observed-within-budget': 'open',
  blocked: 'open',
  inconclusive: 'open',
};

/** What limiters are called. */
export const FAMILY_WORDS: Readonly<Record<Family, string>> = {
  none: 'no limit',
  'token-bucket': 'token bucket',
  'fixed-window': 'fixed window',
  'sliding-log': 'sliding log',
  'sliding-log-counting-refusals': 'sliding log that counts refusals',
  'sliding-counter': 'sliding counter',
  'sliding-counter-counting-refusals': 'sliding counter that counts refusals',
  penalty: 'penalty after the limit',
  'renewed-penalty': 'penalty that each refusal renews',
  delay: 'delay',
  concurrency: 'limit on concurrency',
};

/** What the requests of a phase are called in a picture. */
export const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  sample: 'sample',
  baseline: 'baseline',
  parallel: 'at once',
  burst: 'burst',
  confirm: 'confirm',
  forged: 'forged',
  variant: 'variants',
  token: 'token',
  'announced-wait': 'waited',
  recovery: 'recovery',
  second: 'second',
  'cool-down': 'cool-down',
};

export const TAKEN_WORDS: Readonly<Record<TakenFor, string>> = {
  admitted: 'admitted',
  refused: 'refused',
  challenged: 'challenged',
  failing: 'in trouble',
  lost: 'no answer',
};

/** A number as people write it: three digits matter, and whole numbers stay whole. */
export const numberText = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));

/** `60 s`, `15 min`, `1 h`, `240 ms`. */
export function secondsText(seconds: number): string {
  if (seconds > 0 && seconds < 1) return `${numberText(Math.round(seconds * 1000))}\u00a0ms`;
  if (seconds >= 3600 && seconds % 3600 === 0) return `${numberText(seconds / 3600)}\u00a0h`;
  if (seconds >= 120 && seconds % 60 === 0) return `${numberText(seconds / 60)}\u00a0min`;
  return `${numberText(Math.round(seconds * 10) / 10)}\u00a0s`;
}

/** `100 in 60 s`; what is not known is left out. */
export const limitText = (requests: number, windowSeconds: number | null): string =>
  windowSeconds === null
    ? numberText(requests)
    : `${numberText(requests)} in ${secondsText(windowSeconds)}`;

type Numbers = Omit<Candidate, 'family' | 'posterior'>;

/** The numbers of a limiter, as far as it has them: `20 at once, then 5 a second`. */
export function limiterText(numbers: Numbers): string {
  const { limit, windowSeconds, burst, perSecond, penaltySeconds } = numbers;
  const parts = [
    ...(perSecond === null
      ? limit === null
        ? []
        : [limitText(limit, windowSeconds)]
      : [
          ...(burst === null ? [] : [`${numberText(burst)} at once`]),
          `${numberText(perSecond)} a second`,
        ]),
    ...(penaltySeconds === null ? [] : [`nothing for ${secondsText(penaltySeconds)}`]),
  ];
  return parts.length === 0 && burst !== null
    ? `${numberText(burst)} at once`
    : parts.join(', then ');
}

/** `61 %`; never more certain than it is. */
export function shareText(share: number): string {
  if (share > 0.99 && share < 1) return 'over 99\u00a0%';
  return `${Math.round(share * 100)}\u00a0%`;
}
