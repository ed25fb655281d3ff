import type { Phase } from '../../evidence/kinds/rate-limit/sequence.ts';
import type { Asking, SequenceRequest } from './asking.ts';

/** Requests one after the other, each at its time, whether the ones before were answered or not. */
export interface Volley {
  readonly phase: Phase;
  /** At most. */
  readonly requests: number;
  readonly gapMs: number;
  /** Requests that are under way at the same time, at most. */
  readonly inFlight: number;
  /** Requests of the budget that are left for what comes after. */
  readonly reserve: number;
  /** No more are sent once this holds of the answers so far. */
  readonly isEnough: (answered: readonly SequenceRequest[]) => boolean;
}

/** Part of a gap by which timers may be late. */
const LATE = 0.25;

/** Sends them; gives what was answered, in the order in which it was. Throws what stops the sequence. */
export async function fire(asking: Asking, volley: Volley): Promise<SequenceRequest[]> {
  const { phase, requests, gapMs, inFlight, reserve, isEnough } = volley;
  const answered: SequenceRequest[] = [];
  const failures: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  const isOver = (): boolean => failures.length > 0 || isEnough(answered);
  const launch = (): void => {
    const flight = asking
      .ask(phase)
      .then(
        (request) => {
          answered.push(request);
        },
        (error: unknown) => {
          failures.push(error);
        },
      )
      .finally(() => underWay.delete(flight));
    underWay.add(flight);
  };
  let dueMs = (await asking.now()) + gapMs;
  try {
    for (let index = 0; index < requests && asking.left > reserve; index += 1) {
      await asking.until(Math.max(dueMs, await asking.now()));
      while (underWay.size >= inFlight && !isOver()) await Promise.race(underWay);
      if (isOver()) break;
      // Time that was lost is not made up for: the pace is kept.
      const lateMs = (await asking.now()) - dueMs;
      dueMs += gapMs + (lateMs > LATE * gapMs ? lateMs : 0);
      launch();
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failures.length > 0) throw failures[0];
  return answered;
}

export const isRefused = ({ taken }: Pick<SequenceRequest, 'taken'>): boolean =>
  taken === 'refused';

/** So many of them were refused. */
export const refusals =
  (most: number): Volley['isEnough'] =>
  (answered) =>
    answered.filter(isRefused).length >= most;
