import { isOf } from '../../../codec/dns/answer.ts';
import { compareNames, isBelow } from '../../../codec/dns/canonical.ts';
import { ancestorName, canonicalName, sameName } from '../../../codec/dns/name.ts';
import { RR_TYPES } from '../../../codec/iana/dns.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { DnsQuestion, Endpoint, Net } from '../../../net/net.ts';
import type { GivenDelegation } from '../../probe.ts';
import { attempt, askOne, type Answer, type Referred, type Step } from './attempt.ts';
import { saysDs, type Cut } from './cut.ts';
import type { Ledger } from './ledger.ts';
import { located, Pool } from './pool.ts';
import { nextQuestion, PLAIN, type End, type Way } from './way.ts';
import { namesBetween, signersOf, zoneOf } from './zone-of.ts';

/** Referrals on the way to one name. */
const MOST_STEPS = 30;
/** Names of name servers that wait for each other. */
const MOST_WAITING = 8;
/** Names of name servers that are looked up. */
const MOST_SOUGHT = 60;
/** Names between two zones that may be zones of their own. */
const MOST_BETWEEN = 8;

/** Goes down from the root by referrals, and remembers the zones on the way. */
export class Walker {
  readonly ledger: Ledger;
  readonly #net: Net;
  readonly #given: readonly GivenDelegation[];
  readonly #root: Cut;
  readonly #plain = new Map<string, Cut>();
  readonly #secure = new Map<string, Cut>();
  readonly #signed = new Map<string, Promise<boolean | null>>();
  readonly #tasks: Promise<unknown>[] = [];
  readonly #addresses = new Map<string, readonly string[]>();
  readonly #secured = new Set<Cut>();
  #sought = 0;
  /** Why no server of the root can be asked; null where one answered. */
  rootProblem: Problem | null = null;

  constructor(net: Net, ledger: Ledger, given: readonly GivenDelegation[]) {
    this.ledger = ledger;
    this.#net = net;
    this.#given = given;
    const { rootHints } = net.dns;
    this.#root = {
      zone: '.',
      parent: null,
      nameServers: [...new Set(rootHints.map(({ host }) => canonicalName(host)))],
      glue: new Map(),
      pool: new Pool({
        net,
        endpoints: rootHints,
        glue: new Map(),
        find: () => Promise.resolve([]),
      }),
      asked: new Map(),
      dsSaid: true,
      given: null,
    };
  }

  /** Zones of the way whose keys were asked for, from the root down. */
  get cuts(): readonly Cut[] {
    return [...this.#secured].toSorted((a, b) => compareNames(a.zone, b.zone));
  }

  /** Waits for the keys and DS that were asked for on the way. */
  async settle(): Promise<void> {
    for (let done = 0; done < this.#tasks.length;) {
      const tasks = this.#tasks.slice(done);
      done += tasks.length;
      await Promise.all(tasks);
    }
  }

  /** The servers of a zone, or the zone that answers in its place. */
  reach(zone: string): Promise<End> {
    return this.find({ name: zone, type: 'NS' }, { ...PLAIN, stop: true });
  }

  /** Goes down to the zone that answers a question. */
  async find(question: DnsQuestion, way: Way): Promise<End> {
    let cut = await this.#start(question, way);
    const whole = new Set<string>();
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      if (way.stop && sameName(cut.zone, question.name)) return { kind: 'zone', cut };
      if (way.secure) this.#secureUp(cut);
      const asked = whole.has(cut.zone) ? question : nextQuestion(cut.zone, question);
      const step = await this.#attempt(cut, asked, way.trail);
      if (step.kind === 'failed') return { kind: 'failed', cut, problem: step.problem };
      if (step.kind === 'referral') {
        const { message, referral } = step;
        // A parent that refers when asked for DS has nothing else to say.
        const own = question.type === 'DS' && sameName(referral.zone, question.name);
        if (own) return { kind: 'answer', cut, message, doubt: 'refers to the zone below' };
        cut = await this.#enter(cut, step, way);
        continue;
      }
      const below = await this.#deeper(cut, asked, step, way);
      if (asked === question) return { ...step, cut: below };
      if (below === cut) whole.add(cut.zone);
      cut = below;
    }
    const detail = `more than ${MOST_STEPS} referrals on the way to ${question.name}`;
    return { kind: 'failed', cut, problem: { code: 'limit', detail } };
  }

  /** The closest zone above a name that is known already. */
  async #start({ name, type }: DnsQuestion, way: Way): Promise<Cut> {
    const known = way.secure ? this.#secure : this.#plain;
    const strictly = type === 'DS' && name !== '.';
    const within = strictly ? ancestorName(name) : name;
    for (const given of this.#given) {
      if (isBelow(within, given.zone) && given.zone !== '.') await this.#enterGiven(given, way);
    }
    for (let above = canonicalName(within); above !== '.'; above = ancestorName(above)) {
      const cut = known.get(above);
      if (cut !== undefined) return cut;
    }
    return this.#root;
  }

  async #attempt(cut: Cut, question: DnsQuestion, trail: readonly string[]): Promise<Step> {
    const step = await attempt(this.ledger, cut, question, trail);
    if (cut === this.#root && step.kind === 'failed' && step.silent) {
      this.rootProblem ??= step.problem;
    }
    return step;
  }

  /** A delegation to be tested, below the zone that would make it. */
  async #enterGiven(given: GivenDelegation, way: Way): Promise<Cut> {
    const zone = canonicalName(given.zone);
    const known = (way.secure ? this.#secure : this.#plain).get(zone);
    if (known !== undefined) return known;
    const { cut: parent } = await this.find({ name: zone, type: 'DS' }, { ...way, stop: false });
    const glue = new Map(
      given.nameServers.map(({ name, addresses }) => [canonicalName(name), addresses]),
    );
    return this.#cut({ zone, parent, glue, nameServers: [...glue.keys()], given }, way);
  }

  /** Enters the zone that a referral leads to, and any between that one server serves as well. */
  async #enter(cut: Cut, { referral, message, server }: Referred, way: Way): Promise<Cut> {
    const between = namesBetween(cut.zone, referral.zone).slice(0, -1);
    const signers = signersOf(message.authority);
    const direct = !way.secure || between.length === 0 || signers.includes(cut.zone);
    const parent =
      direct || (signers.length === 0 && (await this.#isSigned(cut)) === false)
        ? cut
        : await this.#between(cut, between, null, { server, way });
    return this.#cut({ ...referral, parent, dsSaid: saysDs(message) }, way);
  }

  /** The zone that an answer comes from, where a server of the zone above serves it as well. */
  async #deeper(cut: Cut, asked: DnsQuestion, step: Answer, way: Way): Promise<Cut> {
    const { message, server } = step;
    const shown = zoneOf(message, cut.zone, asked) ?? (await this.#soaZone(cut, asked, step, way));
    if (shown === null || sameName(shown.zone, cut.zone)) return cut;
    const { zone, certain } = shown;
    if (!way.secure) {
      return certain ? this.#cut({ zone, parent: cut, endpoints: [server] }, way) : cut;
    }
    const names = namesBetween(cut.zone, zone);
    const below = await this.#between(cut, names, certain ? zone : null, { server, way });
    this.#secureUp(below);
    return below;
  }

  /** The zone of an answer without signatures, where that matters: it may be another, unsigned one. */
  async #soaZone(
    cut: Cut,
    { name }: DnsQuestion,
    step: Answer,
    way: Way,
  ): Promise<ReturnType<typeof zoneOf>> {
    if (!way.secure || sameName(name, cut.zone)) return null;
    if ((await this.#isSigned(cut)) === false) return null;
    const question = { name, type: 'SOA' };
    const soa = await askOne(this.ledger, cut, step.server, question);
    return soa.kind === 'answer' ? zoneOf(soa.message, cut.zone, question) : null;
  }

  /** Enters those of the names that are zones, and asks for their DS; `certain` is known to be one. */
  async #between(
    cut: Cut,
    names: readonly string[],
    certain: string | null,
    { server, way }: Pick<Answer, 'server'> & { readonly way: Way },
  ): Promise<Cut> {
    const asked = names.slice(-MOST_BETWEEN).map(async (name) => {
      const ask = (type: string): Promise<Step> => askOne(this.ledger, cut, server, { name, type });
      if (name !== certain) {
        const soa = await ask('SOA');
        const answer = soa.kind === 'answer' ? soa.message.answer : [];
        const apex = answer.some((record) => isOf(record, 'SOA') && sameName(record.name, name));
        if (!apex) return [];
      }
      await ask('DS');
      return [name];
    });
    const zones = (await Promise.all(asked)).flat();
    return zones.reduce(
      (parent, zone) => this.#cut({ zone, parent, endpoints: [server], dsSaid: true }, way),
      cut,
    );
  }

  /** A zone as it is first seen; what is known of it already stands. */
  #cut(
    found: Pick<Cut, 'zone' | 'parent'> &
      Partial<Cut & { readonly endpoints: readonly Endpoint[] }>,
    way: Way,
  ): Cut {
    const cuts = way.secure ? this.#secure : this.#plain;
    const known = cuts.get(found.zone);
    if (known !== undefined) return known;
    const { endpoints = [], glue = new Map<string, readonly string[]>(), ...more } = found;
    const pool = new Pool({
      ...{ net: this.#net, endpoints, glue },
      find: (name, trail) => this.addresses(name, trail),
    });
    const cut: Cut = {
      ...{ nameServers: [], dsSaid: found.given !== undefined, given: null },
      ...{ ...more, glue, pool, asked: new Map() },
    };
    cuts.set(cut.zone, cut);
    return cut;
  }

  /** Addresses of a name server as its own zone gives them: IPv4, else IPv6. */
  async addresses(name: string, trail: readonly string[]): Promise<readonly string[]> {
    const known = this.#addresses.get(name);
    if (known !== undefined) return known;
    for (const type of ['A', 'AAAA']) {
      if (trail.length > MOST_WAITING || this.#sought >= MOST_SOUGHT) return [];
      this.#sought += 1;
      const end = await this.find({ name, type }, { ...PLAIN, trail });
      if (end.kind !== 'answer') continue;
      const found = end.message.answer.flatMap((record) =>
        sameName(record.name, name) && (isOf(record, 'A') || isOf(record, 'AAAA'))
          ? [record.data.address]
          : [],
      );
      if (found.length === 0) continue;
      this.#addresses.set(name, found);
      return found;
    }
    return [];
  }

  /** Servers of a zone, of at least so many where it has them. */
  async servers(cut: Cut, wanted: number): Promise<readonly Endpoint[]> {
    const known = await cut.pool.known();
    if (known.length > 0) return known;
    const names = cut.nameServers.slice(0, wanted);
    const found = await Promise.all(
      names.map(async (name) =>
        (await this.addresses(name, [name])).map((address) => located(this.#net, name, address)),
      ),
    );
    const places = await Promise.all(found.flat());
    return places.flatMap((place) => (place.ok ? [place.server] : []));
  }

  /** Sets going what validation needs of a zone and those above it. */
  #secureUp(cut: Cut): void {
    for (let at: Cut | null = cut; at !== null && !this.#secured.has(at); at = at.parent) {
      this.#secured.add(at);
      this.#tasks.push(this.#isSigned(at), this.#askDs(at));
    }
  }

  /** Whether a zone has keys; null where it does not say. */
  #isSigned(cut: Cut): Promise<boolean | null> {
    const known = this.#signed.get(cut.zone);
    if (known !== undefined) return known;
    const signed = this.#attempt(cut, { name: cut.zone, type: 'DNSKEY' }, []).then((step) =>
      step.kind === 'answer'
        ? step.message.answer.some(({ type }) => type === RR_TYPES.DNSKEY)
        : null,
    );
    this.#signed.set(cut.zone, signed);
    return signed;
  }

  /** Asks for DS where the referral says nothing of it though the zone above is signed. */
  async #askDs({ zone, parent, dsSaid }: Cut): Promise<void> {
    if (parent === null || dsSaid || (await this.#isSigned(parent)) === false) return;
    await this.#attempt(parent, { name: zone, type: 'DS' }, []);
  }
}
