import { beforeAll, expect, test } from 'vitest';
import { ALGORITHMS, modifierOf } from '../../src/derive/web/observatory/algorithms.ts';
import { answerOf } from '../support/observatory-answer.ts';
import type { Answer, Row } from '../support/observatory-rows.ts';
import { loadOracle, type Oracle } from './observatory/oracle.ts';
import { rows } from './observatory/rows.ts';

const ROWS = rows(2000);

/** What of the table of results we never say, and why. */
const NEVER: Readonly<Record<string, string>> = {
  'hsts-preloaded': 'its list is not looked at',
  'redirection-all-redirects-preloaded': 'its list is not looked at',
  'hsts-invalid-cert': 'certificates are judged apart',
  'redirection-invalid-cert': 'certificates are judged apart',
  'cross-origin-resource-sharing-implemented-with-universal-access':
    'in a scan its request has no `headers` to compare with',
  'html-not-parseable': 'its parser takes anything for HTML',
};

let oracle: Oracle;
let theirs: readonly { row: Row; answer: Answer }[];

beforeAll(async () => {
  oracle = await loadOracle();
  theirs = ROWS.map((row) => ({ row, answer: oracle.answer(row) }));
}, 300_000);

test('our reading of 2,000 sites is that of release 1.4.8, with its mistakes', () => {
  expect(oracle.version).toBe('1.4.8');
  const differing = theirs.filter(
    ({ row, answer }) => JSON.stringify(answerOf(row, 4)) !== JSON.stringify(answer),
  );
  expect(
    differing.slice(0, 3).map(({ row, answer }) => ({ row, answer, ours: answerOf(row, 4) })),
  ).toEqual([]);
  expect(differing).toHaveLength(0);
});

test('the sites have each of its results at least five times', () => {
  const counts = new Map<string, number>();
  for (const { answer } of theirs) {
    for (const text of Object.values(answer.results)) {
      const [result = ''] = text.split(',', 1);
      counts.set(result, (counts.get(result) ?? 0) + 1);
    }
  }
  const rare = [...oracle.modifiers.keys()].filter((result) => (counts.get(result) ?? 0) < 5);
  expect(rare.sort()).toEqual(Object.keys(NEVER).sort());
  expect(theirs).toHaveLength(2000);
  expect(new Set(theirs.map(({ answer }) => answer.letter)).size).toBeGreaterThan(10);
});

test('our modifiers are those of its table', () => {
  const [algorithm] = ALGORITHMS;
  if (algorithm === undefined) throw new Error('no algorithm');
  for (const [result, { modifier }] of oracle.modifiers) {
    if (!(result in NEVER))
      expect([result, modifierOf(result, algorithm)]).toEqual([result, modifier]);
  }
});

test('what is recorded for the tests that have no package is what it says', async () => {
  const recorded = {
    version: oracle.version,
    recorded:
      'npx vitest run --config vitest.lab.config.ts test/lab/observatory.test.ts --update: what @mdn/mdn-http-observatory says of the first rows of test/lab/observatory/rows.ts',
    answers: theirs.slice(0, 160),
  };
  await expect(`${JSON.stringify(recorded)}\n`).toMatchFileSnapshot(
    '../../fixtures/observatory/1.4.8.json',
  );
});
