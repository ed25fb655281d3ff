import { rrsetAnswer } from '../codec/dns/answer.ts';
import { decodeMessage, encodeMessage, NO_FLAGS, type DnsMessage } from '../codec/dns/message.ts';
import { canonicalName, sameName } from '../codec/dns/name.ts';
import { CLASS_IN, rcodeName, RR_TYPES, rrTypeCode } from '../codec/iana/dns.ts';
import { ProblemError } from '../evidence/problem.ts';
import type { Connection, DnsQuestion, DnsReply, Endpoint, Net } from './net.ts';
import { addressText, type SocketAddress } from './transport.ts';

/** Waits of the tries over UDP, as shares of the longest wait for silence; then TCP once. */
const UDP_TRIES = [0.3, 0.4, 0.6];
/** EDNS buffer size that is not fragmented on the way (DNS Flag Day 2020). */
const UDP_SIZE = 1232;
const MOST_BYTES = 65_537;
/** Problems after which it is in doubt whether the resolver answers anything. */
const DEAD: readonly string[] = ['timeout', 'refused', 'unreachable', 'reset'];

export interface ResolverSettings {
  readonly server: SocketAddress;
  /** The longest wait for bytes of a peer. */
  readonly silenceMs: number;
  /** Ends all questions. */
  readonly signal: AbortSignal;
  /** The network for one question, which is a conversation of its own whoever asks it first. */
  readonly netFor: (question: string) => Net;
}

/**
 * Asks a recursive resolver, each question once per run: UDP from a fresh port, with the id and
 * the question of the answer checked (RFC 5452, section 9.1), TCP where it is truncated.
 */
export class Resolver {
  readonly #settings: ResolverSettings;
  readonly #endpoint: Endpoint;
  readonly #replies = new Map<string, Promise<DnsReply>>();
  /** Settles when the first question has shown whether anything answers there. */
  #alive: Promise<void> | null = null;

  constructor(settings: ResolverSettings) {
    const { address, port } = settings.server;
    this.#settings = settings;
    this.#endpoint = { host: address, port, address };
  }

  /** NOERROR or NXDOMAIN; everything else is a ProblemError. */
  resolve({ name, type }: DnsQuestion): Promise<DnsReply> {
    const question = { name: canonicalName(name), type };
    const key = `${question.name} ${type}`;
    let reply = this.#replies.get(key);
    if (reply === undefined) {
      reply = this.#alive === null ? this.#first(question) : this.#later(question, this.#alive);
      this.#replies.set(key, reply);
    }
    return reply;
  }

  #first(question: DnsQuestion): Promise<DnsReply> {
    const reply = this.#ask(question);
    this.#alive = reply.then(
      () => undefined,
      (error: unknown) => this.#check(error),
    );
    // Awaited by the questions that follow, if there are any.
    this.#alive.catch(() => undefined);
    return reply;
  }

  /** A resolver that answers nothing at all is not asked again and again. */
  async #later(question: DnsQuestion, alive: Promise<void>): Promise<DnsReply> {
    await alive;
    return this.#ask(question);
  }

  /** After a first question without an answer: the name may be at fault, so the root is asked for. */
  async #check(error: unknown): Promise<void> {
    if (!(error instanceof ProblemError) || !DEAD.includes(error.problem.code)) return;
    try {
      await this.#ask({ name: '.', type: 'NS' });
    } catch (second) {
      if (second instanceof ProblemError && DEAD.includes(second.problem.code)) throw error;
      if (!(second instanceof ProblemError)) throw second;
    }
  }

  /** The addresses of a name, aliases followed; `type` is A or AAAA. */
  async addresses(name: string, type: 'A' | 'AAAA'): Promise<string[]> {
    const { message } = await this.resolve({ name, type });
    const answer = rrsetAnswer(message, name, RR_TYPES[type]);
    if (answer.status === 'unsettled') {
      throw new ProblemError('servfail', `${name} ${type}: ${answer.reason}`);
    }
    if (answer.status === 'none') return [];
    return answer.records.flatMap(({ data }) => ('address' in data ? [data.address] : []));
  }

  async #ask(question: DnsQuestion): Promise<DnsReply> {
    const target = `${question.name} ${question.type}`;
    const net = this.#settings.netFor(target);
    const server = addressText(this.#endpoint);
    const exchange = exchangeOf(question, net);
    const reply = await this.#overUdp(net, exchange);
    const answered = reply.message.flags.tc ? await this.#overTcp(net, exchange) : reply;
    const rcode = rcodeName(answered.message.rcode);
    if (rcode === 'NOERROR' || rcode === 'NXDOMAIN') return { question, ...answered };
    throw new ProblemError('servfail', `${server} answers ${target} with ${rcode}`);
  }

  async #overUdp(net: Net, exchange: Exchange): Promise<Reply> {
    let problem: unknown;
    for (const [index, share] of UDP_TRIES.entries()) {
      try {
        const wire = await net.datagram(this.#endpoint, exchange.query, exchange.answers, {
          purpose: `udp ${index + 1}`,
          waitMs: share * this.#settings.silenceMs,
        });
        return { wire, message: decodeMessage(wire) };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problem = error;
        if (error.problem.code !== 'timeout' || this.#settings.signal.aborted) break;
      }
    }
    // A resolver whose UDP is filtered may still answer over TCP.
    if (this.#settings.signal.aborted) throw problem;
    return this.#overTcp(net, exchange).catch(() => Promise.reject(problem as Error));
  }

  async #overTcp(net: Net, exchange: Exchange): Promise<Reply> {
    const connection = await net.dial(this.#endpoint, { purpose: 'tcp', limit: MOST_BYTES });
    try {
      const length = new Uint8Array([exchange.query.length >> 8, exchange.query.length & 0xff]);
      await connection.write(Buffer.concat([length, exchange.query]));
      const wire = await readMessage(connection, addressText(this.#endpoint));
      const message = exchange.answers(wire) ? decodeMessage(wire) : null;
      if (message?.flags.tc === false) return { wire, message };
    } finally {
      connection.close();
    }
    throw new ProblemError(
      'malformed',
      `${addressText(this.#endpoint)} gives no whole answer over TCP`,
    );
  }
}

interface Reply {
  readonly wire: Uint8Array;
  readonly message: DnsMessage;
}

interface Exchange {
  readonly query: Uint8Array;
  /** Whether bytes are a reply to this query. */
  readonly answers: (bytes: Uint8Array) => boolean;
}

function exchangeOf({ name, type }: DnsQuestion, net: Net): Exchange {
  const [high = 0, low = 0] = net.random('id', 2);
  const code = rrTypeCode(type);
  if (code === undefined) throw new RangeError(`${type} is no DNS type`);
  const id = (high << 8) | low;
  const query = encodeMessage({
    id,
    opcode: 0,
    flags: { ...NO_FLAGS, rd: true, ad: true },
    rcode: 0,
    question: [{ name, type: code, class: CLASS_IN }],
    answer: [],
    authority: [],
    additional: [],
    edns: { udpPayloadSize: UDP_SIZE, version: 0, dnssecOk: false, options: new Uint8Array() },
  });
  return {
    query,
    answers(bytes) {
      try {
        const { id: repliedId, flags, opcode, question } = decodeMessage(bytes);
        const [asked] = question;
        return (
          repliedId === id &&
          flags.qr &&
          opcode === 0 &&
          question.length === 1 &&
          asked?.type === code &&
          sameName(asked.name, name)
        );
      } catch {
        return false;
      }
    },
  };
}

/** One message with its length before it (RFC 1035, section 4.2.2). */
async function readMessage(connection: Connection, server: string): Promise<Uint8Array> {
  let held = new Uint8Array();
  for (;;) {
    const [high, low] = held;
    if (high !== undefined && low !== undefined) {
      const length = (high << 8) | low;
      if (held.length >= 2 + length) return held.subarray(2, 2 + length);
    }
    const chunk = await connection.read();
    if (chunk === null) throw new ProblemError('reset', `${server} closed before its answer`);
    held = new Uint8Array(Buffer.concat([held, chunk]));
  }
}
