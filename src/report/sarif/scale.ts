import type { Area } from '../../evidence/kind.ts';
import type { Outcome, Severity } from '../../judge/finding.ts';

/** `level` of a failed result (SARIF 2.1.0, section 3.27.10). */
export type Level = 'error' | 'warning' | 'note' | 'none';
/** `kind` of a result (section 3.27.9). */
type Kind = 'pass' | 'fail' | 'open' | 'review' | 'notApplicable';

/** How SARIF, and GitHub by `security-severity`, name what we call severe. */
export const SEVERITY: Readonly<
  Record<Severity, { readonly level: Level; readonly score: string }>
> = {
  critical: { level: 'error', score: '9.5' },
  high: { level: 'error', score: '8.0' },
  medium: { level: 'warning', score: '5.5' },
  low: { level: 'note', score: '2.0' },
  // GitHub takes 0.0 for no severity at all.
  info: { level: 'note', score: '0.0' },
};

/** What is not settled is `open`, never `pass`. */
export const KINDS: Readonly<Record<Outcome, Kind>> = {
  fail: 'fail',
  inconclusive: 'open',
  manual: 'review',
  pass: 'pass',
  'not-applicable': 'notApplicable',
};

/** How sure a failed rule of an area is; what is found out from samples is less so. */
export const precisionOf = (area: Area): 'very-high' | 'high' =>
  area === 'rate-limit' ? 'high' : 'very-high';
