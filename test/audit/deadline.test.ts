import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handedOver, within } from '../../src/audit/deadline.ts';
import { ProblemError } from '../../src/evidence/problem.ts';
import { Activity } from '../../src/net/activity.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
const limit = { ms: 1_000, parent: never, what: 'the look' };
const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** When the signal of a limit of one second ended, in milliseconds; what runs is told of its clock. */
async function endedAfter(act: (activity: Activity) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const ended = within(limit, async (signal, clock) => {
    const aborted = new Promise<number>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve(performance.now() - start);
      });
    });
    await act(new Activity(clock));
    return aborted;
  });
  await vi.advanceTimersByTimeAsync(20_000);
  return Math.round(await ended);
}

test('a limit ends the signal with a reason that names it', async () => {
  const reason = within(limit, async (signal) => {
    await pass(2_000);
    return signal.reason as unknown;
  });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await reason).toMatchObject({
    problem: { code: 'timeout', detail: 'the look took longer than 1 s' },
  });
});

test('the clock stands still while there is nothing but waiting', async () => {
  expect(await endedAfter((activity) => activity.waiting(() => pass(5_000)))).toBe(6_000);
});

test('the clock goes on while one conversation talks and others wait', async () => {
  const ended = await endedAfter((activity) => {
    activity.talking();
    void activity.waiting(() => pass(5_000));
    return Promise.resolve();
  });
  expect(ended).toBe(1_000);
});

test('the clock goes on when a conversation begins, and stands still again after it', async () => {
  const ended = await endedAfter(async (activity) => {
    void activity.waiting(() => pass(5_000));
    await pass(1_000);
    const { over } = activity.talking();
    await pass(400);
    over();
    over();
  });
  expect(ended).toBe(5_600);
});

test('the clock stands still while the only conversation waits to be let in', async () => {
  const ended = await endedAfter(async (activity) => {
    const { waiting, over } = activity.talking();
    await pass(300);
    await waiting(() => pass(3_000));
    await pass(300);
    over();
  });
  expect(ended).toBe(4_000);
});

test('the clock goes on while another conversation talks', async () => {
  const ended = await endedAfter(async (activity) => {
    activity.talking();
    await activity.talking().waiting(() => pass(3_000));
  });
  expect(ended).toBe(1_000);
});

test('what is left behind does not set the clock going again', async () => {
  let activity: Activity | undefined;
  await within(limit, (_signal, clock) => {
    activity = new Activity(clock);
    return Promise.resolve();
  });
  await activity?.waiting(() => Promise.resolve());
  expect(vi.getTimerCount()).toBe(0);
});

test('the larger limit ends a clock that stands still', async () => {
  const target = new AbortController();
  const reason = within({ ...limit, parent: target.signal }, async (signal, clock) => {
    clock.stop();
    await pass(8_000);
    return signal.reason as unknown;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  target.abort(new ProblemError('timeout', 'the target'));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await reason).toMatchObject({ problem: { detail: 'the target' } });
});

test('what was seen is handed over in the moment after the end', async () => {
  const controller = new AbortController();
  controller.abort(new ProblemError('timeout', 'over'));
  const kept = handedOver(controller.signal, () => pass(100).then(() => 'seen'));
  const lost = handedOver(controller.signal, () => pass(1_000).then(() => 'late'));
  lost.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await kept).toBe('seen');
  await expect(lost).rejects.toThrow('over');
});
