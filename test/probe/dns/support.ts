import { registrableDomain } from '../../../src/derive/domain.ts';
import type { DnsExchange } from '../../../src/evidence/kinds/dns/exchange.ts';
import { unavailable, type Observation } from '../../../src/evidence/observation.ts';
import { problemOf } from '../../../src/evidence/problem.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import type { Net } from '../../../src/net/net.ts';
import type { Network } from '../../../src/net/network.ts';
import { walk } from '../../../src/probe/dns/walk.ts';
import { PROBES } from '../../../src/probe/index.ts';
import type { GivenDelegation, Probe, ProbeContext } from '../../../src/probe/probe.ts';
import { targetOf } from '../../support/observe.ts';
import { NO_SETTINGS } from '../../support/settings.ts';

interface Looking {
  readonly delegations?: readonly GivenDelegation[];
  readonly signal?: AbortSignal;
  /** Stands between the probe and the network. */
  readonly through?: (net: Net) => Net;
}

/** What probes see of one target, each made once; a value is checked against its schema. */
export function looker(
  network: Network,
  target: ProbeContext['target'],
  { delegations = [], signal = new AbortController().signal, through = (net) => net }: Looking = {},
): <T>(probe: Probe<T>) => Promise<Observation<T>> {
  const seen = new Map<string, Promise<Observation>>();
  const look = (probe: Probe): Promise<Observation> => {
    const { kind } = probe;
    const known = seen.get(kind.id);
    if (known !== undefined) return known;
    const net = through(network.use({ kind: kind.id, target: target.id, signal }));
    const observation = probe
      .observe({
        ...{ target, net, signal, registrableDomain, endpoint: null },
        settings: { ...NO_SETTINGS, delegations },
        get: async <T>(needed: Kind<T>): Promise<Observation<T>> => {
          const other = PROBES.find((one) => one.kind.id === needed.id);
          if (other === undefined) throw new Error(`no probe for ${needed.id}`);
          // The probe of this kind makes this kind of value.
          return (await look(other)) as Observation<T>;
        },
      })
      .catch((error: unknown) => unavailable(problemOf(error)));
    seen.set(kind.id, observation);
    return observation;
  };
  return async <T>(probe: Probe<T>) => {
    // The probe makes values of its own kind.
    const observation = (await look(probe)) as Observation<T>;
    if (observation.status === 'present') probe.kind.schema.parse(observation.value);
    return observation;
  };
}

/** What a probe sees of a zone, where it sees something. */
export async function valueOf<T>(
  network: Network,
  zone: string,
  probe: Probe<T>,
  looking: Looking = {},
): Promise<T> {
  const observation = await looker(network, targetOf('zone', zone), looking)(probe);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

/** A walk on a network of a world. */
export const walkOn = (
  network: Network,
  name: string,
  type: string,
  signal = new AbortController().signal,
): ReturnType<typeof walk> =>
  walk(network.use({ kind: 'walk', target: name, signal }), { name, type });

/** An exchange in short: who was asked what, and what came back. */
export const told = ({ server, question, reply, problem }: DnsExchange): string =>
  [server.name ?? server.address, question.name, question.type, reply?.rcode ?? problem?.code].join(
    ' ',
  );

/**
 * Sends queries in rounds, each when all those that it can wait for have been answered: as many
 * round trips as a run takes where nothing but the way there takes time. TCP takes one more.
 */
export class Rounds {
  readonly #waiting: (() => void)[] = [];
  readonly #asked = new Map<string, Promise<DnsExchange>>();
  #timer: NodeJS.Timeout | undefined;
  #open = 0;
  count = 0;

  through(net: Net): Net {
    return {
      dns: net.dns,
      now: () => net.now(),
      random: (purpose, size) => net.random(purpose, size),
      locate: (host, port) => net.locate(host, port),
      resolve: (question) => net.resolve(question),
      dial: (endpoint, options) => net.dial(endpoint, options),
      datagram: (endpoint, payload, accept, options) =>
        net.datagram(endpoint, payload, accept, options),
      request: (request) => net.request(request),
      client: (options) => net.client(options),
      session: (endpoint, options) => net.session(endpoint, options),
      query: (query) => {
        const { server, name, type, form, transport = 'udp' } = query;
        const key = [server.address, name, type, form, transport].join(' ');
        const known = this.#asked.get(key);
        if (known !== undefined) return known;
        const asked = this.#inRounds(() => net.query(query), transport === 'tcp');
        this.#asked.set(key, asked);
        return asked;
      },
    };
  }

  async #inRounds(ask: () => Promise<DnsExchange>, tcp: boolean): Promise<DnsExchange> {
    if (tcp) await this.#turn();
    await this.#turn();
    this.#open += 1;
    const exchange = await ask();
    this.#open -= 1;
    this.#schedule();
    await this.#landed();
    if (exchange.truncated !== null) {
      await this.#turn();
      await this.#turn();
    }
    return exchange;
  }

  readonly #landing: (() => void)[] = [];

  /** Answers of one round arrive together. */
  #landed(): Promise<void> {
    return new Promise((resolve) => this.#landing.push(resolve));
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#open > 0) return;
      const landed = this.#landing.splice(0);
      if (landed.length > 0) {
        for (const resolve of landed) resolve();
        this.#schedule();
        return;
      }
      const batch = this.#waiting.splice(0);
      if (batch.length === 0) return;
      this.count += 1;
      for (const send of batch) send();
    }, 30);
  }
}
