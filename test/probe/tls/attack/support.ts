import {
  tlsServerHello,
  type TlsServerHello,
} from '../../../../src/evidence/kinds/tls/handshake.ts';
import type { TlsVersion } from '../../../../src/evidence/kinds/tls/versions.ts';
import { tlsVersions } from '../../../../src/evidence/kinds/tls/versions.ts';
import { present, unavailable, type Observation } from '../../../../src/evidence/observation.ts';
import { problemOf } from '../../../../src/evidence/problem.ts';
import type { Target } from '../../../../src/evidence/target.ts';
import type { Probe } from '../../../../src/probe/probe.ts';
import { testNetwork } from '../../../support/network.ts';
import { NO_SETTINGS } from '../../../support/settings.ts';

/** What a probe for attacks is given, where it is not a TLS endpoint that offers TLS 1.2. */
export interface Given {
  readonly offered?: readonly TlsVersion[];
  /** Observations of other kinds by their ids. */
  readonly seen?: Readonly<Record<string, Observation>>;
  readonly uri?: string;
  readonly kind?: Target['kind'];
  readonly siblings?: readonly number[];
  readonly connectTo?: readonly string[];
  readonly host?: string;
}

/** A server that asks for no client certificate. */
export const PLAIN_HELLO: TlsServerHello = {
  version: 'TLS 1.2',
  extensions: [],
  secureRenegotiation: true,
  extendedMasterSecret: true,
  encryptThenMac: null,
  sessionTicket: true,
  sessionId: true,
  heartbeat: false,
  compression: 'null',
  nextProtocols: null,
  downgradeSentinel: 'none',
  clientCertificate: null,
};

const NOT_GIVEN = unavailable({ code: 'not-requested', detail: 'not given' });

/** What a probe observes of a loopback port, its value checked against the schema, and the cost. */
export async function attacked<T>(
  probe: Probe<T>,
  port: number,
  given: Given = {},
): Promise<{ observation: Observation<T>; connections: number }> {
  const { offered = ['TLS 1.2'], host = 'service.test', kind = 'tls' } = given;
  const { uri = `tls://${host}:${port}`, siblings = [], connectTo = [], seen = {} } = given;
  const target: Target = { id: uri, kind, uri, host, port, role: null, addresses: ['127.0.0.1'] };
  const { signal } = new AbortController();
  const net = testNetwork({ connectTo }).use({ kind: probe.kind.id, target: target.id, signal });
  const versions = present({ offered, refused: [], unknown: [], problems: [] });
  const known: Readonly<Record<string, Observation>> = {
    [tlsVersions.id]: versions,
    [tlsServerHello.id]: present(PLAIN_HELLO),
    ...seen,
  };
  const observation = await probe
    .observe({
      target,
      net,
      signal,
      registrableDomain: () => null,
      settings: { ...NO_SETTINGS, siblings },
      endpoint: { host, port, address: '127.0.0.1' },
      // What a test gives for a kind is an observation of that kind.
      get: <U>(asked: { id: string }) =>
        Promise.resolve((known[asked.id] ?? NOT_GIVEN) as Observation<U>),
    })
    .catch((error: unknown) => unavailable(problemOf(error)));
  if (observation.status === 'present') probe.kind.schema.parse(observation.value);
  return { observation, connections: net.cost.connections };
}
