import { ProblemError } from '../evidence/problem.ts';
import type { Stoppable } from '../net/activity.ts';

/** A time that something may take, within something larger. */
export interface Limit {
  readonly ms: number;
  /** Ends it too. */
  readonly parent: AbortSignal;
  /** What it is, for the Problem. */
  readonly what: string;
}

/** A clock that runs out, and that can be stopped for a while. */
class Countdown implements Stoppable {
  readonly #done: () => void;
  #left: number;
  /** When it was last set going; null while it stands still. */
  #since: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(ms: number, done: () => void) {
    this.#left = ms;
    this.#done = done;
    this.go();
  }

  go(): void {
    if (this.#since !== null || this.#over) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.#done, this.#left);
  }

  stop(): void {
    if (this.#since === null) return;
    clearTimeout(this.#timer);
    this.#left = Math.max(0, this.#left - (performance.now() - this.#since));
    this.#since = null;
  }

  /** Stops it for good. */
  end(): void {
    this.stop();
    this.#over = true;
  }
}

/**
 * What `act` gives; the signal it is given ends at the limit, which does not come nearer while `act`
 * stops its clock. When it is over, so is the signal: nothing left behind goes on.
 */
export async function within<T>(
  { ms, parent, what }: Limit,
  act: (signal: AbortSignal, clock: Stoppable) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const clock = new Countdown(ms, () => {
    const seconds = Math.round(ms / 100) / 10;
    controller.abort(new ProblemError('timeout', `${what} took longer than ${seconds} s`));
  });
  const end = (): void => {
    controller.abort(parent.reason);
  };
  if (parent.aborted) end();
  else parent.addEventListener('abort', end, { once: true });
  try {
    return await act(signal, clock);
  } finally {
    clock.end();
    parent.removeEventListener('abort', end);
    controller.abort(new ProblemError('interrupted', `${what} is over`));
  }
}

/** How long what was begun may take to hand over what it has, once its signal has ended it. */
const GRACE_MS = 250;

/**
 * What `act` gives, or the signal's reason: after the signal there is a moment in which it can still
 * hand over what it has seen, and nothing hangs past that.
 */
export function handedOver<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const stop = (): void => {
      grace = setTimeout(() => {
        reject(signal.reason as Error);
      }, GRACE_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    act()
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(grace);
        signal.removeEventListener('abort', stop);
      });
  });
}
