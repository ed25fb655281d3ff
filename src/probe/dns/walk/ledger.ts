import { DecodeError } from '../../../codec/base/reader.ts';
import { compareNames } from '../../../codec/dns/canonical.ts';
import { decodeMessage, type DnsMessage } from '../../../codec/dns/message.ts';
import { canonicalName } from '../../../codec/dns/name.ts';
import type { DnsExchange } from '../../../evidence/kinds/dns/exchange.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import { problemOf, type Problem } from '../../../evidence/problem.ts';
import type { DnsQuery, Net } from '../../../net/net.ts';
import { dnsServer } from './pool.ts';

/** What came of a question: the message that answers it, or the problem that stood in the way. */
export type Asked =
  | { readonly message: DnsMessage; readonly exchange: DnsExchange }
  | { readonly message: null; readonly problem: Problem };

/** All questions that one probe asks, each once, up to a budget; what came of them is kept. */
export class Ledger {
  readonly #net: Net;
  readonly #budget: number;
  readonly #asked = new Map<string, Promise<Asked>>();
  readonly #exchanges: DnsExchange[] = [];
  #ended: Problem | null = null;

  constructor(net: Net, budget: number) {
    this.#net = net;
    this.#budget = budget;
  }

  /** Why questions were left out; null where none was. */
  get ended(): Problem | null {
    return this.#ended;
  }

  /** Asks one server. Never throws because of what the target does, nor at the deadline. */
  ask(query: DnsQuery): Promise<Asked> {
    const { server, name, type, form, transport = 'udp' } = query;
    const key = [server.address, server.port, canonicalName(name), type, form, transport].join(' ');
    let asked = this.#asked.get(key);
    if (asked === undefined) {
      asked = this.#fresh(query);
      if (this.#ended === null) this.#asked.set(key, asked);
    }
    return asked;
  }

  async #fresh(query: DnsQuery): Promise<Asked> {
    if (this.#asked.size >= this.#budget) {
      const detail = `more than ${this.#budget} questions would be asked`;
      this.#ended ??= { code: 'limit', detail };
    }
    if (this.#ended !== null) return { message: null, problem: this.#ended };
    try {
      // Whoever asked first may have known the server by another name.
      const exchange = { ...(await this.#net.query(query)), server: dnsServer(query.server) };
      this.#exchanges.push(exchange);
      return read(exchange);
    } catch (error) {
      const problem = problemOf(error);
      this.#ended ??= problem;
      return { message: null, problem };
    }
  }

  /** Everything that was asked, in an order that does not depend on how quick the answers were. */
  exchanges(because: Problem | null = this.#ended): Listing<DnsExchange> {
    const items = this.#exchanges.toSorted(inOrder);
    return because === null ? complete(items) : cutShort(items, because);
  }
}

/** The message of an exchange, decoded. */
function read(exchange: DnsExchange): Asked {
  const { server, question, reply, problem } = exchange;
  const what = `${server.name ?? server.address} (${server.address}) ${question.name} ${question.type}`;
  if (reply === null) {
    return { message: null, problem: problem ?? { code: 'timeout', detail: `${what}: no answer` } };
  }
  try {
    return { message: decodeMessage(new Uint8Array(Buffer.from(reply.wire, 'base64'))), exchange };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { message: null, problem: { code: 'malformed', detail: `${what}: ${error.message}` } };
  }
}

/** By the name asked for, from the root down, then by what was asked and where. */
const inOrder = (a: DnsExchange, b: DnsExchange): number =>
  compareNames(a.question.name, b.question.name) || (placeOf(a) < placeOf(b) ? -1 : 1);

const placeOf = ({ question, form, transport, server }: DnsExchange): string =>
  [question.type, form, transport, server.name, server.address].join(' ');
