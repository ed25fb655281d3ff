import type { Asking, SequenceRequest } from './asking.ts';
import { endsInCut, type Recovery } from './recover.ts';
import { fire, isRefused, refusals } from './volley.ts';

const CYCLES = 2;
/** Requests of a cycle besides the quota, and its time in refusal times. */
const LEAST = { requests: 4, times: 3.2 } as const;

/** Parts of the time for which the limit refused, and milliseconds at least. */
const REST = { part: 1.2, leastMs: 2000 } as const;
const JUST_OVER = { part: 1.03, moreMs: 100 } as const;
const BETWEEN = { part: 0.3, leastMs: 1000 } as const;
const LISTEN = { from: 0.5, to: 2, moreMs: 1000, gap: 0.1, leastGapMs: 300, admitted: 2 } as const;

/** What a cycle goes by. */
interface Measure {
  /** Admitted before the first refusal, at most. */
  readonly quota: number;
  /** From the first refusal to the first request that was admitted again. */
  readonly refusedMs: number;
}

/**
 * Uses the quota up again in two halves, and asks for more when the first half would be forgotten but
 * not the second: a window then admits all, a log half of it, a penalty nothing.
 */
export async function secondCycle(
  asking: Asking,
  refusal: SequenceRequest,
  recovery: Recovery,
): Promise<void> {
  const before = asking.requests.slice(0, asking.requests.indexOf(refusal));
  const quota = before.filter(({ taken }) => taken === 'admitted').length;
  const measure = { quota, refusedMs: recovery.at - refusal.at };
  for (let count = 0; count < CYCLES; count += 1) {
    if (await isAffordable(asking, measure)) await cycle(asking, measure);
  }
  await narrow(asking, measure);
}

async function isAffordable(asking: Asking, { quota, refusedMs }: Measure): Promise<boolean> {
  const ms = Math.max(REST.leastMs, LEAST.times * refusedMs) + quota * asking.gapMs;
  return asking.left >= quota + LEAST.requests && (await asking.now()) + ms <= asking.endMs;
}

async function cycle(asking: Asking, { quota, refusedMs }: Measure): Promise<void> {
  const half = Math.ceil(quota / 2);
  await rest(asking, refusedMs);
  await shoot(asking, half, 1);
  await asking.pause(Math.max(BETWEEN.leastMs, BETWEEN.part * refusedMs));
  const refusal = (await shoot(asking, quota + 2, 2)).find(isRefused);
  if (refusal === undefined) return;
  const isHeard = await listen(asking, { quota: half, refusedMs }, refusal.at);
  const { longestMs } = silences(asking.requests);
  // A penalty that each refusal renews ends in silence alone.
  if (isHeard || longestMs === null || asking.left === 0) return;
  const silenceMs = Math.max(longestMs, refusedMs);
  if ((await asking.now()) + silenceMs > asking.endMs) return;
  await asking.pause(silenceMs);
  await asking.ask('second');
}

/**
 * Waits until the limit is over. A penalty is after the shortest time for which it refused so far; a
 * window may last longer this time, as it was used up sooner.
 */
async function rest(asking: Asking, refusedMs: number): Promise<void> {
  const last = asking.requests.at(-1);
  if (last !== undefined && isRefused(last)) {
    const dueMs = last.at + JUST_OVER.part * shortestRefusal(asking.requests) + JUST_OVER.moreMs;
    await asking.until(Math.max(dueMs, await asking.now()));
    if (!isRefused(await asking.ask('second'))) return;
  }
  await asking.pause(Math.max(REST.leastMs, REST.part * refusedMs));
}

/** The shortest time from a refusal after an admission to the next admission. */
function shortestRefusal(requests: readonly SequenceRequest[]): number {
  let shortest = Infinity;
  let since: number | null = null;
  for (const { at, taken } of requests) {
    if (taken === 'refused') since ??= at;
    else if (taken === 'admitted' && since !== null) {
      shortest = Math.min(shortest, at - since);
      since = null;
    }
  }
  return shortest;
}

/** Asks again and again while the limit is about to end; whether something was admitted. */
async function listen(
  asking: Asking,
  { quota: half, refusedMs }: Measure,
  refusedAt: number,
): Promise<boolean> {
  const gapMs = Math.max(LISTEN.leastGapMs, asking.gapMs, LISTEN.gap * refusedMs);
  const endMs = Math.min(asking.endMs, refusedAt + LISTEN.to * refusedMs + LISTEN.moreMs);
  let nextMs = refusedAt + LISTEN.from * refusedMs;
  let admitted = 0;
  while (admitted < LISTEN.admitted && asking.left > 0) {
    const now = await asking.until(Math.max(nextMs, await asking.now()));
    nextMs = now + gapMs;
    const request = await asking.ask('second');
    if (!isRefused(request)) {
      admitted += 1;
      await shoot(asking, half, 1);
    }
    if (nextMs > endMs) break;
  }
  return admitted > 0;
}

/** One after the other, up to so many refusals. */
const shoot = (asking: Asking, requests: number, most: number): Promise<SequenceRequest[]> =>
  fire(asking, {
    ...{ phase: 'second', requests, gapMs: asking.gapMs, inFlight: 1, reserve: 0 },
    isEnough: refusals(most),
  });

/** Silences after a refusal, up to the next request: which were long enough for it to be admitted? */
interface Silences {
  /** The longest after which it was refused. */
  readonly refusedMs: number;
  /** The shortest after which it was admitted, and the longest; null where none was. */
  readonly shortestMs: number | null;
  readonly longestMs: number | null;
}

function silences(requests: readonly SequenceRequest[]): Silences {
  const after = requests.flatMap((request, index) => {
    const last = requests[index - 1];
    if (last === undefined || !isRefused(last)) return [];
    return { ms: request.at - last.at, isRefused: isRefused(request) };
  });
  const refused = after.filter((one) => one.isRefused).map(({ ms }) => ms);
  const admitted = after.filter((one) => !one.isRefused).map(({ ms }) => ms);
  return {
    refusedMs: Math.max(0, ...refused),
    shortestMs: admitted.length === 0 ? null : Math.min(...admitted),
    longestMs: admitted.length === 0 ? null : Math.max(...admitted),
  };
}

/** So near to each other both silences tell the length of a penalty. */
const NEAR = 1.15;
const MOST_NARROWED = 4;

/**
 * Halves what is not known of a penalty that each refusal renews: only silence ends it. Where it
 * refuses by silence, each refusal would take as long.
 */
async function narrow(asking: Asking, { quota }: Measure): Promise<void> {
  for (let count = 0; count < MOST_NARROWED; count += 1) {
    const { refusedMs, shortestMs } = silences(asking.requests);
    if (shortestMs === null || refusedMs === 0 || shortestMs < NEAR * refusedMs) return;
    if (endsInCut(asking) || asking.left < quota + LEAST.requests) return;
    const silenceMs = Math.sqrt(refusedMs * shortestMs);
    if ((await asking.now()) + silenceMs + (quota + 2) * asking.gapMs > asking.endMs) return;
    const last = asking.requests.at(-1);
    if (last !== undefined && !isRefused(last)) await shoot(asking, quota + 2, 1);
    await asking.pause(silenceMs);
    await asking.ask('second');
  }
}
