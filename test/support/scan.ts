import { registrableDomain } from '../../src/derive/domain.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { unavailable, type Observation } from '../../src/evidence/observation.ts';
import { problemOf } from '../../src/evidence/problem.ts';
import type { Target } from '../../src/evidence/target.ts';
import { PROBES } from '../../src/probe/index.ts';
import { testNetwork } from './network.ts';
import { NO_SETTINGS } from './settings.ts';

/** Looks at one loopback port with as many probes as are asked for, each once. */
export interface Scan {
  /** The observation of a kind, its value checked against the schema. */
  get<T>(kind: Kind<T>): Promise<Observation<T>>;
  /** The value of a kind, which has to be present. */
  valueOf<T>(kind: Kind<T>): Promise<T>;
  /** Connections of all probes so far. */
  readonly connections: number;
}

/** A scan of a port that begins when a kind is asked for, and ends with `signal`. */
export function scanOf(
  port: number,
  { signal = new AbortController().signal, scheme = 'tls', seconds = 24 } = {},
): Scan {
  const host = 'service.test';
  const uri = `${scheme}://${host}:${port}`;
  const target: Target = {
    id: uri,
    kind: 'tls',
    uri,
    host,
    port,
    role: 'endpoint',
    addresses: ['127.0.0.1'],
  };
  const network = testNetwork({ seconds, signal });
  const endpoint = { host, port, address: '127.0.0.1' };
  const settings = NO_SETTINGS;
  const looks = new Map<string, Promise<Observation>>();

  const look = async (id: string): Promise<Observation> => {
    const probe = PROBES.find(({ kind }) => kind.id === id);
    if (probe === undefined) throw new Error(`no probe is of ${id}`);
    const net = network.use({ kind: id, target: target.id, signal });
    const observation = await probe
      .observe({ target, net, signal, settings, endpoint, registrableDomain, get })
      .catch((error: unknown) => unavailable(problemOf(error)));
    if (observation.status === 'present') probe.kind.schema.parse(observation.value);
    return observation;
  };
  const get = <T>({ id }: Kind<T>): Promise<Observation<T>> => {
    const found = looks.get(id) ?? look(id);
    looks.set(id, found);
    // The probe of this very kind made it, and its schema has just accepted it.
    return found as Promise<Observation<T>>;
  };
  return {
    get,
    valueOf: async (kind) => {
      const observation = await get(kind);
      if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
      return observation.value;
    },
    get connections() {
      return network.cost.connections;
    },
  };
}
