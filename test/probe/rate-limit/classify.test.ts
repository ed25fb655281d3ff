import { expect, test } from 'vitest';
import type { LimitAnswer } from '../../../src/evidence/kinds/rate-limit/samples.ts';
import type { ProblemCode } from '../../../src/evidence/problem.ts';
import {
  afterAll,
  signatureOf,
  takenFor,
  uncounted,
  Usual,
} from '../../../src/probe/rate-limit/classify.ts';

interface Given {
  readonly type?: string;
  readonly bytes?: number;
  readonly challenge?: string;
  readonly fields?: [string, string][];
}

const response = (status: number, given: Given = {}): Extract<LimitAnswer, { is: 'response' }> => ({
  ...{ is: 'response', status, details: null, challenge: given.challenge ?? null },
  fields: [['Content-Type', given.type ?? 'application/json'], ...(given.fields ?? [])],
  body: { bytes: given.bytes ?? 100, truncated: false, sha256: String(given.bytes ?? 100) },
});

const problem = (code: ProblemCode): LimitAnswer => ({
  is: 'problem',
  problem: { code, detail: '' },
});

const usual = new Usual();
for (const ms of [20, 22, 24]) usual.learn(response(200), ms, ms);

test.each<[string, LimitAnswer, number, string]>([
  ['as usual', response(200), 20, 'admitted'],
  ['as usual and slow', response(200), 9000, 'admitted'],
  ['another success', response(204), 20, 'admitted'],
  ['a body that is a little longer', response(200, { bytes: 110 }), 20, 'admitted'],
  ['a body that is much shorter', response(200, { bytes: 10 }), 20, 'refused'],
  ['a page in place of JSON', response(200, { type: 'text/html' }), 20, 'refused'],
  ['429', response(429), 20, 'refused'],
  ['429 after a long time', response(429), 3000, 'refused'],
  ['503 at once', response(503), 20, 'refused'],
  ['503 after a long time', response(503), 3000, 'failing'],
  ['509 at once', response(509), 20, 'refused'],
  ['500', response(500), 20, 'failing'],
  ['502', response(502), 20, 'failing'],
  ['504', response(504), 20, 'failing'],
  ['403', response(403), 20, 'refused'],
  ['404', response(404), 20, 'refused'],
  ['a redirect', response(302), 20, 'refused'],
  ['a challenge', response(403, { challenge: 'cf-mitigated' }), 20, 'challenged'],
  ['a challenge with 429', response(429, { challenge: 'cf-mitigated' }), 20, 'challenged'],
  ['a reset', problem('reset'), 20, 'refused'],
  ['silence', problem('timeout'), 10_000, 'refused'],
  ['a closed port', problem('refused'), 20, 'lost'],
  ['no way there', problem('unreachable'), 20, 'lost'],
  ['no HTTP', problem('malformed'), 20, 'lost'],
])('%s is taken for what it is', (_, answer, ms, taken) => {
  expect(takenFor(answer, ms, usual)).toBe(taken);
});

test.each<[LimitAnswer, string]>([
  [response(200), 'admitted'],
  [response(401), 'admitted'],
  [response(404), 'admitted'],
  [response(301), 'admitted'],
  [response(429), 'refused'],
  [response(503), 'refused'],
  [response(403), 'refused'],
  [response(500), 'failing'],
  [problem('reset'), 'lost'],
  [problem('timeout'), 'lost'],
])('of %o as the very first answer', (answer, taken) => {
  expect(takenFor(answer, 20, new Usual())).toBe(taken);
});

test('an endpoint that always answers with 503 or 404 admits with it', () => {
  const odd = new Usual();
  odd.learn(response(404), 20, 20);
  odd.learn(response(503), 20, 20);
  expect(takenFor(response(404), 20, odd)).toBe('admitted');
  expect(takenFor(response(503), 20, odd)).toBe('admitted');
});

test('bodies that are never the same say nothing by their length', () => {
  const moving = new Usual();
  for (const bytes of [100, 101, 102]) moving.learn(response(200, { bytes }), 20, 20);
  expect(takenFor(response(200, { bytes: 10 }), 20, moving)).toBe('admitted');
});

test.each<[LimitAnswer, string, string]>([
  [response(429), '429', 'refused'],
  [response(503), '503', 'failing'],
  [response(403), '403', 'refused'],
  [response(200), '200', 'admitted'],
  [problem('reset'), 'reset', 'lost'],
  [problem('timeout'), 'silence', 'lost'],
])('%o is known by %s and, where nothing confirms it, was %s', (answer, signature, after) => {
  expect(signatureOf(answer)).toBe(signature);
  expect(afterAll(answer)).toBe(after);
});

test.each<[[string, string][], boolean]>([
  [[['Age', '30']], true],
  [[['age', '0']], false],
  [[['Age', '000']], false],
  [[['CF-Cache-Status', 'HIT']], true],
  [[['CF-Cache-Status', 'MISS']], false],
  [[['CF-Cache-Status', 'DYNAMIC']], false],
  [[['X-Cache', 'TCP_HIT']], true],
  [[['X-Cache', 'RefreshHit from cloudfront']], true],
  [[['X-Cache', 'MISS, HIT']], true],
  [[['X-Cache', 'Miss from cloudfront']], false],
  [[['Cache-Status', 'edge; hit']], true],
  [[['Cache-Status', 'edge; hit=?0; fwd=miss']], false],
  [[['Cache-Status', 'edge; fwd=miss']], false],
])('whether %o comes from a cache', (fields, isCached) => {
  expect(uncounted(response(200, { fields })) !== null).toBe(isCached);
});

test('redirects may come before a limiter', () => {
  expect(uncounted(response(302))).toContain('status 302');
  expect(uncounted(response(200))).toBeNull();
});
