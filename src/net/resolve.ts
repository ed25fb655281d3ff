import { rrsetAnswer } from '../codec/dns/answer.ts';
import { decodeMessage } from '../codec/dns/message.ts';
import { canonicalName } from '../codec/dns/name.ts';
import { CLASS_IN, rcodeName, RR_TYPES, rrTypeCode } from '../codec/iana/dns.ts';
import { ProblemError } from '../evidence/problem.ts';
import type { ClientQuery } from './dns/client.ts';
import type { Heard } from './dns/heard.ts';
import type { DnsQuestion, DnsReply, DnsView } from './net.ts';
import { addressText } from './transport.ts';

/** Asks a recursive resolver, which validates for us. */
export class Resolver {
  readonly #view: Pick<DnsView, 'resolver' | 'resolverTransport'>;
  readonly #hear: (query: ClientQuery) => Promise<Heard>;

  constructor(
    view: Pick<DnsView, 'resolver' | 'resolverTransport'>,
    hear: (query: ClientQuery) => Promise<Heard>,
  ) {
    this.#view = view;
    this.#hear = hear;
  }

  /**
   * NOERROR or NXDOMAIN; everything else is a ProblemError. What the resolver cannot validate is
   * asked for once more without validation, so that a domain whose DNSSEC is broken can be looked at;
   * the AD bit is clear then.
   */
  async resolve({ name, type }: DnsQuestion): Promise<DnsReply> {
    const question = { name: canonicalName(name), type };
    const reply = await this.#ask(question, 'stub');
    if (rcodeName(reply.message.rcode) !== 'SERVFAIL') return settled(reply, this.#place);
    const unchecked = await this.#ask(question, 'stub-unchecked').catch((error: unknown) => {
      if (error instanceof ProblemError) return reply;
      throw error;
    });
    return settled(unchecked, this.#place);
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

  async #ask(question: DnsQuestion, form: 'stub' | 'stub-unchecked'): Promise<DnsReply> {
    const { name, type } = question;
    const code = rrTypeCode(type);
    if (code === undefined) throw new RangeError(`${type} is no DNS type`);
    const { reply, problem } = await this.#hear({
      server: this.#view.resolver,
      transport: this.#view.resolverTransport,
      ...{ name, type: code, class: CLASS_IN, form },
    });
    if (reply !== null) return { question, message: decodeMessage(reply.wire), wire: reply.wire };
    const { code: why, detail } = problem ?? { code: 'bug', detail: 'neither reply nor problem' };
    throw new ProblemError(why, detail);
  }

  get #place(): string {
    return addressText(this.#view.resolver);
  }
}

/** A reply that settles the question. */
function settled(reply: DnsReply, server: string): DnsReply {
  const { message, question } = reply;
  const about = `${question.name} ${question.type}`;
  if (message.broken !== null) {
    throw new ProblemError('malformed', `${server} answers ${about} with ${message.broken}`);
  }
  const rcode = rcodeName(message.rcode);
  if (rcode === 'NOERROR' || rcode === 'NXDOMAIN') return reply;
  throw new ProblemError('servfail', `${server} answers ${about} with ${rcode}`);
}
