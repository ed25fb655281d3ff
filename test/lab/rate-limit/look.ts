import { randomBytes } from 'node:crypto';
import { deriveFacts } from '../../../src/audit/facts.ts';
import { observe } from '../../../src/audit/observe.ts';
import { planProbes } from '../../../src/audit/plan.ts';
import { parseTarget } from '../../../src/audit/target.ts';
import type { Bundle } from '../../../src/evidence/bundle.ts';
import type { Kind } from '../../../src/evidence/kind.ts';
import { rateLimitAnnounced } from '../../../src/evidence/kinds/rate-limit/announced.ts';
import {
  rateLimitBypasses,
  rateLimitEnforced,
} from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import { rateLimitLogin } from '../../../src/evidence/kinds/rate-limit/login.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { parseConnectTo } from '../../../src/net/connect-to.ts';
import { DEFAULT_TIMEOUT_SECONDS, deadlinesFor } from '../../../src/net/deadlines.ts';
import { liveTransport } from '../../../src/net/live.ts';
import { Network } from '../../../src/net/network.ts';
import type { ProbeSettings, RateLimitEndpoint } from '../../../src/probe/probe.ts';
import { NO_SETTINGS } from '../../support/settings.ts';
import { hostOf, type Limiter, type Name } from './plan.ts';
import type { Limiters } from './servers.ts';

/** What one run of assay saw of one limiter. */
export interface Seen {
  observation<T>(kind: Kind<T>): Observation<T>;
  /** The value of a kind that is present. */
  value<T>(kind: Kind<T>): T;
  /** Of the whole run. */
  readonly seconds: number;
}

const KINDS: readonly Kind[] = [rateLimitAnnounced, rateLimitEnforced, rateLimitBypasses];

const USUAL: RateLimitEndpoint = {
  ...{ host: null, path: '/ping', method: 'GET', limit: null },
  ...{ budget: null, perSecond: null, seconds: null, parallel: 0 },
  ...{ forged: false, variants: false, token: false },
};

/** Looks at a limiter as `audit --active` does, permitted to, and concludes what the facts say. */
export const look = (lab: Limiters, { name, asked, headers = {} }: Limiter): Promise<Seen> =>
  lookAt(lab, name, KINDS, {
    ...permitted(name),
    web: { ...NO_SETTINGS.web, headers },
    rateLimit: { endpoints: [{ ...USUAL, ...asked }], login: null },
  });

/** Tries to sign in, as `--try-login` does. */
export const lookAtLogin = (lab: Limiters, name: Name): Promise<Seen> =>
  lookAt(lab, name, [rateLimitLogin], {
    ...permitted(name),
    rateLimit: {
      endpoints: [],
      login: {
        url: new URL(`https://${hostOf(name)}/login`),
        ...{ account: 'nobody', accountField: 'user', passwordField: 'password' },
        ...{ form: 'urlencoded', attempts: 10 },
      },
    },
  });

const permitted = (name: Name): ProbeSettings => ({
  ...NO_SETTINGS,
  authorisation: {
    by: 'the lab',
    scope: [hostOf(name)],
    until: new Date('2100-01-01'),
    contact: null,
  },
});

async function lookAt(
  lab: Limiters,
  name: Name,
  kinds: readonly Kind[],
  settings: ProbeSettings,
): Promise<Seen> {
  const begun = performance.now();
  const { signal } = new AbortController();
  const port = lab.portOf(name);
  const network = new Network(
    liveTransport(randomBytes(32), [lab.root]),
    {
      connectTo: [parseConnectTo(`:443:127.0.0.1:${port}`), parseConnectTo(':80:127.0.0.1:1')],
      resolver: { address: '127.0.0.1', port: 1 },
      scope: ['127.0.0.0/8'],
      families: [4],
      deadlines: deadlinesFor(DEFAULT_TIMEOUT_SECONDS),
      polite: false,
      concurrency: null,
      userAgent: 'assay/lab',
    },
    signal,
  );
  const url = `https://${hostOf(name)}/`;
  const observed = await observe([parseTarget(url)], {
    network,
    probes: planProbes(new Set(kinds.map(({ id }) => id))),
    intensity: 'active',
    settings,
    signal,
    progress: () => undefined,
  });
  const seconds = (performance.now() - begun) / 1000;
  return seenIn({ ...WITHOUT, ...observed }, seconds);
}

/** What a bundle says besides, which no fact on limits looks at. */
const WITHOUT: Omit<Bundle, 'targets' | 'evidence' | 'problems'> = {
  schemaVersion: 1,
  tool: { name: 'assay', version: '0.0.0' },
  ...{ now: '2026-11-22T12:00:00Z', startedAt: '2026-11-22T12:00:00Z' },
  ...{ endedAt: '2026-11-22T12:00:00Z', rulesHash: '' },
  profile: { id: '', version: '', areas: [], parameters: {} },
  settings: { trustedRoots: [], connectTo: [], resolver: '', trustAnchors: [] },
};

function seenIn(bundle: Bundle, seconds: number): Seen {
  const facts = deriveFacts(bundle, new Date(bundle.now), []);
  const all = [...bundle.evidence, ...facts];
  const observation = <T>(kind: Kind<T>): Observation<T> => {
    const found = all.find((one) => one.kind === kind.id);
    if (found === undefined) throw new Error(`nothing of ${kind.id}`);
    // Observations stand beside their own kind.
    return found.observation as Observation<T>;
  };
  return {
    observation,
    value: (kind) => {
      const seen = observation(kind);
      if (seen.status === 'present') return kind.schema.parse(seen.value);
      throw new Error(`${kind.id}: ${JSON.stringify(seen)}`);
    },
    seconds,
  };
}
