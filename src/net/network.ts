import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { complete, cutShort, type Listing } from '../evidence/listing.ts';
import { ProblemError, type Problem } from '../evidence/problem.ts';
import type { Cost } from '../evidence/evidence.ts';
import { mapped, type ConnectTo } from './connect-to.ts';
import { silenceFor, type Deadlines } from './deadlines.ts';
import type { DnsQuestion, DnsReply, Endpoint, Net } from './net.ts';
import { Pacer, type PaceClass, type Turn } from './pace.ts';
import { Resolver } from './resolve.ts';
import { Scope, type NetUse, type Shared } from './scope.ts';
import { isSpecialAddress, scopeOf } from './special-address.ts';
import type { ConversationKey, Limits, SocketAddress, Transport } from './transport.ts';

/** How the network of one run is used. */
export interface NetworkSettings {
  readonly connectTo: readonly ConnectTo[];
  readonly resolver: SocketAddress;
  /** Names, addresses and CIDR blocks that may be special-use addresses. */
  readonly scope: readonly string[];
  readonly families: readonly (4 | 6)[];
  readonly deadlines: Deadlines;
  readonly polite: boolean;
  readonly concurrency: number | null;
  /** Says who asks, in every HTTP request. */
  readonly userAgent: string;
}

/** More addresses of one name than are looked at. */
const MOST_ADDRESSES = 16;

/** The network of one run: every conversation of every probe goes through here. */
export class Network implements Shared {
  readonly settings: NetworkSettings;
  readonly #transport: Transport;
  readonly #pacer: Pacer;
  readonly #resolver: Resolver;
  readonly #scope: ReturnType<typeof scopeOf>;
  readonly #ordinals = new Map<string, number>();
  readonly #problems = new Map<string, Problem>();
  readonly #cost = { connections: 0, queries: 0, requests: 0 };

  constructor(transport: Transport, settings: NetworkSettings, signal: AbortSignal) {
    this.settings = settings;
    this.#transport = transport;
    this.#pacer = new Pacer(settings);
    this.#scope = scopeOf(settings.scope);
    this.#resolver = new Resolver({
      server: settings.resolver,
      silenceMs: settings.deadlines.silence,
      signal,
      netFor: (target) => this.use({ kind: 'dns', target, signal }),
    });
  }

  get userAgent(): string {
    return this.settings.userAgent;
  }

  get transport(): Transport {
    return this.#transport;
  }

  /** Problems that concern the whole run, each once. */
  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  /** What the whole run has cost so far. */
  get cost(): Omit<Cost, 'ms'> {
    return { ...this.#cost };
  }

  /** The network as one probe of one target may use it. */
  use(use: NetUse): Net & { readonly cost: Omit<Cost, 'ms'> } {
    return new Scope(this, use);
  }

  key({ kind, target }: NetUse, purpose: string): ConversationKey {
    const name = `${kind} | ${target} | ${purpose}`;
    const ordinal = this.#ordinals.get(name) ?? 0;
    this.#ordinals.set(name, ordinal + 1);
    return { kind, target, purpose, ordinal };
  }

  random(key: ConversationKey, counter: number, size: number): Uint8Array {
    const seed = this.#transport.seed(key);
    const blocks = Array.from({ length: Math.ceil(size / 32) }, (_, block) =>
      createHash('sha256').update(seed).update(`${counter} ${block}`).digest(),
    );
    return new Uint8Array(Buffer.concat(blocks).subarray(0, size));
  }

  limits(signal: AbortSignal, bytes: number): Limits {
    const { deadlines } = this.settings;
    return {
      signal,
      connectMs: deadlines.connect,
      operationMs: deadlines.operation,
      silenceMs: (roundTripMs) => silenceFor(deadlines, roundTripMs),
      bytes,
    };
  }

  async turn(paceClass: PaceClass, endpoint: Endpoint, signal: AbortSignal): Promise<Turn> {
    const { address, via } = endpoint;
    const place = via === undefined ? address : `${via.address}:${via.port}`;
    const turn = await this.#pacer.turn(paceClass, place, signal);
    this.#cost[COUNTED[paceClass]] += 1;
    return turn;
  }

  resolve(question: DnsQuestion): Promise<DnsReply> {
    return this.#resolver.resolve(question);
  }

  /** The endpoints of a name under `--connect-to`, the families asked for and the scope. */
  async locate(host: string, port: number): Promise<Listing<Endpoint>> {
    const via = mapped(this.settings.connectTo, host, port);
    if (via !== undefined) return complete([{ host, port, address: via.address, via }]);
    const { items, because } = await this.#addresses(host);
    const endpoints = items.map((address) => this.#endpoint(host, port, address));
    const allowed = endpoints.filter((endpoint) => this.#permitted(endpoint));
    const looked = allowed.slice(0, MOST_ADDRESSES);
    const left = because ?? leftOut(host, endpoints, allowed);
    if (looked.length === 0 && left !== null) throw new ProblemError(left.code, left.detail);
    return left === null ? complete(looked) : cutShort(looked, left);
  }

  /** Notes a problem of the whole run. */
  note(problem: Problem): void {
    this.#problems.set(`${problem.code} ${problem.detail}`, problem);
  }

  #endpoint(host: string, port: number, address: string): Endpoint {
    const via = mapped(this.settings.connectTo, address, port);
    return { host, port, address, ...(via === undefined ? {} : { via }) };
  }

  #permitted({ host, address, via }: Endpoint): boolean {
    if (via !== undefined || !isSpecialAddress(address)) return true;
    return this.#scope.covers(address) || this.#scope.hosts.has(host.toLowerCase());
  }

  async #addresses(host: string): Promise<Listing<string>> {
    if (isIP(host) !== 0) return complete([host]);
    const wanted = [
      { family: 4, type: 'A' as const },
      { family: 6, type: 'AAAA' as const },
    ].filter(({ family }) => this.#wants(family));
    const replies = await Promise.allSettled(
      wanted.map(async ({ type }) => this.#resolver.addresses(host, type)),
    );
    const found = replies.flatMap((reply) => (reply.status === 'fulfilled' ? reply.value : []));
    const failed = replies.find((reply) => reply.status === 'rejected');
    if (failed === undefined && found.length === 0 && wanted.length === 1) {
      const detail = `${host} has no ${wanted[0]?.type ?? ''} record; the other was not asked for`;
      return cutShort([], { code: 'not-requested', detail });
    }
    if (failed === undefined) return this.#usable(host, found);
    if (found.length === 0 || !(failed.reason instanceof ProblemError)) throw failed.reason;
    const { items } = await this.#usable(host, found);
    return cutShort(items, failed.reason.problem);
  }

  /** Whether a family is looked at; that one is not, because nobody asked for it, is said once. */
  #wants(family: number): boolean {
    if (this.settings.families.some((one) => one === family)) return true;
    this.note({ code: 'not-requested', detail: `IPv${family} was left out as asked for` });
    return false;
  }

  /** Leaves IPv6 addresses out where there is no IPv6: the list is then cut short. */
  async #usable(host: string, addresses: readonly string[]): Promise<Listing<string>> {
    const v4 = addresses.filter((address) => isIP(address) === 4);
    if (v4.length === addresses.length || (await this.#transport.ipv6())) {
      return complete(addresses);
    }
    const detail = `no IPv6 from here: ${host} was not looked at over IPv6 (-4 leaves IPv6 out)`;
    return cutShort(v4, { code: 'unsupported', detail });
  }
}

const COUNTED = { stream: 'connections', dns: 'queries', http: 'requests' } as const;

/** Why not every address of a name is looked at; null where every one is. */
function leftOut(
  host: string,
  endpoints: readonly Endpoint[],
  allowed: readonly Endpoint[],
): Problem | null {
  const refused = endpoints.filter((endpoint) => !allowed.includes(endpoint));
  if (refused.length > 0) {
    const addresses = refused.map(({ address }) => address).join(', ');
    const detail =
      `${host} has special-use addresses (${addresses}); name them under scope: in assay.yaml ` +
      'or with --connect-to to look at them';
    return { code: 'not-permitted', detail };
  }
  if (allowed.length <= MOST_ADDRESSES) return null;
  const detail = `${host} has ${allowed.length} addresses, ${MOST_ADDRESSES} are looked at`;
  return { code: 'limit', detail };
}
