import { problemOf } from '../evidence/problem.ts';
import { RecordedClient } from './client-steps.ts';
import {
  encodeHttp,
  encodeHttpMessage,
  encodeSession,
  encodeSessionMessage,
} from './message-form.ts';
import type { HttpResponse } from './net.ts';
import type { Step, Transcript } from './transcript.ts';
import {
  addressText,
  keyText,
  type ClientOptions,
  type ConversationKey,
  type FramedPeer,
  type HttpMessage,
  type Limits,
  type SessionAnswer,
  type SessionMessage,
  type SocketAddress,
  type Stream,
  type Transport,
  type TransportClient,
} from './transport.ts';

/** The key of the one question that belongs to no target. */
export const IPV6_KEY: ConversationKey = {
  kind: 'run',
  target: 'ipv6',
  purpose: 'route',
  ordinal: 0,
};

/** A transport that notes every step of what goes through another. */
export class Recorder implements Transport {
  readonly #live: Transport;
  readonly #transcripts = new Map<string, Transcript & { steps: Step[] }>();

  constructor(live: Transport) {
    this.#live = live;
  }

  /** Everything said so far, ordered by key. */
  transcripts(): Transcript[] {
    const byName = [...this.#transcripts].sort(([a], [b]) => (a < b ? -1 : 1));
    return byName.map(([, transcript]) => transcript);
  }

  now(key: ConversationKey): Date {
    const now = this.#live.now(key);
    this.#begin(key, 'clock').push({ answered: now.toISOString() });
    return now;
  }

  seed(key: ConversationKey): Uint8Array {
    return this.#live.seed(key);
  }

  async stream(key: ConversationKey, to: SocketAddress, limits: Limits): Promise<Stream> {
    const steps = this.#begin(key, addressText(to));
    const opening = (): Promise<Stream> => this.#live.stream(key, to, limits);
    const stream = await noting(steps, opening, () => []);
    return {
      roundTripMs: stream.roundTripMs,
      write: (bytes) =>
        noting(
          steps,
          () => stream.write(bytes),
          () => [{ sent: hex(bytes) }],
        ),
      read: () =>
        noting(
          steps,
          () => stream.read(),
          (chunk) => [chunk === null ? { closed: true } : { received: hex(chunk) }],
        ),
      close: () => {
        stream.close();
      },
    };
  }

  datagram(
    key: ConversationKey,
    to: SocketAddress,
    payload: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    limits: Limits,
  ): Promise<Uint8Array> {
    const steps = this.#begin(key, addressText(to));
    steps.push({ sent: hex(payload) });
    return noting(
      steps,
      () => this.#live.datagram(key, to, payload, accept, limits),
      (reply) => [{ received: hex(reply) }],
    );
  }

  framed(
    key: ConversationKey,
    to: FramedPeer,
    payload: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    limits: Limits,
  ): Promise<Uint8Array> {
    const steps = this.#begin(key, addressText(to));
    steps.push({ sent: hex(payload) });
    return noting(
      steps,
      () => this.#live.framed(key, to, payload, accept, limits),
      (reply) => [{ received: hex(reply) }],
    );
  }

  measured(key: ConversationKey, ms: () => number): number {
    const measured = this.#live.measured(key, ms);
    this.#begin(key, 'stopwatch').push({ answered: measured });
    return measured;
  }

  /** Only what was decided for is noted. */
  decided(key: ConversationKey, decide: () => boolean): boolean {
    const decided = this.#live.decided(key, decide);
    if (decided) this.#begin(key, 'decision').push({ answered: true });
    return decided;
  }

  http(
    key: ConversationKey,
    to: SocketAddress,
    message: HttpMessage,
    limits: Limits,
  ): Promise<HttpResponse> {
    const steps = this.#begin(key, addressText(to));
    steps.push({ asked: encodeHttpMessage(message) });
    return noting(
      steps,
      () => this.#live.http(key, to, message, limits),
      (response) => [{ answered: encodeHttp(response) }],
    );
  }

  session(
    key: ConversationKey,
    to: SocketAddress,
    message: SessionMessage,
    limits: Limits,
  ): Promise<SessionAnswer> {
    const steps = this.#begin(key, addressText(to));
    steps.push({ asked: encodeSessionMessage(message) });
    return noting(
      steps,
      () => this.#live.session(key, to, message, limits),
      (session) => [{ answered: encodeSession(session) }],
    );
  }

  client(
    key: ConversationKey,
    to: SocketAddress,
    options: ClientOptions,
    limits: Limits,
  ): TransportClient {
    const client = this.#live.client(key, to, options, limits);
    return new RecordedClient(client, this.#begin(key, addressText(to)));
  }

  async ipv6(): Promise<boolean> {
    const reachable = await this.#live.ipv6();
    this.#begin(IPV6_KEY, 'route').push({ answered: reachable });
    return reachable;
  }

  #begin(key: ConversationKey, peer: string): Step[] {
    const steps: Step[] = [];
    this.#transcripts.set(keyText(key), { key, peer, steps });
    return steps;
  }
}

/** Notes what `act` gives, or the problem it ends in. */
async function noting<T>(
  steps: Step[],
  act: () => Promise<T>,
  noted: (value: T) => readonly Step[],
): Promise<T> {
  try {
    const value = await act();
    steps.push(...noted(value));
    return value;
  } catch (error) {
    steps.push({ problem: problemOf(error) });
    throw error;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
