import type { Pick } from './removal.ts';

/** What the server takes of a list; null where that is not known. */
export type Choose = (list: readonly number[], words: string) => Promise<number | null>;

/** Choices in an order, and whose order it is: the server's where true. */
export interface Ordered {
  readonly items: readonly number[];
  readonly serverPreference: boolean | null;
}

/**
 * Whether some choice was not the first on the client's list of those that are accepted, so that
 * the order cannot be the client's.
 */
export function deviates(picks: readonly Pick[]): boolean {
  const accepted = new Set(picks.map(({ picked }) => picked));
  return picks.some(({ offered, picked }) => offered.find((one) => accepted.has(one)) !== picked);
}

/**
 * The order of choices that removal made. Where every choice was the first on the client's list, the
 * list is offered turned round: only a server that goes by an order of its own takes another than
 * the first again. `ours` is the order that is told where the client's counts.
 */
export async function orderOf(
  picks: readonly Pick[],
  choose: Choose,
  ours: readonly number[],
): Promise<Ordered> {
  const items = picks.map(({ picked }) => picked);
  if (items.length < 2) return { items, serverPreference: null };
  if (deviates(picks)) return { items, serverPreference: true };
  const chosen = await choose(items.toReversed(), 'turned round');
  const serverPreference = chosen === null ? null : chosen !== items.at(-1);
  return { items: serverPreference === true ? items : sorted(items, ours), serverPreference };
}

/** `items` in the order of `ours`. */
export const sorted = (items: readonly number[], ours: readonly number[]): readonly number[] =>
  items.toSorted((a, b) => ours.indexOf(a) - ours.indexOf(b));

/**
 * One list of two that are each in the server's order; the server is asked of pairs. What it does
 * not tell of comes last.
 */
export async function merged(
  base: readonly number[],
  extra: readonly number[],
  choose: Choose,
): Promise<readonly number[]> {
  const items = [...base];
  let from = 0;
  for (const item of extra) {
    let [low, high] = [from, items.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const other = items[middle] ?? item;
      const chosen = await choose([other, item], 'order');
      if (chosen === item) high = middle;
      else low = middle + 1;
    }
    items.splice(low, 0, item);
    from = low + 1;
  }
  return items;
}
