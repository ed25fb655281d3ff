import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PHASES, TAKEN_FOR } from '../../../src/evidence/kinds/rate-limit/sequence.ts';
import { countsOf, pictureOf, type Limit } from '../../../src/report/rate-limit/sequence.ts';
import { requests, sequence } from '../rate-limit-facts.ts';

const LIMIT: Limit = { requests: 2, windowSeconds: 10, from: 'documented' };

test('requests of one phase stand together, and a phase that comes again stands anew', () => {
  const all = [
    ...requests('burst', [0, 1]),
    ...requests('recovery', [5]),
    ...requests('burst', [8]),
  ];
  const { stretches } = pictureOf(sequence({ requests: all }), null);
  expect(stretches.map(({ phase, beats }) => [phase, beats.length])).toEqual([
    ['burst', 2],
    ['recovery', 1],
    ['burst', 1],
  ]);
  expect(stretches.flatMap(({ beats }) => beats.map(({ silence }) => silence))).toEqual([
    ...[0, 1, 4, 3],
  ]);
});

test('those admitted are counted over the window, whose beginning is not in it', () => {
  const all = [
    ...requests('burst', [0, 5]),
    ...requests('burst', [6], { taken: 'refused' }),
    ...requests('burst', [9.999, 10, 15, 40]),
  ];
  const { stretches } = pictureOf(sequence({ requests: all }), LIMIT);
  expect(stretches.flatMap(({ beats }) => beats.map(({ admitted }) => admitted))).toEqual([
    ...[1, 2, 2, 3, 3, 3, 1],
  ]);
});

test.each([
  ['twice the usual time and 100 ms more', 20, 120, 'admitted'],
  ['a little more than that', 20, 121, 'delayed'],
  ['twice the usual time, where that is longer', 300, 600, 'admitted'],
  ['more than twice the usual time', 300, 601, 'delayed'],
])('%s: a usual time of %i ms and %i ms is %s', (_, usual, took, mark) => {
  const all = [
    ...requests('baseline', [0, 1, 2], { headMs: usual }),
    ...requests('burst', [3], { headMs: took }),
  ];
  const { stretches } = pictureOf(sequence({ requests: all }), null);
  expect(stretches.at(-1)?.beats[0]?.mark).toBe(mark);
});

test.each([
  ['refused', 'refused'],
  ['challenged', 'failed'],
  ['failing', 'failed'],
  ['lost', 'failed'],
] as const)('what was taken for %s is marked %s', (taken, mark) => {
  const picture = pictureOf(sequence({ requests: [...requests('burst', [0], { taken })] }), null);
  expect(countsOf(picture)).toEqual([[mark, 1]]);
});

test('the log has every request with its answer, or what came in its place', () => {
  const all = requests('burst', [0, 1, 2]).map((one, answer) => ({ ...one, answer }));
  const [response] = sequence({}).answers;
  if (response === undefined) throw new Error('no answer');
  const problem = { code: 'timeout', detail: 'silent' } as const;
  const { log } = pictureOf(
    sequence({ requests: all, answers: [response, { is: 'problem', problem }] }),
    null,
  );
  expect(log.map(({ at, answer }) => [at, answer])).toEqual([
    [0, '200'],
    [1, 'timeout'],
    [2, 'not recorded'],
  ]);
});

describe('whatever a bundle holds', () => {
  const request = fc.record({
    phase: fc.constantFrom(...PHASES),
    at: fc.double(),
    headMs: fc.option(fc.double()),
    endMs: fc.double(),
    connection: fc.integer(),
    taken: fc.constantFrom(...TAKEN_FOR),
    answer: fc.integer({ min: -2, max: 5 }),
    fields: fc.constant<[string, string][]>([]),
    varied: fc.option(fc.string()),
  });

  test('the picture ends, and holds every request once', () => {
    fc.assert(
      fc.property(fc.array(request), fc.double(), (all, windowSeconds) => {
        const limit = { ...LIMIT, windowSeconds };
        const { stretches, log } = pictureOf(sequence({ requests: all }), limit);
        expect(stretches.flatMap(({ beats }) => beats)).toHaveLength(all.length);
        expect(log).toHaveLength(all.length);
      }),
    );
  });
});
