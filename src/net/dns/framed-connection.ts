import type { Socket } from 'node:net';
import { ByteQueue } from '../../codec/base/byte-queue.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { abortProblem, socketProblem } from '../socket-problem.ts';
import type { Limits } from '../transport.ts';

/** How long a connection without questions is kept. */
const IDLE_MS = 1_000;
/** Messages that answer no question, after which nothing more is read. */
const MOST_STRAY = 64;

/** A question on its way. */
interface Pending {
  readonly accept: (reply: Uint8Array) => boolean;
  readonly resolve: (reply: Uint8Array) => void;
  readonly reject: (problem: ProblemError) => void;
  readonly late: () => void;
}

/** A connection that ended with questions still open, which others may have spoilt. */
export class SharedEndError extends Error {
  override readonly name = 'SharedEndError';
  readonly problem: ProblemError;

  constructor(problem: ProblemError) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * A connection that carries DNS messages, each with its length before it (RFC 1035, section 4.2.2),
 * several questions at a time and the answers in any order (RFC 7766, sections 6.2.1.1 and 7).
 */
export class FramedConnection {
  readonly #socket: Socket;
  readonly #peer: string;
  readonly #ended: () => void;
  readonly #received = new ByteQueue();
  readonly #pending = new Set<Pending>();
  #asked = 0;
  #stray = 0;
  #end: ProblemError | null = null;
  #idle: NodeJS.Timeout | undefined;

  /** `ended` is called once it takes no more questions. */
  constructor(socket: Socket, peer: string, ended: () => void) {
    this.#socket = socket;
    this.#peer = peer;
    this.#ended = ended;
    socket.on('data', (chunk) => {
      this.#received.push(chunk);
      this.#deliver();
    });
    socket.on('error', (error) => {
      this.#finish(socketProblem(error, peer));
    });
    const closed = (): void => {
      this.#finish(new ProblemError('reset', `${peer} closed the connection without an answer`));
    };
    socket.on('close', closed).resume();
    if (socket.destroyed) closed();
  }

  /**
   * Sends a message and gives the first that comes back and that `accept` takes. Throws a
   * ProblemError, and a SharedEndError where the connection ended that others used too.
   */
  ask(
    message: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    { signal, operationMs }: Pick<Limits, 'signal' | 'operationMs'>,
  ): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const settled = (act: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#pending.delete(pending);
        if (this.#pending.size === 0) this.#rest();
        act();
      };
      const fail = (problem: ProblemError): void => {
        settled(() => {
          // What the end of a connection says, it says of a question that was alone on it.
          const spoilt = problem === this.#end && this.#asked > 1;
          reject(spoilt ? new SharedEndError(problem) : problem);
        });
      };
      const onAbort = (): void => {
        fail(abortProblem(signal, this.#peer));
      };
      const pending: Pending = {
        accept,
        resolve: (reply) => {
          settled(() => {
            resolve(reply);
          });
        },
        reject: fail,
        late: () => {
          if (!this.#pending.has(pending)) return;
          // Nothing else is asked over a connection on which an answer is missing.
          this.#ended();
          fail(new ProblemError('timeout', `${this.#peer} did not answer in ${operationMs} ms`));
        },
      };
      // What has arrived while this process was busy is read first.
      const timer = setTimeout(() => setImmediate(pending.late), operationMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#asked += 1;
      this.#pending.add(pending);
      this.#send(message);
      if (signal.aborted) onAbort();
      else if (this.#end !== null) fail(this.#end);
    });
  }

  close(): void {
    this.#finish(new ProblemError('reset', `${this.#peer}: closed by us`));
  }

  #send(message: Uint8Array): void {
    clearTimeout(this.#idle);
    if (this.#end !== null) return;
    const length = new Uint8Array([message.length >> 8, message.length & 0xff]);
    this.#socket.ref().write(Buffer.concat([length, message]));
  }

  #deliver(): void {
    for (;;) {
      const [high, low] = this.#received.peek(2) ?? [];
      if (high === undefined || low === undefined) return;
      const size = (high << 8) | low;
      if (this.#received.length < 2 + size) return;
      this.#received.take(2);
      // Others may come that `accept` takes, and hold on to their own bytes.
      const message = Uint8Array.from(this.#received.take(size) ?? []);
      const taker = [...this.#pending].find(({ accept }) => accept(message));
      if (taker === undefined) this.#stray += 1;
      else taker.resolve(message);
      if (this.#stray > MOST_STRAY) {
        const detail = `${this.#peer} sent more than ${MOST_STRAY} messages that answer nothing`;
        this.#finish(new ProblemError('limit', detail));
        return;
      }
    }
  }

  /** Keeps the connection for a while; a process that has nothing else to do does not wait. */
  #rest(): void {
    this.#socket.unref();
    this.#idle = setTimeout(() => {
      this.close();
    }, IDLE_MS).unref();
  }

  #finish(end: ProblemError): void {
    clearTimeout(this.#idle);
    this.#ended();
    this.#end ??= end;
    this.#socket.destroy();
    for (const { reject } of [...this.#pending]) reject(this.#end);
  }
}
