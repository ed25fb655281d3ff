/** A clock that can be stopped for a while. */
export interface Stoppable {
  stop(): void;
  go(): void;
}

/** A conversation, which keeps the clock going while it is not waiting itself. */
export interface Talking {
  /** What `wait` gives: the conversation waits until then. */
  readonly waiting: <T>(wait: () => Promise<T>) => Promise<T>;
  readonly over: () => void;
}

/**
 * What a probe is busy with. Its clock stands still while it does nothing but wait for others: for
 * its turn to talk, for what another probe sees, or for a server to let a conversation begin.
 */
export class Activity {
  readonly #clock: Stoppable;
  #waiting = 0;
  #talking = 0;

  constructor(clock: Stoppable) {
    this.#clock = clock;
  }

  /** What `wait` gives, which is not for the probe to hasten. */
  async waiting<T>(wait: () => Promise<T>): Promise<T> {
    this.#change(1, 0);
    try {
      return await wait();
    } finally {
      this.#change(-1, 0);
    }
  }

  /** Notes that a conversation has begun. */
  talking(): Talking {
    let over = false;
    this.#change(0, 1);
    return {
      waiting: async (wait) => {
        this.#change(1, -1);
        try {
          return await wait();
        } finally {
          this.#change(-1, 1);
        }
      },
      over: () => {
        if (!over) this.#change(0, -1);
        over = true;
      },
    };
  }

  #change(waiting: number, talking: number): void {
    this.#waiting += waiting;
    this.#talking += talking;
    if (this.#waiting > 0 && this.#talking === 0) this.#clock.stop();
    else this.#clock.go();
  }
}
