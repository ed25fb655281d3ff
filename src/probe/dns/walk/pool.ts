import { parseIpv4 } from '../../../codec/dns/address.ts';
import type { DnsServer } from '../../../evidence/kinds/dns/exchange.ts';
import { problemOf, type Problem } from '../../../evidence/problem.ts';
import type { Endpoint, Net } from '../../../net/net.ts';

/** Names of name servers that are looked up in search of one that answers. */
const MOST_NAMES = 3;
/** Addresses of a zone that are asked the same question. */
const MOST_ASKED = 3;
const DNS_PORT = 53;

/** A server as evidence names it. */
export const dnsServer = ({ host, address, port }: Endpoint): DnsServer => ({
  name: host === address ? null : host,
  address,
  port,
});

/** A name server at one address, or why it cannot be asked. */
export type Located =
  | { readonly ok: true; readonly server: Endpoint }
  | { readonly ok: false; readonly address: string; readonly problem: Problem };

/** The place behind an address of a name server. */
export async function located(net: Net, name: string, address: string): Promise<Located> {
  try {
    const { items, because } = await net.locate(address, DNS_PORT);
    const [endpoint] = items;
    if (endpoint !== undefined) return { ok: true, server: { ...endpoint, host: name, address } };
    const problem = because ?? { code: 'unreachable', detail: `${address} cannot be asked` };
    return { ok: false, address, problem };
  } catch (error) {
    return { ok: false, address, problem: problemOf(error) };
  }
}

/** Notes why an address is not asked: a family that is not to be looked at is no loss. */
export function noteUnasked(
  noted: { problem: Problem | null; leftOut: Problem | null },
  problem: Problem,
): void {
  if (problem.code === 'not-requested') noted.leftOut ??= problem;
  else noted.problem ??= problem;
}

/** Where a zone is served: what is known at once, and names whose addresses have to be found. */
export interface Sources {
  readonly net: Net;
  /** Endpoints that are known. */
  readonly endpoints: readonly Endpoint[];
  /** Addresses that came with the referral, by name. */
  readonly glue: ReadonlyMap<string, readonly string[]>;
  /** Finds addresses of a name server without glue; `trail` has the names that wait for it. */
  readonly find: (name: string, trail: readonly string[]) => Promise<readonly string[]>;
}

/**
 * Servers of one zone in the order in which they are asked: one first, two more where it fails, then
 * those of names without glue, one name after the other.
 */
export class Pool {
  readonly #sources: Sources;
  #known: Promise<readonly Endpoint[]> | null = null;
  /** Why an address could not be asked. */
  problem: Problem | null = null;
  /** That addresses were left out as asked for. */
  leftOut: Problem | null = null;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** The servers to be asked at the `index`th attempt; undefined where there are no more. */
  async batch(index: number, trail: readonly string[]): Promise<readonly Endpoint[] | undefined> {
    const [first, ...others] = (await this.known()).slice(0, MOST_ASKED);
    if (first !== undefined) return [[first], others][index];
    const name = [...this.#sources.glue.keys()].slice(0, MOST_NAMES)[index];
    if (name === undefined) return undefined;
    // Who waits for this name cannot be helped by it.
    if (trail.includes(name)) return [];
    return this.#locate(name, await this.#sources.find(name, [...trail, name]));
  }

  /** All servers whose addresses are known. */
  known(): Promise<readonly Endpoint[]> {
    this.#known ??= this.#locateKnown();
    return this.#known;
  }

  /** IPv4 first, but one of IPv6 among those that are asked: either family may be closed from here. */
  async #locateKnown(): Promise<readonly Endpoint[]> {
    const { endpoints, glue } = this.#sources;
    const found = await Promise.all(
      [...glue].map(([name, addresses]) => this.#locate(name, addresses)),
    );
    const all = [...endpoints, ...found.flat()];
    const v4 = all.filter(({ address }) => parseIpv4(address) !== null);
    const v6 = all.filter(({ address }) => parseIpv4(address) === null);
    const head = v4.slice(0, MOST_ASKED - 1);
    return [...head, ...v6.slice(0, 1), ...v4.slice(MOST_ASKED - 1), ...v6.slice(1)];
  }

  async #locate(name: string, addresses: readonly string[]): Promise<readonly Endpoint[]> {
    const { net } = this.#sources;
    const places = await Promise.all(addresses.map((one) => located(net, name, one)));
    for (const place of places) if (!place.ok) noteUnasked(this, place.problem);
    return places.flatMap((place) => (place.ok ? [place.server] : []));
  }
}
