import type { Gap, Occasion } from '../../evidence/kinds/org/documents.ts';
import type { Listing } from '../../evidence/listing.ts';
import { daysBetween } from './day.ts';
import { listingFrom, nameOf, type Entries } from './entries.ts';

/** The days on which something was done, the last one first; what is still to come is no proof. */
export function occasionsOf(entries: Entries, today: string): Listing<Occasion> {
  const all = entries.fit.flatMap((entry) =>
    entry.dates
      .filter((date) => date <= today)
      .map((date) => ({ date, daysAgo: daysBetween(date, today), document: nameOf(entry) })),
  );
  const byDate = new Map(all.map((occasion) => [occasion.date, occasion]));
  return listingFrom(
    entries,
    [...byDate.values()].sort((a, b) => a.daysAgo - b.daysAgo),
  );
}

/** The times between, the last one first. */
export const gapsBetween = ({ items, complete }: Listing<Occasion>, today: string): Gap[] =>
  items.map(({ date }, index) => {
    const to = items[index - 1]?.date ?? today;
    const days = daysBetween(date, to);
    return { place: index + 1, from: date, to, days, surely: complete ? days : null };
  });
