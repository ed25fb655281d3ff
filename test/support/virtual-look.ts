import { rateLimitSamples, type LimitAnswer } from '../../src/evidence/kinds/rate-limit/samples.ts';
import {
  rateLimitSequence,
  type RateLimitSequence,
} from '../../src/evidence/kinds/rate-limit/sequence.ts';
import type { Kind } from '../../src/evidence/kind.ts';
import { present, type Observation } from '../../src/evidence/observation.ts';
import type { Target } from '../../src/evidence/target.ts';
import type { Authorisation, ProbeContext, RateLimitEndpoint } from '../../src/probe/probe.ts';
import { UNDECLARED } from '../../src/probe/rate-limit/endpoint.ts';
import { rateLimitSequenceProbe } from '../../src/probe/rate-limit/sequence.ts';
import { NO_SETTINGS } from './settings.ts';
import {
  virtualNet,
  type VirtualNet,
  type VirtualOptions,
  type VirtualServer,
} from './virtual-client.ts';

/** Permits all of site.test for the day on which virtual time begins. */
export const PERMITTED: Authorisation = {
  by: 'Jane Doe, CISO',
  scope: ['site.test'],
  until: new Date('2026-11-22T23:59:59.999Z'),
  contact: 'security@site.test',
};

/** A target on which virtual servers are looked at. */
const SITE: Target = {
  ...{ id: 'https://site.test/', kind: 'web', uri: 'https://site.test/', host: 'site.test' },
  ...{ port: 443, role: 'site', addresses: [] },
};

export interface VirtualLook extends VirtualOptions {
  readonly endpoint?: Partial<RateLimitEndpoint>;
  readonly authorisation?: Authorisation | null;
  /** Field lines that the samples had. */
  readonly announced?: [string, string][];
  readonly headers?: Readonly<Record<string, string>>;
  readonly spent?: number;
}

/** What the probe observes of a simulated endpoint, and the door through which it looked. */
export async function lookVirtually(
  server: VirtualServer,
  look: VirtualLook = {},
): Promise<{ observation: Observation<RateLimitSequence>; net: VirtualNet }> {
  const { endpoint = {}, authorisation = PERMITTED, announced = [], headers = {}, spent } = look;
  const net = virtualNet(server, look);
  const answer: LimitAnswer = {
    ...{ is: 'response', status: 200, fields: announced, details: null, challenge: null },
    body: { bytes: 0, truncated: false, sha256: '' },
  };
  const samples = {
    url: 'https://site.test/api',
    method: 'GET' as const,
    documented: null,
    samples: [{ at: 0, answer }],
  };
  const context: ProbeContext = {
    target: SITE,
    net,
    settings: {
      ...NO_SETTINGS,
      authorisation,
      web: { ...NO_SETTINGS.web, headers },
      rateLimit: { endpoints: [{ ...UNDECLARED, path: '/api', ...endpoint }], login: null },
    },
    signal: look.signal ?? new AbortController().signal,
    endpoint: null,
    registrableDomain: () => null,
    ...(spent === undefined ? {} : { spent }),
    get<K>(kind: Kind<K>): Promise<Observation<K>> {
      if (kind.id !== rateLimitSamples.id) throw new Error(`${kind.id} is not among the needs`);
      // The only kind asked for is rate-limit.samples, hence K is RateLimitSamples.
      return Promise.resolve(present(samples) as Observation as Observation<K>);
    },
  };
  const observation = await rateLimitSequenceProbe.observe(context);
  if (observation.status === 'present') rateLimitSequence.schema.parse(observation.value);
  return { observation, net };
}

/** The sequence that was made; throws where none was. */
export async function sequenceAt(
  server: VirtualServer,
  look: VirtualLook = {},
): Promise<RateLimitSequence> {
  const { observation } = await lookVirtually(server, look);
  if (observation.status !== 'present') throw new Error(JSON.stringify(observation));
  return observation.value;
}

const SYMBOLS = { admitted: '+', refused: '-', challenged: '?', failing: '!', lost: 'x' } as const;

/** A sequence in short, in the order sent: `baseline +++++ burst ++++- confirm --`. */
export function shapeOf({ requests }: Pick<RateLimitSequence, 'requests'>): string {
  let phase = '';
  return requests
    .map((request) => {
      const begins = request.phase !== phase;
      phase = request.phase;
      return `${begins ? ` ${phase} ` : ''}${SYMBOLS[request.taken]}`;
    })
    .join('')
    .trim();
}
