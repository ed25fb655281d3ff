import { describe, expect, test } from 'vitest';
import { either, statusOf, together, verdictOf } from '../../src/control/decide.ts';
import { PartState, type Parts } from '../../src/control/result.ts';

const STATES = PartState.options;
const ALL: readonly (PartState | null)[] = [null, ...STATES];

/** Every row of parts that there can be. */
const EVERY: readonly Parts[] = ALL.flatMap((seen) =>
  ALL.flatMap((filed) => ALL.map((stated): Parts => ({ seen, filed, stated }))),
);

const rowsOf = (verdict: string): readonly Parts[] =>
  EVERY.filter((parts) => verdictOf(parts) === verdict);

describe('things that all have to be so', () => {
  const [p, f, y, i, o, n, a] = [
    'pass',
    'fail',
    'partly',
    'inconclusive',
    'not-looked-at',
    'not-applicable',
    'attested',
  ] as const;
  const ORDER = [p, f, y, i, o, n, a];
  // Row and column in that order; the table is symmetric.
  const TABLE: readonly (readonly PartState[])[] = [
    [p, f, y, y, y, p, y],
    [f, f, f, f, f, f, f],
    [y, f, y, y, y, y, y],
    [y, f, y, i, i, i, i],
    [y, f, y, i, o, o, o],
    [p, f, y, i, o, n, a],
    [y, f, y, i, o, a, a],
  ];
  const ROWS = ORDER.flatMap((left, row) =>
    ORDER.map((right, column) => [left, right, TABLE[row]?.[column]] as const),
  );
  test.each(ROWS)('%s and %s: %s', (left, right, both) => {
    expect(together([left, right])).toBe(both);
  });

  test('come to the same in any order and however often each stands', () => {
    for (const x of STATES) {
      for (const y of STATES) {
        for (const z of STATES) {
          const whole = together([x, y, z]);
          expect(together([z, x, y])).toBe(whole);
          expect(together([x, x, y, z, z])).toBe(whole);
        }
      }
    }
  });

  test('pass for a single partly only in part, and nothing at all is not looked at', () => {
    for (const state of STATES) expect(together([state])).toBe(state);
    expect(together([])).toBe('not-looked-at');
  });
});

describe('alternatives', () => {
  test.each<[string, PartState, PartState[]]>([
    ['one that passes is enough', 'pass', ['fail', 'pass', 'inconclusive']],
    ['one in part is better than one open', 'partly', ['inconclusive', 'partly']],
    ['one that is open keeps a failure open', 'inconclusive', ['fail', 'inconclusive']],
    ['failures alone fail', 'fail', ['fail', 'fail']],
    ['what nothing was given for does not count', 'fail', ['not-looked-at', 'fail']],
    ['a failure outweighs what does not apply', 'fail', ['not-applicable', 'fail']],
    ['none that applies', 'not-applicable', ['not-applicable', 'not-looked-at']],
    ['nothing given', 'not-looked-at', ['not-looked-at', 'not-looked-at']],
    ['no alternative', 'not-looked-at', []],
  ])('%s: %s', (_, state, states) => {
    expect(either(states)).toBe(state);
    expect(either(states.toReversed())).toBe(state);
  });
});

const parts = (
  seen: PartState | null,
  filed: PartState | null = null,
  stated: PartState | null = null,
): Parts => ({ seen, filed, stated });

describe('the verdict', () => {
  test.each<[string, Parts]>([
    // One part alone.
    ['confirmed', parts('pass')],
    ['contradicted', parts('fail')],
    ['partly-confirmed', parts('partly')],
    ['not-testable', parts('inconclusive')],
    ['not-testable', parts('not-looked-at')],
    ['not-testable', parts('not-applicable')],
    ['attested', parts('attested')],
    ['confirmed', parts(null, 'pass')],
    ['contradicted', parts(null, 'fail')],
    ['partly-confirmed', parts(null, 'partly')],
    ['not-testable', parts(null, 'inconclusive')],
    ['not-testable', parts(null, 'not-looked-at')],
    ['attested', parts(null, null, 'attested')],
    ['contradicted', parts(null, null, 'fail')],
    ['not-testable', parts(null, null, 'not-looked-at')],
    ['not-testable', parts(null, null, 'not-applicable')],
    // Seen and filed: both are needed.
    ['confirmed', parts('pass', 'pass')],
    ['partly-confirmed', parts('pass', 'not-looked-at')],
    ['partly-confirmed', parts('pass', 'inconclusive')],
    ['partly-confirmed', parts('inconclusive', 'pass')],
    ['partly-confirmed', parts('not-looked-at', 'pass')],
    ['confirmed', parts('pass', 'not-applicable')],
    ['confirmed', parts('not-applicable', 'pass')],
    ['contradicted', parts('pass', 'fail')],
    // Seen and stated: both are needed.
    ['confirmed', parts('pass', null, 'attested')],
    ['confirmed', parts('pass', null, 'not-applicable')],
    ['partly-confirmed', parts('pass', null, 'not-looked-at')],
    ['contradicted', parts('pass', null, 'fail')],
    ['contradicted', parts('fail', null, 'attested')],
    ['attested', parts('not-looked-at', null, 'attested')],
    ['attested', parts('not-applicable', null, 'attested')],
    ['partly-confirmed', parts('partly', null, 'attested')],
    // What a rule left open is not settled by anybody's word.
    ['not-testable', parts('inconclusive', null, 'attested')],
    ['not-testable', parts(null, 'inconclusive', 'attested')],
    // Filed or stated: either is enough.
    ['confirmed', parts(null, 'pass', 'not-looked-at')],
    ['attested', parts(null, 'not-looked-at', 'attested')],
    ['attested', parts(null, 'not-applicable', 'attested')],
    ['partly-confirmed', parts(null, 'partly', 'attested')],
    ['contradicted', parts(null, 'fail', 'attested')],
    ['contradicted', parts(null, 'pass', 'fail')],
    // All three.
    ['confirmed', parts('pass', 'pass', 'not-looked-at')],
    ['confirmed', parts('pass', 'not-looked-at', 'attested')],
    ['partly-confirmed', parts('pass', 'not-looked-at', 'not-looked-at')],
    ['partly-confirmed', parts('pass', 'inconclusive', 'attested')],
    ['attested', parts('not-looked-at', 'not-looked-at', 'attested')],
  ])('%s: %o', (verdict, given) => {
    expect(verdictOf(given)).toBe(verdict);
  });

  test.each<[string, Parts]>([
    ['confirmed', parts(null, 'pass', 'attested')],
    ['confirmed', parts('pass', 'pass', 'not-applicable')],
    ['partly-confirmed', parts(null, 'pass', 'not-looked-at')],
    ['partly-confirmed', parts('pass', 'not-looked-at', 'attested')],
    ['not-testable', parts(null, 'not-looked-at', 'attested')],
    ['not-testable', parts(null, 'inconclusive', 'attested')],
    ['attested', parts(null, 'not-applicable', 'attested')],
    ['contradicted', parts(null, 'fail', 'attested')],
    // What is seen and somebody's word are both needed.
    ['confirmed', parts('pass', null, 'attested')],
    ['partly-confirmed', parts('pass', null, 'not-looked-at')],
    ['not-testable', parts('not-looked-at', null, 'attested')],
    ['not-testable', parts('not-looked-at', 'not-looked-at', 'attested')],
    ['partly-confirmed', parts('not-looked-at', 'pass', 'attested')],
    ['attested', parts('not-applicable', null, 'attested')],
  ])('%s where files and word are both needed: %o', (verdict, given) => {
    expect(verdictOf(given, true)).toBe(verdict);
  });

  test('is never better where files and word are both needed', () => {
    for (const row of EVERY) {
      const order = ['contradicted', 'not-testable', 'attested', 'partly-confirmed', 'confirmed'];
      expect(order.indexOf(verdictOf(row, true))).toBeLessThanOrEqual(
        order.indexOf(verdictOf(row)),
      );
    }
  });

  test('is contradicted where any part fails, and nowhere else', () => {
    const failing = EVERY.filter((row) => Object.values(row).includes('fail'));
    expect(rowsOf('contradicted')).toEqual(failing);
  });

  test('is never confirmed by word alone, nor with anything seen that is not settled', () => {
    for (const { seen, filed } of rowsOf('confirmed')) {
      expect([seen, filed]).toContain('pass');
      expect(['partly', 'inconclusive', 'not-looked-at', 'attested']).not.toContain(seen);
    }
  });

  test('is attested only where nothing looked at spoke', () => {
    for (const { seen, filed } of rowsOf('attested')) {
      expect(['pass', 'partly', 'inconclusive']).not.toContain(seen);
      expect(['pass', 'partly', 'inconclusive']).not.toContain(filed);
    }
  });

  test('is not testable where no part is borne out', () => {
    for (const row of EVERY) {
      if (Object.values(row).some((state) => state === 'pass' || state === 'attested')) continue;
      expect(['contradicted', 'partly-confirmed', 'not-testable']).toContain(verdictOf(row));
    }
  });
});

test('a control has the status that goes with the verdict, of a provider it is inherited', () => {
  const of = (given: Parts): readonly string[] =>
    [false, true].map((inherited) => statusOf(given, { inherited }));
  expect(of(parts('pass'))).toEqual(['met', 'met']);
  expect(of(parts('fail'))).toEqual(['not-met', 'not-met']);
  expect(of(parts('partly'))).toEqual(['partly-met', 'partly-met']);
  expect(of(parts(null, null, 'attested'))).toEqual(['attested', 'inherited']);
  expect(of(parts('not-looked-at'))).toEqual(['not-assessed', 'not-assessed']);
});
