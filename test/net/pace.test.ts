import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Pacer, type PaceOutcome } from '../../src/net/pace.ts';

const open = new AbortController().signal;

/** Takes `count` turns that each last a while; gives how many were in flight at once. */
async function most(pacer: Pacer, count: number, outcome: PaceOutcome): Promise<number> {
  let inFlight = 0;
  let peak = 0;
  await Promise.all(
    Array.from({ length: count }, async () => {
      const turn = await pacer.turn('stream', '192.0.2.1', open);
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      await sleep(100);
      inFlight -= 1;
      turn(outcome);
    }),
  );
  return peak;
}

test('streams to one address begin at four in flight and grow while answers come', async () => {
  const pacer = new Pacer({ polite: false, concurrency: null });
  expect(await most(pacer, 4, 'answered')).toBe(4);
  const peak = await most(pacer, 20, 'answered');
  expect(peak).toBeGreaterThan(4);
  expect(peak).toBeLessThanOrEqual(12);
});

test('being cut off halves what is in flight', async () => {
  const pacer = new Pacer({ polite: false, concurrency: null });
  await most(pacer, 2, 'cut off');
  expect(await most(pacer, 3, 'answered')).toBe(1);
});

test('--polite begins with one in flight, and --concurrency is a ceiling', async () => {
  expect(await most(new Pacer({ polite: true, concurrency: null }), 2, 'answered')).toBe(1);
  expect(await most(new Pacer({ polite: false, concurrency: 2 }), 8, 'answered')).toBe(2);
});

test('an abort while waiting for a turn gives its reason and leaves no hole', async () => {
  const pacer = new Pacer({ polite: false, concurrency: 1 });
  const first = await pacer.turn('http', '192.0.2.1', open);
  const controller = new AbortController();
  const second = pacer.turn('http', '192.0.2.1', controller.signal);
  controller.abort(new Error('stopped'));
  await expect(second).rejects.toThrow('stopped');
  first('answered');
  const third = await pacer.turn('http', '192.0.2.1', open);
  third('answered');
});

test('addresses do not wait for each other', async () => {
  const pacer = new Pacer({ polite: false, concurrency: 1 });
  const one = await pacer.turn('http', '192.0.2.1', open);
  const other = await pacer.turn('http', '192.0.2.2', open);
  one('answered');
  other('answered');
});
