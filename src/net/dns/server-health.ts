import type { Problem } from '../../evidence/problem.ts';

/** Times the round trip within which a server that answers from its own data is heard. */
const ROUND_TRIPS = 8;
const LEAST_MS = 500;

/**
 * What the questions to one server have shown of it. While it has answered nothing and a try has
 * failed, one question finds out whether it answers at all, and the others wait for that.
 */
export class ServerHealth {
  #answered = false;
  #answeredUdp = false;
  #silence: Problem | null = null;
  #udpSilence: Problem | null = null;
  #roundTripMs: number | null = null;
  #doubt: { readonly over: Promise<void>; readonly settle: () => void } | null = null;
  #halt = new AbortController();

  /** Why it is not asked any more; null where it is. */
  get silence(): Problem | null {
    return this.#silence;
  }

  /** Why it is not asked over UDP any more; null where it is. */
  get udpSilence(): Problem | null {
    return this.#answeredUdp ? null : this.#udpSilence;
  }

  get answersUdp(): boolean {
    return this.#answeredUdp;
  }

  /** Aborted when doubt begins. */
  get halt(): AbortSignal {
    return this.#halt.signal;
  }

  /** Settles once it is known whether the server answers; null where that is not in doubt. */
  get doubt(): Promise<void> | null {
    return this.#doubt?.over ?? null;
  }

  /** Whether the question that has just failed is the one to find out. */
  lead(): boolean {
    if (this.#answered || this.#doubt !== null || this.#silence !== null) return false;
    let settle = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      settle = resolve;
    });
    this.#doubt = { over, settle };
    this.#halt.abort();
    return true;
  }

  /** Notes an answer, whatever it says. */
  answered(over: 'udp' | 'other', ms: number): void {
    this.#answered = true;
    this.#answeredUdp ||= over === 'udp';
    this.#roundTripMs ??= ms;
    this.settled();
  }

  /** Notes that all tries over UDP have failed. */
  udpFailed(problem: Problem): void {
    this.#udpSilence ??= problem;
  }

  /** Notes what the leading question has found: why there is no answer. */
  found(silence: Problem): void {
    if (!this.#answered) this.#silence = silence;
    this.settled();
  }

  /** Ends the doubt. */
  settled(): void {
    if (this.#doubt === null) return;
    this.#doubt.settle();
    this.#doubt = null;
    this.#halt = new AbortController();
  }

  /** How long an answer from the server's own data is waited for, where `ms` is without measure. */
  waitMs(ms: number, share: number): number {
    if (this.#roundTripMs === null) return ms;
    return Math.min(ms, share * Math.max(LEAST_MS, ROUND_TRIPS * this.#roundTripMs));
  }
}
