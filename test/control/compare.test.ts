import { describe, expect, test } from 'vitest';
import { compare, type Comparable } from '../../src/control/compare.ts';
import type { Change } from '../../src/control/comparison.ts';
import { trendOf, type Standing } from '../../src/control/standing.ts';
import type { DisposedFinding } from '../../src/control/result.ts';
import { comparableOf, standing } from '../support/comparable.ts';
import { targetOf } from '../support/findings.ts';

const holding = (...findings: DisposedFinding[]): Comparable & { id: string } =>
  comparableOf({ findings });

/** The only change between two reports; null where there is none. */
function onlyChange(before: Comparable & { id: string }, after: Comparable): Change | null {
  const { changes } = compare(before, after);
  expect(changes.length).toBeLessThanOrEqual(1);
  return changes[0] ?? null;
}

const of = (where: Standing): Comparable & { id: string } =>
  where === 'none' ? holding() : holding(standing(where));

/** State, cause and trend of a change in one text. */
const told = (change: Change | null): string =>
  change === null ? 'unchanged' : `${change.state} ${change.why.join('+')} ${trendOf(change)}`;

const NAMES = ['pass', 'fail', 'open', 'waived', 'excused', 'off', 'none'] as const;

/** Every pair; a row is where it stood, a column where it stands, in the order of NAMES. */
const PAIRS: Readonly<Record<Standing, readonly string[]>> = {
  pass: [
    'unchanged',
    'regressed result worse',
    'updated sight worse',
    'updated result+waiver worse',
    'updated sight+waiver worse',
    'updated result neither',
    'absent rules neither',
  ],
  fail: [
    'fixed result better',
    'unchanged',
    'updated sight neither',
    'updated waiver neither',
    'updated sight+waiver neither',
    'updated result neither',
    'absent rules neither',
  ],
  open: [
    'updated sight better',
    'new sight worse',
    'unchanged',
    'updated sight+waiver neither',
    'updated waiver neither',
    'updated sight neither',
    'absent rules neither',
  ],
  waived: [
    'fixed result better',
    'regressed waiver worse',
    'updated sight+waiver worse',
    'unchanged',
    'updated sight neither',
    'updated result neither',
    'absent rules neither',
  ],
  excused: [
    'updated sight better',
    'new sight+waiver worse',
    'updated waiver worse',
    'updated sight neither',
    'unchanged',
    'updated sight neither',
    'absent rules neither',
  ],
  off: [
    'updated result neither',
    'regressed result worse',
    'updated sight worse',
    'updated result+waiver worse',
    'updated sight+waiver worse',
    'unchanged',
    'absent rules neither',
  ],
  none: [
    'updated rules neither',
    'new rules worse',
    'updated rules neither',
    'updated rules neither',
    'updated rules neither',
    'updated rules neither',
    'unchanged',
  ],
};

describe.each(NAMES)('what was %s', (before) => {
  test.each(NAMES.map((after, index) => [after, PAIRS[before][index]] as const))(
    'and is %s: %s',
    (after, expected) => {
      expect(told(onlyChange(of(before), of(after)))).toBe(expected);
    },
  );
});

const reason = (before: DisposedFinding, after: DisposedFinding): string =>
  onlyChange(holding(before), holding(after))?.reason ?? '';

describe('a waiver', () => {
  test('that has expired is told with its day', () => {
    const { disposition } = standing('waived');
    if (disposition === undefined) throw new Error('no waiver');
    const after = standing('fail', { disposition: { ...disposition, type: 'expired-waiver' } });
    expect(reason(standing('waived'), after)).toBe(
      'failed under a waiver, fails now; waiver W-1 expired on 2027-03-31',
    );
  });

  test('that was taken away is named', () => {
    expect(reason(standing('waived'), standing('fail'))).toBe(
      'failed under a waiver, fails now; waiver W-1 is gone',
    );
  });

  test('that came is named with its end', () => {
    expect(reason(standing('fail'), standing('waived'))).toBe(
      'failed, fails under a waiver now; waived by W-1 until 2027-03-31',
    );
  });

  test('that was prolonged is a change, and no failure is fixed by it', () => {
    const { disposition } = standing('waived');
    if (disposition === undefined) throw new Error('no waiver');
    const longer = standing('waived', { disposition: { ...disposition, expires: '2028-01-01' } });
    const change = onlyChange(holding(standing('waived')), holding(longer));
    expect(told(change)).toBe('updated waiver neither');
    expect(change?.reason).toBe(
      'still fails under a waiver; waived by W-1 until 2028-01-01, before W-1 until 2027-03-31',
    );
  });
});

describe('a rule that asks for something else', () => {
  const stricter = { expected: 'offered lacks TLS 1.1' };

  test.each([
    ['pass', 'fail', 'new rules worse'],
    ['fail', 'pass', 'updated rules neither'],
    ['waived', 'pass', 'updated rules neither'],
    ['waived', 'fail', 'regressed waiver+rules worse'],
    ['pass', 'pass', 'updated rules neither'],
    ['fail', 'fail', 'updated rules neither'],
    ['pass', 'open', 'updated sight+rules worse'],
    ['open', 'fail', 'new sight+rules worse'],
  ] as const)('from %s to %s: %s', (before, after, expected) => {
    const change = onlyChange(holding(standing(before)), holding(standing(after, stricter)));
    expect(told(change)).toBe(expected);
    expect(change?.reason).toContain('expects "offered lacks TLS 1.1", before ""');
  });

  test('by its parameters alone is told', () => {
    const { profile } = comparableOf();
    const after = comparableOf({
      findings: [standing('pass')],
      profile: { ...profile, parameters: { 'spf-record': { days: 30 } } },
    });
    const change = onlyChange(holding(standing('fail')), after);
    expect(told(change)).toBe('updated rules neither');
    expect(change?.reason).toBe('failed, passes now; its parameters changed');
  });

  test('in how severe it is, is told beside the result', () => {
    const change = onlyChange(
      holding(standing('pass', { severity: 'low' })),
      holding(standing('fail', { severity: 'critical' })),
    );
    expect(told(change)).toBe('regressed result+rules worse');
    expect(change?.severity).toBe('critical');
    expect(change?.reason).toBe('passed, fails now; severity critical, before low');
  });
});

test('why something is not settled any more is said', () => {
  expect(reason(standing('pass'), standing('open'))).toBe(
    'passed, is not settled now (timeout: no answer)',
  );
});

test('what was found does not count: a rule that fails for another reason still fails', () => {
  const found = [{ where: 'record', value: 'v=spf1 +all' }];
  expect(onlyChange(holding(standing('fail')), holding(standing('fail', { found })))).toBeNull();
});

test('of a rule judged twice at a target, the failure counts', () => {
  const [pass, fail] = [standing('pass'), standing('fail')];
  expect(compare(holding(fail), holding(pass, fail)).changes).toEqual([]);
  expect(compare(holding(fail), holding(fail, pass)).changes).toEqual([]);
});

describe('targets', () => {
  const other = targetOf({ id: 'mail:other.example', host: 'other.example' });
  const both = (...findings: DisposedFinding[]): Comparable & { id: string } =>
    comparableOf({ targets: [targetOf(), other], findings });
  const at = { target: other.id };

  test('that came bring new failures and nothing that is fixed', () => {
    const after = both(standing('fail', at), standing('pass', { ...at, rule: 'dmarc-published' }));
    expect(compare(holding(), after).changes.map(told)).toEqual([
      'new target worse',
      'updated target neither',
    ]);
  });

  test('that are gone take their findings with them', () => {
    const change = onlyChange(both(standing('fail', at)), holding());
    expect(told(change)).toBe('absent target neither');
    expect(change).toMatchObject({ target: other.id, after: null });
    expect(change?.reason).toBe('failed; the target is not audited any more');
  });

  const site = (path: string, port = 443): ReturnType<typeof targetOf> =>
    targetOf({
      ...{ id: `https://example.com${path}`, kind: 'web', uri: `https://example.com${path}` },
      ...{ port, role: 'site' },
    });
  const looked = (...targets: ReturnType<typeof targetOf>[]): Comparable & { id: string } =>
    comparableOf({ targets, findings: targets.map(({ id }) => standing('fail', { target: id })) });

  test('that have moved to another path are compared with what they were', () => {
    const { changes, counts, remarks } = compare(looked(site('/')), looked(site('/app')));
    expect(changes).toEqual([]);
    expect(counts.unchanged).toBe(1);
    expect(remarks).toEqual([
      'https://example.com/app is compared with https://example.com/: it has moved.',
    ]);
  });

  test('that split are not: one is gone and two are new', () => {
    const { changes } = compare(looked(site('/')), looked(site('/a'), site('/b')));
    expect(changes.map(({ state, target }) => `${state} ${target}`)).toEqual([
      'new https://example.com/a',
      'new https://example.com/b',
      'absent https://example.com/',
    ]);
  });

  test('of another role were asked other questions', () => {
    const after = comparableOf({
      targets: [targetOf({ role: 'parked' })],
      findings: [standing('fail')],
    });
    const change = onlyChange(of('off'), after);
    expect(told(change)).toBe('new target worse');
    expect(change?.reason).toBe('did not apply, fails now; role parked, before mail');
  });
});

describe('grades', () => {
  const graded = (ceiling: 'A' | 'C', floor: 'A' | 'C' | 'F', id = 'mail 1') => {
    const letter = ceiling === floor ? ceiling : null;
    const interval = { letter, ceiling, floor };
    const area = {
      ...{ area: 'mail' as const, target: 'mail:example.com', scheme: id, ...interval },
      ...{ score: { ceiling: 90, floor: 90 }, categories: [], trustIgnored: null, caps: [] },
      ...{ next: [], unsettled: [], phase: null, notAssessed: [] },
    };
    return comparableOf({
      grades: {
        overall: { ...interval, reasons: [] },
        groups: [{ group: 'mail', ...interval, reasons: [] }],
        areas: [area],
      },
    });
  };

  test('that changed are told: of the whole, of groups, of areas', () => {
    const { grades } = compare(graded('A', 'A'), graded('C', 'F'));
    const before = { letter: 'A', ceiling: 'A', floor: 'A' };
    const after = { letter: null, ceiling: 'C', floor: 'F' };
    expect(grades).toEqual([
      { what: 'overall', target: null, before, after },
      { what: 'mail', target: null, before, after },
      { what: 'mail', target: 'mail:example.com', before, after },
    ]);
  });

  test('that stayed are not, for whatever reasons they are what they are', () => {
    expect(compare(graded('A', 'A'), graded('A', 'A')).grades).toEqual([]);
  });

  test('of one report alone stand against nothing', () => {
    const { grades } = compare(comparableOf(), graded('C', 'C'));
    expect(grades.map(({ before, after }) => [before, after?.letter])).toEqual([
      [null, 'C'],
      [null, 'C'],
      [null, 'C'],
    ]);
  });

  test('by another scheme are told as such', () => {
    const { remarks } = compare(graded('A', 'A'), graded('A', 'A', 'mail 2'));
    expect(remarks).toEqual(['Graded by mail 1 before, by mail 2 now: mail.']);
  });
});
