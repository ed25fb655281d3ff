/** A clock that can be stopped for a while. */
export interface Stoppable {
  stop(): void;
  go(): void;
}

/**
 * What a probe is busy with. Its clock stands still while it does nothing but wait for others: for
 * its turn to talk, or for what another probe sees.
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

  /** Notes that a conversation has begun; what it gives is called when that is over. */
  talking(): () => void {
    let over = false;
    this.#change(0, 1);
    return () => {
      if (!over) this.#change(0, -1);
      over = true;
    };
  }

  #change(waiting: number, talking: number): void {
    this.#waiting += waiting;
    this.#talking += talking;
    if (this.#waiting > 0 && this.#talking === 0) this.#clock.stop();
    else this.#clock.go();
  }
}
