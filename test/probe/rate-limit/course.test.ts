import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateLimitSequence } from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { KINDS, randomFrom } from '../../support/limiters.ts';
import type { VirtualAnswer, VirtualServer } from '../../support/virtual-client.ts';
import { lookVirtually } from '../../support/virtual-look.ts';

const anyHeaders = fc.constantFrom<(readonly [string, string])[]>(
  [],
  [['Retry-After', '3']],
  [['Retry-After', '9999']],
  [['Retry-After', 'Sun, 22 Nov 2026 12:01:00 GMT']],
  [['RateLimit', '"a";r=0;t=7']],
  [['cf-mitigated', 'challenge']],
  [['Age', '7']],
);

const anyAnswer: fc.Arbitrary<VirtualAnswer> = fc.oneof(
  fc.record({
    status: fc.constantFrom(200, 200, 200, 204, 301, 403, 404, 429, 429, 500, 502, 503),
    latencyMs: fc.constantFrom(1, 20, 20, 20, 300, 1500, 6000),
    headers: anyHeaders,
    body: fc.constantFrom('', 'ok', 'a much longer text than that'),
  }),
  fc.record({
    problem: fc.constantFrom('reset' as const, 'timeout' as const, 'refused' as const),
    latencyMs: fc.constantFrom(1, 10_000),
  }),
);

/** Behaves in one way for a while, and then in another, behind a limiter or without one. */
const anyServer = fc
  .record({
    stretches: fc.array(fc.record({ requests: fc.nat(40), answer: anyAnswer }), { maxLength: 4 }),
    last: anyAnswer,
    kind: fc.constantFrom(null, ...Object.keys(KINDS)),
    seed: fc.nat(),
  })
  .map(({ stretches, last, kind, seed }): VirtualServer => {
    const random = randomFrom(seed);
    const admits = kind === null ? null : KINDS[kind]?.(random).admits;
    const answers = stretches.flatMap(({ requests, answer }) =>
      Array<VirtualAnswer>(requests).fill(answer),
    );
    let index = 0;
    return (_, atMs) => {
      const answer = answers[index] ?? last;
      index += 1;
      return admits?.(atMs / 1000) === false ? { status: 429, latencyMs: 20 } : answer;
    };
  });

const anyEndpoint = fc.record({
  limit: fc.option(
    fc.record({
      requests: fc.integer({ min: 1, max: 150 }),
      windowSeconds: fc.constantFrom(1, 5, 10, 60, 600),
      per: fc.constant('ip' as const),
      strict: fc.boolean(),
    }),
  ),
  budget: fc.option(fc.integer({ min: 1, max: 400 })),
  perSecond: fc.option(fc.integer({ min: 1, max: 40 })),
  seconds: fc.option(fc.integer({ min: 20, max: 400 })),
  parallel: fc.constantFrom(0, 0, 4, 8),
  forged: fc.boolean(),
  variants: fc.boolean(),
});

/** When the condition that stopped a sequence could be known; null where it is none of those. */
function knownAt({ stopped, requests, answers }: RateLimitSequence): number | null {
  const signs: Readonly<
    Record<string, (request: RateLimitSequence['requests'][number]) => boolean>
  > = {
    challenge: ({ taken }) => taken === 'challenged',
    'long-retry-after': ({ answer: place }) => {
      const answer = answers[place];
      return answer?.is === 'response' && answer.fields.some(([, value]) => value === '9999');
    },
  };
  const sign = signs[stopped.because];
  if (sign === undefined) return null;
  return Math.min(...requests.filter(sign).map(({ at, endMs }) => at + endMs));
}

/** Of requests within a second. */
const most = (requests: RateLimitSequence['requests']): number =>
  Math.max(
    0,
    ...requests.map(
      ({ at }) => requests.filter((one) => one.at >= at && one.at < at + 1000).length,
    ),
  );

test('whatever a server does: the plan is kept, the pace too, and it always ends', async () => {
  await fc.assert(
    fc.asyncProperty(anyServer, anyEndpoint, fc.nat(9), async (server, endpoint, spent) => {
      const { observation, net } = await lookVirtually(server, { endpoint, spent });
      if (observation.status !== 'present') {
        expect(observation.status).toBe('absent');
        return;
      }
      const { plan, requests, stopped } = observation.value;
      expect(net.asked.length).toBe(requests.length);
      expect(requests.length).toBeLessThanOrEqual(plan.budget);
      expect(plan.budget).toBeLessThanOrEqual(300);
      expect(most(requests)).toBeLessThanOrEqual(25);
      const paced = requests.filter(
        ({ phase }) => !['parallel', 'forged', 'variant'].includes(phase),
      );
      expect(most(paced)).toBeLessThanOrEqual(Math.ceil(plan.perSecond / 0.75) + 1);
      // The last answer may come as late as a connection is waited for.
      expect(requests.at(-1)?.at ?? 0).toBeLessThanOrEqual(plan.seconds * 1000 + 10_000);
      const last = requests.filter(({ phase }) => phase === 'cool-down');
      expect(last.length).toBeLessThanOrEqual(1);
      const known = knownAt(observation.value);
      const after = requests.filter(
        ({ at, phase }) => at > (known ?? Infinity) && phase !== 'cool-down',
      );
      expect(after.length, stopped.because).toBeLessThanOrEqual(2);
    }),
    { numRuns: 300 },
  );
});

test('the same answers lead to the same course', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const course = async (): Promise<unknown> => {
        const drawn = KINDS['window of requests']?.(randomFrom(seed));
        const { observation } = await lookVirtually((_, atMs) =>
          drawn?.admits(atMs / 1000) === true
            ? { status: 200, latencyMs: 20 }
            : { status: 429, latencyMs: 20 },
        );
        return observation;
      };
      expect(await course()).toEqual(await course());
    }),
    { numRuns: 10 },
  );
});
