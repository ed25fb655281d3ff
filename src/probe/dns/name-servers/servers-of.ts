import type { DnsNameServers } from '../../../evidence/kinds/dns/observed.ts';
import { unavailable, type Observation } from '../../../evidence/observation.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { Endpoint, Net } from '../../../net/net.ts';
import { located } from '../walk/pool.ts';

/** The servers of a zone that were found, or why there is nothing to ask. */
type ServersFound =
  | { readonly ok: true; readonly servers: readonly Endpoint[]; readonly because: Problem | null }
  | { readonly ok: false; readonly observation: Observation<never> };

/** The servers that the probe of the name servers asked, to ask them more. */
export async function serversOf(
  net: Net,
  observation: Observation<DnsNameServers>,
): Promise<ServersFound> {
  if (observation.status !== 'present') return { ok: false, observation };
  const { servers, zone } = observation.value;
  const because = servers.because ?? null;
  const places = await Promise.all(
    servers.items.map(({ name, address }) => located(net, name ?? address, address)),
  );
  const endpoints = places.flatMap((place) => (place.ok ? [place.server] : []));
  if (endpoints.length > 0) return { ok: true, servers: endpoints, because };
  const detail = `no address of a name server of ${zone} was found`;
  return { ok: false, observation: unavailable(because ?? { code: 'unreachable', detail }) };
}
