import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateLimitEndpoint } from '../../../src/probe/probe.ts';
import { secondsApart } from '../../../src/probe/rate-limit/burst-size.ts';
import { UNDECLARED } from '../../../src/probe/rate-limit/endpoint.ts';
import { baselineOf, longestSeconds, planOf } from '../../../src/probe/rate-limit/plan.ts';
import { tokenBucket, windowOnClock } from '../../support/limiters.ts';

/** Everything that can be asked for, so that nothing is left out for that. */
const ALL: RateLimitEndpoint = {
  ...UNDECLARED,
  forged: true,
  variants: true,
  token: true,
  parallel: 1,
};

const documented = (requests: number, windowSeconds: number): RateLimitEndpoint => ({
  ...ALL,
  limit: { requests, windowSeconds, per: 'ip', strict: true },
});

test('without a limit 60 requests are sent at 10 a second, of 120 in all', () => {
  expect(planOf(UNDECLARED, null, 0)).toMatchObject({
    ...{ limit: null, burst: 60, perSecond: 10, budget: 120, seconds: 180, connections: 4 },
    ...{ parallel: 0, settleSeconds: 0, decisive: null, detectable: { requests: 60 } },
    left: [
      "Not tried: fields that name another client's address (rateLimit.forged: true)",
      'Not tried: other forms of the path (rateLimit.variants: true)',
      'Not tried: the limit of a token (rateLimit.token: true)',
      'Not tried: limits on requests at the same time (rateLimit.parallel: 4)',
    ],
  });
});

test('nothing exceeds the ceilings, whoever asks', () => {
  const greedy = { ...ALL, budget: 5000, perSecond: 500, seconds: 9000, parallel: 50 };
  expect(planOf(greedy, null, 9)).toMatchObject({
    ...{ budget: 300, perSecond: 25, seconds: 300, parallel: 8, connections: 4 },
  });
  expect(longestSeconds(greedy)).toBe(390);
});

test.each<[number, number, Partial<RateLimitEndpoint>, boolean, string | null]>([
  [10, 10, {}, true, null],
  [5, 60, {}, true, null],
  [5, 900, {}, true, 'The end of a window of 900 s is not waited for: the plan takes 180 s'],
  [1, 1, {}, true, null],
  [30, 60, {}, true, null],
  [60, 60, {}, false, 'rateLimit.budget: 160 would do'],
  [100, 60, {}, false, 'rateLimit.budget: 270 would do'],
  [100, 60, { budget: 270 }, true, null],
  [10, 1, {}, false, 'rateLimit.perSecond: 25 would do'],
  [10, 1, { perSecond: 25 }, true, null],
  [200, 60, { budget: 300 }, false, 'no plan of at most 300 requests, 25 a second and 300 s can'],
  [1000, 3600, {}, false, 'no plan of at most 300 requests, 25 a second and 300 s can'],
])('%i in %i s with %o: decisive %s', (requests, seconds, more, decisive, left) => {
  const plan = planOf({ ...documented(requests, seconds), ...more }, null, 0);
  expect(plan.decisive).toBe(decisive);
  expect(plan.left.join()).toContain(left ?? '');
  if (left === null) expect(plan.left).toEqual([]);
});

test('where a documented limit cannot be reached, nothing is sent', () => {
  expect(planOf(documented(1000, 3600), null, 9)).toMatchObject({
    ...{ burst: 0, parallel: 0, settleSeconds: 0 },
    limit: { requests: 1000, windowSeconds: 3600, from: 'documented' },
    left: [expect.stringMatching(/^A limit of 1000 requests in 3600 s cannot be reached/)],
  });
});

test('an announced limit is planned for where none is documented and it can be reached', () => {
  const quota = { requests: 20, windowSeconds: 10 };
  expect(planOf(ALL, quota, 0).limit).toEqual({ ...quota, from: 'announced' });
  expect(planOf(documented(5, 5), quota, 0).limit).toMatchObject({ from: 'documented' });
  expect(planOf(ALL, { requests: 5000, windowSeconds: 3600 }, 0)).toMatchObject({
    ...{ limit: null, burst: 58, decisive: null },
    left: ['The announced limit of 5000 requests in 3600 s cannot be reached within the plan'],
  });
});

test.each([
  [{ strict: false }, 'strict: false'],
  [{ per: 'token' as const }, 'The limit counts each token, and none is sent'],
])('what is seen of a limit with %o never decides that it is not enforced', (more, sentence) => {
  const limit = { requests: 10, windowSeconds: 10, per: 'ip' as const, strict: true, ...more };
  const plan = planOf({ ...ALL, token: false, limit }, null, 0);
  expect(plan.decisive).toBe(false);
  expect(plan.left.join()).toContain(sentence);
});

test('with a token its limit can be decided on', () => {
  const limit = { requests: 10, windowSeconds: 10, per: 'token' as const, strict: true };
  expect(planOf({ ...ALL, limit }, null, 0).decisive).toBe(true);
});

test.each([
  [null, 0, 0],
  [null, 3, 15],
  [1, 3, 5],
  [60, 3, 60],
  [900, 3, 90],
])('after other requests a window of %s s settles for a while', (window, spent, seconds) => {
  const endpoint = window === null ? ALL : documented(5, window);
  expect(planOf({ ...endpoint, perSecond: 25 }, null, spent).settleSeconds).toBe(seconds);
});

test('a budget too small for anything sends nothing and says so', () => {
  expect(planOf({ ...ALL, budget: 10 }, null, 0)).toMatchObject({
    burst: 0,
    left: ['A budget of 10 requests is too small: rateLimit.budget: 120 would do'],
  });
});

test('the baseline takes no more than a third of a small limit', () => {
  const counts = [1, 5, 9, 12, 15, 100].map((requests) =>
    baselineOf({ requests, windowSeconds: 60 }),
  );
  expect(counts).toEqual([2, 2, 3, 4, 5, 5]);
  expect(baselineOf(null)).toBe(5);
});

const anyEndpoint = fc.record({
  requests: fc.integer({ min: 1, max: 2000 }),
  windowSeconds: fc.integer({ min: 1, max: 4000 }),
  budget: fc.option(fc.integer({ min: 1, max: 400 })),
  perSecond: fc.option(fc.integer({ min: 1, max: 40 })),
  seconds: fc.option(fc.integer({ min: 1, max: 400 })),
});

test('every plan keeps to what is permitted, and two bursts that decide fit into it', () => {
  fc.assert(
    fc.property(anyEndpoint, ({ requests, windowSeconds, ...caps }) => {
      const plan = planOf({ ...documented(requests, windowSeconds), ...caps }, null, 1);
      expect(plan.budget).toBeLessThanOrEqual(Math.min(caps.budget ?? 120, 300));
      expect(plan.perSecond).toBeLessThanOrEqual(Math.min(caps.perSecond ?? 10, 25));
      expect(plan.seconds).toBeLessThanOrEqual(Math.min(caps.seconds ?? 180, 300));
      expect(plan.burst).toBeLessThanOrEqual(plan.budget);
      if (plan.decisive !== true || plan.limit === null) return;
      expect(baselineOf(plan.limit) + 2 * plan.burst).toBeLessThan(plan.budget);
      const apart = secondsApart(plan.limit, { requests: plan.burst, perSecond: plan.perSecond });
      expect(apart + plan.burst / plan.perSecond).toBeLessThan(plan.seconds);
    }),
  );
});

test('no honest limiter admits both bursts of a plan that decides', () => {
  fc.assert(
    fc.property(anyEndpoint, fc.double({ min: 0, max: 1, noNaN: true }), (given, phase) => {
      const { requests, windowSeconds, ...caps } = given;
      const plan = planOf({ ...documented(requests, windowSeconds), ...caps }, null, 1);
      if (plan.decisive !== true || plan.limit === null) return;
      const apart = secondsApart(plan.limit, { requests: plan.burst, perSecond: plan.perSecond });
      const times = [0, apart].flatMap((start) =>
        Array.from({ length: plan.burst }, (_, index) => start + index / plan.perSecond),
      );
      for (const limiter of [
        tokenBucket(requests, requests / windowSeconds),
        windowOnClock(requests, windowSeconds, phase * windowSeconds),
      ]) {
        expect(times.every((time) => limiter(time))).toBe(false);
      }
    }),
  );
});
