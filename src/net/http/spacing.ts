import { sleepUntil } from './sleep.ts';

const now = (): number => performance.now();

/** Keeps whoever asks apart in time, first come, first served. */
export class Spacing {
  readonly #gapMs: number;
  #last = Number.NEGATIVE_INFINITY;
  #queue: Promise<void> = Promise.resolve();

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  /** Waits for a turn. Throws the reason of the signal. */
  turn(signal: AbortSignal): Promise<void> {
    const turn = this.#queue.then(async () => {
      this.#last = await sleepUntil(this.#last + this.#gapMs, now, signal);
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
