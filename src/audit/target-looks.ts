import { complete, type Listing } from '../evidence/listing.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Kind } from '../evidence/kind.ts';
import type { Observation } from '../evidence/observation.ts';
import { belowIntensity, ProblemError } from '../evidence/problem.ts';
import type { Target } from '../evidence/target.ts';
import type { Endpoint, Net } from '../net/net.ts';
import { refusalOf } from '../probe/authorisation.ts';
import { INTENSITIES, type Probe } from '../probe/probe.ts';
import { handedOver } from './deadline.ts';
import { evidenceId, lookOnce, notLooked, type Look } from './look.ts';
import type { ObserveRun } from './observe-run.ts';

/** Problems that mean the target may have had enough of us, rather than that it never answers. */
const CUT_OFF: readonly string[] = ['refused', 'reset', 'timeout'];

/** How probes are made alone at a target. */
interface Alone {
  /** HTTP requests that went to its host before. */
  readonly spent: number;
  readonly signal: AbortSignal;
  /** Why they are not made; null where they are. */
  readonly instead: ProblemError | null;
}

/** The looks at one target: each probe once for each address, whoever asks for it. */
export class TargetLooks {
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

  /** What all probes see but those made alone. */
  async all(): Promise<Evidence[]> {
    const together = this.#probes.filter(({ alone }) => alone === undefined);
    const first = await Promise.all(together.map((probe) => this.#everywhere(probe)));
    const evidence = first.flat();
    const retried: Evidence[] = [];
    // One after the other: a target that cut us off is asked more slowly.
    for (const one of evidence) {
      const again = await this.#again(one, evidence);
      this.#looks.set(one.id, Promise.resolve(again));
      retried.push(again);
    }
    return retried;
  }

  /** What the probes made alone see, one after the other. */
  async alone({ spent, signal, instead }: Alone): Promise<Evidence[]> {
    const evidence: Evidence[] = [];
    for (const probe of this.#probes.filter(({ alone }) => alone !== undefined)) {
      const refusal = this.#isIdle(probe)
        ? endOf(signal)
        : (this.#refusal(probe) ?? instead ?? endOf(signal));
      const before = evidence.reduce((sum, { cost }) => sum + cost.requests, spent);
      const look = { ...this.#lookOf(probe, null), signal, spent: before };
      if (refusal === null) this.#tellAlone(probe);
      const one = refusal === null ? await lookOnce(look) : this.#notLooked(probe, refusal);
      this.#run.progress({ type: 'looked', target: this.#target, evidence: one });
      evidence.push(one);
    }
    return evidence;
  }

  /** Nobody asked for what it does: it sends nothing, and needs no permission to say so. */
  #isIdle({ alone }: Probe): boolean {
    return alone?.(this.#run.settings) === 0;
  }

  /** Says that a probe takes its time, unless it has nothing to do. */
  #tellAlone({ alone, kind: { title } }: Probe): void {
    const ms = alone?.(this.#run.settings) ?? 0;
    if (ms > 0) this.#run.progress({ type: 'alone', target: this.#target, title, ms });
  }

  /** Why a probe may not be made at this target. */
  #refusal(probe: Probe): ProblemError | null {
    const { intensity, settings } = this.#run;
    if (INTENSITIES.indexOf(probe.intensity) > INTENSITIES.indexOf(intensity)) {
      return belowIntensity(probe.intensity);
    }
    if (probe.intensity !== 'active') return null;
    const { kind, host, port } = this.#target;
    // Probes of web targets hold each URL against the scope themselves.
    const place = kind === 'web' ? null : { host, port };
    const refusal = refusalOf(settings.authorisation, place, this.#clock(probe).now());
    return refusal === null ? null : new ProblemError('not-permitted', refusal);
  }

  async #everywhere(probe: Probe): Promise<Evidence[]> {
    const refusal = this.#refusal(probe);
    if (refusal !== null) return [this.#notLooked(probe, refusal)];
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

  #notLooked(probe: Probe, problem: ProblemError): Evidence {
    return notLooked(probe.kind.id, this.#target, this.#clock(probe).now(), problem);
  }

  #clock({ kind }: Probe): Pick<Net, 'now'> {
    const { network, signal } = this.#run;
    return network.use({ kind: kind.id, target: this.#target.id, signal });
  }

  async #locate(): Promise<Listing<Endpoint>> {
    const { host, port } = this.#target;
    const { network, signal } = this.#run;
    const net = network.use({ kind: 'run', target: this.#target.id, signal });
    const endpoints = await handedOver(signal, () => net.locate(host, port ?? 0));
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
    const evidence = await lookOnce(this.#lookOf(probe, endpoint));
    this.#run.progress({ type: 'looked', target: this.#target, evidence });
    return evidence;
  }

  #lookOf(probe: Probe, endpoint: Endpoint | null): Look {
    const { network, settings, signal } = this.#run;
    const target = this.#target;
    const get: Look['get'] = (kind) => this.#get(kind, endpoint);
    return { probe, target, endpoint, network, settings, signal, get };
  }

  async #get<T>(kind: Kind<T>, endpoint: Endpoint | null): Promise<Observation<T>> {
    const probe = this.#probes.find((one) => one.kind.id === kind.id);
    if (probe === undefined) throw new Error(`no probe for ${kind.id} is planned`);
    const place = probe.perAddress ? (endpoint ?? (await this.#firstAnswering(probe))) : null;
    const { observation } = await this.#look(probe, place);
    // The evidence was made by the probe of this very kind.
    return observation as Observation<T>;
  }

  /** For a probe that looks once: the first address where this other one saw something, else the first. */
  async #firstAnswering(probe: Probe): Promise<Endpoint> {
    const { items } = await this.#endpoints;
    for (const endpoint of items) {
      const { observation } = await this.#look(probe, endpoint);
      if (observation.status === 'present') return endpoint;
    }
    const [first] = items;
    if (first !== undefined) return first;
    throw new ProblemError('unreachable', `${this.#target.host} has no address in the DNS`);
  }

  /** A second look where others at the same address got answers; a second cut-off is a block. */
  async #again(evidence: Evidence, all: readonly Evidence[]): Promise<Evidence> {
    const { observation, address } = evidence;
    if (observation.status !== 'unavailable' || this.#run.signal.aborted) return evidence;
    if (!CUT_OFF.includes(observation.problem.code) || address === undefined) return evidence;
    const answered = all.some((other) => other.address === address && wasAnswered(other));
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

/** What has ended a signal; null where nothing has. */
const endOf = ({ aborted, reason }: AbortSignal): ProblemError | null => {
  if (!aborted) return null;
  return reason instanceof ProblemError ? reason : new ProblemError('interrupted', 'stopped');
};

/** What was seen at an address over a connection; answers of the DNS about it are none of its own. */
const wasAnswered = ({ observation, cost: { connections, requests } }: Evidence): boolean =>
  observation.status === 'present' && connections + requests > 0;
