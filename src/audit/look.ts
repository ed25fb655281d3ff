import { registrableDomain } from '../derive/domain.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Kind } from '../evidence/kind.ts';
import { unavailable, type Observation } from '../evidence/observation.ts';
import { problemOf, type Problem } from '../evidence/problem.ts';
import type { Target } from '../evidence/target.ts';
import { Activity } from '../net/activity.ts';
import { NoStarttlsError, type Endpoint } from '../net/net.ts';
import type { Network } from '../net/network.ts';
import type { Probe, ProbeSettings } from '../probe/probe.ts';
import { handedOver, within } from './deadline.ts';

/** One probe at one target, and at one of its addresses if it is made for each. */
export interface Look {
  readonly probe: Probe;
  readonly target: Target;
  readonly endpoint: Endpoint | null;
  readonly network: Network;
  readonly settings: ProbeSettings;
  /** Ends at the target's deadline. */
  readonly signal: AbortSignal;
  /** HTTP requests of the run to the target's host so far; only for a probe made `alone`. */
  readonly spent?: number;
  readonly get: <T>(kind: Kind<T>) => Promise<Observation<T>>;
}

/** The id of evidence: unique in a run and the same in each. */
export const evidenceId = (kind: string, target: string, address?: string): string =>
  address === undefined ? `${kind} ${target}` : `${kind} ${target} ${address}`;

/** Runs one probe within its deadline; whatever goes wrong becomes a Problem of its observation. */
export async function lookOnce(look: Look): Promise<Evidence> {
  const { probe, target, endpoint, network, settings, spent = 0, get } = look;
  const { id: kind, title } = probe.kind;
  const place = endpoint === null ? target.id : `${target.id} ${endpoint.address}`;
  const use = { kind, target: place, signal: look.signal };
  const clock = network.use(use);
  const startedAt = clock.now();
  let { cost } = clock;
  const ms = Math.max(network.settings.deadlines.probe, probe.alone?.(settings) ?? 0);
  const limit = { ms, parent: look.signal, what: title };
  const observation = await within(limit, async (signal, clock) => {
    const activity = new Activity(clock);
    const net = network.use({ ...use, signal, activity });
    try {
      const observing = (): Promise<Observation> =>
        probe.observe({
          ...{ target, endpoint, net, settings, signal, registrableDomain, spent },
          get: (needed) => activity.waiting(() => get(needed)),
        });
      return await handedOver(signal, observing);
    } finally {
      ({ cost } = net);
    }
  }).catch((error: unknown): Observation => unavailable(lookProblem(error)));
  const took = Math.max(0, clock.now().getTime() - startedAt.getTime());
  return {
    ...evidenceHead(kind, target, endpoint),
    observedAt: startedAt.toISOString(),
    observation,
    cost: { ...cost, ms: took },
  };
}

/** TLS that was offered to another probe may be withheld from this one: that settles nothing. */
const lookProblem = (error: unknown): Problem =>
  error instanceof NoStarttlsError
    ? { code: 'blocked', detail: `offered no TLS this time: ${error.message}` }
    : problemOf(error);

/** Evidence that could not even be looked for. */
export const notLooked = (
  kind: string,
  target: Target,
  observedAt: Date,
  problem: unknown,
): Evidence => ({
  ...evidenceHead(kind, target, null),
  observedAt: observedAt.toISOString(),
  observation: unavailable(problemOf(problem)),
  cost: { connections: 0, queries: 0, requests: 0, ms: 0 },
});

function evidenceHead(
  kind: string,
  target: Target,
  endpoint: Endpoint | null,
): Pick<Evidence, 'id' | 'kind' | 'target' | 'address'> {
  if (endpoint === null) return { id: evidenceId(kind, target.id), kind, target: target.id };
  const { address } = endpoint;
  return { id: evidenceId(kind, target.id, address), kind, target: target.id, address };
}
