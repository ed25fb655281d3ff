/** The three values of Kleene's logic. */
export type Truth = 'true' | 'false' | 'unknown';

/** The minimum (false before unknown before true); true of nothing. */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes('false')) return 'false';
  return truths.includes('unknown') ? 'unknown' : 'true';
}

/** The maximum; false of nothing. */
export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes('true')) return 'true';
  return truths.includes('unknown') ? 'unknown' : 'false';
}

/** Unknown stays unknown. */
export function negationOf(truth: Truth): Truth {
  if (truth === 'unknown') return 'unknown';
  return truth === 'true' ? 'false' : 'true';
}

/** A boolean as a truth. */
export const truthOf = (holds: boolean): Truth => (holds ? 'true' : 'false');
