import type { Listing } from '../evidence/listing.ts';
import type { DnsMessage } from '../codec/dns/message.ts';
import type { DnsExchange, DnsForm, DnsTransport } from '../evidence/kinds/dns/exchange.ts';
import type { Problem } from '../evidence/problem.ts';
import type { StarttlsProtocol } from '../evidence/target.ts';

/** Where a connection goes: the name and port asked for, and the address that serves them. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Address in text form, as the report names it. */
  readonly address: string;
  /** Where the bytes really go if `--connect-to` says so. */
  readonly via?: { readonly address: string; readonly port: number };
}

/** A byte stream that has an owner, deadlines and a byte limit. */
export interface Connection {
  /** Random bytes that belong to this conversation and are the same in a replay. */
  random(size: number): Uint8Array;
  /** Throws a ProblemError (reset, timeout). */
  write(bytes: Uint8Array): Promise<void>;
  /** The next chunk, or null when the peer has closed. Throws a ProblemError (reset, timeout, limit). */
  read(): Promise<Uint8Array | null>;
  /**
   * Like read, where silence and a reset are answers as well: they slow nothing down. Throws a
   * ProblemError (limit, and at the deadline of the probe).
   */
  listen(): Promise<Uint8Array | null | 'silence' | 'reset'>;
  close(): void;
}

/** A conversation is keyed by kind, target, this purpose and an ordinal. */
export interface DialOptions {
  readonly purpose: string;
  /** Bytes that may be received; more is a ProblemError `limit`. */
  readonly limit?: number;
  /** The peer may well be silent for as long as an operation may take. */
  readonly patient?: boolean;
  /**
   * Brings the conversation to the point where TLS begins. Throws a ProblemError `blocked` where the
   * server turns us away for now, and a NoStarttlsError where it does not offer TLS.
   */
  readonly starttls?: StarttlsProtocol | null;
}

export interface DatagramOptions extends DialOptions {
  /** How long an answer is waited for; the deadline of one operation where it is not given. */
  readonly waitMs?: number;
}

export interface DnsQuestion {
  readonly name: string;
  /** Mnemonic of the type, e.g. `MX`. */
  readonly type: string;
}

/** One question to one name server; see DnsForm for what the forms send. */
export interface DnsQuery {
  readonly server: Endpoint;
  readonly name: string;
  /** Mnemonic, or `TYPE65280`. */
  readonly type: string;
  readonly class?: 'IN' | 'CH';
  readonly form: DnsForm;
  /** `udp` where not given: it goes on over TCP where UDP is truncated or silent. */
  readonly transport?: DnsTransport;
}

/** An answer to a DNS question: NOERROR or NXDOMAIN; everything else is a ProblemError. */
export interface DnsReply {
  readonly question: DnsQuestion;
  readonly message: DnsMessage;
  readonly wire: Uint8Array;
}

export interface HttpRequest {
  readonly url: URL;
  readonly endpoint: Endpoint;
  readonly method: string;
  /** A `Host` of another name than the URL's leaves the name asked for in TLS as it is. */
  readonly headers: Readonly<Record<string, string>>;
  /** Fields besides, sent and never recorded. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly purpose: string;
  /** What is sent after the headers, for POST. */
  readonly body?: Uint8Array;
  /** Texts in the body that are masked in the answer; the body is never recorded then. */
  readonly hidden?: readonly string[];
  /** Agrees on HTTP/2 where the server offers it (ALPN); HTTP/1.1 where not given. */
  readonly http2?: boolean;
  /** Asks once more, and reads leniently, where the answer is against the grammar of HTTP/1.1. */
  readonly lenient?: boolean;
  /** Bytes of the body that are kept; the rest is not read. */
  readonly bodyLimit?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names and values in the order and case they were sent in. */
  readonly headers: readonly (readonly [string, string])[];
  /** `HTTP/1` or `HTTP/2`. */
  readonly protocol: string;
  /** What is against the grammar of HTTP/1.1 and was read all the same; empty where nothing is. */
  readonly malformed: readonly string[];
  /**
   * Milliseconds to the whole header: from the beginning of the connection, which is always a new one,
   * and in the answer to a client from the sending of the request.
   */
  readonly ms: number;
  /** Responses before the final one (1xx); at most 10. */
  readonly interim: readonly {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
  }[];
  readonly body: Uint8Array;
  readonly truncated: boolean;
  readonly tls: { readonly protocol: string; readonly certificate: Uint8Array } | null;
}

/** Where a client's requests go, and what they have in common. */
export interface HttpClientOptions {
  readonly endpoint: Endpoint;
  readonly purpose: string;
  /** Connections at most, each kept open and used for one request at a time. */
  readonly connections: number;
  /** Bytes of each body that are kept; the rest is read and dropped up to 1 MiB. */
  readonly bodyLimit?: number;
  /** What the user agent says in parentheses in place of the usual. */
  readonly comment?: string;
}

/** One request of a client. */
export type ClientRequest = Pick<
  HttpRequest,
  'url' | 'method' | 'headers' | 'secrets' | 'body' | 'hidden'
>;

/** What came of a request, and when. */
export interface ClientAnswer {
  /**
   * Milliseconds since the client was made: when the request was sent, over a connection that stood by
   * then (where none could be had: when it was begun), …
   */
  readonly at: number;
  /** … and from then on until the header had come (null where none came) and until all was over. */
  readonly headMs: number | null;
  readonly endMs: number;
  /** Which connection carried it, counted from 0 as they are begun. */
  readonly connection: number;
  /** How often it was sent, where that is more than once. */
  readonly sent?: number;
  readonly answer:
    | { readonly is: 'response'; readonly response: HttpResponse }
    | { readonly is: 'problem'; readonly problem: Problem };
}

/**
 * Many requests to one origin, each at its time, over HTTP/1.1. They are not paced like others: whoever
 * makes a client keeps time with `until`. Compiled in are the ceilings of CLIENT_CEILINGS, for all
 * clients of a host together. A GET or HEAD on which a connection of before was closed without a byte is
 * sent once more (RFC 9112, section 9.3.1); a POST has a new connection.
 */
export interface HttpClient {
  /** Waits until so many milliseconds have passed since the client was made; gives how many have. */
  until(ms: number): Promise<number>;
  /**
   * Sends as soon as a connection is free and the ceiling of pace permits; while a new connection is
   * being made, later requests may go first. Never throws because of what a server does. Throws a
   * ProblemError `limit` for a request too many, and where the use ends.
   */
  send(request: ClientRequest): Promise<ClientAnswer>;
  /** Ends all connections; each client has to be closed. */
  close(): void;
}

/** What a client does not exceed. */
export const CLIENT_CEILINGS = {
  requests: 300,
  perSecond: 25,
  connections: 8,
  bodyBytes: 1024,
} as const;

/** What a TLS session made by node:tls is asked to do. */
export interface SessionOptions {
  readonly purpose: string;
  readonly serverName: string | null;
  readonly starttls?: StarttlsProtocol | null;
  /** As node:tls names them; TLSv1 to TLSv1.3 where not given. */
  readonly minVersion?: SessionVersion;
  readonly maxVersion?: SessionVersion;
  readonly ciphers?: string;
  readonly alpn?: readonly string[];
  /** A session of before, from `TlsSession.resumption`; its ticket or id is offered. */
  readonly resume?: Uint8Array;
  /** Offers no session tickets, so that resumption is by session id. */
  readonly noTickets?: boolean;
  /** Asks for one renegotiation once the handshake is done. */
  readonly renegotiate?: boolean;
  /** Sent in the clear in one segment with the command that begins TLS (STARTTLS alone). */
  readonly inject?: string;
  /** Said inside TLS once the handshake is done. */
  readonly say?: string;
  /** Waits so long for the first that the server says inside TLS; at most 4096 bytes are kept. */
  readonly listenMs?: number;
}
export type SessionVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** A TLS session made by node:tls, for what needs keys. */
export interface TlsSession {
  readonly protocol: string;
  /** Name of the suite in the registry of IANA. */
  readonly cipher: string;
  readonly alpn: string | null;
  /** DER, leaf first; in the order in which each certifies the one before it, not as sent. */
  readonly certificates: readonly Uint8Array[];
  /** The session offered was resumed. */
  readonly reused: boolean;
  /** For `resume`: the last session given; null where none was. */
  readonly resumption: Uint8Array | null;
  /** The ticket of a session up to TLS 1.2, as RFC 5077 frames it; null where none came. */
  readonly ticket: Uint8Array | null;
  /**
   * What came of the renegotiation asked for; null where none was asked for. Where it was not done,
   * `detail` begins with `alert`, `closed`, `reset`, `silence`, or `local` for our own library.
   */
  readonly renegotiation: { readonly done: boolean; readonly detail: string } | null;
  /** What the server said inside TLS. */
  readonly heard: Uint8Array;
}

/** The server speaks the protocol and offers no upgrade to TLS: a fact about the target. */
export class NoStarttlsError extends Error {
  override readonly name = 'NoStarttlsError';
}

/** Where iteration begins, and the resolver that serves where it cannot. */
export interface DnsView {
  /** Servers of the root; empty where the user named a resolver and no root hints. */
  readonly rootHints: readonly Endpoint[];
  readonly resolver: Endpoint;
  readonly resolverTransport: DnsTransport;
}

/** The only door to network, clock and randomness, as one probe of one target sees it. */
export interface Net {
  readonly dns: DnsView;
  /** The present time. */
  now(): Date;
  random(purpose: string, size: number): Uint8Array;
  /** The endpoints of a name: `--connect-to` first, then A and AAAA. Throws a ProblemError. */
  locate(host: string, port: number): Promise<Listing<Endpoint>>;
  resolve(question: DnsQuestion): Promise<DnsReply>;
  /**
   * Asks one name server; the same question in the same form once per run, whoever asks. What goes
   * wrong stands in the exchange; throws a ProblemError only where the use ends (its deadline).
   */
  query(query: DnsQuery): Promise<DnsExchange>;
  dial(endpoint: Endpoint, options: DialOptions): Promise<Connection>;
  /** One datagram out, and every datagram that comes back until `accept` takes one. */
  datagram(
    endpoint: Endpoint,
    payload: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    options: DatagramOptions,
  ): Promise<Uint8Array>;
  request(request: HttpRequest): Promise<HttpResponse>;
  /** For requests that keep a time of their own. Throws a ProblemError where the use has ended. */
  client(options: HttpClientOptions): HttpClient;
  session(endpoint: Endpoint, options: SessionOptions): Promise<TlsSession>;
}
