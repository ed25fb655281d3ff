import type { Problem } from '../../src/evidence/problem.ts';
import { ProblemError } from '../../src/evidence/problem.ts';
import { complete } from '../../src/evidence/listing.ts';
import {
  CLIENT_CEILINGS,
  type ClientAnswer,
  type ClientRequest,
  type Endpoint,
  type HttpClient,
  type HttpClientOptions,
  type Net,
} from '../../src/net/net.ts';

/** What the simulated endpoint does with one request. */
export type VirtualAnswer =
  | {
      readonly status: number;
      readonly latencyMs: number;
      readonly headers?: readonly (readonly [string, string])[];
      readonly body?: string;
    }
  | { readonly problem: Problem['code']; readonly latencyMs: number };

/** A simulated endpoint: what it was asked, when, and how many it was busy with, this one included. */
export type VirtualServer = (
  request: ClientRequest,
  atMs: number,
  inFlight: number,
) => VirtualAnswer;

/** A clock that goes on to the next event as soon as nobody has anything left to do. */
export class VirtualTime {
  ms = 0;
  readonly #events: { readonly at: number; readonly fire: () => void }[] = [];
  #pumping = false;

  /** Resolves at that time; in the order asked for where it is the same. */
  at(ms: number): Promise<void> {
    return new Promise((fire) => {
      const after = this.#events.findIndex(({ at }) => at > ms);
      this.#events.splice(after === -1 ? this.#events.length : after, 0, { at: ms, fire });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    // All microtasks run before: whoever was woken has by then said what he waits for next.
    setImmediate(() => {
      this.#pumping = false;
      const event = this.#events.shift();
      if (event === undefined) return;
      this.ms = Math.max(this.ms, event.at);
      event.fire();
      this.#pump();
    });
  }
}

/** A request as the simulated endpoint got it. */
export interface VirtuallyAsked extends ClientRequest {
  readonly at: number;
  readonly inFlight: number;
}

export interface VirtualOptions {
  readonly time?: VirtualTime;
  readonly connections?: number;
  /** Lets each `until` return so many milliseconds late. */
  readonly jitter?: () => number;
  readonly signal?: AbortSignal;
}

const LEAST_GAP_MS = 1000 / CLIENT_CEILINGS.perSecond;

/** A client in virtual time; it keeps the ceilings that the real one keeps. */
export class VirtualClient implements HttpClient {
  readonly asked: VirtuallyAsked[] = [];
  readonly #server: VirtualServer;
  readonly #time: VirtualTime;
  readonly #startMs: number;
  readonly #connections: number;
  readonly #jitter: () => number;
  readonly #signal: AbortSignal | undefined;
  readonly #busy: boolean[] = [];
  readonly #waiting: (() => void)[] = [];
  #nextMs = 0;
  #count = 0;
  #underWay = 0;

  constructor(server: VirtualServer, options: VirtualOptions = {}) {
    const { time = new VirtualTime(), connections = 4, jitter = () => 0, signal } = options;
    this.#server = server;
    this.#time = time;
    this.#startMs = time.ms;
    this.#connections = Math.min(connections, CLIENT_CEILINGS.connections);
    this.#jitter = jitter;
    this.#signal = signal;
  }

  async until(ms: number): Promise<number> {
    this.#check();
    await this.#time.at(this.#startMs + Math.max(ms, this.#ms) + this.#jitter());
    this.#check();
    return this.#ms;
  }

  async send(request: ClientRequest): Promise<ClientAnswer> {
    this.#check();
    if (this.#count === CLIENT_CEILINGS.requests) throw new ProblemError('limit', 'too many');
    this.#count += 1;
    const connection = await this.#connection();
    const ms = Math.max(this.#ms, this.#nextMs);
    this.#nextMs = ms + LEAST_GAP_MS;
    await this.#time.at(this.#startMs + ms);
    this.#check();
    const at = this.#ms;
    const inFlight = (this.#underWay += 1);
    this.asked.push({ ...request, at, inFlight });
    const answer = this.#server(request, at, inFlight);
    await this.#time.at(this.#startMs + at + answer.latencyMs);
    this.#underWay -= 1;
    this.#busy[connection] = false;
    this.#waiting.shift()?.();
    this.#check();
    const endMs = this.#ms - at;
    const headMs = 'problem' in answer ? null : endMs;
    return { at, headMs, endMs, connection, answer: answerOf(request, answer) };
  }

  close(): void {
    this.#waiting.length = 0;
  }

  get #ms(): number {
    return this.#time.ms - this.#startMs;
  }

  #check(): void {
    if (this.#signal?.aborted === true) throw new ProblemError('interrupted', 'the use has ended');
  }

  async #connection(): Promise<number> {
    while (this.#busy.filter(Boolean).length >= this.#connections) {
      await new Promise<void>((free) => this.#waiting.push(free));
    }
    const free = this.#busy.indexOf(false);
    const connection = free === -1 ? this.#busy.length : free;
    this.#busy[connection] = true;
    return connection;
  }
}

function answerOf({ url }: ClientRequest, answer: VirtualAnswer): ClientAnswer['answer'] {
  if ('problem' in answer) {
    const { problem: code } = answer;
    return { is: 'problem', problem: { code, detail: `${url.host}: ${code}` } };
  }
  const { status, latencyMs, headers = [], body = '' } = answer;
  const response = {
    ...{ status, headers, protocol: 'HTTP/1', malformed: [], ms: latencyMs, interim: [] },
    ...{ body: Buffer.from(body), truncated: false, tls: null },
  };
  return { is: 'response', response };
}

/** The endpoint that every name leads to. */
const PLACE = { port: 443, address: '127.0.0.1' };

/** A door to the simulated endpoint alone, with the clients that were made through it. */
export interface VirtualNet extends Net {
  readonly clients: readonly VirtualClient[];
  /** Of all clients, in the order in which they were sent. */
  readonly asked: readonly VirtuallyAsked[];
}

/** Virtual time begins at noon of 2026-11-22. */
export function virtualNet(server: VirtualServer, options: VirtualOptions = {}): VirtualNet {
  const time = options.time ?? new VirtualTime();
  const clients: VirtualClient[] = [];
  const never = (): never => {
    throw new Error('not in virtual time');
  };
  const place: Pick<Net, 'locate' | 'client' | 'now' | 'random'> = {
    locate: (host, port) => Promise.resolve(complete<Endpoint>([{ ...PLACE, host, port }])),
    client: ({ connections }: HttpClientOptions) => {
      const client = new VirtualClient(server, { ...options, connections, time });
      clients.push(client);
      return client;
    },
    now: () => new Date(Date.UTC(2026, 10, 22, 12) + time.ms),
    random: (purpose, size) => bytesFrom(purpose, size),
  };
  return {
    ...place,
    ...{ resolve: never, query: never, dial: never, datagram: never, request: never },
    ...{ session: never, dns: { rootHints: [], ...RESOLVER } },
    clients,
    get asked() {
      return clients.flatMap(({ asked }) => asked);
    },
  };
}

const RESOLVER = {
  resolver: { host: '127.0.0.1', ...PLACE },
  resolverTransport: 'udp' as const,
};

/** Bytes that follow from a text: a linear congruential generator seeded by it. */
function bytesFrom(purpose: string, size: number): Uint8Array {
  let state = Buffer.from(purpose).reduce((sum, byte) => (sum * 31 + byte) | 0, 7);
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state >>> 24;
  });
}
