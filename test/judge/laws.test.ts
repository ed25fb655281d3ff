import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/judge/finding.ts';
import { LETTERS, findingOf, value } from './sample.ts';

type Json = Record<string, unknown>;

const letters = fc.uniqueArray(fc.constantFrom(...LETTERS), { minLength: 1 });
const letter = fc.constantFrom(...LETTERS);
const list = fc.constantFrom('plain', 'listing', 'offered');

const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ at: list, has: letters }),
  fc.record({ at: list, lacks: letters }),
  fc.record({ at: list, within: letters }),
  fc.record({ at: list, is: fc.array(letter, { maxLength: 3 }) }),
  fc.record({ at: fc.constantFrom('number', 'maybe'), min: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ at: fc.constantFrom('number', 'maybe'), max: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ at: fc.constant('inner.flag'), is: fc.boolean() }),
  fc.record({
    count: fc.record({
      at: list,
      where: fc.record({ at: fc.constant('.'), in: letters }),
      min: fc.integer({ min: 1, max: 3 }),
    }),
  }),
  fc.record({ count: fc.record({ at: list, max: fc.integer({ min: 0, max: 3 }) }) }),
);
const element: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ at: fc.constant('.'), in: letters }),
  fc.record({ at: fc.constant('../maybe'), min: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ not: fc.record({ at: fc.constant('.'), is: letter }) }),
);
const quantifier = fc.record(
  { at: list, where: element, expect: element },
  { requiredKeys: ['at', 'expect'] },
);
const { matcher } = fc.letrec<{ matcher: Json }>((tie) => ({
  matcher: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ each: quantifier }),
    fc.record({ some: quantifier }),
    fc.record({ all: fc.array(tie('matcher'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('matcher'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('matcher') }),
  ),
}));

/** A value of which everything is known, and the same value of which less is known. */
const twoViews = fc
  .record({
    plain: fc.array(letter, { maxLength: 3 }),
    listing: fc.array(letter, { maxLength: 3 }),
    offered: fc.subarray([...LETTERS]),
    number: fc.integer({ min: 0, max: 4 }),
    maybe: fc.integer({ min: 0, max: 4 }),
    flag: fc.boolean(),
    // What the second view does not know.
    seen: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    complete: fc.boolean(),
    unsure: fc.subarray([...LETTERS]),
    hidden: fc.boolean(),
  })
  .map((all) => {
    const { plain, number, flag, hidden, unsure, complete } = all;
    const known: Json = {
      plain,
      listing: { items: all.listing, complete: true },
      offered: all.offered,
      unsure: [],
      number,
      maybe: all.maybe,
      inner: { deep: 'x', flag },
    };
    const items = complete ? all.listing : all.listing.filter((_, index) => all.seen[index]);
    const less: Json = {
      ...known,
      listing: { items, complete },
      offered: all.offered.filter((one) => !unsure.includes(one)),
      unsure,
      maybe: hidden ? null : all.maybe,
      inner: { deep: 'x', flag: hidden ? null : flag },
    };
    return { known, less };
  });

const RUNS = { numRuns: 200 };

const isDecided = ({ outcome }: Finding): boolean => outcome !== 'inconclusive';

test('knowing more never changes what was decided', () => {
  let decided = 0;
  fc.assert(
    fc.property(matcher, twoViews, (one, { known, less }) => {
      const before = findingOf(one, less);
      if (!isDecided(before)) return;
      decided += 1;
      expect(findingOf(one, known).outcome).toBe(before.outcome);
    }),
    RUNS,
  );
  expect(decided).toBeGreaterThan(RUNS.numRuns / 4);
});

test('knowing everything decides everything', () => {
  fc.assert(
    fc.property(matcher, twoViews, (one, { known }) => {
      expect(isDecided(findingOf(one, known))).toBe(true);
    }),
    RUNS,
  );
});

const sameOutcome = (a: Json, b: Json, changes: Json): void => {
  expect(findingOf(a, changes).outcome).toBe(findingOf(b, changes).outcome);
};

test('De Morgan: not all is any not, not any is all not, twice not is nothing', () => {
  fc.assert(
    fc.property(matcher, matcher, twoViews, (a, b, { less }) => {
      sameOutcome({ not: { all: [a, b] } }, { any: [{ not: a }, { not: b }] }, less);
      sameOutcome({ not: { any: [a, b] } }, { all: [{ not: a }, { not: b }] }, less);
      sameOutcome({ not: { not: a } }, a, less);
    }),
    RUNS,
  );
});

test('each is the dual of some, lacks of has, max of min', () => {
  fc.assert(
    fc.property(quantifier, letter, twoViews, (one, only, { less }) => {
      const { expect: inner, ...rest } = one;
      sameOutcome({ each: one }, { not: { some: { ...rest, expect: { not: inner } } } }, less);
      sameOutcome({ at: one.at, lacks: only }, { not: { at: one.at, has: only } }, less);
      sameOutcome(
        { count: { at: one.at, max: 1 } },
        { not: { count: { at: one.at, min: 2 } } },
        less,
      );
    }),
    RUNS,
  );
});

test('order and repetition of all and any do not matter', () => {
  fc.assert(
    fc.property(matcher, matcher, twoViews, (a, b, { less }) => {
      sameOutcome({ all: [a, b] }, { all: [b, a, b] }, less);
      sameOutcome({ any: [a, b] }, { any: [b, a, b] }, less);
    }),
    RUNS,
  );
});

test('no evidence, however wrong its shape, makes a rule throw', () => {
  fc.assert(
    fc.property(
      matcher,
      fc.dictionary(fc.constantFrom(...Object.keys(value)), fc.jsonValue()),
      (one, changes) => {
        expect(['pass', 'fail', 'inconclusive']).toContain(findingOf(one, changes).outcome);
      },
    ),
    RUNS,
  );
});
