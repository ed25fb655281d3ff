import type {
  Candidate,
  Family,
  RateLimitEnforced,
} from '../../evidence/kinds/rate-limit/enforced.ts';
import { agreedNumbers } from './agreement.ts';
import type { Quota } from './honest.ts';

/** What a sentence says besides the fact. */
export interface Aside {
  /** Why it is not known, as the end of a sentence; null where it is. */
  readonly reason: string | null;
  /** The first limit that the fields announce; null where none was read. */
  readonly announced: Quota | null;
  /** No answer was the service's own: nobody knows what it announces. */
  readonly unseen: boolean;
  /** The most that were admitted in the window of the documented limit. */
  readonly admittedWithin: number;
  /** Before the first refusal. */
  readonly admittedFirst: number;
}

type Told = Omit<RateLimitEnforced, 'sentence'> & Aside;

/** The verdict in a sentence or two, in the words of the report. */
export function sentenceOf(fact: Omit<RateLimitEnforced, 'sentence'>, aside: Aside): string {
  const told = { ...fact, ...aside };
  const sentences = [SENTENCES[fact.verdict](told), announcedOf(told)];
  return sentences.filter((one) => one !== null).join(' ');
}

const becauseOf = (reason: string | null): string =>
  reason === null
    ? ': a test needs --intensity active and authorisation: in assay.yaml.'
    : `. ${reason}.`;

const SENTENCES: Readonly<Record<RateLimitEnforced['verdict'], (told: Told) => string>> = {
  'not-tested': ({ reason, unseen }) => {
    const announced = unseen ? 'it could not be seen what is announced' : 'nothing is announced';
    return `Not tested, and ${announced}${becauseOf(reason)}`;
  },
  announced: ({ announced, reason }) => {
    const what = announced === null ? '' : `: ${quotaText(announced)}`;
    return `Announced${what}. Not tested whether it is enforced${becauseOf(reason)}`;
  },
  enforced: (told) => {
    const as = told.documented === null ? '' : ' as documented';
    return `Enforced${as}: ${workings(told)}.`;
  },
  'enforced-differently': (told) => {
    const { documented, compared } = told;
    const than = documented === null ? '' : ` than the documented ${quotaText(documented)}`;
    return `Enforced, but ${compared ?? 'other'}${than}: ${workings(told)}.`;
  },
  'not-enforced-at-documented-limit': ({ documented, admittedWithin }) => {
    const quota = documented === null ? 'the documented limit' : quotaText(documented);
    const window = documented === null ? 'the window' : `${number(documented.windowSeconds)} s`;
    return `Not enforced at the documented limit of ${quota}: ${many(admittedWithin, 'request')} were admitted within ${window}, undelayed, in two bursts.`;
  },
  'not-observed-within-budget': unobserved,
  blocked: ({ reason, requestsSent }) =>
    `Blocked after ${many(requestsSent, 'request')}: ${reason ?? 'it was refused up to the end'}. Nothing is known of a limit.`,
  inconclusive: (told) => {
    const reason = told.reason ?? 'nothing could be concluded';
    if (told.enforced !== true) return `Inconclusive: ${reason}.`;
    const documented = told.documented === null ? '' : ` (${quotaText(told.documented)})`;
    return `A limit is enforced: ${workings(told)}; ${reason}${documented}.`;
  },
};

function unobserved({ detectable, documented, admittedWithin }: Told): string {
  const { requests, perSecond, window } = detectable ?? NOTHING;
  const seen = `Not observed within ${many(requests, 'request')} at ${number(perSecond)} per second.`;
  const beyond = `Limits above ${window.requests} in a window, or buckets that refill at ${number(perSecond)} a second or more, cannot be excluded.`;
  if (documented === null) return `${seen} ${beyond}`;
  const { requests: quota } = documented;
  const most = `${admittedWithin} were admitted within ${number(documented.windowSeconds)} s`;
  const so =
    admittedWithin <= quota ? 'which is not above it' : 'which a sound limiter can do for a while';
  return `${seen} The documented limit of ${quotaText(documented)} could not be decided: ${most}, ${so}. ${beyond}`;
}

const NOTHING = { requests: 0, perSecond: 0, window: { requests: 0 } };

/** What the limit admits, of which kind it is, and how it refuses. */
const workings = (told: Told): string =>
  [`${admits(told)} (${kinds(told.candidates)})`, refuses(told)]
    .filter((one) => one !== null)
    .join('; ');

function admits(told: Told): string {
  const { family, windowSeconds, perSecond, penaltySeconds, burst, candidates } = told;
  const limit = told.limit;
  if (limit === null && perSecond === null) {
    return `refused after ${many(told.admittedFirst, 'request')}`;
  }
  if (family === 'concurrency') return `${requestsText(limit)} at the same time`;
  if (family === 'delay') {
    return `${perSecond === null ? 'a few' : number(perSecond)} requests per second, more have to wait`;
  }
  if (perSecond !== null && burst !== null) {
    return `${requestsText(burst)} at once, then ${number(perSecond)} per second`;
  }
  if (penaltySeconds !== null && (family === 'penalty' || family === 'renewed-penalty')) {
    const silence = family === 'penalty' ? '' : ' of silence';
    return `${requestsText(limit)}, then none for ${number(penaltySeconds)} s${silence}`;
  }
  const period = windowSeconds ?? agreedPeriod(candidates);
  return `${requestsText(limit)}${period === null ? '' : ` per ${number(period)} s`}`;
}

/**
 * Windows and penalties of the same length are the same to who keeps asking. Told where the likeliest
 * kind has one, and all others that have one agree.
 */
function agreedPeriod(candidates: readonly Candidate[]): number | null {
  const periods = candidates.map((one) => ({
    ...one,
    windowSeconds: one.penaltySeconds ?? one.windowSeconds,
  }));
  if (periods[0]?.windowSeconds === null) return null;
  return agreedNumbers(periods.filter(({ windowSeconds }) => windowSeconds !== null)).windowSeconds;
}

const requestsText = (limit: number | null): string =>
  limit === null ? 'some requests' : many(Number(number(limit)), 'request');

const NAMES: Readonly<Record<Family, string>> = {
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

/** More than these would hide the rest. */
const MOST_NAMES = 3;

function kinds(candidates: readonly Candidate[]): string {
  const names = candidates.map(({ family }) => NAMES[family]);
  if (names.length === 0) return 'kind not known';
  if (names.length === 1) return names.join('');
  const last = names.length > MOST_NAMES ? 'another kind' : (names.at(-1) ?? '');
  const first = names.slice(0, Math.min(MOST_NAMES, names.length - 1));
  return `${first.join(', ')} or ${last}, not distinguishable`;
}

function refuses({ refusal }: Told): string | null {
  if (refusal === null) return null;
  const { retryAfterSeconds, retryAfterHonest, tarpitSeconds, recoveredAfterSeconds } = refusal;
  const named =
    retryAfterSeconds === null ? '' : ` with Retry-After ${number(retryAfterSeconds)} s`;
  const slow = tarpitSeconds === null ? '' : ` after ${tarpitSeconds.toFixed(1)} s`;
  const broken = retryAfterHonest === false ? ', refused still after that time' : '';
  const recovery =
    recoveredAfterSeconds === null ? '' : `, recovery after ${recoveredAfterSeconds.toFixed(1)} s`;
  return `${refusal.signatures.join(', then ')}${named}${slow}${broken}${recovery}`;
}

/** Said only where it is known that the fields tell something else. */
function announcedOf({ asAnnounced, announced, enforced }: Told): string | null {
  if (asAnnounced !== false || announced === null) return null;
  return enforced === true
    ? `The fields announce something else: ${quotaText(announced)}.`
    : `What the fields announce is not enforced: ${quotaText(announced)}.`;
}

const quotaText = ({ requests, windowSeconds }: Quota): string =>
  `${many(requests, 'request')} per ${number(windowSeconds)} s`;

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Two digits, or all before the point. */
const number = (value: number): string =>
  String(value < 10 ? Number(value.toPrecision(2)) : Math.round(value));
