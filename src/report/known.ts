import type { Listing } from '../evidence/listing.ts';
import type { Observation } from '../evidence/observation.ts';
import { becauseOf } from './observed.ts';
import type { Tone } from './tone.ts';
import type { Cell, Verdict } from './part.ts';

/** An observation; null where nobody looked. */
export type Seen<T> = Observation<T> | null;

/** The value seen; null where it is absent or not known. */
export const valueOf = <T>(seen: Seen<T>): T | null =>
  seen?.status === 'present' ? seen.value : null;

/** Nothing where nobody looked, the problem where there is one, the conclusions else. */
export function verdictsOn<T>(
  seen: Seen<T>,
  missing: (how: string) => readonly Verdict[],
  conclude: (value: T) => readonly Verdict[],
): readonly Verdict[] {
  switch (seen?.status) {
    case undefined:
      return [];
    case 'present':
      return conclude(seen.value);
    case 'absent':
      return missing(seen.how);
    case 'unavailable':
      return [{ tone: 'open', text: `not known: ${seen.problem.detail}` }];
  }
}

/** That there is nothing to look at, in the words of the observation: a note. */
export const noted = (how: string): readonly Verdict[] => [{ tone: 'quiet', text: how }];

/** That a list may be longer, and why. */
export const shortfall = (what: string, listing: Listing<unknown>): readonly Verdict[] =>
  listing.complete ? [] : [{ tone: 'open', text: `${what}: ${becauseOf(listing)}` }];

type Word = readonly [Tone, string];

/** A cell for what is true, false or not known. */
export function knownCell(known: boolean | null, yes: Word, no: Word): Cell {
  const [tone, text] = known === null ? (['open', 'not known'] as const) : known ? yes : no;
  return { tone, text };
}

/** `a, b, c and 4 more`. */
export function fewOf(items: readonly string[], most: number): string {
  const more = items.length - most;
  return items.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** The address in a `mailto:` URI; other URIs as they are. */
export const mailbox = (uri: string): string => uri.replace(/^mailto:/i, '');
