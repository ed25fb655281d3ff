import { setTimeout as sleep } from 'node:timers/promises';

/** Traffic that is paced alike. */
export type PaceClass = 'stream' | 'dns' | 'http';

interface Pace {
  /** Conversations in flight at the beginning and at most. */
  readonly start: number;
  readonly most: number;
  /** New conversations a second. */
  readonly rate: number;
}

const PACES: Readonly<Record<PaceClass, Pace>> = {
  stream: { start: 4, most: 12, rate: 60 },
  dns: { start: 8, most: 8, rate: 60 },
  http: { start: 4, most: 4, rate: 20 },
};
const POLITE: Pace = { start: 1, most: 12, rate: 5 };

/** How a conversation ended, as far as the pace of the next ones depends on it. */
export type PaceOutcome = 'answered' | 'cut off';

/** Good conversations after which one more may be in flight. */
const GROWTH = 4;

/** A turn to talk to an address; it must be given back. */
export type Turn = (outcome: PaceOutcome) => void;

/**
 * Adaptive pacing per address: a slow start, growth while answers come, both limits halved when
 * the target refuses, resets or falls silent.
 */
export class Pacer {
  readonly #lanes = new Map<string, Lane>();
  readonly #polite: boolean;
  readonly #most: number;

  constructor(options: { readonly polite: boolean; readonly concurrency: number | null }) {
    this.#polite = options.polite;
    this.#most = options.concurrency ?? Number.POSITIVE_INFINITY;
  }

  /** Waits for a turn. Rejects with the signal's reason. */
  turn(paceClass: PaceClass, address: string, signal: AbortSignal): Promise<Turn> {
    const name = `${paceClass} ${address}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      const pace = this.#polite ? POLITE : PACES[paceClass];
      lane = new Lane({
        start: Math.min(pace.start, this.#most),
        most: Math.min(pace.most, this.#most),
        rate: pace.rate,
      });
      this.#lanes.set(name, lane);
    }
    return lane.turn(signal);
  }
}

class Lane {
  readonly #pace: Pace;
  #width: number;
  #rate: number;
  #inFlight = 0;
  #good = 0;
  /** Time at which the next conversation may begin. */
  #nextAt = 0;
  readonly #queue: (() => void)[] = [];

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#width = pace.start;
    this.#rate = pace.rate;
  }

  async turn(signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    if (this.#inFlight < this.#width && this.#queue.length === 0) this.#inFlight += 1;
    else await this.#wait(signal);
    await this.#space(signal);
    let given = false;
    return (outcome) => {
      if (given) return;
      given = true;
      this.#inFlight -= 1;
      this.#adapt(outcome);
      this.#admit();
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        this.#inFlight += 1;
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(enter);
    });
  }

  /** Keeps conversations apart by the rate, in bursts of the width. */
  async #space(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const gap = 1000 / this.#rate;
    this.#nextAt = Math.max(this.#nextAt + gap, now - gap * this.#width);
    const wait = this.#nextAt - now;
    if (wait <= 0) return;
    try {
      await sleep(wait, undefined, { signal });
    } catch (error) {
      this.#inFlight -= 1;
      this.#admit();
      throw signal.aborted ? (signal.reason as Error) : error;
    }
  }

  #adapt(outcome: PaceOutcome): void {
    if (outcome === 'cut off') {
      this.#good = 0;
      this.#width = Math.max(1, Math.floor(this.#width / 2));
      this.#rate = Math.max(1, this.#rate / 2);
      return;
    }
    this.#good += 1;
    if (this.#good % GROWTH !== 0) return;
    this.#width = Math.min(this.#pace.most, this.#width + 1);
    this.#rate = Math.min(this.#pace.rate, this.#rate * 1.5);
  }

  #admit(): void {
    while (this.#inFlight < this.#width && this.#queue.length > 0) this.#queue.shift()?.();
  }
}
