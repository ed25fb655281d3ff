import { ProblemError } from '../evidence/problem.ts';
import type { Cost } from '../evidence/evidence.ts';
import type { Listing } from '../evidence/listing.ts';
import type {
  Connection,
  DatagramOptions,
  DialOptions,
  DnsQuestion,
  DnsReply,
  Endpoint,
  HttpRequest,
  HttpResponse,
  Net,
  TlsSession,
} from './net.ts';
import type { PaceClass, PaceOutcome, Turn } from './pace.ts';
import type { ConversationKey, Limits, SocketAddress, Stream, Transport } from './transport.ts';

/** Bytes received of a conversation where its purpose sets no other limit. */
const DIAL_BYTES = 256 * 1024;
const BODY_BYTES = 1024 * 1024;

/** Problems that tell the pacer that the target had enough. */
const CUT_OFF: readonly string[] = ['refused', 'reset', 'timeout'];

/** What a Net is for: one kind of evidence of one target. */
export interface NetUse {
  readonly kind: string;
  readonly target: string;
  readonly signal: AbortSignal;
}

/** What all uses of the network of one run share. */
export interface Shared extends Pick<Net, 'locate' | 'resolve'> {
  readonly transport: Transport;
  readonly userAgent: string;
  /** The key of the next conversation for this purpose. */
  key(use: NetUse, purpose: string): ConversationKey;
  /** Random bytes that follow from the seed of a conversation and a counter. */
  random(key: ConversationKey, counter: number, size: number): Uint8Array;
  limits(signal: AbortSignal, bytes: number): Limits;
  /** Waits for a turn to talk to an address and counts what it costs. */
  turn(paceClass: PaceClass, endpoint: Endpoint, signal: AbortSignal): Promise<Turn>;
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

  async dial(endpoint: Endpoint, options: DialOptions): Promise<Connection> {
    this.#cost.connections += 1;
    const key = this.#key(options.purpose);
    const usual = this.#network.limits(this.#use.signal, options.limit ?? DIAL_BYTES);
    const limits =
      options.patient === true ? { ...usual, silenceMs: () => usual.operationMs } : usual;
    const turn = await this.#network.turn('stream', endpoint, this.#use.signal);
    try {
      const stream = await this.#network.transport.stream(key, to(endpoint), limits);
      return this.#connection(stream, key, turn);
    } catch (error) {
      turn(outcomeOf(error));
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

  request(request: HttpRequest): Promise<HttpResponse> {
    this.#cost.requests += 1;
    const { url, endpoint, method, headers, purpose, bodyLimit } = request;
    return this.#paced('http', endpoint, () =>
      this.#network.transport.http(
        this.#key(purpose),
        to(endpoint),
        {
          url: url.href,
          method,
          headers: { 'User-Agent': this.#network.userAgent, ...headers },
        },
        this.#network.limits(this.#use.signal, bodyLimit ?? BODY_BYTES),
      ),
    );
  }

  session(
    endpoint: Endpoint,
    options: { readonly purpose: string; readonly serverName: string | null },
  ): Promise<TlsSession> {
    this.#cost.connections += 1;
    return this.#paced('stream', endpoint, () =>
      this.#network.transport.session(
        this.#key(options.purpose),
        to(endpoint),
        options.serverName,
        this.#network.limits(this.#use.signal, DIAL_BYTES),
      ),
    );
  }

  #key(purpose: string): ConversationKey {
    return this.#network.key(this.#use, purpose);
  }

  async #paced<T>(paceClass: PaceClass, endpoint: Endpoint, act: () => Promise<T>): Promise<T> {
    const turn = await this.#network.turn(paceClass, endpoint, this.#use.signal);
    try {
      const value = await act();
      turn('answered');
      return value;
    } catch (error) {
      turn(outcomeOf(error));
      throw error;
    }
  }

  #connection(
    stream: Stream,
    key: ConversationKey,
    turn: (outcome: PaceOutcome) => void,
  ): Connection {
    let draws = 0;
    let outcome: PaceOutcome = 'answered';
    const watch = async <T>(act: Promise<T>): Promise<T> => {
      try {
        return await act;
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      }
    };
    return {
      random: (size) => this.#network.random(key, (draws += 1), size),
      write: (bytes) => watch(stream.write(bytes)),
      read: () => watch(stream.read()),
      close: () => {
        stream.close();
        turn(outcome);
      },
    };
  }
}

const to = ({ address, port, via }: Endpoint): SocketAddress => via ?? { address, port };

const outcomeOf = (error: unknown): PaceOutcome =>
  error instanceof ProblemError && CUT_OFF.includes(error.problem.code) ? 'cut off' : 'answered';
