import type { Comparison } from '../../control/comparison.ts';
import type { Report } from '../report.ts';

/** Two reports, and what became of the one in the other. */
export interface Compared {
  readonly before: Report;
  readonly after: Report;
  readonly comparison: Comparison;
}
