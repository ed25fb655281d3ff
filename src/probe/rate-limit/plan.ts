import { detectableBy } from '../../evidence/kinds/rate-limit/detectable.ts';
import type { ProbePlan } from '../../evidence/kinds/rate-limit/sequence.ts';
import type { RateLimitEndpoint } from '../probe.ts';
import { decisiveAt, pacesFor, secondsApart, type BurstSize, type Quota } from './burst-size.ts';

const DEFAULTS = { budget: 120, perSecond: 10, seconds: 180 } as const;
const CEILINGS = { budget: 300, perSecond: 25, seconds: 300, connections: 4, parallel: 8 } as const;

/** Kept for what comes after the burst: confirmations, the return of the service, the end. */
export const AFTER = 8;
/** Where nothing is refused there is nothing to confirm; the last one is the cool-down. */
const AFTER_TWO_BURSTS = 3;

const BASELINE = { most: 5, least: 2, part: 1 / 3 } as const;

/** Silence before the first request. */
const SETTLE = { least: 5, most: 90, unknown: 15 } as const;

/** What the user permits of one endpoint. */
interface Caps {
  readonly budget: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Requests of the baseline: of a small limit no more than a third. */
export function baselineOf(limit: Quota | null): number {
  if (limit === null) return BASELINE.most;
  const part = Math.floor(limit.requests * BASELINE.part);
  return Math.min(BASELINE.most, Math.max(BASELINE.least, part));
}

/** What is going to be sent to an endpoint after so many requests of others to its host. */
export function planOf(
  endpoint: RateLimitEndpoint,
  announced: Quota | null,
  spent: number,
): ProbePlan {
  const caps = capsOf(endpoint);
  const parallel = Math.min(endpoint.parallel, CEILINGS.parallel);
  const others = { ...caps, budget: caps.budget - costOf(parallel) };
  const limit = limitOf(endpoint, announced, others);
  const size = sizeOf(limit, others);
  const isTried = size.requests > 0;
  return {
    limit,
    burst: size.requests,
    perSecond: size.perSecond,
    budget: caps.budget,
    seconds: caps.seconds,
    connections: CEILINGS.connections,
    parallel: isTried ? parallel : 0,
    settleSeconds: spent > 0 && isTried ? settleFor(limit) : 0,
    detectable: detectableBy(size.requests, size.perSecond),
    decisive: limit === null ? null : size.decisive && isCountedSo(endpoint),
    left: [
      ...beyond(limit, announced),
      ...tooSmall(size, limit, caps),
      ...untold(endpoint, limit, size, caps),
      ...unasked(endpoint),
    ],
  };
}

/** The longest that the plan of an endpoint may take with the silence before it, in seconds. */
export const longestSeconds = (endpoint: Pick<RateLimitEndpoint, 'seconds'>): number =>
  Math.min(endpoint.seconds ?? DEFAULTS.seconds, CEILINGS.seconds) + SETTLE.most;

/** All at once twice, one meanwhile and one after. */
const costOf = (parallel: number): number => (parallel === 0 ? 0 : 2 * parallel + 2);

function capsOf({ budget, perSecond, seconds }: RateLimitEndpoint): Caps {
  return {
    budget: Math.min(budget ?? DEFAULTS.budget, CEILINGS.budget),
    perSecond: Math.min(perSecond ?? DEFAULTS.perSecond, CEILINGS.perSecond),
    seconds: Math.min(seconds ?? DEFAULTS.seconds, CEILINGS.seconds),
  };
}

/** The documented limit; else the announced one, as far as it can be reached. */
function limitOf(
  { limit }: RateLimitEndpoint,
  announced: Quota | null,
  caps: Caps,
): ProbePlan['limit'] {
  if (limit !== null) {
    const { requests, windowSeconds } = limit;
    return { requests, windowSeconds, from: 'documented' };
  }
  if (announced === null || sizeOf(announced, caps).requests === 0) return null;
  const { requests, windowSeconds } = announced;
  return { requests, windowSeconds, from: 'announced' };
}

interface PlannedSize extends BurstSize {
  readonly decisive: boolean;
}

/** The kindest burst that decides; where there is none, as much of one as is permitted. */
function sizeOf(limit: Quota | null, caps: Caps): PlannedSize {
  const { budget, perSecond } = caps;
  const room = Math.max(0, budget - baselineOf(limit) - AFTER);
  if (limit === null) {
    return { requests: Math.min(room, Math.floor(budget / 2)), perSecond, decisive: false };
  }
  const [twice] = decisiveWithin(limit, caps);
  if (twice !== undefined) return { ...twice, decisive: true };
  if (!isReached(limit, { requests: room, perSecond })) {
    return { requests: 0, perSecond, decisive: false };
  }
  const once = pacesFor(limit, perSecond)
    .map((pace) => decisiveAt(limit, pace, true))
    .find((size) => size !== null && size.requests <= room);
  return { requests: room, perSecond, ...once, decisive: false };
}

/** Bursts that decide and can be made twice, the slowest and shortest first. */
const decisiveWithin = (limit: Quota, { budget, perSecond, seconds }: Caps): BurstSize[] =>
  [true, false].flatMap((apart) =>
    pacesFor(limit, perSecond)
      .map((pace) => decisiveAt(limit, pace, apart))
      .filter((size) => size !== null)
      .filter((size) => needs(limit, size) <= budget && secondsOf(limit, size) <= seconds),
  );

/** Requests in all where the burst is repeated. */
const needs = (limit: Quota, { requests }: BurstSize): number =>
  baselineOf(limit) + 2 * requests + AFTER_TWO_BURSTS;

/** Seconds in all where it is, with some to spare at the end. */
const secondsOf = (limit: Quota, size: BurstSize): number =>
  baselineOf(limit) + secondsApart(limit, size) + size.requests / size.perSecond + 15;

/** Two requests more than the quota can be sent before its window ends, faster than it comes back. */
const isReached = ({ requests, windowSeconds }: Quota, room: BurstSize): boolean =>
  requests + 2 <= room.requests && requests + 2 < 0.9 * room.perSecond * windowSeconds;

function settleFor(limit: Quota | null): number {
  if (limit === null) return SETTLE.unknown;
  return Math.min(SETTLE.most, Math.max(SETTLE.least, limit.windowSeconds));
}

/** A limit of each token or account is not seen by who sends none. */
const isCountedSo = ({ limit, token }: RateLimitEndpoint): boolean =>
  limit === null || (limit.strict && (limit.per === 'ip' || token));

/** An announced limit that the plan is not made for. */
const beyond = (limit: Quota | null, announced: Quota | null): string[] =>
  limit === null && announced !== null
    ? [`The announced limit of ${named(announced)} cannot be reached within the plan`]
    : [];

const tooSmall = ({ requests }: BurstSize, limit: Quota | null, { budget }: Caps): string[] =>
  requests === 0 && limit === null
    ? [`A budget of ${budget} requests is too small: rateLimit.budget: ${DEFAULTS.budget} would do`]
    : [];

const named = ({ requests, windowSeconds }: Quota): string =>
  `${requests} requests in ${windowSeconds} s`;

/** What of the limit cannot be told, and what would help. */
function untold(
  endpoint: RateLimitEndpoint,
  limit: ProbePlan['limit'],
  size: PlannedSize,
  { seconds }: Caps,
): string[] {
  if (limit === null) return [];
  const { windowSeconds } = limit;
  const isTried = size.requests > 0;
  const per = endpoint.limit?.per ?? 'ip';
  const sentences: readonly [boolean, string][] = [
    [
      !isTried,
      `A limit of ${named(limit)} cannot be reached within the plan: ${remedy(limit, endpoint, [leastToDecide, leastToReach])}`,
    ],
    [
      isTried && !size.decisive && endpoint.limit?.strict !== false,
      `That a limit of ${named(limit)} is enforced can be told, but not that it is not: ${remedy(limit, endpoint, [leastToDecide])}`,
    ],
    [
      isTried && windowSeconds + baselineOf(limit) > seconds,
      `The end of a window of ${windowSeconds} s is not waited for: the plan takes ${seconds} s`,
    ],
    [
      endpoint.limit?.strict === false,
      'The limit may be passed for a while (strict: false): its absence cannot be told',
    ],
    [
      per !== 'ip' && !endpoint.token,
      `The limit counts each ${per}, and none is sent: rateLimit.token: true sends it`,
    ],
  ];
  return sentences.filter(([holds]) => holds).map(([, sentence]) => sentence);
}

/** Requests that something takes. */
type Aim = (limit: Quota, caps: Caps) => number;

/** The smallest settings, within the ceilings, with which the first aim that can be had is had. */
function remedy(limit: Quota, endpoint: RateLimitEndpoint, aims: readonly Aim[]): string {
  const given = capsOf(endpoint);
  for (const least of aims) {
    for (const perSecond of new Set([given.perSecond, CEILINGS.perSecond])) {
      for (const seconds of new Set([given.seconds, CEILINGS.seconds])) {
        const needed = least(limit, { budget: CEILINGS.budget, perSecond, seconds });
        const total = Math.ceil((needed + costOf(endpoint.parallel)) / 10) * 10;
        const settings = [
          ...(total > given.budget ? [`rateLimit.budget: ${total}`] : []),
          ...(perSecond > given.perSecond ? [`rateLimit.perSecond: ${perSecond}`] : []),
          ...(seconds > given.seconds ? [`rateLimit.duration: ${seconds}s`] : []),
        ];
        if (total > CEILINGS.budget || settings.length === 0) continue;
        return `${settings.join(' with ')} would do`;
      }
    }
  }
  return `no plan of at most ${CEILINGS.budget} requests, ${CEILINGS.perSecond} a second and ${CEILINGS.seconds} s can`;
}

const leastToDecide: Aim = (limit, caps) =>
  Math.min(...decisiveWithin(limit, caps).map((size) => needs(limit, size)));

const leastToReach: Aim = (limit, { perSecond }) => {
  const requests = limit.requests + 2;
  return isReached(limit, { requests, perSecond })
    ? requests + baselineOf(limit) + AFTER
    : Infinity;
};

/** What was not asked for, and how to. */
function unasked({ forged, variants, token, parallel }: RateLimitEndpoint): string[] {
  const dimensions: readonly [boolean, string, string][] = [
    [forged, "fields that name another client's address", 'forged: true'],
    [variants, 'other forms of the path', 'variants: true'],
    [token, 'the limit of a token', 'token: true'],
    [parallel > 0, 'limits on requests at the same time', 'parallel: 4'],
  ];
  return dimensions
    .filter(([asked]) => !asked)
    .map(([, what, how]) => `Not tried: ${what} (rateLimit.${how})`);
}
