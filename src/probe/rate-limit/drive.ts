import type { ProbePlan, RateLimitSequence } from '../../evidence/kinds/rate-limit/sequence.ts';
import { CLIENT_CEILINGS } from '../../net/net.ts';
import type { Asking, SequenceRequest } from './asking.ts';
import { secondsApart } from './burst-size.ts';
import { signatureOf, uncounted } from './classify.ts';
import { isConfirmed, takeBackUnproven } from './confirm.ts';
import { isPlateau } from './delay.ts';
import { AFTER, baselineOf } from './plan.ts';
import { recover } from './recover.ts';
import { secondCycle } from './second.ts';
import { Stop } from './stop.ts';
import { fire, isRefused, refusals } from './volley.ts';

/** What the sequence takes from what surrounds it. */
export interface Means {
  /** From 0 to 1. */
  readonly random: () => number;
  /** Tries ways round a limit that refuses now. */
  readonly tryBypasses: () => Promise<void>;
}

export type Ending = Pick<RateLimitSequence, 'stopped' | 'asBefore'>;

/** Where a sequence came to, and how long the limit that it saw refused, in milliseconds. */
interface Course {
  readonly stop: Stop;
  readonly refusedMs: number | null;
}

/** Sends the requests of a plan, phase by phase, up to its end or to a condition to stop. */
export async function drive(asking: Asking, plan: ProbePlan, means: Means): Promise<Ending> {
  const { stop, refusedMs } = await courseOf(asking, plan, means);
  const { because, detail } = stop;
  const asBefore =
    because === 'interrupted' ? null : await endsAsBefore(asking, because, refusedMs);
  const isOnce = takeBackUnproven(asking) && because === 'done';
  const said = isOnce ? 'connections were cut once, and not again' : detail;
  return { stopped: { because, detail: said }, asBefore };
}

async function courseOf(asking: Asking, plan: ProbePlan, means: Means): Promise<Course> {
  let refusedMs: number | null = null;
  try {
    // What others asked before is forgotten by then.
    await asking.until(plan.settleSeconds * 1000);
    const early = (await baseline(asking, plan)) ?? (await parallel(asking, plan));
    const refusal = early ?? (await burstTwice(asking, plan));
    if (refusal === null) {
      const { length } = asking.admittedIn('burst');
      return {
        stop: new Stop('done', `${length} requests of the burst admitted, no refusal confirmed`),
        refusedMs,
      };
    }
    await means.tryBypasses();
    const recovery = await recover(asking, plan, means.random);
    if (recovery === null) {
      return { stop: new Stop('budget', 'refused up to the end of the plan'), refusedMs };
    }
    refusedMs = recovery.at - refusal.at;
    await secondCycle(asking, refusal, recovery);
    return { stop: new Stop('done', 'refused, and admitted again'), refusedMs };
  } catch (error) {
    if (error instanceof Stop) return { stop: error, refusedMs };
    throw error;
  }
}

const BASELINE_GAP_MS = 1000;

/** Learns how the service answers. Gives a refusal where it comes as early as this. */
async function baseline(asking: Asking, plan: ProbePlan): Promise<SequenceRequest | null> {
  const start = await asking.now();
  for (let index = 0; index < baselineOf(plan.limit); index += 1) {
    await asking.until(start + index * BASELINE_GAP_MS);
    const request = await asking.ask('baseline');
    if (!isRefused(request)) continue;
    if (!asking.usual.known) {
      const signature = signatureOf(asking.answerTo(request));
      throw new Stop('refused-from-the-beginning', `the first request was refused (${signature})`);
    }
    if (await isConfirmed(asking, request)) return request;
  }
  const odd = asking.requests.filter(({ taken }) => taken !== 'admitted');
  if (odd.length > 0) {
    const detail = `${odd.length} of ${asking.requests.length} requests failed before the burst`;
    throw new Stop('unstable-baseline', detail);
  }
  const reasons = asking.usual.answers.flatMap((answer) => uncounted(answer) ?? []);
  if (2 * reasons.length > asking.requests.length) {
    throw new Stop('not-counted', `${reasons[0] ?? ''}; name another path (rateLimit.path)`);
  }
  return null;
}

/** As near to each other as the client permits. */
const AT_ONCE_MS = 1000 / CLIENT_CEILINGS.perSecond;
const PARALLEL_PAUSE_MS = 2000;

/** One more is sent at this part of the usual time to answer, where that is at least so long. */
const MEANWHILE = { part: 0.7, leastMs: 200 } as const;

/**
 * Several at once, and the same again where some are refused: those that pass are as many. One more,
 * while these are under way, is refused as well. A refusal counts as that of a limit in time where an
 * ordinary request is refused later.
 */
async function parallel(asking: Asking, plan: ProbePlan): Promise<SequenceRequest | null> {
  if (plan.parallel === 0) return null;
  const isLimited = await volley(asking, plan, true);
  if (!isLimited) return null;
  await volley(asking, plan, false);
  await asking.pause(PARALLEL_PAUSE_MS);
  const next = await asking.ask('parallel');
  return isRefused(next) && (await isConfirmed(asking, next)) ? next : null;
}

async function volley(asking: Asking, plan: ProbePlan, isFirst: boolean): Promise<boolean> {
  const start = await asking.now();
  const usualMs = asking.usual.endMs;
  const all = fire(asking, {
    ...{ phase: 'parallel', requests: plan.parallel, gapMs: AT_ONCE_MS, inFlight: plan.parallel },
    ...{ reserve: AFTER, isEnough: () => false },
  });
  const isRefusing = (): boolean =>
    asking.requests.some(({ at, ...one }) => at >= start && isRefused(one));
  const meanwhile = async (): Promise<void> => {
    if (!isFirst || usualMs < MEANWHILE.leastMs) return;
    await asking.until(start + MEANWHILE.part * usualMs);
    if (isRefusing()) await asking.ask('parallel');
  };
  const [sent, more] = await Promise.allSettled([all, meanwhile()]);
  for (const one of [sent, more]) if (one.status === 'rejected') throw one.reason;
  return isRefusing();
}

/** The burst, and the same again where only that tells that a limit is not enforced. */
async function burstTwice(asking: Asking, plan: ProbePlan): Promise<SequenceRequest | null> {
  const start = await asking.now();
  const refusal = await burst(asking, plan);
  if (refusal !== null || plan.limit === null || plan.decisive !== true) return refusal;
  if (isDelayed(asking, plan)) return null;
  const { burst: requests, perSecond } = plan;
  await asking.until(start + 1000 * secondsApart(plan.limit, { requests, perSecond }));
  return burst(asking, plan);
}

/** Single answers that look like refusals, and that nothing confirms, before no more is made of it. */
const ODD = 3;

/** One after the other is far below the planned pace: that tells little, and takes long. */
const SLOW_GAPS = 3;
const A_DOZEN = 12;

/** Up to the first refusal that is confirmed. */
async function burst(asking: Asking, plan: ProbePlan): Promise<SequenceRequest | null> {
  // Where one after the other passes, a limit on requests at the same time does not disturb.
  const isAtOnce = asking.requests.some((one) => one.phase === 'parallel' && isRefused(one));
  const isLong = isAtOnce && asking.usual.endMs > SLOW_GAPS * asking.gapMs;
  let left = isLong ? Math.min(A_DOZEN, plan.burst) : plan.burst;
  for (let tries = 0; tries < ODD && left > 0; tries += 1) {
    const answered = await fire(asking, {
      ...{ phase: 'burst', requests: left, gapMs: 1000 / plan.perSecond },
      inFlight: isAtOnce ? 1 : plan.connections,
      reserve: AFTER_BURST,
      isEnough: (answers) => refusals(1)(answers) || isDelayed(asking, plan),
    });
    const refusal = answered.find(isRefused);
    if (refusal === undefined) return null;
    if (await isConfirmed(asking, refusal, answered)) return refusal;
    left -= answered.length;
  }
  return null;
}

/** Two confirmations; the plan keeps more where it can. */
const AFTER_BURST = 2;

const isDelayed = (asking: Asking, plan: ProbePlan): boolean =>
  isPlateau(asking.admittedIn('burst'), asking.usual, plan.perSecond);

const COOL_MS = { usual: 2000, trouble: 10_000, refused: 15_000 } as const;

/**
 * One last request: does the service answer as in the baseline? Null where it never did, where nobody
 * could ask, and where a limit that was seen to end refuses it: there was no time to wait once more.
 */
async function endsAsBefore(
  asking: Asking,
  because: Stop['because'],
  refusedMs: number | null,
): Promise<boolean | null> {
  if (!asking.usual.known) return null;
  try {
    const request = await asking.cool(coolFor(asking, because, refusedMs));
    if (isRefused(request) && refusedMs !== null) return null;
    return request.taken === 'admitted' && !asking.usual.isSlow(request.headMs ?? 0);
  } catch (error) {
    if (error instanceof Stop) return null;
    throw error;
  }
}

function coolFor(asking: Asking, because: Stop['because'], refusedMs: number | null): number {
  if (because !== 'done' && because !== 'budget') return COOL_MS.trouble;
  const last = asking.requests.at(-1);
  if (last !== undefined && isRefused(last)) return Math.max(COOL_MS.refused, refusedMs ?? 0);
  // What waits in a queue is through by then.
  return Math.max(COOL_MS.usual, 2 * (last?.headMs ?? 0) + 1000);
}
