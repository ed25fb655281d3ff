import { registrableDomain } from '../../src/derive/domain.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import { unavailable } from '../../src/evidence/observation.ts';
import { problemOf } from '../../src/evidence/problem.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Endpoint } from '../../src/net/net.ts';
import type { Probe, ProbeSettings } from '../../src/probe/probe.ts';
import { testNetwork } from './network.ts';
import { NO_SETTINGS } from './settings.ts';

/** A target of a kind. */
export const targetOf = (kind: Target['kind'], host: string): Target => ({
  id: `${kind}:${host}`,
  kind,
  uri: `${kind}:${host}`,
  host,
  port: null,
  role: null,
  addresses: [],
});

/** What a probe observes on loopback, its value checked against the schema, and the queries it took. */
export async function observe<T>(
  probe: Probe<T>,
  target: Target,
  more: {
    readonly resolver?: number;
    readonly endpoint?: Endpoint;
    readonly seconds?: number;
    readonly connectTo?: readonly string[];
    readonly settings?: ProbeSettings;
  },
): Promise<{ observation: Observation<T>; queries: number }> {
  const network = testNetwork({
    seconds: more.seconds ?? 12,
    resolver: { address: '127.0.0.1', port: more.resolver ?? 1 },
    connectTo: more.connectTo ?? [],
  });
  const { signal } = new AbortController();
  const net = network.use({ kind: probe.kind.id, target: target.id, signal });
  const observation = await probe
    .observe({
      target,
      net,
      signal,
      settings: more.settings ?? NO_SETTINGS,
      endpoint: more.endpoint ?? null,
      registrableDomain,
      get: (kind) => Promise.reject(new Error(`${kind.id} is not among the needs`)),
    })
    .catch((error: unknown) => unavailable(problemOf(error)));
  if (observation.status === 'present') probe.kind.schema.parse(observation.value);
  return { observation, queries: net.cost.queries };
}
