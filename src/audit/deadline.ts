import { ProblemError } from '../evidence/problem.ts';

/** A time that something may take, within something larger. */
export interface Limit {
  readonly ms: number;
  /** Ends it too. */
  readonly parent: AbortSignal;
  /** What it is, for the Problem. */
  readonly what: string;
}

/**
 * What `act` gives; the signal it is given ends at the limit. When it is over, so is the signal:
 * nothing left behind goes on.
 */
export async function within<T>(
  { ms, parent, what }: Limit,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => {
    const seconds = Math.round(ms / 100) / 10;
    controller.abort(new ProblemError('timeout', `${what} took longer than ${seconds} s`));
  }, ms);
  const end = (): void => {
    controller.abort(parent.reason);
  };
  if (parent.aborted) end();
  else parent.addEventListener('abort', end, { once: true });
  try {
    return await act(signal);
  } finally {
    clearTimeout(timer);
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
