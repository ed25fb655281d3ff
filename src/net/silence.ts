/** Connections that a place leaves without an answer before it is taken to be out of reach. */
const ENOUGH = 3;

/**
 * Places that accept no connection and refuse none, as behind a filter: each attempt there takes all
 * of its time, so that those after the first few are not made.
 */
export class Silence {
  readonly #opened = new Set<string>();
  readonly #unanswered = new Map<string, number>();

  opened(place: string): void {
    this.#opened.add(place);
  }

  unanswered(place: string): void {
    this.#unanswered.set(place, this.attempts(place) + 1);
  }

  /** Attempts that were not answered. */
  attempts(place: string): number {
    return this.#unanswered.get(place) ?? 0;
  }

  covers(place: string): boolean {
    return !this.#opened.has(place) && this.attempts(place) >= ENOUGH;
  }
}
