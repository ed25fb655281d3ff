import { ProblemError } from '../evidence/problem.ts';

/** A signal that ends with its parent, after a time, or when what it is for is over. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Ends the signal before its time, so that nothing left behind goes on. */
  cancel(): void;
}

/** A deadline of `ms` within `parent`; `what` names it in the Problem. */
export function deadline(ms: number, parent: AbortSignal, what: string): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    const seconds = Math.round(ms / 100) / 10;
    controller.abort(new ProblemError('timeout', `${what} took longer than ${seconds} s`));
  }, ms);
  const end = (): void => {
    clearTimeout(timer);
    controller.abort(parent.reason);
  };
  if (parent.aborted) end();
  else parent.addEventListener('abort', end, { once: true });
  return {
    signal: controller.signal,
    cancel() {
      clearTimeout(timer);
      parent.removeEventListener('abort', end);
      controller.abort(new ProblemError('interrupted', `${what} is over`));
    },
  };
}

/** What `act` gives, or the signal's reason if that comes first: nothing can hang past it. */
export function until<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    act()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', stop);
      });
  });
}
