import { connect, type Socket } from 'node:net';
import { ProblemError } from '../evidence/problem.ts';
import { abortProblem, socketProblem } from './socket-problem.ts';
import { addressText, type Limits, type SocketAddress, type Stream } from './transport.ts';

/** Bytes held for a reader that is slower than its peer; more pauses the socket. */
const HELD = 256 * 1024;

/** Opens a TCP connection within the limits. */
export async function openStream(to: SocketAddress, limits: Limits): Promise<LiveStream> {
  const peer = addressText(to);
  if (limits.signal.aborted) throw abortProblem(limits.signal, peer);
  const startedAt = performance.now();
  const socket = connect({ host: to.address, port: to.port, noDelay: true });
  await established(socket, peer, limits);
  return new LiveStream(socket, peer, limits, performance.now() - startedAt);
}

function established(socket: Socket, peer: string, limits: Limits): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (problem?: ProblemError): void => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect).off('error', onError);
      if (problem === undefined) {
        resolve();
        return;
      }
      socket.on('error', () => undefined).destroy();
      reject(problem);
    };
    const onConnect = (): void => {
      settle();
    };
    const onError = (error: Error): void => {
      settle(socketProblem(error, peer, limits.signal));
    };
    const onAbort = (): void => {
      settle(abortProblem(limits.signal, peer));
    };
    const timer = setTimeout(() => {
      settle(new ProblemError('timeout', `${peer} did not accept within ${limits.connectMs} ms`));
    }, limits.connectMs);
    limits.signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect).once('error', onError);
  });
}

/** Bytes received are kept until read, so that what came before a reset is not lost. */
class LiveStream implements Stream {
  readonly roundTripMs: number;
  readonly #socket: Socket;
  readonly #peer: string;
  readonly #limits: Limits;
  readonly #chunks: Uint8Array[] = [];
  #held = 0;
  #received = 0;
  #end: ProblemError | 'closed' | null = null;
  /** An answer that trickles is waited for until then. */
  #answerBy: number;
  #wake: () => void = () => undefined;

  constructor(socket: Socket, peer: string, limits: Limits, roundTripMs: number) {
    this.#socket = socket;
    this.#peer = peer;
    this.#limits = limits;
    this.roundTripMs = roundTripMs;
    this.#answerBy = performance.now() + limits.operationMs;
    socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('close', this.#onEnd)
      .on('error', this.#onError);
  }

  readonly #onData = (chunk: Uint8Array): void => {
    this.#take(chunk);
  };

  readonly #onEnd = (): void => {
    this.#finish('closed');
  };

  readonly #onError = (error: Error): void => {
    this.#finish(socketProblem(error, this.#peer, this.#limits.signal));
  };

  /** The socket for whoever goes on with it, `read` and what was received since given back to it. */
  release(read: Uint8Array): Socket {
    this.#socket.pause();
    this.#socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd)
      .off('error', this.#onError);
    const unread = Buffer.concat([read, ...this.#chunks]);
    if (unread.length > 0) this.#socket.unshift(unread);
    return this.#socket;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#end instanceof ProblemError) throw this.#end;
    this.#answerBy = performance.now() + this.#limits.operationMs;
    await new Promise<void>((resolve) => {
      // A failed write shows as an error event, which the next read reports after what was received.
      this.#socket.write(bytes, () => {
        resolve();
      });
    });
  }

  async read(): Promise<Uint8Array | null> {
    const silence = this.#limits.silenceMs(this.roundTripMs);
    const deadline = Math.min(performance.now() + silence, this.#answerBy);
    for (;;) {
      const chunk = performance.now() < this.#answerBy ? this.#chunks.shift() : undefined;
      if (chunk !== undefined) return this.#give(chunk);
      if (this.#limits.signal.aborted) throw abortProblem(this.#limits.signal, this.#peer);
      // What is held has come too late, whatever came after it.
      if (this.#chunks.length > 0) throw this.#tooSlow(silence);
      if (this.#end === 'closed') return null;
      if (this.#end !== null) throw this.#end;
      const left = deadline - performance.now();
      if (left <= 0) throw this.#tooSlow(silence);
      await this.#news(left);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #tooSlow(silence: number): ProblemError {
    const detail =
      performance.now() >= this.#answerBy
        ? `took longer than ${this.#limits.operationMs} ms for an answer`
        : `was silent for ${Math.round(silence)} ms`;
    return new ProblemError('timeout', `${this.#peer} ${detail}`);
  }

  #take(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held >= HELD) this.#socket.pause();
    this.#wake();
  }

  #give(chunk: Uint8Array): Uint8Array {
    this.#held -= chunk.length;
    this.#received += chunk.length;
    if (this.#received > this.#limits.bytes) {
      this.close();
      throw new ProblemError('limit', `${this.#peer} sent more than ${this.#limits.bytes} bytes`);
    }
    if (this.#held < HELD) this.#socket.resume();
    return chunk;
  }

  #finish(end: ProblemError | 'closed'): void {
    this.#end ??= end;
    this.#wake();
  }

  /** Resolves when something arrived, ended or was aborted, and after `ms` at the latest. */
  #news(ms: number): Promise<void> {
    const { signal } = this.#limits;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
    });
  }
}
