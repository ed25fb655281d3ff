import { onTestFinished } from 'vitest';
import type { TrustAnchor } from '../../src/codec/dns/anchor.ts';
import type { Endpoint } from '../../src/net/net.ts';
import type { Network } from '../../src/net/network.ts';
import { buildZones, type Place } from './dns-world/build.ts';
import type { Asked, BuiltZone, WorldPlan } from './dns-world/plan.ts';
import { startServer } from './dns-world/server.ts';
import { testNetwork } from './network.ts';

export type {
  Asked,
  BehaviourName,
  BuiltZone,
  DenialPlan,
  Fault,
  FaultName,
  KeyPlan,
  Respond,
  ServerPlan,
  SigningPlan,
  WorldPlan,
  ZoneKey,
  ZonePlan,
} from './dns-world/plan.ts';

/** A hierarchy of DNS zones on loopback, from the root down. */
export interface World {
  /** The time for which its signatures are made. */
  readonly now: Date;
  /** Servers of the root, at documentation addresses and port 53, `via` set. */
  readonly rootHints: readonly Endpoint[];
  /** The same as a master file. */
  readonly hints: string;
  /** Maps each documentation address to the loopback port of its server, as `--connect-to` does. */
  readonly connectTo: readonly string[];
  /** DS records of the root; empty where the root is not signed. */
  readonly anchors: readonly TrustAnchor[];
  /** Every question asked so far. */
  readonly asked: readonly Asked[];
  /** A zone as all its servers hold it that have no faults or records of their own. */
  zone(name: string): BuiltZone;
  /** The address of a name server by its name. */
  address(server: string): string;
  /** A network that reaches these servers. */
  network(options?: Parameters<typeof testNetwork>[0]): Network;
  close(): Promise<void>;
}

/** The time at which fixed worlds stand; pass it as `now` where the real time does not matter. */
export const WORLD_TIME = new Date('2026-06-01T12:00:00Z');

/**
 * Starts a world for one test. Signatures are valid at `now`, which is the real time where it is not
 * given.
 */
export async function world(
  zones: WorldPlan,
  { now = new Date() }: { readonly now?: Date } = {},
): Promise<World> {
  const began = performance.now();
  const built = buildZones(zones, now);
  const asked: Asked[] = [];
  const servers = await Promise.all(
    built.places.map(async (place) => {
      const note = (question: Omit<Asked, 'at' | 'address'>): void => {
        asked.push({ ...question, address: place.address, at: performance.now() - began });
      };
      return { place, server: await startServer(place, note) };
    }),
  );
  const connectTo = servers.map(
    ({ place, server }) => `${bracketed(place.address)}:53:127.0.0.1:${server.port}`,
  );
  const rootHints = servers
    .filter(({ place }) => place.zones.some(({ name }) => name === '.'))
    .map(({ place, server }) => endpointOf(place, server.port));
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(({ server }) => server.close()));
  };
  onTestFinished(close);
  return {
    now,
    rootHints,
    hints: rootHints.map(hintLines).join(''),
    connectTo,
    anchors: built.anchors,
    asked,
    zone: (name) => found(built.zones.get(name), name),
    address: (name) =>
      found(
        built.places.find((place) => place.names.includes(name)),
        name,
      ).address,
    network: (options = {}) =>
      testNetwork({
        rootHints,
        ...options,
        connectTo: [...connectTo, ...(options.connectTo ?? [])],
      }),
    close,
  };
}

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

function endpointOf({ address, names }: Place, port: number): Endpoint {
  const via = { address: '127.0.0.1', port };
  return { host: names[0] ?? address, port: 53, address, via };
}

const hintLines = ({ host, address }: Endpoint): string =>
  `. 3600000 IN NS ${host}.\n${host}. 3600000 IN ${address.includes(':') ? 'AAAA' : 'A'} ${address}\n`;

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`nothing of the name ${name} in this world`);
  return value;
}
