import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { isSpecialAddress } from '../codec/dns/special-address.ts';
import { complete, cutShort, type Listing } from '../evidence/listing.ts';
import { ProblemError, type Problem } from '../evidence/problem.ts';
import type { Cost } from '../evidence/evidence.ts';
import { mapped, type ConnectTo } from './connect-to.ts';
import { silenceFor, type Deadlines } from './deadlines.ts';
import { DnsClient, type ClientQuery } from './dns/client.ts';
import type { Asking } from './dns/conversation.ts';
import type { Heard } from './dns/heard.ts';
import type { ResolverServer } from './dns/resolver-server.ts';
import type { DnsQuestion, DnsReply, DnsView, Endpoint, Net } from './net.ts';
import { Pacer, type PaceClass, type Turn } from './pace.ts';
import type { RequestLog } from './request-log.ts';
import { Resolver } from './resolve.ts';
import { Scope, type NetUse, type Shared } from './scope.ts';
import { Silence } from './silence.ts';
import { scopeOf } from './special-address.ts';
import type { ConversationKey, Limits, Transport } from './transport.ts';

/** How the network of one run is used. */
export interface NetworkSettings {
  readonly connectTo: readonly ConnectTo[];
  readonly resolver: ResolverServer;
  /** Servers of the root, where iteration begins; none where everything goes through the resolver. */
  readonly rootHints?: readonly Endpoint[];
  /** Names, addresses and CIDR blocks that may be special-use addresses. */
  readonly scope: readonly string[];
  readonly families: readonly (4 | 6)[];
  readonly deadlines: Deadlines;
  readonly polite: boolean;
  readonly concurrency: number | null;
  /** Says who asks, in every HTTP request. */
  readonly userAgent: string;
  /** Told of every HTTP request of a probe once it is over. */
  readonly onRequest?: RequestLog;
}

/** Where questions over HTTPS go when the server's own path is not given (RFC 8484, section 4.1). */
const DEFAULT_PATH = '/dns-query';
/** Asked for by nobody whose time or cost it is. */
const UNWATCHED: Asking = { waiting: (wait) => wait(), sent: () => undefined };

/** More addresses of one name than are looked at. */
const MOST_ADDRESSES = 16;

/** The network of one run: every conversation of every probe goes through here. */
export class Network implements Shared {
  readonly settings: NetworkSettings;
  readonly dns: DnsView;
  readonly silence = new Silence();
  readonly #transport: Transport;
  readonly #pacer: Pacer;
  readonly #client: DnsClient;
  readonly #resolver: Resolver;
  readonly #scope: ReturnType<typeof scopeOf>;
  readonly #ordinals = new Map<string, number>();
  readonly #problems = new Map<string, Problem>();
  readonly #cost = { connections: 0, queries: 0, requests: 0 };
  #ipv6: Promise<boolean> | undefined;

  constructor(transport: Transport, settings: NetworkSettings, signal: AbortSignal) {
    this.settings = settings;
    this.#transport = transport;
    this.#pacer = new Pacer(settings);
    this.#scope = scopeOf(settings.scope);
    this.#client = new DnsClient({
      transport,
      userAgent: settings.userAgent,
      httpsPath: settings.resolver.path ?? DEFAULT_PATH,
      families: settings.families,
      signal,
      silenceMs: settings.deadlines.silence,
      key: (target, purpose) => this.key({ kind: 'dns', target, signal }, purpose),
      random: (key, counter, size) => this.random(key, counter, size),
      limits: (bytes) => this.limits(signal, bytes),
      turn: (server, halt) => this.#dnsTurn(server, signal, halt),
      ipv6: () => this.#reachesIpv6(),
    });
    const {
      address,
      port,
      host = address,
      transport: resolverTransport = 'udp',
    } = settings.resolver;
    const resolver = { host, port, address };
    this.dns = { rootHints: this.#hints(), resolver, resolverTransport };
    this.#resolver = new Resolver(this.dns, (query) => this.hear(query, UNWATCHED));
  }

  get userAgent(): string {
    return this.settings.userAgent;
  }

  get onRequest(): RequestLog | undefined {
    return this.settings.onRequest;
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
    const turn = await this.#pace(paceClass, endpoint, signal);
    this.#cost[COUNTED[paceClass]] += 1;
    return turn;
  }

  sent(): void {
    this.#cost.requests += 1;
  }

  hear(query: ClientQuery, asking: Asking): Promise<Heard> {
    const sent = (): void => {
      this.#cost.queries += 1;
      asking.sent();
    };
    return this.#client.hear(query, { ...asking, sent });
  }

  async #dnsTurn(
    server: Endpoint,
    signal: AbortSignal,
    halt: AbortSignal | null,
  ): Promise<Turn | null> {
    if (halt === null) return this.#pace('dns', server, signal);
    try {
      return await this.#pace('dns', server, AbortSignal.any([signal, halt]));
    } catch (error) {
      if (halt.aborted && !signal.aborted) return null;
      throw error;
    }
  }

  #pace(paceClass: PaceClass, { address, via }: Endpoint, signal: AbortSignal): Promise<Turn> {
    const place = via === undefined ? address : `${via.address}:${via.port}`;
    return this.#pacer.turn(paceClass, place, signal);
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

  /** The servers of the root that may be asked, those over IPv4 first. */
  #hints(): readonly Endpoint[] {
    const { rootHints = [], families } = this.settings;
    const placed = rootHints.map((hint) =>
      hint.via === undefined ? this.#placed(hint.host, hint.port, hint.address) : hint,
    );
    return families.flatMap((family) => placed.filter(({ address }) => isIP(address) === family));
  }

  /** A server at an address that is known, under `--connect-to` by its name and then its address. */
  #placed(host: string, port: number, address: string): Endpoint {
    const via = mapped(this.settings.connectTo, host, port);
    return via === undefined ? this.#endpoint(host, port, address) : { host, port, address, via };
  }

  /** Whether there is a route to the IPv6 internet; found out once. */
  #reachesIpv6(): Promise<boolean> {
    return (this.#ipv6 ??= this.#transport.ipv6());
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
    if (isIP(host) !== 0) return this.#literal(host);
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

  /** An address that was given as such; a special one may be reached without a route to the world. */
  async #literal(address: string): Promise<Listing<string>> {
    const family = isIP(address);
    if (this.#wants(family)) {
      return isSpecialAddress(address) ? complete([address]) : this.#usable(address, [address]);
    }
    const detail = `${address} is an address of IPv${family}, which was not asked for`;
    return cutShort([], { code: 'not-requested', detail });
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
    if (v4.length === addresses.length || (await this.#reachesIpv6())) {
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
