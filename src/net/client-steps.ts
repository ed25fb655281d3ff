import { setImmediate } from 'node:timers/promises';
import { problemOf, ProblemError, ReplayDivergence } from '../evidence/problem.ts';
import {
  decodeClientStep,
  encodeClientStep,
  encodeHttpMessage,
  type ClientStep,
} from './message-form.ts';
import type { Step } from './transcript.ts';
import type { Carried, HttpMessage, TransportClient } from './transport.ts';

/** How long a replay waits for the next call before it is said never to come. */
const PATIENCE_MS = 5_000;

/** What is asked of a client, as it is recorded. */
const ASKED = {
  until: (ms: number) => ({ until: ms }),
  send: (message: HttpMessage) => ({ send: encodeHttpMessage(message) }),
  close: { close: true },
};

/**
 * A client whose calls are noted in the order they are made in, and what came of each in the order it
 * came in: one at a time, so that a replay can give them in the same order.
 */
export class RecordedClient implements TransportClient {
  readonly #live: TransportClient;
  readonly #steps: Step[];
  #calls = 0;
  #given: Promise<void> = Promise.resolve();

  constructor(live: TransportClient, steps: Step[]) {
    this.#live = live;
    this.#steps = steps;
  }

  until(ms: number): Promise<number> {
    const call = this.#begin(ASKED.until(ms));
    return this.#noted(call, this.#live.until(ms), (at) => ({ call, at }));
  }

  send(message: HttpMessage): Promise<Carried> {
    const call = this.#begin(ASKED.send(message));
    return this.#noted(call, this.#live.send(message), (carried) => ({ call, carried }));
  }

  close(): void {
    this.#begin(ASKED.close);
    this.#live.close();
  }

  #begin(asked: unknown): number {
    this.#steps.push({ asked });
    this.#calls += 1;
    return this.#calls - 1;
  }

  async #noted<T>(call: number, act: Promise<T>, step: (value: T) => ClientStep): Promise<T> {
    let value: T;
    try {
      value = await act;
    } catch (error) {
      await this.#note({ call, problem: problemOf(error) });
      throw error;
    }
    await this.#note(step(value));
    return value;
  }

  /** Waits until whoever was told before has done what follows from it. */
  async #note(step: ClientStep): Promise<void> {
    const before = this.#given;
    let done = (): void => undefined;
    this.#given = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    this.#steps.push({ answered: encodeClientStep(step) });
    void setImmediate().then(done);
  }
}

interface Waiting {
  readonly resolve: (outcome: ClientStep) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Plays the steps of a RecordedClient: no time passes. What came of a call is given once all calls
 * have been made that were made before it came, and all that follows from the one before is done.
 */
export class ReplayedClient implements TransportClient {
  readonly #name: string;
  readonly #steps: readonly Step[];
  readonly #waiting = new Map<number, Waiting>();
  readonly #calls: readonly unknown[];
  #made = 0;
  #next = 0;
  #passed = 0;
  #going = false;
  #diverged: ReplayDivergence | null = null;
  #patience: NodeJS.Timeout | undefined;

  constructor(name: string, steps: readonly Step[]) {
    this.#name = name;
    this.#steps = steps;
    this.#calls = steps.flatMap((step) => ('asked' in step ? [step.asked] : []));
  }

  async until(ms: number): Promise<number> {
    const outcome = await this.#outcome(ASKED.until(ms));
    if ('at' in outcome) return outcome.at;
    throw this.#diverge('waits, and an answer was recorded');
  }

  async send(message: HttpMessage): Promise<Carried> {
    const outcome = await this.#outcome(ASKED.send(message));
    if ('carried' in outcome) return outcome.carried;
    throw this.#diverge('sends, and a wait was recorded');
  }

  /** Throws only where nothing did before: it often stands in the way of another error. */
  close(): void {
    if (this.#diverged !== null) return;
    this.#make(ASKED.close);
    this.#go();
  }

  #make(asked: unknown): number {
    if (this.#diverged !== null) throw this.#diverged;
    const now = JSON.stringify(asked);
    const recorded = JSON.stringify(this.#calls[this.#made]);
    if (recorded !== now) throw this.#diverge(`now ${now}; recorded ${recorded}`);
    this.#made += 1;
    return this.#made - 1;
  }

  async #outcome(asked: unknown): Promise<ClientStep> {
    const call = this.#make(asked);
    const outcome = await new Promise<ClientStep>((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      this.#go();
    });
    if (!('problem' in outcome)) return outcome;
    throw new ProblemError(outcome.problem.code, outcome.problem.detail);
  }

  #go(): void {
    clearTimeout(this.#patience);
    if (this.#going) return;
    this.#going = true;
    void setImmediate().then(() => {
      this.#going = false;
      this.#play();
    });
  }

  /** Gives the next outcome where all calls before it have been made. */
  #play(): void {
    let step = this.#steps[this.#next];
    while (step !== undefined && 'asked' in step && this.#passed < this.#made) {
      this.#passed += 1;
      this.#next += 1;
      step = this.#steps[this.#next];
    }
    if (step !== undefined && 'answered' in step) {
      this.#next += 1;
      this.#give(step.answered);
      this.#go();
      return;
    }
    if (this.#waiting.size === 0) return;
    const missing = step === undefined ? 'nothing' : JSON.stringify(step);
    this.#patience = setTimeout(() => {
      this.#diverge(`now nothing more; recorded ${missing}`);
    }, PATIENCE_MS).unref();
  }

  #give(answered: unknown): void {
    const outcome = decodeClientStep(answered);
    this.#waiting.get(outcome.call)?.resolve(outcome);
    this.#waiting.delete(outcome.call);
  }

  /** All who wait are told. */
  #diverge(how: string): ReplayDivergence {
    this.#diverged ??= new ReplayDivergence(`${this.#name}: call ${this.#made + 1}: ${how}`);
    for (const { reject } of this.#waiting.values()) reject(this.#diverged);
    this.#waiting.clear();
    return this.#diverged;
  }
}
