import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readScheme, type ScoreScheme } from '../../src/document/scheme.ts';
import type { Fact } from '../../src/evidence/evidence.ts';
import type { TlsRating } from '../../src/evidence/kinds/tls/facts.ts';
import { TLS_VERSIONS } from '../../src/evidence/kinds/tls/versions.ts';
import { absent, present, unavailable, type Observation } from '../../src/evidence/observation.ts';
import { gradeArea } from '../../src/grade/area.ts';
import { gradeDeployment } from '../../src/grade/deployment.ts';
import { AreaGrade } from '../../src/grade/grade.ts';
import { rank, type Letter } from '../../src/grade/letter.ts';
import type { GradedRule } from '../../src/grade/weight.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { findingOf, schemeOf, targetOf } from '../support/findings.ts';

const SCHEME = `
id: labs
version: 1
area: tls
title: Labs
method: scores
letters: { A: 80, B: 65, C: 50, D: 35, E: 20 }
weights: { protocol: 30, keyExchange: 30, cipher: 40 }
protocol: { SSL 2.0: 0, SSL 3.0: 80, TLS 1.0: 90, TLS 1.1: 95, TLS 1.2: 100, TLS 1.3: 100 }
keyExchange: [{ from: 0, score: 0 }, { from: 1, score: 20 }, { from: 2048, score: 90 }]
cipher: [{ from: 0, score: 0 }, { from: 1, score: 20 }, { from: 112, score: 80 }, { from: 256, score: 100 }]
plus: [newest]
also: [{ rule: policy, on: [web], letter: A- }]
notAssessed: []
`;
const { value: scheme } = readScheme('labs.yaml', SCHEME);
if (scheme.method !== 'scores') throw new Error('no scores');
const scores: ScoreScheme = scheme;

const web = targetOf({ id: 'site', kind: 'web', port: 443 });
const mail = targetOf({ id: 'site', kind: 'smtp', port: 25 });

const exactly = (bits: number) => ({ least: bits, most: bits });

const ratingOf = (given: Partial<TlsRating> = {}): TlsRating => ({
  protocol: {
    best: { least: 'TLS 1.3', most: 'TLS 1.3' },
    worst: { least: 'TLS 1.2', most: 'TLS 1.2' },
  },
  keyExchangeBits: exactly(3072),
  cipherBits: { strongest: exactly(256), weakest: exactly(128) },
  ...given,
});

const factOf = (observation: Observation<TlsRating>): Fact => ({
  kind: 'tls.rating',
  target: 'site',
  from: [],
  observation,
});

const tls = (rule: string, outcome: Finding['outcome'] = 'pass'): Finding =>
  findingOf({ rule, area: 'tls', target: 'site', outcome });

const RULES: readonly GradedRule[] = [
  { id: 'weak', caps: [{ letter: 'B' }] },
  { id: 'trusted', caps: [{ letter: 'T' }] },
  { id: 'newest', caps: [{ letter: 'A-' }] },
];

function grade(
  findings: readonly Finding[],
  observations: readonly Observation<TlsRating>[] = [present(ratingOf())],
  target = mail,
): AreaGrade {
  const result = gradeArea(scores, target, findings, RULES, observations.map(factOf));
  if (result === null) throw new Error('no rule applies');
  return AreaGrade.parse(result);
}

const newest = tls('newest');

describe('the score', () => {
  test('is the weighted sum of three', () => {
    const { score, categories } = grade([newest]);
    expect(score).toEqual({ ceiling: 93, floor: 93 });
    expect(categories).toEqual([
      { category: 'protocol', ceiling: 100, floor: 100 },
      { category: 'keyExchange', ceiling: 90, floor: 90 },
      { category: 'cipher', ceiling: 90, floor: 90 },
    ]);
  });

  test('is zero where one of them is', () => {
    expect(grade([newest], [present(ratingOf({ keyExchangeBits: exactly(0) }))])).toMatchObject({
      letter: 'F',
      score: { ceiling: 0, floor: 0 },
    });
  });

  test('lies between the two readings of what is not settled', () => {
    const open = ratingOf({ keyExchangeBits: { least: 1, most: 3072 } });
    expect(grade([newest], [present(open)])).toMatchObject({
      letter: null,
      ceiling: 'A+',
      floor: 'B',
      score: { ceiling: 93, floor: 72 },
      unsettled: [{ rule: 'tls.rating', reason: 'the score lies between 72 and 93' }],
    });
  });

  test.each<[string, readonly Observation<TlsRating>[], number, number]>([
    ['could not be found out', [unavailable({ code: 'timeout', detail: '' })], 100, 0],
    ['was not derived', [], 100, 0],
    ['does not exist, for nothing is offered', [absent('no TLS')], 0, 0],
  ])('of a rating that %s', (_, observations, ceiling, floor) => {
    expect(grade([newest], observations).score).toEqual({ ceiling, floor });
  });

  test('is that of the weakest address, at either end', () => {
    const addresses = [
      present(ratingOf()),
      present(ratingOf({ keyExchangeBits: exactly(1024) })),
      present(ratingOf({ keyExchangeBits: { least: 1, most: 3072 } })),
    ];
    expect(grade([newest], addresses).score).toEqual({ ceiling: 72, floor: 72 });
    expect(grade([newest], addresses.slice(0, 1)).score).toEqual({ ceiling: 93, floor: 93 });
  });

  test('of another target does not count', () => {
    const other = { ...factOf(absent('')), target: 'other' };
    const result = gradeArea(scores, mail, [newest], RULES, [factOf(present(ratingOf())), other]);
    expect(result?.letter).toBe('A+');
  });
});

describe('the letter', () => {
  test.each<[string, readonly Finding[], Letter]>([
    ['everything is well', [newest], 'A+'],
    ['a rule without caps fails', [newest, tls('hint', 'fail')], 'A+'],
    ['a rule with a cap fails', [newest, tls('weak', 'fail')], 'B'],
    ['the rule for the plus fails', [tls('newest', 'fail')], 'A-'],
    ['the rule for the plus does not apply', [tls('x'), tls('newest', 'not-applicable')], 'A+'],
    ['the rule for the plus was not judged', [tls('x')], 'A'],
  ])('where %s', (_, findings, letter) => {
    expect(grade(findings).letter).toBe(letter);
  });

  test('leaves open only what could change it', () => {
    const open = [newest, tls('hint', 'inconclusive')];
    expect(grade(open)).toMatchObject({ letter: 'A+', unsettled: [] });
    expect(grade([...open, tls('weak', 'inconclusive')])).toMatchObject({
      letter: null,
      ceiling: 'A+',
      floor: 'B',
      unsettled: [{ rule: 'weak', reason: 'not settled' }],
    });
  });

  test('without the certificate is told beside a T', () => {
    const findings = [newest, tls('trusted', 'fail'), tls('weak', 'inconclusive')];
    expect(grade(findings)).toMatchObject({
      letter: 'T',
      trustIgnored: { letter: null, ceiling: 'A+', floor: 'B' },
    });
    expect(grade([newest]).trustIgnored).toBeNull();
  });

  test('does not exist where no rule of the area applies', () => {
    const policy = findingOf({ rule: 'policy', area: 'web', target: 'site', outcome: 'fail' });
    expect(gradeArea(scores, web, [policy], RULES, [])).toBeNull();
  });
});

describe('a rule of another area', () => {
  const policy = (outcome: Finding['outcome']): Finding =>
    findingOf({ rule: 'policy', area: 'web', target: 'site', outcome });
  const at = (target: typeof web, ...findings: readonly Finding[]) =>
    grade([newest, ...findings], [present(ratingOf())], target);

  test.each<[Finding['outcome'], Letter | null]>([
    ['pass', 'A+'],
    ['not-applicable', 'A+'],
    ['fail', 'A-'],
    ['inconclusive', null],
  ])('counts with its letter: %s', (outcome, letter) => {
    expect(at(web, policy(outcome)).letter).toBe(letter);
  });

  test('that was not judged withholds the plus', () => {
    expect(at(web).letter).toBe('A');
  });

  test('says nothing of a target of another kind', () => {
    expect(at(mail).letter).toBe('A+');
    expect(at(mail, policy('fail')).letter).toBe('A+');
  });

  test('needs no scheme of its own where one has it judged along', () => {
    const graded = gradeDeployment([scores], [web], [newest, policy('fail')], RULES, []);
    expect(graded.areas.map(({ area }) => area)).toEqual(['tls']);
    expect(() =>
      gradeDeployment([scores], [web], [{ ...policy('fail'), rule: 'other' }], RULES, []),
    ).toThrow('no grading scheme for web');
    expect(
      gradeDeployment(
        [scores, schemeOf({ area: 'web' })],
        [web],
        [newest, policy('fail')],
        RULES,
        [],
      ).areas,
    ).toHaveLength(2);
  });
});

describe('laws', () => {
  const bits = fc.constantFrom(0, 1, 40, 112, 128, 256, 512, 1024, 2048, 4096, 15_360);
  const bounds = fc
    .tuple(bits, bits)
    .map(([a, b]) => ({ least: Math.min(a, b), most: Math.max(a, b) }));
  const versions = fc
    .tuple(fc.nat(5), fc.nat(5))
    .map(([a, b]) => ({ least: Math.min(a, b), most: Math.max(a, b) }));
  const rating = fc.record({
    best: versions,
    worst: versions,
    exchange: bounds,
    strongest: bounds,
    weakest: bounds,
  });
  type Given = typeof rating extends fc.Arbitrary<infer T> ? T : never;
  type End = 'least' | 'most';
  const outcomes = fc.record({
    newest: fc.constantFrom<Finding['outcome']>('pass', 'fail', 'inconclusive'),
    weak: fc.constantFrom<Finding['outcome']>('pass', 'fail', 'inconclusive'),
    trusted: fc.constantFrom<Finding['outcome']>('pass', 'fail', 'inconclusive'),
  });

  const named = ({ least, most }: Given['best']) => ({
    least: TLS_VERSIONS[least] ?? 'TLS 1.3',
    most: TLS_VERSIONS[most] ?? 'TLS 1.3',
  });
  const ends = (given: Given, rules: Record<string, Finding['outcome']>) => {
    const { ceiling, floor, score } = grade(
      Object.entries(rules).map(([rule, outcome]) => tls(rule, outcome)),
      [
        present({
          protocol: { best: named(given.best), worst: named(given.worst) },
          keyExchangeBits: given.exchange,
          cipherBits: { strongest: given.strongest, weakest: given.weakest },
        }),
      ],
    );
    return { ceiling: rank(ceiling), floor: rank(floor), score };
  };
  /** The rating with one end of one part replaced by the lesser, or the greater, of two. */
  const part = fc.constantFrom<keyof Given>('best', 'worst', 'exchange', 'strongest', 'weakest');
  const moved = (given: Given, name: keyof Given, end: End, to: number): Given => ({
    ...given,
    [name]: { ...given[name], [end]: to },
  });

  test('a rating that is worse at either end never raises ceiling or floor', () => {
    fc.assert(
      fc.property(rating, rating, part, outcomes, (given, other, name, rules) => {
        const lesser = (['least', 'most'] as const).reduce(
          (made, end) => moved(made, name, end, Math.min(given[name][end], other[name][end])),
          given,
        );
        const [before, after] = [ends(given, rules), ends(lesser, rules)];
        expect(after.ceiling).toBeGreaterThanOrEqual(before.ceiling);
        expect(after.floor).toBeGreaterThanOrEqual(before.floor);
        expect(after.score.ceiling).toBeLessThanOrEqual(before.score.ceiling);
        expect(after.score.floor).toBeLessThanOrEqual(before.score.floor);
      }),
      { numRuns: 500 },
    );
  });

  test('settling a rating never widens the interval', () => {
    fc.assert(
      fc.property(rating, part, fc.boolean(), outcomes, (given, name, up, rules) => {
        const { least, most } = given[name];
        const settled = up ? moved(given, name, 'least', most) : moved(given, name, 'most', least);
        const [open, closed] = [ends(given, rules), ends(settled, rules)];
        expect(closed.ceiling).toBeGreaterThanOrEqual(open.ceiling);
        expect(closed.floor).toBeLessThanOrEqual(open.floor);
        expect(closed.score.ceiling).toBeLessThanOrEqual(open.score.ceiling);
        expect(closed.score.floor).toBeGreaterThanOrEqual(open.score.floor);
      }),
      { numRuns: 500 },
    );
  });

  test('a worse finding never raises ceiling or floor, and settling one never widens', () => {
    const rule = fc.constantFrom('newest', 'weak', 'trusted');
    fc.assert(
      fc.property(rating, outcomes, rule, (given, rules, one) => {
        const [pass, open, fail] = (['pass', 'inconclusive', 'fail'] as const).map((outcome) =>
          ends(given, { ...rules, [one]: outcome }),
        );
        if (pass === undefined || open === undefined || fail === undefined) return;
        expect(open).toMatchObject({ ceiling: pass.ceiling, floor: fail.floor });
        expect(fail.ceiling).toBeGreaterThanOrEqual(pass.ceiling);
        expect(fail.floor).toBeGreaterThanOrEqual(pass.floor);
      }),
      { numRuns: 500 },
    );
  });

  test('the ceiling is never below the floor', () => {
    fc.assert(
      fc.property(rating, outcomes, (given, rules) => {
        const { ceiling, floor, score } = ends(given, rules);
        expect(ceiling).toBeLessThanOrEqual(floor);
        expect(score.floor).toBeLessThanOrEqual(score.ceiling);
      }),
    );
  });
});

describe('a scheme of scores', () => {
  test.each([
    [
      'weights that do not add up',
      'protocol: 30, key',
      'protocol: 40, key',
      'weights add up to 100',
    ],
    [
      'steps that do not begin at 0',
      '[{ from: 0, score: 0 }, { from: 1',
      '[{ from: 1',
      'steps begin at 0 and rise',
    ],
    ['steps that fall', 'score: 90 }]', 'score: 10 }]', 'steps begin at 0 and rise'],
    ['an unknown method', 'method: scores', 'method: guesses', 'labs.yaml'],
    ['a version left out', 'SSL 2.0: 0, ', '', 'SSL 2.0'],
  ])('is refused for %s', (_, before, after, message) => {
    expect(() => readScheme('labs.yaml', SCHEME.replace(before, after))).toThrow(message);
  });
});
