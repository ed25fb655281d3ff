import { complete, cutShort, type Listing } from '../../../evidence/listing.ts';
import type { Problem } from '../../../evidence/problem.ts';
import type { Visit } from './walk.ts';

/** A term and the domain in whose record it stands. */
export interface Place {
  readonly domain: string;
  readonly term: string;
}

export const placeOf = ({ domain, term }: Visit): Place => ({ domain, term: term.text });

/** The items, cut short where there is a gap. */
export const listing = <T>(items: readonly T[], gap: Problem | null): Listing<T> =>
  gap === null ? complete(items) : cutShort(items, gap);

/** Each of the items once, by what it says, and no more than `most`. */
export function distinct<T>(items: readonly T[], most: number, gap: Problem | null): Listing<T> {
  const once = [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
  if (once.length <= most) return listing(once, gap);
  return cutShort(once.slice(0, most), { code: 'limit', detail: `more than ${most} are not told` });
}
