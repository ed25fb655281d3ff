import { parseName, presentName, canonicalName } from '../../codec/dns/name.ts';
import type { DnsTransport } from '../../evidence/kinds/dns/exchange.ts';
import type { Problem } from '../../evidence/problem.ts';
import type { Endpoint } from '../net.ts';
import { addressText } from '../transport.ts';
import { Conversation, type Asking, type Means } from './conversation.ts';
import type { Heard } from './heard.ts';
import { mixedCase, type QueryForm } from './query-message.ts';
import { ServerHealth } from './server-health.ts';

/** What a client takes from the run. */
export interface ClientMeans extends Means {
  readonly families: readonly (4 | 6)[];
  ipv6(): Promise<boolean>;
}

/** A question to one server; type and class are IANA numbers. */
export interface ClientQuery {
  readonly server: Endpoint;
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly form: QueryForm;
  readonly transport: DnsTransport;
}

/** Asks DNS servers, each question once per run whoever asks it. */
export class DnsClient {
  readonly #means: ClientMeans;
  readonly #heard = new Map<string, Promise<Heard>>();
  readonly #health = new Map<string, ServerHealth>();

  constructor(means: ClientMeans) {
    this.#means = means;
  }

  /** What came of a question; `asking` hears of it only where nobody has asked it before. */
  hear(query: ClientQuery, asking: Asking): Promise<Heard> {
    const target = targetOf(query);
    let heard = this.#heard.get(target);
    if (heard === undefined) {
      heard = this.#ask(query, target, asking);
      this.#heard.set(target, heard);
    }
    return heard;
  }

  /** Whether a question has been asked before. */
  knows(query: ClientQuery): boolean {
    return this.#heard.has(targetOf(query));
  }

  async #ask(query: ClientQuery, target: string, asking: Asking): Promise<Heard> {
    const { server, form, transport } = query;
    const problem = await this.#unasked(server);
    const plain = presentName(parseName(query.name));
    if (problem !== null) {
      return { name: plain, reply: null, problem, truncated: null, tries: 0, ms: 0 };
    }
    const key = this.#means.key(target, 'case');
    const name =
      form === 'mixed-case' ? mixedCase(plain, this.#means.random(key, 0, plain.length)) : plain;
    const question = { name, type: query.type, class: query.class, form };
    const asked = { server, question, transport, target };
    return new Conversation(this.#means, asked, this.#healthOf(query), asking).heard();
  }

  /** Why a server cannot be asked from here; null where it can. Where it is mapped to counts. */
  async #unasked({ address, via }: Endpoint): Promise<Problem | null> {
    const family = (via?.address ?? address).includes(':') ? 6 : 4;
    if (!this.#means.families.includes(family)) {
      const detail = `IPv${family} was left out as asked for: ${address} was not asked`;
      return { code: 'not-requested', detail };
    }
    if (family === 4 || (await this.#means.ipv6())) return null;
    return { code: 'unsupported', detail: `no IPv6 from here: ${address} was not asked` };
  }

  #healthOf({ server, transport }: ClientQuery): ServerHealth {
    const place = `${addressText(server)} ${LAYERS[transport]}`;
    const health = this.#health.get(place) ?? new ServerHealth();
    this.#health.set(place, health);
    return health;
  }
}

/** What is silent over one transport may not be over the others. */
const LAYERS: Readonly<Record<DnsTransport, string>> = {
  udp: 'plain',
  tcp: 'plain',
  tls: 'tls',
  https: 'https',
};

/** Names a question in keys and in the memory of the run. */
const targetOf = (query: ClientQuery): string => {
  const { server, name, type, class: dnsClass, form, transport } = query;
  const host = transport === 'tls' || transport === 'https' ? ` ${server.host}` : '';
  const place = `${addressText(server)}${host} over ${transport}`;
  return `${canonicalName(name)} class ${dnsClass} type ${type}, ${form}, to ${place}`;
};
