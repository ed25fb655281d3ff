import type { Cost } from '../evidence/evidence.ts';
import type { DnsExchange } from '../evidence/kinds/dns/exchange.ts';
import type { Listing } from '../evidence/listing.ts';
import { ProblemError } from '../evidence/problem.ts';
import type { Activity, Talking } from './activity.ts';
import type { ClientQuery } from './dns/client.ts';
import type { Asking } from './dns/conversation.ts';
import { clientQuery, exchangeOf } from './dns/describe.ts';
import type { Heard } from './dns/heard.ts';
import { CountedClient } from './counted-client.ts';
import { ended } from './ended.ts';
import { NoStarttlsError } from './net.ts';
import type {
  Connection,
  DatagramOptions,
  DialOptions,
  DnsQuery,
  DnsQuestion,
  DnsReply,
  DnsView,
  Endpoint,
  HttpClient,
  HttpClientOptions,
  HttpRequest,
  HttpResponse,
  Net,
  SessionOptions,
  TlsSession,
} from './net.ts';
import type { PaceClass, Turn } from './pace.ts';
import { outcomeOf, PacedConnection } from './paced-connection.ts';
import { abortProblem } from './socket-problem.ts';
import { upgrade } from './starttls/upgrade.ts';
import { logged, watched, type RequestLog } from './request-log.ts';
import type { Silence } from './silence.ts';
import {
  addressText,
  type ConversationKey,
  type HttpMessage,
  type Limits,
  type SocketAddress,
  type Stream,
  type Transport,
} from './transport.ts';

/** Bytes received of a conversation where its purpose sets no other limit. */
const DIAL_BYTES = 256 * 1024;
const BODY_BYTES = 1024 * 1024;
const CLIENT_BODY_BYTES = 64 * 1024;

/** What a Net is for: one kind of evidence of one target. */
export interface NetUse {
  readonly kind: string;
  readonly target: string;
  readonly signal: AbortSignal;
  /** Told what the use is busy with. */
  readonly activity?: Activity;
}

/** What all uses of the network of one run share. */
export interface Shared extends Pick<Net, 'dns' | 'locate' | 'resolve'> {
  readonly transport: Transport;
  readonly userAgent: string;
  /** The key of the next conversation for this purpose. */
  key(use: NetUse, purpose: string): ConversationKey;
  /** Random bytes that follow from the seed of a conversation and a counter. */
  random(key: ConversationKey, counter: number, size: number): Uint8Array;
  limits(signal: AbortSignal, bytes: number): Limits;
  /** What came of a question to a DNS server, the first time it is asked; later the same. */
  hear(query: ClientQuery, asking: Asking): Promise<Heard>;
  /** Where connections are left without an answer. */
  readonly silence: Silence;
  /** Waits for a turn to talk to an address and counts what it costs. */
  turn(paceClass: PaceClass, endpoint: Endpoint, signal: AbortSignal): Promise<Turn>;
  /** Counts an HTTP request that took no turn. */
  sent(): void;
  readonly onRequest: RequestLog | undefined;
}

/** For uses without a clock. */
const UNTIMED: Talking = { waiting: (wait) => wait(), over: () => undefined };

/** A turn to talk, and how the conversation waits without taking the time of the use. */
interface Floor extends Pick<Talking, 'waiting'> {
  readonly turn: Turn;
}

/** The network as one probe of one target uses it: keyed, paced and counted. */
export class Scope implements Net {
  readonly #network: Shared;
  readonly #use: NetUse;
  readonly #cost = { connections: 0, queries: 0, requests: 0 };

  constructor(network: Shared, use: NetUse) {
    this.#network = network;
    this.#use = use;
  }

  get cost(): Omit<Cost, 'ms'> {
    return { ...this.#cost };
  }

  get dns(): DnsView {
    return this.#network.dns;
  }

  now(): Date {
    return this.#network.transport.now(this.#key('clock'));
  }

  random(purpose: string, size: number): Uint8Array {
    return this.#network.random(this.#key(`random ${purpose}`), 0, size);
  }

  locate(host: string, port: number): Promise<Listing<Endpoint>> {
    return this.#network.locate(host, port);
  }

  resolve(question: DnsQuestion): Promise<DnsReply> {
    this.#cost.queries += 1;
    return this.#network.resolve(question);
  }

  async query(query: DnsQuery): Promise<DnsExchange> {
    const { activity, signal } = this.#use;
    const { waiting, over } = activity?.talking() ?? UNTIMED;
    try {
      const sent = (): void => {
        this.#cost.queries += 1;
      };
      const heard = this.#network.hear(clientQuery(query), { waiting, sent });
      return exchangeOf(
        query,
        await ended(heard, signal, `the question for ${query.name} ${query.type}`),
      );
    } finally {
      over();
    }
  }

  async dial(endpoint: Endpoint, options: DialOptions): Promise<Connection> {
    const { purpose, limit = DIAL_BYTES, starttls = null, patient = false } = options;
    const key = this.#key(purpose);
    const usual = this.#network.limits(this.#use.signal, limit);
    // Greetings may come late: up to TLS every conversation is patient.
    let waitsLong = patient || starttls !== null;
    const limits: Limits = {
      ...usual,
      silenceMs: (roundTripMs) => (waitsLong ? usual.operationMs : usual.silenceMs(roundTripMs)),
    };
    const { turn, waiting } = await this.#turn('stream', endpoint);
    let connection: PacedConnection;
    try {
      const stream = await this.#open(key, endpoint, limits);
      const { signal } = this.#use;
      connection = new PacedConnection(stream, { turn, signal, random: this.#randomOf(key) });
    } catch (error) {
      turn(outcomeOf(error));
      throw error;
    }
    if (starttls === null) return connection;
    try {
      const { host } = endpoint;
      const upgraded = await waiting(() => upgrade(connection, { protocol: starttls, host }));
      connection.unread(upgraded);
      waitsLong = patient;
      return connection;
    } catch (error) {
      connection.fail(outcomeOf(error));
      throw error;
    }
  }

  async datagram(
    endpoint: Endpoint,
    payload: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    options: DatagramOptions,
  ): Promise<Uint8Array> {
    const limits = this.#network.limits(this.#use.signal, options.limit ?? DIAL_BYTES);
    return this.#paced('dns', endpoint, () =>
      this.#network.transport.datagram(this.#key(options.purpose), to(endpoint), payload, accept, {
        ...limits,
        operationMs: options.waitMs ?? limits.operationMs,
      }),
    );
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.#request(request, false);
    } catch (error) {
      const malformed = error instanceof ProblemError && error.problem.code === 'malformed';
      if (!malformed || request.lenient !== true) throw error;
      return this.#request(request, true);
    }
  }

  #request(request: HttpRequest, lenient: boolean): Promise<HttpResponse> {
    this.#cost.requests += 1;
    const { url, endpoint, method, headers, secrets, purpose, body, bodyLimit, http2 } = request;
    const message: HttpMessage = {
      url: url.href,
      method,
      headers: { 'User-Agent': this.#network.userAgent, ...headers },
      ...(secrets === undefined ? {} : { secrets }),
      ...(http2 === true ? { http2 } : {}),
      ...(lenient ? { lenient } : {}),
      ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
    };
    const { onRequest, transport } = this.#network;
    const place = to(endpoint);
    const limits = this.#network.limits(this.#use.signal, bodyLimit ?? BODY_BYTES);
    const ask = (): Promise<HttpResponse> =>
      transport.http(this.#key(purpose), place, message, limits);
    return this.#paced('http', endpoint, () =>
      onRequest === undefined
        ? ask()
        : watched(onRequest, this.#use, { url, method, address: addressText(place) }, ask),
    );
  }

  client(options: HttpClientOptions): HttpClient {
    const { endpoint, purpose, connections, bodyLimit, comment } = options;
    const { signal } = this.#use;
    const { host } = endpoint;
    const address = addressText(to(endpoint));
    if (signal.aborted) throw abortProblem(signal, address);
    const client = this.#network.transport.client(
      this.#key(purpose),
      to(endpoint),
      { host, connections },
      this.#network.limits(signal, bodyLimit ?? CLIENT_BODY_BYTES),
    );
    const { userAgent } = this.#network;
    return new CountedClient(client, {
      userAgent: comment === undefined ? userAgent : withComment(userAgent, comment),
      sent: () => {
        this.#cost.requests += 1;
        this.#network.sent();
      },
      over: ({ url, method }, end) => {
        this.#network.onRequest?.(logged(this.#use, { url, method, address }, end));
      },
    });
  }

  async session(endpoint: Endpoint, options: SessionOptions): Promise<TlsSession> {
    const { purpose, ...message } = options;
    const answer = await this.#paced('stream', endpoint, (waiting) => {
      this.#cost.connections += 1;
      return this.#network.transport.session(
        this.#key(purpose),
        to(endpoint),
        { ...message, host: endpoint.host },
        { ...this.#network.limits(this.#use.signal, DIAL_BYTES), waiting },
      );
    });
    if ('noStarttls' in answer) throw new NoStarttlsError(answer.noStarttls);
    return answer;
  }

  /** Opens a connection, unless nobody has answered there so far. */
  async #open(key: ConversationKey, endpoint: Endpoint, limits: Limits): Promise<Stream> {
    const { silence, transport } = this.#network;
    const place = addressText(to(endpoint));
    if (transport.decided(this.#key(`silence ${key.purpose}`), () => silence.covers(place))) {
      const detail = `${place} left ${silence.attempts(place)} connections without an answer`;
      throw new ProblemError('timeout', detail);
    }
    this.#cost.connections += 1;
    try {
      const stream = await transport.stream(key, to(endpoint), limits);
      silence.opened(place);
      return stream;
    } catch (error) {
      const timedOut = error instanceof ProblemError && error.problem.code === 'timeout';
      if (timedOut && !limits.signal.aborted) silence.unanswered(place);
      throw error;
    }
  }

  #key(purpose: string): ConversationKey {
    return this.#network.key(this.#use, purpose);
  }

  /** A turn to talk; the use waits until it has it, and talks until it is given back. */
  async #turn(paceClass: PaceClass, endpoint: Endpoint): Promise<Floor> {
    const { activity, signal } = this.#use;
    const asked = (): Promise<Turn> => this.#network.turn(paceClass, endpoint, signal);
    if (activity === undefined) return { turn: await asked(), waiting: (wait) => wait() };
    const turn = await activity.waiting(asked);
    const { waiting, over } = activity.talking();
    return {
      turn: (outcome) => {
        over();
        turn(outcome);
      },
      waiting,
    };
  }

  async #paced<T>(
    paceClass: PaceClass,
    endpoint: Endpoint,
    act: (waiting: Talking['waiting']) => Promise<T>,
  ): Promise<T> {
    const { turn, waiting } = await this.#turn(paceClass, endpoint);
    try {
      const value = await act(waiting);
      turn('answered');
      return value;
    } catch (error) {
      turn(outcomeOf(error));
      throw error;
    }
  }

  /** Random bytes of one conversation, others at each call. */
  #randomOf(key: ConversationKey): (size: number) => Uint8Array {
    let draws = 0;
    return (size) => this.#network.random(key, (draws += 1), size);
  }
}

/** The product, and something else in parentheses (RFC 9110, section 10.1.5). */
const withComment = (userAgent: string, comment: string): string =>
  `${userAgent.split(' ', 1)[0] ?? userAgent} (${comment})`;

const to = ({ address, port, via }: Endpoint): SocketAddress => via ?? { address, port };
