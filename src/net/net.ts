import type { Listing } from '../evidence/listing.ts';
import type { DnsMessage } from '../codec/dns/message.ts';

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
  close(): void;
}

/** A conversation is keyed by kind, target, this purpose and an ordinal. */
export interface DialOptions {
  readonly purpose: string;
  /** Bytes that may be received; more is a ProblemError `limit`. */
  readonly limit?: number;
  /** The peer may well be silent for as long as an operation may take. */
  readonly patient?: boolean;
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
  readonly headers: Readonly<Record<string, string>>;
  readonly purpose: string;
  /** Bytes of the body that are kept; the rest is not read. */
  readonly bodyLimit?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names and values in the order and case they were sent in. */
  readonly headers: readonly (readonly [string, string])[];
  readonly protocol: string;
  readonly body: Uint8Array;
  readonly truncated: boolean;
  readonly tls: { readonly protocol: string; readonly certificate: Uint8Array } | null;
}

/** A TLS session made by node:tls, for what needs keys. */
export interface TlsSession {
  /** `TLSv1.3` and so on, as node:tls names it. */
  readonly protocol: string;
  readonly cipher: string;
  /** DER, leaf first; in the order in which each certifies the one before it, not as sent. */
  readonly certificates: readonly Uint8Array[];
}

/** The only door to network, clock and randomness, as one probe of one target sees it. */
export interface Net {
  /** The present time. */
  now(): Date;
  random(purpose: string, size: number): Uint8Array;
  /** The endpoints of a name: `--connect-to` first, then A and AAAA. Throws a ProblemError. */
  locate(host: string, port: number): Promise<Listing<Endpoint>>;
  resolve(question: DnsQuestion): Promise<DnsReply>;
  dial(endpoint: Endpoint, options: DialOptions): Promise<Connection>;
  /** One datagram out, and every datagram that comes back until `accept` takes one. */
  datagram(
    endpoint: Endpoint,
    payload: Uint8Array,
    accept: (reply: Uint8Array) => boolean,
    options: DatagramOptions,
  ): Promise<Uint8Array>;
  request(request: HttpRequest): Promise<HttpResponse>;
  session(
    endpoint: Endpoint,
    options: { readonly purpose: string; readonly serverName: string | null },
  ): Promise<TlsSession>;
}
