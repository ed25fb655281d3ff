import { isIP } from 'node:net';
import type { DnsTransport } from '../../evidence/kinds/dns/exchange.ts';
import { ProblemError } from '../../evidence/problem.ts';
import { parseSocketAddress } from '../connect-to.ts';
import type { Listing } from '../../evidence/listing.ts';
import type { Endpoint } from '../net.ts';
import { addressText, type SocketAddress } from '../transport.ts';

/** The recursive resolver of a run. */
export interface ResolverServer extends SocketAddress {
  /** The name that its certificate has; the address where it is not given. */
  readonly host?: string;
  /** `udp` where it is not given. */
  readonly transport?: DnsTransport;
  /** Of the URL, for `https`. */
  readonly path?: string;
}

/** A resolver whose address is still to be asked for. */
export interface NamedResolver {
  readonly host: string;
  readonly port: number;
  readonly transport: 'tls' | 'https';
  readonly path?: string;
}

/** Ports of DNS over TLS (RFC 7858, section 3.1) and HTTPS. */
const PORTS = { tls: 853, https: 443 } as const;
const SCHEMES = ['tls', 'https'] as const;
const FORMS = 'give IP, IP:PORT, tls://HOST[:PORT] or https://HOST/PATH';

/** Reads `--resolver`. Throws an Error that says what is wrong. */
export function parseResolver(text: string): ResolverServer | NamedResolver {
  const scheme = SCHEMES.find((one) => text.startsWith(`${one}://`));
  if (scheme === undefined) {
    if (text.includes('://')) throw new Error(`"${text}": ${FORMS}`);
    return parseSocketAddress(text, 53);
  }
  const url = URL.parse(`https:${text.slice(scheme.length + 1)}`);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new Error(`"${text}": ${FORMS}`);
  }
  const port = portOf(text, url) ?? PORTS[scheme];
  const path = url.pathname + url.search;
  if (scheme === 'tls' && path !== '/') throw new Error(`"${text}": tls has no path`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const server = { host, port, transport: scheme, ...(scheme === 'https' ? { path } : {}) };
  return isIP(host) === 0 ? server : { ...server, address: host };
}

/** The port as written: a URL leaves out what is usual for HTTPS. */
function portOf(text: string, url: URL): number | null {
  if (url.port !== '') return Number(url.port);
  return /:443(?:\/|$)/.test(text.slice('tls://'.length)) ? 443 : null;
}

/** A resolver as `--resolver` takes it. */
export function resolverText({ address, port, host, transport, path }: ResolverServer): string {
  if (transport === undefined || transport === 'udp') return addressText({ address, port });
  return `${transport}://${addressText({ address: host ?? address, port })}${path ?? ''}`;
}

/** The resolver at the first address that `locate` finds for its name. Throws a ProblemError. */
export async function locatedResolver(
  resolver: NamedResolver,
  locate: (host: string, port: number) => Promise<Listing<Endpoint>>,
): Promise<ResolverServer> {
  const { items } = await locate(resolver.host, resolver.port);
  const [first] = items;
  if (first === undefined) throw new ProblemError('unreachable', `${resolver.host} has no address`);
  const { address, port } = first.via ?? first;
  return { ...resolver, address, port };
}
