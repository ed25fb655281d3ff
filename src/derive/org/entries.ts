import type { RegisterEntry } from '../../evidence/kinds/org/register.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';

/** What the register has of one kind of document. */
export interface Entries {
  /** In words that go on after "no". */
  readonly what: string;
  /** Those whose file is there and is the one that was registered. */
  readonly fit: readonly RegisterEntry[];
  /** Those that cannot count. */
  readonly unfit: readonly RegisterEntry[];
}

/** Sorts the entries that `wanted` picks into those that count and those that cannot. */
export function entriesOf(
  entries: readonly RegisterEntry[],
  what: string,
  wanted: (entry: RegisterEntry) => boolean,
): Entries {
  const picked = entries.filter(wanted);
  const fits = (entry: RegisterEntry): boolean => unfitness(entry) === null;
  return { what, fit: picked.filter(fits), unfit: picked.filter((entry) => !fits(entry)) };
}

/** Why an entry cannot count. What is written down without the document itself is somebody's word. */
function unfitness(entry: RegisterEntry): Problem | null {
  if (entry.problem !== null) return entry.problem;
  return entry.file === null
    ? { code: 'unfit', detail: `no file is registered for ${nameOf(entry)}` }
    : null;
}

/**
 * A list of what was drawn from the entries; not complete where some cannot count, or where nothing
 * was there to draw from.
 */
export function listingFrom<T>({ what, unfit }: Entries, items: readonly T[]): Listing<T> {
  const [first] = unfit;
  const problem = first === undefined ? null : unfitness(first);
  if (problem !== null) return cutShort(items, problem);
  return items.length > 0
    ? complete(items)
    : cutShort(items, { code: 'not-requested', detail: `no ${what} is in the register` });
}

const LONGEST = 120;

/** How findings call a document: `certificate ISO/IEC 27001:2022, IS 123`. */
export function nameOf({ type, standard, holder, number }: RegisterEntry): string {
  const words = [type.replaceAll('-', ' '), standard, holder === null ? null : `of ${holder}`];
  const named = words.filter((word) => word !== null).join(' ');
  return (number === null ? named : `${named}, ${number}`).slice(0, LONGEST);
}
