import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../../src/evidence/problem.ts';
import { removed, type OfferLists } from '../../../../src/probe/tls/enumerate/removal.ts';

const REFUSED = { is: 'refused', alert: 40 } as const;
const SILENT: Problem = { code: 'malformed', detail: 'half an answer' };

/** A server that takes of each list the first of its own that is offered, and refuses without one. */
const server =
  (own: readonly (readonly number[])[], log: unknown[] = []): OfferLists =>
  (lists) => {
    log.push(lists);
    const chosen = lists.map((list, index) => own[index]?.find((one) => list.includes(one)));
    const known = chosen.filter((one) => one !== undefined);
    return Promise.resolve(
      known.length === lists.length ? { is: 'agreed', chosen: known } : REFUSED,
    );
  };

const codes = fc.uniqueArray(fc.nat(40), { maxLength: 12 });

describe('removal', () => {
  test('finds of two lists what the server has, in its order, and asks little more than once for each', async () => {
    await fc.assert(
      fc.asyncProperty(codes, codes, codes, codes, async (first, second, hasFirst, hasSecond) => {
        const own = [
          hasFirst.filter((one) => first.includes(one)),
          hasSecond.filter((one) => second.includes(one)),
        ];
        const log: unknown[] = [];
        const found = await removed([first, second], server(own, log), null);
        const known = found.map(({ picks }) => picks.map(({ picked }) => picked));
        const usable = own.every((list) => list.length > 0);
        expect(known).toEqual(usable ? own : [[], []]);
        expect(
          found.every(({ because, unoffered }) => because === null && unoffered === null),
        ).toBe(true);
        expect(log.length).toBeLessThanOrEqual(Math.max(...own.map(({ length }) => length)) + 3);
      }),
    );
  });

  test('of one list makes one offer more than there are choices', async () => {
    const log: unknown[] = [];
    const [found] = await removed([[1, 2, 3, 4, 5]], server([[4, 1, 2]], log), null);
    expect(found?.picks.map(({ picked }) => picked)).toEqual([4, 1, 2]);
    expect(log).toEqual([[[1, 2, 3, 4, 5]], [[1, 2, 3, 5]], [[2, 3, 5]], [[3, 5]]]);
  });

  test('of a list of which all is accepted ends without a refusal', async () => {
    const log: unknown[] = [];
    const [found] = await removed([[1, 2]], server([[2, 1]], log), null);
    expect(found).toMatchObject({ because: null });
    expect(log).toHaveLength(2);
  });

  test('keeps what was found where an answer does not tell', async () => {
    const behind = server([[1, 2], [7]]);
    const [first, second] = await removed(
      [
        [1, 2, 3],
        [7, 8],
      ],
      (lists, words) =>
        lists[0]?.includes(1) === true
          ? behind(lists, words)
          : Promise.resolve({ is: 'unknown', problem: SILENT, spokeTls: true, sign: null }),
      null,
    );
    expect(first).toMatchObject({ because: SILENT, picks: [{ picked: 1 }] });
    expect(second).toMatchObject({ because: SILENT, picks: [{ picked: 7 }] });
  });

  test('stops a list at a choice that was not offered and goes on with the other', async () => {
    const behind = server([[1, 2, 3], [7]]);
    const [first, second] = await removed(
      [
        [1, 2, 3, 4],
        [7, 8],
      ],
      async (lists, words) => {
        const reply = await behind([lists[0] ?? [], [7]], words);
        return reply.is === 'agreed'
          ? { is: 'agreed', chosen: [reply.chosen[0] ?? null, 7] }
          : reply;
      },
      null,
    );
    expect(first?.picks.map(({ picked }) => picked)).toEqual([1, 2, 3]);
    expect(second).toEqual({
      picks: [{ offered: [7, 8], picked: 7 }],
      because: null,
      unoffered: 7,
    });
  });

  test('of linked lists offers the rest beside what is known before it gives up', async () => {
    // Takes 5 and 6, but nothing without 1, as a certificate's curve has to be among the groups.
    const ask: OfferLists = ([list = []]) =>
      Promise.resolve(
        list.includes(1)
          ? { is: 'agreed', chosen: [list.find((one) => [1, 5, 6].includes(one)) ?? null] }
          : REFUSED,
      );
    const [found] = await removed([[1, 2, 5, 6]], ask, null, true);
    expect(found?.picks.map(({ picked }) => picked)).toEqual([1, 5, 6]);
    const [without] = await removed([[1, 2, 5, 6]], ask, null);
    expect(without?.picks.map(({ picked }) => picked)).toEqual([1]);
  });
});
