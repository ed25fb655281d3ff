import { randomBytes } from 'node:crypto';
import type { Bundle } from '../evidence/bundle.ts';
import { deadlinesFor } from '../net/deadlines.ts';
import { liveTransport } from '../net/live.ts';
import { Network, type NetworkSettings } from '../net/network.ts';
import type { Transport } from '../net/transport.ts';
import type { Intensity } from '../probe/probe.ts';
import type { ResolvedProfile } from '../control/profile.ts';
import { deadline } from './deadline.ts';
import { observe, type Progress } from './observe.ts';
import type { Pack } from './pack.ts';
import { planProbes } from './plan.ts';
import type { TargetRequest } from './target.ts';

/** Everything that decides what is looked at and how. */
export interface ObserveOptions {
  readonly requests: readonly TargetRequest[];
  readonly pack: Pack;
  readonly profile: ResolvedProfile;
  readonly network: Omit<NetworkSettings, 'deadlines'>;
  /** The deadline of a target; the others scale with it. */
  readonly timeoutSeconds: number;
  readonly intensity: Intensity;
  /** Further trusted roots, DER. */
  readonly trustedRoots: readonly Uint8Array[];
  /** The time that counts for expiry; that of the start where null. */
  readonly now: Date | null;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly progress: (event: Progress) => void;
  /** The live network where it is not given. */
  readonly transport?: Transport;
}

/** Looks, and gives back what a bundle keeps. Never throws because of what a target does. */
export async function observeBundle(options: ObserveOptions): Promise<Bundle> {
  const { profile, pack } = options;
  const deadlines = deadlinesFor(options.timeoutSeconds);
  const within = deadline(deadlines.run, options.signal, 'the run');
  const transport = options.transport ?? liveTransport(randomBytes(32));
  const network = new Network(transport, { ...options.network, deadlines }, within.signal);
  const clock = network.use({ kind: 'run', target: 'run', signal: within.signal });
  const startedAt = clock.now();
  const kinds = new Set(profile.rules.map(({ kind }) => kind.id));
  const observed = await observe(options.requests, {
    network,
    probes: planProbes(kinds),
    intensity: options.intensity,
    signal: within.signal,
    progress: options.progress,
  });
  within.cancel();
  return {
    schemaVersion: 1,
    tool: { name: 'assay', version: options.version },
    now: (options.now ?? startedAt).toISOString(),
    startedAt: startedAt.toISOString(),
    endedAt: clock.now().toISOString(),
    rulesHash: pack.rulesHash,
    profile: { id: profile.id, version: profile.version },
    settings: {
      trustedRoots: options.trustedRoots.map((der) => Buffer.from(der).toString('base64')),
      connectTo: options.network.connectTo.map(({ text }) => text),
      resolver: `${options.network.resolver.address}:${options.network.resolver.port}`,
    },
    ...observed,
    problems: options.signal.aborted
      ? [
          ...observed.problems,
          { code: 'interrupted', detail: 'stopped before everything was seen' },
        ]
      : observed.problems,
  };
}
