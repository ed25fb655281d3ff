import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Lane, type PaceOutcome } from '../../src/net/lane.ts';

const open = new AbortController().signal;
const STREAM = { start: 4, most: 12, rate: 60 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server: what becomes of a conversation begun at a time, and after how long. */
type Served = (at: number) => { readonly outcome: PaceOutcome; readonly afterMs: number };

interface Run {
  /** When conversations were begun, in milliseconds. */
  readonly begun: readonly number[];
  readonly cutOff: number;
}

/** Has `count` conversations with a server, each repeated until it is answered. */
async function converse(lane: Lane, count: number, serve: Served): Promise<Run> {
  const begun: number[] = [];
  let cutOff = 0;
  const one = async (): Promise<void> => {
    for (;;) {
      const turn = await lane.turn(open);
      const at = performance.now();
      begun.push(at);
      const { outcome, afterMs } = serve(at);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      turn(outcome);
      if (outcome === 'answered') return;
      cutOff += 1;
    }
  };
  const all = Promise.all(Array.from({ length: count }, one));
  const state = { over: false };
  void all.then(() => (state.over = true));
  for (let passed = 0; !state.over && passed < 600_000; passed += 50) {
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(state.over).toBe(true);
  return { begun, cutOff };
}

/** A server that lets in so many within any second. */
function limited(most: number, refusal: ReturnType<Served>): Served {
  let letIn: number[] = [];
  return (at) => {
    letIn = letIn.filter((one) => one > at - 1000);
    if (letIn.length >= most) return refusal;
    letIn.push(at);
    return { outcome: 'answered', afterMs: 5 };
  };
}

const answering: Served = () => ({ outcome: 'answered', afterMs: 5 });

/** The most that were begun within any second. */
const thickest = (begun: readonly number[]): number =>
  Math.max(...begun.map((at) => begun.filter((one) => one >= at && one < at + 1000).length));

test('forty short conversations are a burst', async () => {
  const start = performance.now();
  const { begun } = await converse(new Lane(STREAM), 40, answering);
  expect((begun.at(-1) ?? 0) - start).toBeLessThan(200);
});

test('no more than sixty are begun within any second', async () => {
  const { begun } = await converse(new Lane(STREAM), 200, answering);
  expect(thickest(begun)).toBe(60);
});

describe('a server that lets in five a second', () => {
  test.each([
    ['closes', { outcome: 'closed', afterMs: 2 }, 30],
    ['refuses', { outcome: 'cut off', afterMs: 2 }, 20],
    ['is silent', { outcome: 'cut off', afterMs: 1000 }, 25],
  ] as const)('is asked more slowly when it %s', async (_, refusal, most) => {
    const lane = new Lane(STREAM);
    const { begun, cutOff } = await converse(lane, 100, limited(5, refusal));
    expect(cutOff).toBeLessThanOrEqual(most);
    const seconds = ((begun.at(-1) ?? 0) - (begun[0] ?? 0)) / 1000;
    expect(seconds).toBeLessThan(45);
  });

  test('is asked as fast as ever once it has recovered', async () => {
    const lane = new Lane(STREAM);
    await converse(lane, 30, limited(5, { outcome: 'closed', afterMs: 2 }));
    await converse(lane, 200, answering);
    expect(thickest((await converse(lane, 100, answering)).begun)).toBe(60);
  });
});

describe('a server that refuses by closing', () => {
  test('is not slowed down for', async () => {
    let number = 0;
    const { begun } = await converse(new Lane(STREAM), 60, () => {
      number += 1;
      return { outcome: number % 4 === 0 ? 'closed' : 'answered', afterMs: 5 };
    });
    expect(begun.at(-1)).toBeLessThan((begun[0] ?? 0) + 1_500);
  });

  test('is found out where its closes come thick', async () => {
    const lane = new Lane(STREAM);
    let number = 0;
    const { begun } = await converse(lane, 60, () => {
      number += 1;
      return { outcome: number % 3 === 0 ? 'answered' : 'closed', afterMs: 5 };
    });
    const seconds = ((begun.at(-1) ?? 0) - (begun[0] ?? 0)) / 1000;
    expect(begun).toHaveLength(180);
    expect(seconds).toBeLessThan(60);
  });
});

test('conversations begun before a cut-off do not halve again', async () => {
  const lane = new Lane(STREAM);
  const turns = await Promise.all([1, 2, 3, 4].map(() => lane.turn(open)));
  await vi.advanceTimersByTimeAsync(10);
  for (const turn of turns) turn('cut off');
  await vi.advanceTimersByTimeAsync(2_000);
  let inFlight = 0;
  for (let asked = 0; asked < 4; asked += 1) void lane.turn(open).then(() => (inFlight += 1));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(inFlight).toBe(2);
});

test('turns are given in the order in which they were asked for', async () => {
  const lane = new Lane({ start: 1, most: 1, rate: 60 });
  const order: number[] = [];
  const asked = [0, 1, 2, 3].map(async (number) => {
    const turn = await lane.turn(open);
    order.push(number);
    turn('answered');
  });
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(asked);
  expect(order).toEqual([0, 1, 2, 3]);
});

test('one that is not waited for any more leaves its place to the next', async () => {
  const lane = new Lane({ start: 1, most: 1, rate: 1 });
  (await lane.turn(open))('answered');
  const controller = new AbortController();
  const left = lane.turn(controller.signal);
  const next = lane.turn(open);
  controller.abort(new Error('stopped'));
  await expect(left).rejects.toThrow('stopped');
  await vi.advanceTimersByTimeAsync(1_100);
  (await next)('answered');
});
