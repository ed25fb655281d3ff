import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { Candidate } from '../../../src/evidence/kinds/rate-limit/enforced.ts';
import { RUNS, type Run } from './simulate.ts';

let runs: readonly Run[] = [];

/** In a process of its own: measuring coverage makes the arithmetic many times slower. */
beforeAll(async () => {
  const script = fileURLToPath(new URL('./simulate.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { maxBuffer: 2 ** 27 });
  // The script is ours, and prints the value of that type.
  runs = JSON.parse(stdout) as readonly Run[];
}, 600_000);

const sure = ({ fact }: Run): boolean => fact.family !== null && fact.family !== 'none';

test('500 limiters drawn by chance: of those told for sure 3 in 100 at most are of another kind', () => {
  const told = runs.filter(sure);
  const wrong = told.filter(({ fact, drawn }) => fact.family !== drawn.family);
  expect(runs).toHaveLength(RUNS);
  expect(told.length).toBeGreaterThan(0.5 * RUNS);
  expect(wrong.length / told.length, summary(wrong)).toBeLessThanOrEqual(0.03);
});

test('an endpoint without a limit is never said to enforce one', () => {
  const wrong = runs.filter(
    ({ drawn, fact }) => drawn.family === 'none' && fact.enforced !== null && fact.enforced,
  );
  expect(wrong, summary(wrong)).toHaveLength(0);
  const words = runs.filter(({ drawn }) => drawn.family === 'none').map(({ fact }) => fact.verdict);
  expect(new Set(words)).toEqual(new Set(['not-observed-within-budget']));
});

test('a limit within what could be seen is never said not to be there', () => {
  const visible = runs.filter(isVisible);
  const wrong = visible.filter(({ fact }) => fact.refusal === null || fact.family === 'none');
  expect(visible.length).toBeGreaterThan(0.6 * RUNS);
  expect(wrong, summary(wrong)).toHaveLength(0);
});

test('limits and times of what is told for sure are near the true ones, or not given', () => {
  const told = runs.filter((run) => sure(run) && run.fact.family === run.drawn.family);
  const wrong = told.filter(({ drawn, fact }) => !isNear(drawn, fact.candidates[0]));
  expect(wrong.length / told.length, summary(wrong)).toBeLessThanOrEqual(0.03);
});

test('no sequence is longer than its plan', () => {
  for (const { fact } of runs) expect(fact.requestsSent).toBeLessThanOrEqual(120);
});

/** Windows that begin on the clock, or before the burst, may divide it in two. */
const DIVIDED: ReadonlySet<string> = new Set([
  ...['window on the clock', 'window of requests', 'counter', 'counter of all'],
  ...['penalty', 'renewed penalty'],
]);

/** The rule of `detectableBy` for 60 requests at 10 a second, with something to spare. */
function isVisible({ kind, drawn: { family, limit, seconds, counted } }: Run): boolean {
  if (limit === null || seconds === null) return false;
  if (family !== 'token-bucket') {
    return limit < 0.9 * 10 * Math.min(6, counted) * (DIVIDED.has(kind) ? 0.5 : 1);
  }
  const refill = 1 / seconds / 10;
  return refill < 0.9 && Math.floor((limit - 1) / (1 - refill)) + 1 < 59;
}

function isNear({ family, limit, seconds }: Run['drawn'], told: Candidate | undefined): boolean {
  if (told === undefined || limit === null || seconds === null) return false;
  const { perSecond, penaltySeconds, windowSeconds } = told;
  const pace = perSecond === null ? null : 1 / perSecond;
  const time = family === 'token-bucket' ? pace : (penaltySeconds ?? windowSeconds);
  const spare = family === 'token-bucket' ? 0 : 1;
  return (
    (told.limit === null || Math.abs(told.limit - limit) <= Math.max(1, 0.1 * limit)) &&
    (time === null || Math.abs(time - seconds) <= Math.max(spare, 0.15 * seconds))
  );
}

const summary = (all: readonly Run[]): string =>
  all
    .map(({ kind, drawn, fact }) => {
      const { family, limit, windowSeconds, perSecond, penaltySeconds, verdict } = fact;
      const told = [family, limit, windowSeconds, perSecond, penaltySeconds, verdict].join(' ');
      return `${kind} ${drawn.limit ?? ''} ${drawn.seconds ?? ''}: ${told}`;
    })
    .join('\n');
