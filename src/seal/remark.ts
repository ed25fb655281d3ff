/**
 * Something that was found out about a file of a sealed folder. `violated`: it is not what was sealed;
 * `unknown`: nothing vouches for it; `note`: worth saying and no harm; `held`: as it should be.
 */
export interface Remark {
  readonly file: string;
  readonly state: 'held' | 'note' | 'unknown' | 'violated';
  /** After the name of the file: `is missing`. */
  readonly text: string;
}

const SHOWN = 16;

/** A digest as people see it: enough to tell it from others, and to look it up. */
export const shortDigest = (digest: string): string =>
  digest.length > SHOWN ? `${digest.slice(0, SHOWN)}…` : digest;

/** What remarks come to: the worst of them. */
export type SealState = 'verified' | 'unknown' | 'violated';

/** The state of a folder about which nothing else was found out. */
export function stateOf(remarks: readonly Remark[]): SealState {
  const states = new Set(remarks.map(({ state }) => state));
  if (states.has('violated')) return 'violated';
  return states.has('unknown') ? 'unknown' : 'verified';
}
