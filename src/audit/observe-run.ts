import type { Evidence } from '../evidence/evidence.ts';
import type { Target } from '../evidence/target.ts';
import type { Network } from '../net/network.ts';
import type { Intensity, Probe, ProbeSettings } from '../probe/probe.ts';

/** What happens while looking, for whoever shows progress. */
export type Progress =
  | { readonly type: 'expanded'; readonly targets: readonly Target[] }
  | { readonly type: 'target'; readonly target: Target; readonly probes: number }
  /** A probe that is made alone begins; it may take so many milliseconds. */
  | { readonly type: 'alone'; readonly target: Target; readonly title: string; readonly ms: number }
  | { readonly type: 'looked'; readonly target: Target; readonly evidence: Evidence }
  | { readonly type: 'done'; readonly target: Target };

export interface ObserveRun {
  readonly network: Network;
  readonly probes: readonly Probe[];
  /** Probes above it are not made. */
  readonly intensity: Intensity;
  readonly settings: ProbeSettings;
  /** Nothing but the DNS can be looked at: a bare name stands for its mail, and nothing is followed. */
  readonly dnsOnly?: boolean;
  /** Ends at the run's deadline and on interruption. */
  readonly signal: AbortSignal;
  readonly progress: (event: Progress) => void;
}
