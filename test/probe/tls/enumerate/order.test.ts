import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merged, orderOf, type Choose } from '../../../../src/probe/tls/enumerate/order.ts';
import type { Pick } from '../../../../src/probe/tls/enumerate/removal.ts';

const accepted = fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 10 });

/** The choices of a server with an order of its own, or with the client's. */
const serverOf =
  (own: readonly number[], prefersOwn: boolean) =>
  (list: readonly number[]): number | null =>
    (prefersOwn ? own.find((one) => list.includes(one)) : list.find((one) => own.includes(one))) ??
    null;

function picksOf(
  choose: (list: readonly number[]) => number | null,
  list: readonly number[],
): Pick[] {
  const picks: Pick[] = [];
  let left = list;
  for (let picked = choose(left); picked !== null; picked = choose(left)) {
    const taken = picked;
    picks.push({ offered: left, picked });
    left = left.filter((one) => one !== taken);
  }
  return picks;
}

describe('the order', () => {
  test('is found to be the server’s or the client’s, whatever both are', async () => {
    await fc.assert(
      fc.asyncProperty(accepted, fc.boolean(), async (own, prefersOwn) => {
        const ours = Array.from({ length: 31 }, (_, index) => index);
        const server = serverOf(own, prefersOwn);
        const choose: Choose = (list) => Promise.resolve(server(list));
        expect(await orderOf(picksOf(server, ours), choose, ours)).toEqual({
          items: prefersOwn ? own : own.toSorted((a, b) => a - b),
          serverPreference: prefersOwn,
        });
      }),
    );
  });

  test('is not known of one choice, nor where the server does not tell', async () => {
    const unknown: Choose = () => Promise.resolve(null);
    const [one, two] = [
      { offered: [1, 2], picked: 1 },
      { offered: [2], picked: 2 },
    ];
    expect(await orderOf([one], unknown, [1, 2])).toMatchObject({ serverPreference: null });
    expect(await orderOf([one, two], unknown, [1, 2])).toMatchObject({ serverPreference: null });
  });

  test('of two lists in the server’s order is that of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(accepted, async (own) => {
        const base = own.filter((one) => one % 2 === 0);
        const extra = own.filter((one) => one % 2 === 1);
        let asked = 0;
        const server = serverOf(own, true);
        const choose: Choose = (list) => {
          asked += 1;
          return Promise.resolve(server(list));
        };
        expect(await merged(base, extra, choose)).toEqual(own);
        expect(asked).toBeLessThanOrEqual(extra.length * Math.ceil(Math.log2(own.length + 1)));
      }),
    );
  });
});
