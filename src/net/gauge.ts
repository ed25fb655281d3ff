/** Where growth is slow, as shares of what was last too much. */
const SLOW_FROM = 0.5;
const SLOW_TO = 1.25;
/** Parts of what was too much by which it grows while slow, for as many answers as it is worth. */
const SLOW_STEPS = 16;
/** The least by which it grows. */
const LEAST_STEP = 1 / 8;
/** Answers after which it has more than doubled while fast. */
const FAST_STEPS = 8;

/**
 * A limit that finds out what is too much, as TCP does (RFC 9438): it grows fast, is halved at a
 * cut-off, then grows fast to half of what was too much, slowly past it, and fast again beyond.
 */
export class Gauge {
  readonly #start: number;
  readonly #most: number;
  #value: number;
  #tooMuch: number | null = null;

  constructor(start: number, most: number) {
    this.#start = start;
    this.#most = most;
    this.#value = start;
  }

  /** At least 1. */
  get value(): number {
    return Math.max(1, Math.floor(this.#value));
  }

  /** Near what was too much. */
  get isWary(): boolean {
    const tooMuch = this.#tooMuch;
    return tooMuch !== null && this.#value >= tooMuch * SLOW_FROM;
  }

  /** One more answer came. */
  grow(): void {
    const by =
      this.#tooMuch !== null && this.isWary
        ? Math.max(LEAST_STEP, this.#tooMuch / (SLOW_STEPS * this.#value))
        : this.#value / FAST_STEPS;
    this.#value = Math.min(this.#most, this.#value + by);
    if (this.#tooMuch !== null && this.#value > this.#tooMuch * SLOW_TO) this.#tooMuch = null;
  }

  /** Halves it, or `inUse` where less was used. */
  halve(inUse: number): void {
    this.#tooMuch = Math.min(this.#value, inUse);
    this.#value = Math.max(1, this.#tooMuch / 2);
  }

  /** As at the beginning. */
  reset(): void {
    this.#value = this.#start;
    this.#tooMuch = null;
  }
}
