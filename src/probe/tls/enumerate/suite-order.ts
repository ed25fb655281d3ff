import { isChacha } from './lists.ts';
import { deviates, merged, orderOf, sorted, type Choose, type Ordered } from './order.ts';
import type { Pick } from './removal.ts';

/** The order of suites, and whether ChaCha20 is put first for a client that puts it first. */
export interface OrderedSuites extends Ordered {
  readonly chachaPriority: boolean | null;
}

/**
 * The order of suites that were found by removal from several lists, each with ChaCha20 first. A
 * server that takes another suite first goes by its own order and does not put ChaCha20 first for
 * the client. One that takes ChaCha20 is offered it last.
 */
export async function suiteOrder(
  parts: readonly (readonly Pick[])[],
  choose: Choose,
  ours: readonly number[],
): Promise<OrderedSuites> {
  const picks = parts.flat();
  const chacha = picks.filter(({ picked }) => isChacha(picked));
  const others = parts.map((part) => part.filter(({ picked }) => !isChacha(picked)));
  const passedOver = parts.some((part) => {
    const [first] = part;
    return first !== undefined && !isChacha(first.picked) && part.some(isOfChacha);
  });
  if (chacha.length === 0 || others.flat().length === 0 || passedOver) {
    const order = await wholeOrder(parts, choose, ours);
    const settled = passedOver && order.serverPreference === true;
    return { ...order, chachaPriority: settled ? false : null };
  }
  return chachaOrder(parts, choose, ours);
}

const isOfChacha = ({ picked }: Pick): boolean => isChacha(picked);

/** The order of several parts of one list. */
async function wholeOrder(
  parts: readonly (readonly Pick[])[],
  choose: Choose,
  ours: readonly number[],
): Promise<Ordered> {
  const [first = [], ...rest] = parts.filter((part) => part.length > 0);
  if (rest.length === 0) return orderOf(first, choose, ours);
  const items = sorted(
    parts.flat().map(({ picked }) => picked),
    ours,
  );
  let serverPreference: boolean | null = parts.some(deviates);
  if (!serverPreference) {
    const chosen = await choose(items.toReversed(), 'turned round');
    serverPreference = chosen === null ? null : chosen !== items.at(-1);
  }
  if (serverPreference !== true) return { items, serverPreference };
  let order = first.map(({ picked }) => picked);
  for (const part of rest) {
    order = [
      ...(await merged(
        order,
        part.map(({ picked }) => picked),
        choose,
      )),
    ];
  }
  return { items: order, serverPreference };
}

/** The order where ChaCha20 was taken first, be it for the client or because the server prefers it. */
async function chachaOrder(
  parts: readonly (readonly Pick[])[],
  choose: Choose,
  ours: readonly number[],
): Promise<OrderedSuites> {
  const chacha = parts.flat().filter(isOfChacha);
  const others = parts.map((part) => part.filter((pick) => !isOfChacha(pick)));
  const [items, last] = [others.flat(), chacha].map((some) => some.map(({ picked }) => picked));
  const chosen = await choose([...sorted(items ?? [], ours), ...(last ?? [])], 'ChaCha20 last');
  if (chosen === null) {
    return {
      items: [...(last ?? []), ...(items ?? [])],
      serverPreference: null,
      chachaPriority: null,
    };
  }
  if (isChacha(chosen)) {
    const order = await wholeOrder(parts, choose, ours);
    return { items: order.items, serverPreference: true, chachaPriority: null };
  }
  const order = await wholeOrder(others, choose, ours);
  if (order.serverPreference !== true) {
    const all = sorted([...(last ?? []), ...order.items], ours);
    // One other suite alone cannot tell: its order is then the client's in both places.
    return { items: all, serverPreference: order.serverPreference ?? false, chachaPriority: null };
  }
  const whole = await merged(order.items, last ?? [], choose);
  return { items: whole, serverPreference: true, chachaPriority: true };
}
