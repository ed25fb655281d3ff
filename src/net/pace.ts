import { Lane, type Pace, type Turn } from './lane.ts';

export type { PaceOutcome, Turn } from './lane.ts';

/** Traffic that is paced alike. */
export type PaceClass = 'stream' | 'dns' | 'http';

const PACES: Readonly<Record<PaceClass, Pace>> = {
  stream: { start: 4, most: 12, rate: 60 },
  dns: { start: 8, most: 8, rate: 60 },
  http: { start: 4, most: 4, rate: 20 },
};
const POLITE: Pace = { start: 1, most: 12, rate: 5 };

/** Adaptive pacing per address and class of traffic. */
export class Pacer {
  readonly #lanes = new Map<string, Lane>();
  readonly #polite: boolean;
  readonly #most: number;

  constructor(options: { readonly polite: boolean; readonly concurrency: number | null }) {
    this.#polite = options.polite;
    this.#most = options.concurrency ?? Number.POSITIVE_INFINITY;
  }

  /** Waits for a turn, first come, first served. Rejects with the signal's reason. */
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
