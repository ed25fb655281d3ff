import { readLimitFields } from '../../codec/http/rate-limit/read.ts';
import { retryAfterSeconds } from '../../codec/http/rate-limit/retry-after.ts';
import type { ProbePlan } from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Asking, SequenceRequest } from './asking.ts';
import { isCut } from './classify.ts';
import { fire, isRefused, refusals } from './volley.ts';

/** The service admitted again. */
export interface Recovery {
  /** Milliseconds on the clock of the client. */
  readonly at: number;
}

/** How single requests look for the end of a limit. */
const DRIP = { gapMs: 400, longer: 1.25, longestMs: 5000, shorter: 0.7 } as const;
const RECOVERIES = 2;
const MINI_BURST = { least: 3, most: 6 } as const;

/** Refusals in a row after which silence is tried, at first and later. */
const IN_A_ROW = { first: 14, later: 4 } as const;
/** With fewer requests left, a window that is known is looked for at times of its own … */
const SPARING = 30;
/** … which are parts of it, since the first request and since the refusal. */
const SINCE_FIRST = [0.6, 0.85, 0.95, 1.05] as const;
const SINCE_REFUSAL = [1.05, 2.1] as const;

/** Seconds of silence: limiters that count refusals, or begin anew with each, need it. */
const QUIET = [12, 32, 62];
const BEYOND_SECONDS = 2;

/** Finds its pace by the answers: quicker after what was admitted, and silent where refusals go on. */
class Drip {
  readonly #waits: number[];
  #patience: number;
  readonly #leastMs: number;
  #gapMs: number;
  #inARow = 0;

  constructor(waits: number[], patience: number, leastMs: number) {
    this.#waits = waits;
    this.#leastMs = leastMs;
    this.#gapMs = leastMs;
    this.#patience = patience;
  }

  /** Milliseconds until the next request; null where silence of every length was tried. */
  next(): number | null {
    if (this.#inARow < this.#patience) return this.#gapMs;
    const seconds = this.#waits.shift();
    [this.#inARow, this.#patience] = [0, IN_A_ROW.later];
    return seconds === undefined ? null : seconds * 1000;
  }

  refused(): void {
    this.#inARow += 1;
    this.#gapMs = Math.min(DRIP.longestMs, this.#gapMs * DRIP.longer);
  }

  admitted(): void {
    this.#inARow = 0;
    this.#gapMs = Math.max(this.#leastMs, this.#gapMs * DRIP.shorter);
  }
}

/**
 * Looks for the end of a limit that refuses: at the time that it named, then by single requests, each
 * followed by a small burst where it is admitted, and by silence. Null where it was not seen.
 */
export async function recover(
  asking: Asking,
  plan: ProbePlan,
  random: () => number,
): Promise<Recovery | null> {
  if (plan.limit !== null && asking.left < SPARING) {
    return recoverSparingly(asking, plan.limit);
  }
  const miniBurst = miniBurstAfter(asking);
  let recovery = atConfirmation(asking) ?? (await atNamedTime(asking, random));
  // Of connections that are cut only silence tells whether that is a limit.
  const patience = endsInCut(asking) && recovery === null ? 0 : IN_A_ROW.first;
  const leastMs = Math.max(DRIP.gapMs, asking.gapMs);
  const drip = new Drip(quietWaits(asking, plan), patience, leastMs);
  if (recovery !== null) await burstOf(asking, miniBurst);
  for (let left = recovery === null ? RECOVERIES : RECOVERIES - 1; left > 0;) {
    const waitMs = drip.next();
    if (waitMs === null || asking.left === 0) return recovery;
    if ((await asking.now()) + waitMs > asking.endMs) return recovery;
    await asking.pause(waitMs);
    const request = await asking.ask('recovery');
    if (isRefused(request)) drip.refused();
    else {
      left -= 1;
      recovery ??= { at: request.at };
      await burstOf(asking, miniBurst);
      drip.admitted();
    }
  }
  return recovery;
}

/** Asks when a window of that length would be about to end, and have ended; then for all that is left. */
async function recoverSparingly(
  asking: Asking,
  { windowSeconds }: NonNullable<ProbePlan['limit']>,
): Promise<Recovery | null> {
  const windowMs = 1000 * windowSeconds;
  const refusedAt = asking.requests.findLast(isRefused)?.at ?? 0;
  const firstAt = Math.min(...asking.requests.map(({ at }) => at));
  const times = [
    ...SINCE_FIRST.map((part) => firstAt + part * windowMs),
    ...SINCE_REFUSAL.map((part) => refusedAt + part * windowMs),
  ];
  for (const time of times.sort((one, other) => one - other)) {
    if (asking.left === 0 || time > asking.endMs) return null;
    await asking.until(Math.max(time, await asking.now()));
    const request = await asking.ask('recovery');
    if (isRefused(request)) continue;
    await burstOf(asking, asking.left);
    return { at: request.at };
  }
  return null;
}

/** All are admitted where a window ended, a part where a bucket was filled. */
const burstOf = (asking: Asking, requests: number): Promise<SequenceRequest[]> =>
  fire(asking, {
    ...{ phase: 'recovery', requests: requests - 1, gapMs: asking.gapMs, inFlight: 1 },
    ...{ reserve: 0, isEnough: refusals(1) },
  });

const miniBurstAfter = ({ requests }: Asking): number => {
  const first = requests.findIndex(isRefused);
  return Math.min(MINI_BURST.most, Math.max(MINI_BURST.least, first));
};

/** The last refusal was a connection that was cut. */
export const endsInCut = ({ seen }: Asking): boolean => {
  const refusal = seen.findLast(({ request }) => isRefused(request));
  return refusal !== undefined && isCut(refusal.answer);
};

/** Silence may last as long as the limit: the confirmation is then admitted already. */
function atConfirmation(asking: Asking): Recovery | null {
  const last = asking.requests.at(-1);
  const isOver = endsInCut(asking) && last?.phase === 'confirm' && last.taken === 'admitted';
  return isOver ? { at: last.at } : null;
}

/** Of a wait that is named: one request then shows whether it is as long as that. */
const MIDDLE = { part: 0.6, leastSeconds: 2 } as const;

/** Asks when the last refusal said that it would admit; null where it did not, or said nothing. */
async function atNamedTime(asking: Asking, random: () => number): Promise<Recovery | null> {
  const refusal = asking.requests.findLast(isRefused);
  const seconds = refusal === undefined ? null : namedSeconds(refusal);
  if (refusal === undefined || seconds === null) return null;
  let ms = namedEnd(refusal) ?? 0;
  if (seconds > MIDDLE.leastSeconds && ms <= asking.endMs && asking.left > 1) {
    await asking.until(refusal.at + refusal.endMs + MIDDLE.part * seconds * 1000);
    const early = await asking.ask('recovery');
    if (!isRefused(early)) return { at: early.at };
    ms = namedEnd(early) ?? ms;
  }
  // Whole seconds may be rounded down; nobody comes back at the very second.
  ms += 200 + 800 * random();
  if (ms > asking.endMs || asking.left === 0) return null;
  await asking.until(Math.max(ms, await asking.now()));
  const request = await asking.ask('announced-wait');
  return isRefused(request) ? null : { at: request.at };
}

function namedEnd(refusal: SequenceRequest): number | null {
  const seconds = namedSeconds(refusal);
  return seconds === null ? null : refusal.at + refusal.endMs + seconds * 1000;
}

/** Seconds that an answer says to wait; null where it says nothing. */
function namedSeconds({ fields }: Pick<SequenceRequest, 'fields'>): number | null {
  const named = retryAfterSeconds(fields);
  if (named !== null) return named;
  const used = readLimitFields(fields, null).state.filter(({ remaining }) => remaining === 0);
  const resets = used.flatMap(({ resetSeconds }) => resetSeconds ?? []);
  return resets.length === 0 ? null : Math.max(...resets);
}

/** The window that is known, and a little more; otherwise longer and longer. */
function quietWaits(asking: Asking, { limit }: ProbePlan): number[] {
  const named = asking.requests.filter(isRefused).flatMap((one) => namedSeconds(one) ?? []);
  const known = limit?.windowSeconds ?? (named.length === 0 ? null : Math.max(...named));
  if (known === null) return endsInCut(asking) ? QUIET.slice(1) : [...QUIET];
  const seconds = known + BEYOND_SECONDS;
  return [seconds, ...QUIET.filter((one) => one > seconds)];
}
