import { Gauge } from './gauge.ts';

/** The pace of one class of traffic. */
export interface Pace {
  /** Conversations in flight at the beginning and at most. */
  readonly start: number;
  readonly most: number;
  /** New conversations within any second. */
  readonly rate: number;
}

/**
 * How a conversation ended, as far as the pace of the next ones depends on it: `closed` or reset
 * without a byte may be a refusal of what was said, or a cut-off.
 */
export type PaceOutcome = 'answered' | 'cut off' | 'closed';

/** A turn to talk to an address; it must be given back. */
export type Turn = (outcome: PaceOutcome) => void;

const SECOND_MS = 1000;
/** Of so many conversations, so many closed without a byte are more than refusals … */
const LOOKED_BACK = 8;
const MANY_CLOSED = 5;
/** … or so many, where they have been before. */
const SOME_CLOSED = 2;
/** A rate at which a cut-off is not blamed on the rate alone. */
const FEW_A_SECOND = 10;

/**
 * The conversations with one address: a slow start, growth while answers come, and both limits
 * halved at a cut-off. Those begun before the last halving change nothing any more.
 */
export class Lane {
  readonly #width: Gauge;
  readonly #rate: Gauge;
  readonly #queue: (() => void)[] = [];
  /** When conversations were begun, within the last second. */
  #begun: readonly number[] = [];
  #inFlight = 0;
  #cutAt = Number.NEGATIVE_INFINITY;
  #answeredSinceCut = false;
  /** Of the last conversations since the last halving, which were closed without a byte. */
  #closes: readonly boolean[] = [];
  /** Closes have been cut-offs. */
  #wary = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ start, most, rate }: Pace) {
    this.#width = new Gauge(start, most);
    this.#rate = new Gauge(rate, rate);
  }

  /** Waits for a turn. Rejects with the signal's reason. */
  async turn(signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    const begunAt = await this.#wait(signal);
    let given = false;
    return (outcome) => {
      if (given) return;
      given = true;
      this.#inFlight -= 1;
      this.#adapt(outcome, begunAt);
      this.#admit();
    };
  }

  #wait(signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(this.#begin());
      };
      const leave = (): void => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        if (this.#queue.length === 0) clearTimeout(this.#timer);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(enter);
      this.#admit();
    });
  }

  #admit(): void {
    clearTimeout(this.#timer);
    while (this.#inFlight < this.#width.value && this.#queue.length > 0) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.#admit();
        }, Math.ceil(waitMs));
        return;
      }
      this.#queue.shift()?.();
    }
  }

  /** How long the rate keeps the next conversation back; near a limit also from the one before. */
  #waitMs(): number {
    const now = performance.now();
    const rate = this.#rate.value;
    this.#begun = this.#begun.filter((at) => at > now - SECOND_MS);
    const first = this.#begun.at(-rate);
    const last = this.#begun.at(-1);
    const forRate = first === undefined ? 0 : first + SECOND_MS - now;
    const forGap = last === undefined || !this.#rate.isWary ? 0 : last + SECOND_MS / rate - now;
    return Math.max(forRate, forGap);
  }

  #begin(): number {
    const now = performance.now();
    this.#inFlight += 1;
    this.#begun = [...this.#begun, now];
    return now;
  }

  #adapt(outcome: PaceOutcome, begunAt: number): void {
    // What was begun before the last halving tells nothing of the pace since.
    if (begunAt <= this.#cutAt) return;
    this.#closes = [...this.#closes, outcome === 'closed'].slice(-LOOKED_BACK);
    if (outcome === 'answered') {
      this.#answeredSinceCut = true;
      this.#width.grow();
      this.#rate.grow();
    } else if (outcome === 'cut off' || this.#closesCutOff()) {
      this.#width.halve(Number.POSITIVE_INFINITY);
      this.#rate.halve(Math.max(this.#begun.length, FEW_A_SECOND));
      this.#cutAt = performance.now();
      this.#answeredSinceCut = false;
      this.#closes = [];
    }
  }

  /**
   * Whether closes without a byte are cut-offs. Old servers refuse by closing, so that only many of
   * them are, and fewer once they were; where they go on at the slowest pace between answers, they
   * are refusals after all.
   */
  #closesCutOff(): boolean {
    const closed = this.#closes.filter((one) => one).length;
    if (closed < (this.#wary ? SOME_CLOSED : MANY_CLOSED)) return false;
    const refusals = this.#wary && this.#rate.value === 1 && this.#answeredSinceCut;
    this.#wary = !refusals;
    if (refusals) {
      this.#closes = [];
      this.#width.reset();
      this.#rate.reset();
    }
    return this.#wary;
  }
}
