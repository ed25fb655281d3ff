import { randomBytes } from 'node:crypto';
import type { TrustAnchor } from '../codec/dns/anchor.ts';
import type { Bundle } from '../evidence/bundle.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Target } from '../evidence/target.ts';
import type { Problem } from '../evidence/problem.ts';
import { resolverText } from '../net/dns/resolver-server.ts';
import { deadlinesFor } from '../net/deadlines.ts';
import { liveTransport } from '../net/live.ts';
import { Network, type NetworkSettings } from '../net/network.ts';
import type { Transport } from '../net/transport.ts';
import type { Intensity, Probe, ProbeSettings } from '../probe/probe.ts';
import type { ClaimSheet } from '../document/claims.ts';
import type { ResolvedProfile } from '../control/profile.ts';
import { within } from './deadline.ts';
import { anchorLines } from './dns-root.ts';
import { MOST_PLACES, observe } from './observe.ts';
import type { Progress } from './observe-run.ts';
import type { Pack } from './pack.ts';
import { kindsOf, planProbes } from './plan.ts';
import { profileText } from './profile-text.ts';
import type { TargetRequest } from './target.ts';

/** Evidence that nobody looked for: it was handed over in files. */
interface Filed {
  readonly target: Target;
  readonly evidence: Evidence;
}

/** Everything that decides what is looked at and how. */
export interface ObserveOptions {
  readonly requests: readonly TargetRequest[];
  /** What files say, and of what. */
  readonly filed?: readonly Filed[];
  readonly pack: Pack;
  readonly profile: ResolvedProfile;
  /** A security page whose sentences are held against what is seen. */
  readonly claims?: { readonly sheet: ClaimSheet } | null;
  readonly network: Omit<NetworkSettings, 'deadlines'>;
  /** The deadline of a target; the others scale with it. */
  readonly timeoutSeconds: number;
  readonly intensity: Intensity;
  readonly settings: ProbeSettings;
  /** Further trusted roots, DER. */
  readonly trustedRoots: readonly Uint8Array[];
  /** What chains of trust of the DNS begin with; those of the pack where not given. */
  readonly trustAnchors?: readonly TrustAnchor[];
  /** The time that counts for expiry; that of the start where null. */
  readonly now: Date | null;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly progress: (event: Progress) => void;
  /** The live network where it is not given. */
  readonly transport?: Transport;
  /** Where answers of the DNS are read from in place of a resolver: nothing else can be looked at. */
  readonly fixture?: string | null;
}

/** Looks, and gives back what a bundle keeps. Never throws because of what a target does. */
export async function observeBundle(options: ObserveOptions): Promise<Bundle> {
  const { profile, pack, filed = [] } = options;
  const deadlines = deadlinesFor(options.timeoutSeconds);
  const transport = options.transport ?? liveTransport(randomBytes(32));
  const whole = { kind: 'run', target: 'run', signal: options.signal };
  const kinds = kindsOf(pack, profile, options.claims?.sheet ?? null);
  const probes = planProbes(kinds);
  const ms = deadlines.run + aloneMs(probes, options);
  const limit = { ms, parent: options.signal, what: 'the run' };
  const settings = { ...options.network, deadlines };
  const clock = new Network(transport, settings, options.signal).use(whole);
  const startedAt = clock.now();
  const observed = await within(limit, (signal) =>
    observe(options.requests, {
      network: new Network(transport, settings, signal),
      probes,
      intensity: options.intensity,
      dnsOnly: typeof options.fixture === 'string',
      settings: options.settings,
      signal,
      progress: options.progress,
    }),
  );
  return {
    schemaVersion: 1,
    tool: { name: 'assay', version: options.version },
    now: (options.now ?? startedAt).toISOString(),
    startedAt: startedAt.toISOString(),
    endedAt: clock.now().toISOString(),
    rulesHash: pack.rulesHash,
    profile: profileText(profile),
    settings: {
      trustedRoots: options.trustedRoots.map((der) => Buffer.from(der).toString('base64')),
      connectTo: options.network.connectTo.map(({ text }) => text),
      resolver: options.fixture ?? resolverText(options.network.resolver),
      trustAnchors: anchorLines(options.trustAnchors ?? pack.anchors),
    },
    targets: [...observed.targets, ...filed.map(({ target }) => target)],
    evidence: [...observed.evidence, ...filed.map(({ evidence }) => evidence)],
    problems: [...observed.problems, ...problemsOf(options)],
  };
}

/** What probes that are made alone may take after all others. */
function aloneMs(probes: readonly Probe[], options: ObserveOptions): number {
  const { intensity, requests, settings } = options;
  if (intensity !== 'active') return 0;
  const once = probes.reduce((sum, { alone }) => sum + (alone?.(settings) ?? 0), 0);
  return once * Math.min(requests.length, MOST_PLACES);
}

/** What concerns everything that was seen. */
function problemsOf({ fixture, signal }: ObserveOptions): readonly Problem[] {
  const stopped = 'stopped before everything was seen';
  return [
    ...(typeof fixture === 'string'
      ? [
          {
            code: 'not-requested' as const,
            detail: `the DNS came from the ${fixture}; nothing else was looked at`,
          },
        ]
      : []),
    ...(signal.aborted ? [{ code: 'interrupted' as const, detail: stopped }] : []),
  ];
}
