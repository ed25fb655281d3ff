import { ProblemError, type ProblemCode } from '../evidence/problem.ts';
import type { Connection } from './net.ts';
import type { PaceOutcome, Turn } from './pace.ts';
import type { Stream } from './transport.ts';

const OUTCOMES: Readonly<Partial<Record<ProblemCode, PaceOutcome>>> = {
  refused: 'cut off',
  timeout: 'cut off',
  blocked: 'cut off',
  reset: 'closed',
};

/** What the end of a conversation without an answer says to the pacer. */
export const outcomeOf = (error: unknown): PaceOutcome =>
  (error instanceof ProblemError ? OUTCOMES[error.problem.code] : undefined) ?? 'answered';

/** A stream that gives its turn back when it is closed. */
export class PacedConnection implements Connection {
  readonly #stream: Stream;
  readonly #turn: Turn;
  readonly #signal: AbortSignal;
  readonly random: (size: number) => Uint8Array;
  #unread: Uint8Array | null = null;
  #received = false;
  #outcome: PaceOutcome = 'answered';

  constructor(
    stream: Stream,
    given: {
      readonly turn: Turn;
      readonly random: (size: number) => Uint8Array;
      /** Ends the conversation. */
      readonly signal: AbortSignal;
    },
  ) {
    this.#stream = stream;
    this.#turn = given.turn;
    this.#signal = given.signal;
    this.random = given.random;
  }

  /** Gives bytes back, for the next read. */
  unread(bytes: Uint8Array): void {
    this.#unread = bytes.length === 0 ? null : bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#stream.write(bytes);
    } catch (error) {
      this.#ended(outcomeOf(error));
      throw error;
    }
  }

  async read(): Promise<Uint8Array | null> {
    const unread = this.#takeUnread();
    if (unread !== null) return unread;
    try {
      const chunk = await this.#stream.read();
      if (chunk === null) this.#ended('closed');
      else this.#received = true;
      return chunk;
    } catch (error) {
      this.#ended(outcomeOf(error));
      throw error;
    }
  }

  async listen(): Promise<Uint8Array | null | 'silence' | 'reset'> {
    try {
      const chunk = this.#takeUnread() ?? (await this.#stream.read());
      this.#received ||= chunk !== null;
      return chunk;
    } catch (error) {
      if (!(error instanceof ProblemError) || this.#signal.aborted) throw error;
      if (error.problem.code === 'timeout') return 'silence';
      if (error.problem.code === 'reset') return 'reset';
      throw error;
    }
  }

  close(): void {
    this.#stream.close();
    this.#turn(this.#outcome);
  }

  /** Closes a conversation that was not let in, though the server may have said why. */
  fail(outcome: PaceOutcome): void {
    if (outcome === 'cut off') this.#outcome = outcome;
    this.close();
  }

  #takeUnread(): Uint8Array | null {
    const unread = this.#unread;
    this.#unread = null;
    return unread;
  }

  /** A server that has said something has let us in, whatever it says next. */
  #ended(outcome: PaceOutcome): void {
    if (!this.#received) this.#outcome = outcome;
  }
}
