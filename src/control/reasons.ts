import type { Piece } from './pieces.ts';
import type { PartState } from './result.ts';

/** How a sentence about pieces of a state begins; in the order in which they matter to who reads. */
const BEGINNINGS: readonly (readonly [PartState, string])[] = [
  ['fail', 'fails'],
  ['inconclusive', 'not settled'],
  ['partly', 'in part'],
  ['not-looked-at', 'not shown'],
  ['pass', 'passes'],
  ['attested', 'attested'],
  ['not-applicable', 'does not apply'],
];

/**
 * One sentence for all pieces that share state, places and reason; the worst states come first. What
 * does not apply is told where nothing else is, or, with `gaps`, where it applies nowhere.
 */
export function reasonsOf(pieces: readonly Piece[], gaps = false): string[] {
  const applying = pieces.filter(({ state }) => state !== 'not-applicable');
  const applies = new Set(applying.map(({ what }) => what));
  const isTold = ({ state, what }: Piece): boolean =>
    state !== 'not-applicable' || applying.length === 0 || (gaps && !applies.has(what));
  const told = pieces.filter(isTold);
  return BEGINNINGS.flatMap(([state, beginning]) => {
    const own = told.filter((piece) => piece.state === state);
    return merged(own).map(({ where, what, why }) => {
      const place = where.length === 0 ? '' : ` at ${listed(where)}`;
      return `${beginning}${place}: ${listed(what)}${why === null ? '' : ` (${why})`}`;
    });
  });
}

/** What is so at the same places for the same reason. */
interface Alike {
  readonly where: readonly string[];
  readonly what: readonly string[];
  readonly why: string | null;
}

/** First all things of a place and a reason together, then all places of the same things. */
function merged(pieces: readonly Piece[]): readonly Alike[] {
  const byPlace = grouped(pieces, ({ where, why }) => [where, why]).map((group): Alike => ({
    where: group.flatMap(({ where }) => where ?? []).slice(0, 1),
    what: [...new Set(group.map(({ what }) => what))],
    why: group[0]?.why ?? null,
  }));
  return grouped(byPlace, ({ what, why }) => [what, why]).map((group) => ({
    where: group.flatMap(({ where }) => where),
    what: group[0]?.what ?? [],
    why: group[0]?.why ?? null,
  }));
}

const grouped = <T>(list: readonly T[], keyOf: (one: T) => unknown): readonly (readonly T[])[] => [
  ...Map.groupBy(list, (one) => JSON.stringify(keyOf(one))).values(),
];

const NAMED = 3;

/** The first few, and how many more there are. */
function listed(words: readonly string[]): string {
  const more = words.length - NAMED;
  return more > 1
    ? `${words.slice(0, NAMED).join(', ')} and ${String(more)} more`
    : words.join(', ');
}
