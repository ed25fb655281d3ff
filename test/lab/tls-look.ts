import { randomBytes } from 'node:crypto';
import { planProbes } from '../../src/audit/plan.ts';
import { deriveFacts } from '../../src/audit/facts.ts';
import { observe } from '../../src/audit/observe.ts';
import { parseTarget } from '../../src/audit/target.ts';
import type { Bundle } from '../../src/evidence/bundle.ts';
import type { Evidence } from '../../src/evidence/evidence.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { KINDS } from '../../src/evidence/kinds/index.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import type { StarttlsProtocol } from '../../src/evidence/target.ts';
import { parseConnectTo } from '../../src/net/connect-to.ts';
import { deadlinesFor, DEFAULT_TIMEOUT_SECONDS } from '../../src/net/deadlines.ts';
import { liveTransport } from '../../src/net/live.ts';
import { Network } from '../../src/net/network.ts';
import { NO_SETTINGS } from '../support/settings.ts';

/** What was seen of a server. */
export interface Seen {
  readonly evidence: readonly Evidence[];
  /** The evidence or fact of a kind. */
  observation<T>(kind: Kind<T>): Observation<T>;
  /** The value of a kind that is present. */
  value<T>(kind: Kind<T>): T;
}

/** Evidence as it is the same each time: without times, costs and what is random by nature. */
export const lasting = ({ evidence }: Seen): unknown =>
  evidence.map(({ kind, observation }) => ({ kind, observation }));

/** Everything about TLS, but what asks others than the server. */
const TLS_KINDS = KINDS.filter(({ id }) => id.startsWith('tls.') && id !== 'tls.revocation');

/** Looks at a server as the command does, at the kinds given. */
export async function look(
  server: { readonly port: number; readonly starttls: StarttlsProtocol | null },
  { kinds = TLS_KINDS, address = '127.0.0.1' }: LookOptions = {},
): Promise<Seen> {
  const { signal } = new AbortController();
  const settings = {
    connectTo: [parseConnectTo(`lab.test:4433:${address}:${server.port}`)],
    resolver: { address: '127.0.0.1', port: 1 },
    scope: [],
    families: [4] as const,
    polite: false,
    concurrency: null,
    userAgent: 'assay/lab',
    deadlines: deadlinesFor(DEFAULT_TIMEOUT_SECONDS),
  };
  const observed = await observe([parseTarget(`${server.starttls ?? 'tls'}://lab.test:4433`)], {
    network: new Network(liveTransport(randomBytes(32)), settings, signal),
    probes: planProbes(new Set(kinds.map(({ id }) => id))),
    intensity: 'standard',
    settings: NO_SETTINGS,
    signal,
    progress: () => undefined,
  });
  const at = new Date().toISOString();
  const bundle: Bundle = {
    ...{ schemaVersion: 1, tool: { name: 'assay', version: '0.0.0' }, rulesHash: '' },
    ...{ now: at, startedAt: at, endedAt: at },
    profile: { id: 'lab', version: '1', areas: ['tls'], parameters: {} },
    settings: { trustedRoots: [], connectTo: [], resolver: '' },
    ...observed,
  };
  const facts = deriveFacts(bundle, new Date(), []);
  const observation = <T>(kind: Kind<T>): Observation<T> => {
    const found = [...observed.evidence, ...facts].find((one) => one.kind === kind.id);
    if (found === undefined) throw new Error(`nothing of ${kind.id}`);
    if (found.observation.status === 'present') kind.schema.parse(found.observation.value);
    // Checked against the schema of its kind just now.
    return found.observation as Observation<T>;
  };
  return {
    evidence: observed.evidence,
    observation,
    value(kind) {
      const one = observation(kind);
      if (one.status !== 'present') throw new Error(`${kind.id}: ${JSON.stringify(one)}`);
      return one.value;
    },
  };
}

interface LookOptions {
  readonly kinds?: readonly Kind[];
  readonly address?: string;
}
