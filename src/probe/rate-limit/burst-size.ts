/** So many requests in a window. */
export interface Quota {
  readonly requests: number;
  readonly windowSeconds: number;
}

/** Of a burst that decides. */
export interface BurstSize {
  readonly requests: number;
  readonly perSecond: number;
}

/** No burst is longer. */
const MOST = 300;

/** Part of a window: two bursts so short, half a window apart, do not both lie across its end. */
const SHORT = 0.45;

/** Requests beyond what is permitted: a tenth, at least three. */
const marginOf = ({ requests }: Quota): number => Math.max(3, Math.ceil(0.1 * requests));

/**
 * What a bucket of the size of the quota, filled in the time of the window, admits at that pace before
 * it refuses. Infinite where it is filled as fast as it is asked.
 */
function bucketAdmits({ requests, windowSeconds }: Quota, perSecond: number): number {
  const refill = requests / windowSeconds;
  if (refill >= perSecond) return Infinity;
  return Math.floor((requests - 1) / (1 - refill / perSecond)) + 1;
}

/**
 * What windows of the clock admit at most of a burst of so many seconds; of one of two that are half a
 * window apart where `apart`.
 */
function windowsAdmit(quota: Quota, seconds: number, apart: boolean): number {
  const { requests, windowSeconds } = quota;
  if (apart && seconds <= SHORT * windowSeconds) return requests;
  return requests * (Math.floor(seconds / windowSeconds) + 2);
}

/** A burst goes beyond what an honest limiter of that quota admits, be it a bucket or windows. */
function goesBeyond(quota: Quota, { requests, perSecond }: BurstSize, apart: boolean): boolean {
  const windows = windowsAdmit(quota, requests / perSecond, apart);
  return requests >= Math.max(bucketAdmits(quota, perSecond), windows) + marginOf(quota);
}

/**
 * The shortest burst at that pace that does, at once or where it is made twice, half a window apart;
 * null where none is short enough.
 */
export function decisiveAt(quota: Quota, perSecond: number, apart: boolean): BurstSize | null {
  if (bucketAdmits(quota, perSecond) === Infinity) return null;
  for (let requests = quota.requests + marginOf(quota); requests <= MOST; requests += 1) {
    if (goesBeyond(quota, { requests, perSecond }, apart)) return { requests, perSecond };
  }
  return null;
}

/** Between a burst that goes beyond an honest limiter at once and the next. */
const BREATH_SECONDS = 2;

/** From the beginning of one burst to that of the second, so that both together decide. */
export const secondsApart = (quota: Quota, size: BurstSize): number =>
  goesBeyond(quota, size, false)
    ? size.requests / size.perSecond + BREATH_SECONDS
    : Math.max(quota.windowSeconds / 2, size.requests / size.perSecond);

/** Steps from one pace to the next that is tried. */
const FASTER = 1.1;

/** A slower burst tells windows, logs and buckets less well apart. */
const SLOWEST = 5;

/** Paces from three times that of the quota up to the fastest. */
export function pacesFor({ requests, windowSeconds }: Quota, fastest: number): number[] {
  const paces: number[] = [];
  let pace = Math.max(SLOWEST, (3 * requests) / windowSeconds);
  for (; pace < fastest; pace *= FASTER) paces.push(roundedUp(pace));
  return [...paces.filter((one) => one < fastest), fastest];
}

/** To a tenth. */
const roundedUp = (pace: number): number => Math.ceil(pace * 10 - 1e-9) / 10;
