import type { Answer, Hop } from '../../evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../evidence/listing.ts';
import type { Problem } from '../../evidence/problem.ts';
import { blockOf } from './block.ts';

/** The site's own word, or why there is none: the request failed, or the answer is that of a block. */
export type Seen = { readonly hop: Hop } | { readonly problem: Problem };

/** What an answer says of the site; see blockOf for what does not count as its own word. */
export function seenIn(answer: Answer): Seen {
  if (answer.is === 'problem') return { problem: answer.problem };
  const block = blockOf(answer.hop);
  return block === null ? { hop: answer.hop } : { problem: block };
}

/** A list from what was seen, cut short by the first thing that was not. */
export function listingFrom<T>(items: readonly T[], problems: readonly Problem[]): Listing<T> {
  const [first] = problems;
  return first === undefined ? complete(items) : cutShort(items, first);
}
