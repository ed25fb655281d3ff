import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateLimitVerdict } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import type { Stopped } from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { KINDS, randomFrom } from '../../support/limiters.ts';
import { documented, sequenceAgainst, sequenceOf, type Stretch } from '../../support/sequences.ts';
import { enforcedBy } from './enforced-facts.ts';

const AT_WORK: readonly RateLimitVerdict[] = ['enforced', 'enforced-differently'];
const STOPS: readonly Stopped[] = ['done', 'budget', 'interrupted', 'long-retry-after', 'failing'];

const stretchOf = (signs: readonly string[]): fc.Arbitrary<Stretch> =>
  fc.record({
    phase: fc.constantFrom('baseline', 'burst', 'confirm', 'recovery', 'second', 'cool-down'),
    script: fc.string({ unit: fc.constantFrom(...signs), maxLength: 30 }),
    every: fc.integer({ min: 20, max: 3000 }),
    after: fc.integer({ min: 20, max: 30_000 }),
  });

const scripts = (...signs: readonly string[]) => fc.array(stretchOf(signs), { maxLength: 6 });
const limits = fc
  .record({ requests: fc.integer({ min: 1, max: 80 }), seconds: fc.integer({ min: 1, max: 100 }) })
  .map(({ requests, seconds }) => documented(requests, seconds));
const stops = fc.constantFrom(...STOPS).map((because) => ({ because, detail: 'so it was' }));

test('what nothing refused and nothing delayed is never enforced', () => {
  fc.assert(
    fc.property(
      scripts('+', '+', '+', ' ', '?', '!'),
      fc.option(limits),
      stops,
      (stretches, limit, stopped) => {
        const { enforced, verdict } = enforcedBy(
          sequenceOf(stretches, { documented: limit, stopped }),
        );
        expect(enforced).not.toBe(true);
        expect(AT_WORK).not.toContain(verdict);
      },
    ),
  );
});

test('whoever sent no more than is documented cannot tell that it is not enforced', () => {
  fc.assert(
    fc.property(scripts('+', '+', ' '), limits, (stretches, limit) => {
      const sequence = sequenceOf(stretches);
      const few = { ...limit, requests: Math.max(limit.requests, sequence.requests.length) };
      const { enforced } = enforcedBy(sequenceOf(stretches, { documented: few }));
      expect(enforced).not.toBe(false);
    }),
  );
});

test('a limit that refused is never said not to be enforced, whatever happened', () => {
  fc.assert(
    fc.property(
      scripts('+', '+', '-', ' ', '?'),
      fc.option(limits),
      stops,
      (stretches, limit, stopped) => {
        const sequence = sequenceOf(stretches, { documented: limit, stopped });
        if (!sequence.requests.some(({ taken }) => taken === 'refused')) return;
        const { enforced, verdict } = enforcedBy(sequence);
        expect(enforced).not.toBe(false);
        expect(verdict).not.toBe('not-observed-within-budget');
      },
    ),
    { numRuns: 30 },
  );
}, 30_000);

/** A limiter of each kind, with what it does. */
const sequences = Object.entries(KINDS).map(([kind, drawn], place) =>
  sequenceAgainst(kind === 'none' ? () => true : drawn(randomFrom(100 + place)).admits),
);

test('a sequence that was interrupted never says more than admit, refuse and admit show', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sequences),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (whole, part) => {
        const requests = whole.requests.slice(0, Math.floor(whole.requests.length * part));
        const stopped = { because: 'interrupted', detail: 'interrupted' } as const;
        const { verdict, enforced } = enforcedBy({ ...whole, requests, stopped });
        const taken = requests.map((one) => (one.taken === 'refused' ? '-' : '+')).join('');
        expect(['inconclusive', 'enforced']).toContain(verdict);
        if (enforced !== null) expect(taken).toMatch(/^\++-.*\+/);
      },
    ),
    { numRuns: 25 },
  );
}, 30_000);

test('more refusals never turn a limit at work into none', () => {
  const more: Stretch = { phase: 'recovery', script: '-'.repeat(6), every: 900 };
  for (const whole of sequences) {
    if (enforcedBy(whole).enforced !== true) continue;
    const last = whole.requests.at(-1)?.at ?? 0;
    const refused = sequenceOf([more]).requests.map((one) => ({
      ...{ ...one, at: last + 900 + one.at, answer: 1 },
    }));
    const { enforced, verdict } = enforcedBy({
      ...whole,
      requests: [...whole.requests, ...refused],
    });
    expect(enforced).not.toBe(false);
    expect(verdict).not.toBe('not-observed-within-budget');
  }
}, 30_000);
