import { fieldList } from '../../codec/http/fields.ts';
import { BodyReader, framingOf } from '../../codec/http/message-body.ts';
import { ProblemError } from '../../evidence/problem.ts';
import type { HttpResponse } from '../net.ts';
import { socketProblem } from '../socket-problem.ts';
import { readBody, readFinalHead, type Incoming } from './incoming.ts';
import type { HttpSocket } from './socket.ts';

/** Bytes of a body that are read so that the connection can be used again. */
const MOST_BODY = 1024 * 1024;
/** The server had waited long enough for a request when this one came (RFC 9110, section 15.5.9). */
const REQUEST_TIMEOUT = 408;

/** A request, and what its answer may take. */
export interface Exchange {
  readonly bytes: Uint8Array;
  readonly method: string;
  readonly peer: string;
  /** Bytes of the body that are kept. */
  readonly bodyBytes: number;
  readonly deadlineMs: number;
  readonly now: () => number;
}

/** A response, and when its header had come. */
export interface Exchanged extends Omit<HttpResponse, 'ms'> {
  readonly headAt: number;
}

/** A connection of HTTP/1.1 that is kept for the next request, one at a time (RFC 9112, section 9.3). */
export class KeptConnection implements Incoming {
  /** Counted from 0 as they are opened. */
  readonly number: number;
  /** The certificate was verified. */
  readonly trusted: boolean;
  readonly #http: HttpSocket;
  readonly #chunks: Uint8Array[] = [];
  /** What comes before the first request of all may well be meant for it: `408`, `503`. */
  #expecting = true;
  #used = false;
  #received = 0;
  #end: ProblemError | 'closed' | null = null;
  /** It was not the server that ended it. */
  #givenUp = false;
  #wake: () => void = () => undefined;

  constructor(http: HttpSocket, number: number, trusted: boolean, peer: string) {
    this.#http = http;
    this.number = number;
    this.trusted = trusted;
    http.socket
      .on('data', (chunk: Uint8Array) => {
        this.#take(chunk);
      })
      .on('end', () => {
        this.#finish('closed');
      })
      .on('close', () => {
        this.#finish('closed');
      })
      .on('error', (error: Error) => {
        this.#finish(socketProblem(error, peer));
      })
      .resume();
  }

  /** The next request may go over it. */
  get open(): boolean {
    return this.#end === null;
  }

  /** It has carried a request before. */
  get used(): boolean {
    return this.#used;
  }

  /** Ends it; whoever waits for something of it is told why. */
  giveUp(why: ProblemError): void {
    this.#givenUp ||= this.#end === null;
    this.#finish(why);
  }

  close(): void {
    this.#finish('closed');
  }

  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return chunk;
      if (this.#end === 'closed') return null;
      if (this.#end !== null) throw this.#end;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  putBack(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#chunks.unshift(bytes);
  }

  /**
   * Sends a request and reads the answer; null where the server closed a connection of before instead
   * (RFC 9112, section 9.3.1). Throws a ProblemError.
   */
  async ask(exchange: Exchange): Promise<Exchanged | null> {
    const { peer, deadlineMs, bytes } = exchange;
    const before = this.#used;
    this.#expecting = true;
    this.#used = true;
    this.#received = 0;
    const timer = setTimeout(() => {
      this.giveUp(new ProblemError('timeout', `${peer} did not answer within ${deadlineMs} ms`));
    }, deadlineMs);
    try {
      this.#http.socket.write(bytes);
      const response = await this.#response(exchange);
      if (!before || response.status !== REQUEST_TIMEOUT) return response;
      this.#finish('closed');
      return null;
    } catch (error) {
      this.#finish('closed');
      if (before && this.#received === 0 && !this.#givenUp) return null;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #response({ peer, method, bodyBytes, now }: Exchange): Promise<Exchanged> {
    const { faults, ...head } = await readFinalHead(this, peer);
    const headAt = now();
    const framing = framingOf(method, head.status, head.headers);
    const reader = new BodyReader(framing, bodyBytes, MOST_BODY);
    const { body, truncated, delimited } = await readBody(this, reader);
    const closes = fieldList(head.headers, 'Connection')?.some((one) => /^close$/i.test(one));
    // Bytes behind the body are nobody's answer.
    const clean = delimited && faults.length === 0 && this.#chunks.length === 0;
    this.#expecting = false;
    if (!clean || closes === true) this.#finish('closed');
    return {
      ...{ ...head, headAt, protocol: 'HTTP/1', malformed: faults, tls: this.#http.tls },
      ...{ body: new Uint8Array(body), truncated },
    };
  }

  #take(chunk: Uint8Array): void {
    this.#received += chunk.length;
    if (!this.#expecting) {
      this.#finish('closed');
      return;
    }
    this.#chunks.push(chunk);
    this.#wake();
  }

  #finish(end: ProblemError | 'closed'): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#http.socket.destroy();
    this.#wake();
  }
}
