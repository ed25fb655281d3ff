import { dnsServer, located, noteUnasked, type Located } from '../walk/pool.ts';
import type { DnsServer } from '../../../evidence/kinds/dns/exchange.ts';
import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { Endpoint, Net } from '../../../net/net.ts';
import { isOf } from '../../../codec/dns/answer.ts';
import { canonicalName, sameName } from '../../../codec/dns/name.ts';
import { Ledger } from '../walk/ledger.ts';
import { serverQuestions, type ZoneQuestion } from './questions.ts';

/** Addresses of name servers that are asked. */
const MOST_SERVERS = 16;

/** The servers of one zone and what each is asked. */
export class Servers {
  readonly ledger: Ledger;
  readonly #net: Net;
  readonly #zone: string;
  readonly #questions: readonly ZoneQuestion[];
  readonly #seen = new Set<string>();
  readonly #servers: Endpoint[] = [];
  /** Names that the servers give as theirs; null before any of them did. */
  named: ReadonlySet<string> | null = null;
  /** Why not all of them are asked. */
  problem: Problem | null = null;
  /** That those of one address family were left out as asked for. */
  leftOut: Problem | null = null;

  constructor(net: Net, zone: string, absentName: string) {
    this.#net = net;
    this.#zone = zone;
    this.#questions = serverQuestions(zone, absentName);
    this.ledger = new Ledger(net, MOST_SERVERS * this.#questions.length);
  }

  /** Asks the servers at addresses that were not asked yet. */
  async take(
    places: readonly { readonly name: string; readonly address: string }[],
  ): Promise<void> {
    const fresh = places.filter(({ address }) => {
      const known = this.#seen.has(address);
      this.#seen.add(address);
      return !known;
    });
    const found = await Promise.all(
      fresh.map(({ name, address }) => located(this.#net, name, address)),
    );
    await this.#ask(found);
  }

  async #ask(found: readonly Located[]): Promise<void> {
    for (const place of found) if (!place.ok) noteUnasked(this, place.problem);
    const servers = found.flatMap((place) => (place.ok ? [place.server] : []));
    const room = MOST_SERVERS - this.#servers.length;
    if (servers.length > room) {
      const detail = `more than ${MOST_SERVERS} addresses of name servers of ${this.#zone}`;
      this.problem ??= { code: 'limit', detail };
    }
    const taken = servers.slice(0, room);
    this.#servers.push(...taken);
    await Promise.all(taken.map((server) => this.#askOne(server)));
  }

  async #askOne(server: Endpoint): Promise<void> {
    const asked = this.#questions.map(async (question) => {
      const { message } = await this.ledger.ask({ ...question, server });
      if (question.type !== 'NS' || !message?.flags.aa) return;
      const names = message.answer
        .filter((record) => isOf(record, 'NS'))
        .filter((record) => sameName(record.name, this.#zone))
        .map(({ data }) => canonicalName(data.target));
      if (names.length > 0) this.named = new Set([...(this.named ?? []), ...names]);
    });
    await Promise.all(asked);
  }

  /** Those that were asked. Where none is left to ask, what was left out is missing after all. */
  listing(): Listing<DnsServer> {
    const items = this.#servers.map(dnsServer);
    const none = items.length === 0 ? this.leftOut : null;
    const because = this.problem ?? this.ledger.ended ?? none;
    return because === null ? complete(items) : cutShort(items, because);
  }
}
