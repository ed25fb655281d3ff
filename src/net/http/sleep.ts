import { setImmediate, setTimeout } from 'node:timers/promises';

/**
 * Waits until `now` shows `ms` and gives what it shows then. Timers are good to a millisecond, so the
 * last one goes by in turns of the event loop. Throws the reason of the signal.
 */
export async function sleepUntil(
  ms: number,
  now: () => number,
  signal: AbortSignal,
): Promise<number> {
  try {
    for (let left = ms - now(); left > 0; left = ms - now()) {
      if (left > 1) await setTimeout(Math.floor(left), undefined, { signal });
      else await setImmediate(undefined, { signal });
    }
  } catch {
    // Nothing but the signal ends a wait.
  }
  signal.throwIfAborted();
  return now();
}
