import type { Problem } from '../../../evidence/problem.ts';
import { settled, type Beside, type Reply } from '../again.ts';

/** One choice of the server: what was offered, and what it took. */
export interface Pick {
  readonly offered: readonly number[];
  readonly picked: number;
}

/** What removal found of one list. */
export interface Removed {
  /** In the order in which the server took them. */
  readonly picks: readonly Pick[];
  /** Why what is left of the list was not refused; null where it was. */
  readonly because: Problem | null;
  /** The server took something that was not offered. */
  readonly unoffered: number | null;
}

/** What the server took from each list; null where the answer does not tell. */
export interface Chosen {
  readonly is: 'agreed';
  readonly chosen: readonly (number | null)[];
}

/** Offers lists on a connection of its own; the purpose ends in the words given. */
export type OfferLists = (
  lists: readonly (readonly number[])[],
  words: string,
) => Promise<Reply<Chosen>>;

/** A list whose choices are being found out. */
interface Open {
  readonly all: readonly number[];
  left: readonly number[];
  /** Offered behind what is left, because what is left is not agreed to without. */
  behind: readonly number[];
  readonly picks: Pick[];
  because: Problem | null;
  unoffered: number | null;
  done: boolean;
}

interface Removal {
  readonly lists: readonly Open[];
  readonly ask: OfferLists;
  /** Something that is agreed to, for as long as no choice is known. */
  readonly beside: Beside | null;
}

/**
 * What a server accepts of each list: what it takes is removed and the rest offered again, all lists
 * at once, until the rest is refused. Where several lists have a rest, the refusal is of the first
 * if the server agrees once that list is whole again. A list that is `linked` is made whole before
 * it is given up even where it is the only one: some of it may be accepted only beside the rest.
 */
export async function removed(
  lists: readonly (readonly number[])[],
  ask: OfferLists,
  beside: Beside | null,
  linked = false,
): Promise<readonly Removed[]> {
  const removal: Removal = { lists: lists.map(opened), ask, beside };
  while (removal.lists.some(({ done }) => !done)) {
    const offers = removal.lists.map(offered);
    const reply = await settledOffer(removal, offers);
    if (reply.is === 'agreed') take(removal.lists, offers, reply);
    else if (reply.is === 'unknown') giveUp(removal.lists, reply);
    else await blame(removal, linked);
  }
  return removal.lists.map(({ picks, because, unoffered }) => ({ picks, because, unoffered }));
}

const opened = (all: readonly number[]): Open => ({
  all,
  left: all,
  behind: [],
  picks: [],
  because: null,
  unoffered: null,
  done: all.length === 0,
});

/** What is left of a list, or all of it once it is done. */
const offered = ({ done, all, left, behind }: Open): readonly number[] =>
  done ? all : [...left, ...behind];

function settledOffer(
  { lists, ask, beside }: Removal,
  offers: readonly (readonly number[])[],
): Promise<Reply<Chosen>> {
  const agreed = lists.some(({ picks }) => picks.length > 0);
  const whole = lists.map(({ all }) => all);
  return settled<Chosen>(
    (words) => ask(offers, words),
    agreed ? () => ask(whole, 'beside') : beside,
  );
}

function take(
  lists: readonly Open[],
  offers: readonly (readonly number[])[],
  { chosen }: Chosen,
): void {
  for (const [index, list] of lists.entries()) {
    const choice = chosen[index] ?? null;
    if (list.done) continue;
    if (choice !== null && list.left.includes(choice)) {
      list.picks.push({ offered: offers[index] ?? [], picked: choice });
      list.left = list.left.filter((one) => one !== choice);
      list.done = list.left.length === 0;
      continue;
    }
    list.done = true;
    if (choice === null) {
      list.because = { code: 'malformed', detail: 'an answer does not name what it agrees to' };
    } else if (!list.behind.includes(choice)) list.unoffered = choice;
  }
}

function giveUp(
  lists: readonly Open[],
  { problem, unoffered }: { readonly problem: Problem; readonly unoffered?: number },
): void {
  for (const list of lists) {
    if (list.done) continue;
    list.done = true;
    list.because = problem;
    list.unoffered = unoffered ?? null;
  }
}

/** Finds the list whose rest was refused and closes it. */
async function blame(removal: Removal, linked: boolean): Promise<void> {
  const open = removal.lists.filter(({ done }) => !done);
  const [first, ...others] = open;
  const fresh = removal.lists.every(({ picks }) => picks.length === 0);
  if (first === undefined || fresh) {
    close(open);
    return;
  }
  const whole = first.behind.length > 0;
  if (whole || (others.length === 0 && !linked)) {
    close(others.length === 0 ? open : others);
    return;
  }
  first.behind = first.picks.map(({ picked }) => picked);
  const offers = removal.lists.map(offered);
  const reply = await settledOffer(removal, offers);
  if (reply.is === 'unknown') giveUp(open, reply);
  else if (reply.is === 'agreed') take(removal.lists, offers, reply);
  else {
    first.behind = [];
    close(others.length === 0 ? open : others);
  }
}

function close(lists: readonly Open[]): void {
  for (const list of lists) list.done = true;
}
