import { letsIn, maskOf, maskOfTexts } from '../../codec/http/secrets.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { ended } from '../ended.ts';
import { CLIENT_CEILINGS, type ClientAnswer } from '../net.ts';
import { abortProblem, socketProblem } from '../socket-problem.ts';
import {
  addressText,
  type Carried,
  type HttpMessage,
  type Limits,
  type SocketAddress,
  type TransportClient,
} from '../transport.ts';
import type { Allowance } from './allowance.ts';
import { requestBytes } from './incoming.ts';
import { KeptConnection } from './kept-connection.ts';
import { masked, withFields } from './own-fields.ts';
import { sleepUntil } from './sleep.ts';
import type { Spacing } from './spacing.ts';
import { openHttpSocket } from './socket.ts';

/** What one client is given besides what it is asked to send. */
export interface LiveClientSetup {
  readonly to: SocketAddress;
  readonly connections: number;
  readonly limits: Limits;
  readonly allowance: Allowance;
  /** Roots (DER) that are trusted besides those of Node. */
  readonly roots: readonly Uint8Array[];
}

/** A message on its way. */
interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly bytes: Uint8Array;
  /** It goes over a connection with a certificate that was verified, and no other. */
  readonly authenticated: boolean;
  /** May be sent a second time (RFC 9110, section 9.2.2), hence over a connection of before. */
  readonly repeatable: boolean;
  readonly mask: (text: string) => string;
}

const METHODS: Readonly<Record<string, { readonly repeatable: boolean }>> = {
  GET: { repeatable: true },
  HEAD: { repeatable: true },
  POST: { repeatable: false },
};

/** A server that leaves so many requests unanswered does not keep connections. */
const MOST_RESENT = 2;

/** A client over real connections, which are opened as they are needed. */
export class LiveClient implements TransportClient {
  readonly #setup: LiveClientSetup;
  readonly #peer: string;
  readonly #most: number;
  readonly #begunAt = performance.now();
  readonly #closing = new AbortController();
  readonly #over: AbortSignal;
  readonly #connections = new Set<KeptConnection>();
  readonly #idle: KeptConnection[] = [];
  readonly #queue: (() => void)[] = [];
  #origin: string | null = null;
  #opened = 0;
  #busy = 0;
  #resent = 0;

  constructor(setup: LiveClientSetup) {
    const { to, connections, limits } = setup;
    this.#setup = setup;
    this.#peer = addressText(to);
    this.#most = Math.max(1, Math.min(connections, CLIENT_CEILINGS.connections));
    this.#over = AbortSignal.any([limits.signal, this.#closing.signal]);
    this.#over.addEventListener('abort', this.#endAll, { once: true });
    if (this.#over.aborted) this.#endAll();
  }

  async until(ms: number): Promise<number> {
    try {
      return rounded(await sleepUntil(ms, this.#now, this.#over));
    } catch {
      throw abortProblem(this.#over, this.#peer);
    }
  }

  async send(message: HttpMessage): Promise<Carried> {
    if (this.#over.aborted) throw abortProblem(this.#over, this.#peer);
    const outgoing = this.#outgoing(message);
    this.#setup.allowance.take();
    await ended(this.#place(), this.#over, this.#peer);
    try {
      return await this.#carried(outgoing);
    } finally {
      this.#leave();
    }
  }

  close(): void {
    this.#closing.abort(new ProblemError('interrupted', 'the client was closed'));
  }

  readonly #now = (): number => performance.now() - this.#begunAt;

  readonly #endAll = (): void => {
    for (const connection of this.#connections) {
      connection.giveUp(abortProblem(this.#over, this.#peer));
    }
  };

  /** Throws a ProblemError for what no client sends. */
  #outgoing({ secrets = {}, hidden = [], ...message }: HttpMessage): Outgoing {
    const url = new URL(message.url);
    const { method, body } = message;
    const known = METHODS[method];
    if (known === undefined) throw new ProblemError('not-permitted', `${method} is not sent`);
    const bodyBytes = Buffer.byteLength(body ?? '', 'base64');
    if (bodyBytes > CLIENT_CEILINGS.bodyBytes) {
      throw new ProblemError('limit', `a request with a body of ${bodyBytes} bytes is not sent`);
    }
    this.#origin ??= url.origin;
    if (url.origin !== this.#origin) {
      throw new ProblemError('not-permitted', `${url.origin} is not ${this.#origin}`);
    }
    const headers = withFields(message.headers, secrets);
    const [maskFields, maskHidden] = [maskOf(secrets), maskOfTexts(hidden)];
    return {
      ...{ url, method, ...known },
      bytes: requestBytes({ ...message, headers }, []),
      authenticated: Object.keys(secrets).some(letsIn),
      mask: (text) => maskHidden(maskFields(text)),
    };
  }

  /** Waits until fewer requests are on their way than there may be connections. */
  async #place(): Promise<void> {
    if (this.#busy < this.#most) {
      this.#busy += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#queue.push(resolve);
    });
  }

  /** Gives the place to whoever has waited longest. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }

  async #carried(outgoing: Outgoing): Promise<Carried> {
    for (let sent = 1; ; sent += 1) {
      const { answer, at } = await this.#attempt(outgoing);
      if (answer !== null) return this.#ended(answer, sent);
      this.#resent += 1;
      if (!this.#setup.allowance.again()) {
        const problem = new ProblemError('limit', `${this.#peer} closed, and no request is left`);
        return this.#ended(this.#failed(problem, at, this.#opened - 1), sent);
      }
    }
  }

  #ended(answer: ClientAnswer, sent: number): Carried {
    const ended = this.#over.aborted ? abortProblem(this.#over, this.#peer).problem : null;
    return { ...answer, sent, ended };
  }

  /** The answer is null where a connection of before was closed instead. */
  async #attempt(outgoing: Outgoing): Promise<{ answer: ClientAnswer | null; at: number }> {
    const connection = await this.#ready(outgoing);
    if (!(connection instanceof KeptConnection)) return { answer: connection, at: connection.at };
    const at = this.#now();
    try {
      const answer = await this.#asked(connection, outgoing, at);
      return { answer, at };
    } catch (error) {
      const problem = socketProblem(error, this.#peer, this.#over);
      return { answer: this.#failed(problem, at, connection.number), at };
    } finally {
      if (connection.open) this.#idle.push(connection);
      else this.#connections.delete(connection);
    }
  }

  async #asked(
    connection: KeptConnection,
    { bytes, method, mask }: Outgoing,
    at: number,
  ): Promise<ClientAnswer | null> {
    const { operationMs, bytes: bodyBytes } = this.#setup.limits;
    const response = await connection.ask({
      ...{ bytes, method, bodyBytes, deadlineMs: operationMs, peer: this.#peer, now: this.#now },
    });
    if (response === null) return null;
    const { headAt, ...said } = response;
    const headMs = rounded(headAt - at);
    return {
      ...{ at: rounded(at), headMs, endMs: rounded(this.#now() - at) },
      connection: connection.number,
      answer: { is: 'response', response: masked({ ...said, ms: Math.round(headMs) }, mask) },
    };
  }

  #failed({ problem }: ProblemError, at: number, connection: number): ClientAnswer {
    return {
      ...{ at: rounded(at), headMs: null, endMs: rounded(this.#now() - at), connection },
      answer: { is: 'problem', problem },
    };
  }

  /** A connection, when the next request may be sent; or what came of the attempt to open one. */
  async #ready(outgoing: Outgoing): Promise<KeptConnection | ClientAnswer> {
    for (;;) {
      const connection = this.#kept(outgoing) ?? (await this.#open(outgoing));
      if (!(connection instanceof KeptConnection)) return connection;
      await this.#turn(this.#setup.allowance.sends);
      // One that was closed before its first request has answered that request.
      if (connection.open || !connection.used) return connection;
      this.#connections.delete(connection);
    }
  }

  /** A connection of before that is fit for the message; where there is none, there is room for one. */
  #kept({ repeatable, authenticated }: Outgoing): KeptConnection | null {
    const open = this.#idle.splice(0).filter((connection) => {
      if (!connection.open) this.#connections.delete(connection);
      return connection.open;
    });
    const reused = repeatable && this.#resent < MOST_RESENT;
    const fit = open.findIndex(({ trusted }) => reused && (trusted || !authenticated));
    const [kept = null] = fit === -1 ? [] : open.splice(fit, 1);
    if (kept === null && this.#connections.size >= this.#most) {
      const [first] = open.splice(0, 1);
      first?.close();
      if (first !== undefined) this.#connections.delete(first);
    }
    this.#idle.push(...open);
    return kept;
  }

  async #open({ url, authenticated }: Outgoing): Promise<KeptConnection | ClientAnswer> {
    const { to, limits, allowance, roots } = this.#setup;
    await this.#turn(allowance.connections);
    const number = this.#opened;
    this.#opened += 1;
    const at = this.#now();
    try {
      if (authenticated && url.protocol !== 'https:') {
        throw new ProblemError(
          'not-permitted',
          `${url.origin}: nothing secret goes there in clear`,
        );
      }
      const trusted = authenticated ? roots : null;
      const over = { ...limits, signal: this.#over };
      const socket = await openHttpSocket(to, url, ['http/1.1'], over, trusted);
      const connection = new KeptConnection(socket, number, authenticated, this.#peer);
      this.#connections.add(connection);
      if (this.#over.aborted) this.#endAll();
      return connection;
    } catch (error) {
      return this.#failed(socketProblem(error, this.#peer, this.#over), at, number);
    }
  }

  async #turn(spacing: Spacing): Promise<void> {
    try {
      await spacing.turn(this.#over);
    } catch {
      throw abortProblem(this.#over, this.#peer);
    }
  }
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
