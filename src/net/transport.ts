import type { Problem } from '../evidence/problem.ts';
import type { ClientAnswer, HttpClient, HttpResponse, SessionOptions, TlsSession } from './net.ts';

/** What a conversation is recorded under; the ordinal counts conversations of one purpose. */
export interface ConversationKey {
  readonly kind: string;
  readonly target: string;
  readonly purpose: string;
  readonly ordinal: number;
}

/** The text a key is stored and found by. */
export const keyText = ({ kind, target, purpose, ordinal }: ConversationKey): string =>
  `${kind} | ${target} | ${purpose} | ${ordinal}`;

/** A socket address that packets are really sent to. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** `192.0.2.1:443` or `[2001:db8::1]:443`. */
export const addressText = ({ address, port }: SocketAddress): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/** Time and size limits of one conversation, in milliseconds and bytes. */
export interface Limits {
  readonly signal: AbortSignal;
  readonly connectMs: number;
  /** Longest wait for the next bytes, given the round trip measured while connecting. */
  readonly silenceMs: (roundTripMs: number) => number;
  readonly operationMs: number;
  readonly bytes: number;
  /** Waits for the peer to let TLS begin, which does not count as time that is used. */
  readonly waiting?: <T>(wait: () => Promise<T>) => Promise<T>;
}

/** A raw TCP stream. */
export interface Stream {
  /** Time from SYN to established. */
  readonly roundTripMs: number;
  write(bytes: Uint8Array): Promise<void>;
  read(): Promise<Uint8Array | null>;
  close(): void;
}

/** What an HTTP request says, apart from where it goes. */
export interface HttpMessage {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Fields besides, sent and never recorded. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Agrees on HTTP/2 where the server offers it. */
  readonly http2?: true;
  /** Reads an answer that is against the grammar all the same. */
  readonly lenient?: true;
  /** In base64, as a message is recorded as JSON. */
  readonly body?: string;
  /** Texts in the body, which is not recorded then. */
  readonly hidden?: readonly string[];
  /** The certificate must be valid for the name and lead to a trusted root. */
  readonly authenticated?: true;
}

/** What the messages of a client have in common, apart from where they go. */
export interface ClientOptions {
  /** The name asked for: requests to all its ports are counted together. */
  readonly host: string;
  readonly connections: number;
}

/** What came of a message of a client. */
export interface Carried extends ClientAnswer {
  /** How often it was sent: twice where a connection of before was closed on it. */
  readonly sent: number;
  /** Why the use ended before all of the answer had come; null where it did not. */
  readonly ended: Problem | null;
}

/** Like HttpClient, where what was sent always has an answer. */
export interface TransportClient extends Pick<HttpClient, 'until' | 'close'> {
  /** Throws a ProblemError where nothing was sent. */
  send(message: HttpMessage): Promise<Carried>;
}

/** A server that messages with their length before them go to. */
export interface FramedPeer extends SocketAddress {
  /** The name that the certificate must have, where they go over TLS. */
  readonly secureName: string | null;
}

/** What a TLS session is asked to do, apart from where it goes. */
export interface SessionMessage extends Omit<SessionOptions, 'purpose'> {
  /** The name asked for. */
  readonly host: string;
}

/** A session, or why TLS was not even begun: the server offers no STARTTLS. */
export type SessionAnswer = TlsSession | { readonly noStarttls: string };

/**
 * Conversations with the world, live or replayed. Failures are ProblemErrors. A replay that is
 * asked for something else than was recorded throws a ReplayDivergence.
 */
export interface Transport {
  now(key: ConversationKey): Date;
  /** 32 bytes that belong to the conversation. */
  seed(key: ConversationKey): Uint8Array;
  stream(key: ConversationKey, to: SocketAddress, limits: Limits): Promise<Stream>;
  /** Sends one datagram and gives the first answer from there that `accept` takes. */
  datagram(
    key: ConversationKey,
    to: SocketAddress,
    payload: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    limits: Limits,
  ): Promise<Uint8Array>;
  http(
    key: ConversationKey,
    to: SocketAddress,
    message: HttpMessage,
    limits: Limits,
  ): Promise<HttpResponse>;
  /** `limits.bytes` is for each body. */
  client(
    key: ConversationKey,
    to: SocketAddress,
    options: ClientOptions,
    limits: Limits,
  ): TransportClient;
  session(
    key: ConversationKey,
    to: SocketAddress,
    message: SessionMessage,
    limits: Limits,
  ): Promise<SessionAnswer>;
  /** Like `datagram`, over a connection that other messages to this peer may share. */
  framed(
    key: ConversationKey,
    to: FramedPeer,
    payload: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    limits: Limits,
  ): Promise<Uint8Array>;
  /** What a stopwatch shows. */
  measured(key: ConversationKey, ms: () => number): number;
  /** A decision that depends on what happened to come first; the same in a replay. */
  decided(key: ConversationKey, decide: () => boolean): boolean;
  /** Whether IPv6 addresses can be reached at all. */
  ipv6(): Promise<boolean>;
}
