/** Deadlines in milliseconds. */
export interface Deadlines {
  readonly connect: number;
  readonly operation: number;
  readonly probe: number;
  readonly target: number;
  readonly run: number;
  /** Longest wait for the next bytes of a peer that is far away. */
  readonly silence: number;
}

/** The deadline of a target in seconds, where nothing else is said. */
export const DEFAULT_TIMEOUT_SECONDS = 120;

/** All deadlines for a target's deadline of `seconds`; the others scale with it. */
export function deadlinesFor(seconds: number): Deadlines {
  const scaled = (ms: number): number => Math.round((ms * seconds) / DEFAULT_TIMEOUT_SECONDS);
  return {
    connect: scaled(5_000),
    operation: scaled(10_000),
    probe: scaled(30_000),
    target: scaled(120_000),
    run: scaled(600_000),
    silence: scaled(5_000),
  };
}

/** How long to wait for bytes from a peer whose round trip was measured. */
export const silenceFor = (deadlines: Deadlines, roundTripMs: number): number =>
  Math.min(deadlines.silence, Math.max(500, 1_000 + 8 * roundTripMs));
