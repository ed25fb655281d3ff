import type { Bundle } from '../evidence/bundle.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Kind } from '../evidence/kind.ts';
import { mailMx } from '../evidence/kinds/mail.ts';
import { webResponses } from '../evidence/kinds/web.ts';
import { complete, type Listing } from '../evidence/listing.ts';
import type { Observation } from '../evidence/observation.ts';
import { ProblemError } from '../evidence/problem.ts';
import type { Target } from '../evidence/target.ts';
import { roleOf } from '../derive/web/role.ts';
import type { Endpoint } from '../net/net.ts';
import type { Network } from '../net/network.ts';
import { mailSmtpProbe } from '../probe/mail/smtp.ts';
import { INTENSITIES, type Intensity, type Probe } from '../probe/probe.ts';
import { deadline, until } from './deadline.ts';
import { exchangeTargets, expand } from './expand.ts';
import { evidenceId, lookOnce, notLooked } from './look.ts';
import { probesFor } from './plan.ts';
import type { TargetRequest } from './target.ts';

/** What happens while looking, for whoever shows progress. */
export type Progress =
  | { readonly type: 'expanded'; readonly targets: readonly Target[] }
  | { readonly type: 'target'; readonly target: Target; readonly probes: number }
  | { readonly type: 'looked'; readonly target: Target; readonly evidence: Evidence }
  | { readonly type: 'done'; readonly target: Target };

export interface ObserveRun {
  readonly network: Network;
  readonly probes: readonly Probe[];
  /** Probes above it are not made. */
  readonly intensity: Intensity;
  /** Ends at the run's deadline and on interruption. */
  readonly signal: AbortSignal;
  readonly progress: (event: Progress) => void;
}

/** Targets looked at side by side. */
const SIDE_BY_SIDE = 8;
/** Problems that mean the target may have had enough of us, rather than that it never answers. */
const CUT_OFF: readonly string[] = ['refused', 'reset', 'timeout'];

/** Looks at everything asked for: what a bundle holds of targets and evidence. */
export async function observe(
  requests: readonly TargetRequest[],
  run: ObserveRun,
): Promise<Pick<Bundle, 'targets' | 'evidence' | 'problems'>> {
  const net = run.network.use({ kind: 'run', target: 'expansion', signal: run.signal });
  const expanded = await Promise.all(requests.map((request) => expand(request, net)));
  const queue = distinct(expanded.flat());
  run.progress({ type: 'expanded', targets: queue });
  const seen = new Map<string, Evidence[]>();
  for (let begun = 0; begun < queue.length;) {
    const batch = queue.slice(begun, begun + SIDE_BY_SIDE);
    begun += batch.length;
    const found = await Promise.all(batch.map((target) => observeTarget(target, run)));
    for (const [index, target] of batch.entries()) seen.set(target.id, found[index] ?? []);
    if (!run.probes.includes(mailSmtpProbe)) continue;
    const known = new Set(queue.map(({ id }) => id));
    const exchanges = found.flat().flatMap((evidence) => exchangesOf(evidence));
    queue.push(...distinct(exchanges).filter(({ id }) => !known.has(id)));
  }
  const evidence = queue.flatMap(({ id }) => seen.get(id) ?? []);
  return {
    targets: queue.map((target) => settled(target, seen.get(target.id) ?? [])),
    evidence,
    problems: [...run.network.problems],
  };
}

/** All evidence of one target, in the order of the probes. */
async function observeTarget(target: Target, run: ObserveRun): Promise<Evidence[]> {
  const { network } = run;
  const probes = probesFor(run.probes, target);
  run.progress({ type: 'target', target, probes: probes.length });
  const within = deadline(network.settings.deadlines.target, run.signal, target.id);
  const looks = new TargetLooks(target, { ...run, signal: within.signal }, probes);
  const evidence = await looks.all();
  within.cancel();
  run.progress({ type: 'done', target });
  return evidence;
}

/** The looks at one target: each probe once for each address, whoever asks for it. */
class TargetLooks {
  readonly #target: Target;
  readonly #run: ObserveRun;
  readonly #probes: readonly Probe[];
  readonly #endpoints: Promise<Listing<Endpoint>>;
  readonly #looks = new Map<string, Promise<Evidence>>();

  constructor(target: Target, run: ObserveRun, probes: readonly Probe[]) {
    this.#target = target;
    this.#run = run;
    this.#probes = probes;
    this.#endpoints = probes.some(({ perAddress }) => perAddress)
      ? this.#locate()
      : Promise.resolve(complete([]));
    // Awaited by every look that needs it; a failure is reported there.
    this.#endpoints.catch(() => undefined);
  }

  async all(): Promise<Evidence[]> {
    const first = await Promise.all(this.#probes.map((probe) => this.#everywhere(probe)));
    const evidence = first.flat();
    const retried: Evidence[] = [];
    // One after the other: a target that cut us off is asked more slowly.
    for (const one of evidence) retried.push(await this.#again(one, evidence));
    return retried;
  }

  async #everywhere(probe: Probe): Promise<Evidence[]> {
    const { intensity } = this.#run;
    if (INTENSITIES.indexOf(probe.intensity) > INTENSITIES.indexOf(intensity)) {
      const reason = `needs --intensity ${probe.intensity}`;
      return [this.#notLooked(probe, new ProblemError('not-permitted', reason))];
    }
    if (!probe.perAddress) return [await this.#look(probe, null)];
    try {
      const { items, because } = await this.#endpoints;
      const looked = await Promise.all(items.map((endpoint) => this.#look(probe, endpoint)));
      if (because === undefined) return looked;
      return [...looked, this.#notLooked(probe, new ProblemError(because.code, because.detail))];
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return [this.#notLooked(probe, error)];
    }
  }

  #notLooked({ kind }: Probe, problem: ProblemError): Evidence {
    const { network, signal } = this.#run;
    const net = network.use({ kind: kind.id, target: this.#target.id, signal });
    return notLooked(kind.id, this.#target, net.now(), problem);
  }

  async #locate(): Promise<Listing<Endpoint>> {
    const { host, port } = this.#target;
    const { network, signal } = this.#run;
    const net = network.use({ kind: 'run', target: this.#target.id, signal });
    const endpoints = await until(signal, () => net.locate(host, port ?? 0));
    if (endpoints.items.length > 0 || !endpoints.complete) return endpoints;
    throw new ProblemError('unreachable', `${host} has no address in the DNS`);
  }

  #look(probe: Probe, endpoint: Endpoint | null): Promise<Evidence> {
    const id = evidenceId(probe.kind.id, this.#target.id, endpoint?.address);
    let look = this.#looks.get(id);
    if (look === undefined) {
      look = this.#fresh(probe, endpoint);
      this.#looks.set(id, look);
    }
    return look;
  }

  async #fresh(probe: Probe, endpoint: Endpoint | null): Promise<Evidence> {
    const { network, signal, progress } = this.#run;
    const evidence = await lookOnce({
      probe,
      target: this.#target,
      endpoint,
      network,
      signal,
      get: (kind) => this.#get(kind, endpoint),
    });
    progress({ type: 'looked', target: this.#target, evidence });
    return evidence;
  }

  async #get<T>(kind: Kind<T>, endpoint: Endpoint | null): Promise<Observation<T>> {
    const probe = this.#probes.find((one) => one.kind.id === kind.id);
    if (probe === undefined) throw new Error(`no probe for ${kind.id} is planned`);
    const { observation } = await this.#look(probe, probe.perAddress ? endpoint : null);
    // The evidence was made by the probe of this very kind.
    return observation as Observation<T>;
  }

  /** A second look where others at the same address got answers; a second cut-off is a block. */
  async #again(evidence: Evidence, all: readonly Evidence[]): Promise<Evidence> {
    const { observation, address } = evidence;
    if (observation.status !== 'unavailable' || this.#run.signal.aborted) return evidence;
    if (!CUT_OFF.includes(observation.problem.code) || address === undefined) return evidence;
    const answered = all.some(
      (other) => other.address === address && other.observation.status === 'present',
    );
    const probe = this.#probes.find(({ kind }) => kind.id === evidence.kind);
    const { items } = await this.#endpoints;
    const endpoint = items.find((one) => one.address === address);
    if (!answered || probe === undefined || endpoint === undefined) return evidence;
    const second = await this.#fresh(probe, endpoint);
    if (second.observation.status !== 'unavailable') return second;
    const { code, detail } = second.observation.problem;
    if (code === 'timeout' || !CUT_OFF.includes(code)) return second;
    const problem = { code: 'blocked' as const, detail: `${detail}, twice, while others answered` };
    return { ...second, observation: { status: 'unavailable', problem } };
  }
}

/** The target as the bundle keeps it: with its addresses, and the role that was seen. */
function settled(target: Target, evidence: readonly Evidence[]): Target {
  const addresses = new Set(evidence.flatMap(({ address }) => address ?? []));
  return { ...target, addresses: [...addresses], role: target.role ?? seenRole(evidence) };
}

function seenRole(evidence: readonly Evidence[]): Target['role'] {
  const roles = evidence.map(({ kind, observation }) =>
    kind === webResponses.id && observation.status === 'present'
      ? roleOf(webResponses.schema.parse(observation.value))
      : null,
  );
  return roles.find((role) => role !== null) ?? null;
}

const exchangesOf = ({ kind, observation }: Evidence): readonly Target[] =>
  kind === mailMx.id && observation.status === 'present'
    ? exchangeTargets(mailMx.schema.parse(observation.value))
    : [];

const distinct = (targets: readonly Target[]): Target[] => [
  ...new Map(targets.map((target) => [target.id, target])).values(),
];
