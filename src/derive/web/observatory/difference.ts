import type { Algorithm } from './algorithms.ts';
import type { Sight } from './sight.ts';

/** What one of its tests had to go by, and what it said. */
export interface Seen {
  readonly sight: Sight;
  readonly algorithm: Algorithm;
  readonly result: string;
}

/** A way in which a test reads evidence otherwise than browsers do. */
export interface Difference {
  readonly test: string;
  readonly holds: (seen: Seen) => boolean;
  readonly say: (seen: Seen) => string;
}
