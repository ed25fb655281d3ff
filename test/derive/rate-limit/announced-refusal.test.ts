import { expect, test } from 'vitest';
import { refusalIn } from '../../../src/derive/rate-limit/announced-refusal.ts';
import { limitAnswer } from '../../support/limit-answer.ts';

const DATE = 'Date: Sun, 22 Nov 2026 12:00:00 GMT';

test.each<[readonly string[], boolean]>([
  [[], false],
  [['Cache-Control: no-store'], false],
  [['Cache-Control: public'], true],
  [['Cache-Control: public, max-age=0, must-revalidate'], false],
  [['Cache-Control: public', 'Expires: 0'], false],
  [['Cache-Control: max-age=60, s-maxage=0'], false],
  [['Cache-Control: max-age=0, s-maxage=60'], true],
  [['Cache-Control: max-age=soon'], false],
  [['Cache-Control: max-age=60, no-cache="Set-Cookie"'], true],
  [['Cache-Control: max-age=60, private="X-A"'], true],
  [['Expires: Thursday, 01-Jan-70 00:00:00 GMT', DATE], false],
  [['Cache-Control: max-age=60'], true],
  [['Cache-Control: max-age=0'], false],
  [['Cache-Control: max-age=00'], false],
  [['Cache-Control: MAX-AGE="60"'], true],
  [['Cache-Control: s-maxage=1'], true],
  [['Cache-Control: public, no-store'], false],
  [['Cache-Control: private, max-age=60'], false],
  [['Cache-Control: no-cache'], false],
  [['Cache-Control: must-revalidate'], false],
  [['Cache-Control: max-age=0', 'Expires: Sun, 22 Nov 2026 13:00:00 GMT', DATE], false],
  [['Expires: Sun, 22 Nov 2026 13:00:00 GMT', DATE], true],
  [['Expires: Sun, 22 Nov 2026 11:00:00 GMT', DATE], false],
  [['Expires: 0', DATE], false],
  [['Age: 3', 'Cache-Control: no-store'], true],
  [['X-Cache: HIT'], true],
  [['X-Cache: MISS'], false],
])('a cache may keep a refusal with %j: %s', (texts, cacheable) => {
  expect(refusalIn(limitAnswer(429, texts), null).cacheable).toBe(cacheable);
});

test.each<[readonly string[], boolean | null]>([
  [['RateLimit: "a";r=0;t=10', 'Retry-After: 10'], false],
  [['RateLimit: "a";r=0;t=10', 'Retry-After: 9'], false],
  [['RateLimit: "a";r=0;t=10', 'Retry-After: 8'], true],
  [['RateLimit: "a";r=0;t=10, "b";r=5;t=3600', 'Retry-After: 10'], false],
  [['RateLimit: "a";r=0;t=10, "b";r=0;t=3600', 'Retry-After: 10'], true],
  [['RateLimit: limit=10, remaining=0, reset=10', 'Retry-After: 5'], true],
  [['RateLimit-Remaining: 0', 'RateLimit-Reset: 10', 'Retry-After: 5'], true],
  [['RateLimit: "a";r=0;t=5', DATE, 'Retry-After: Sun, 22 Nov 2026 12:00:05 GMT'], false],
  // The draft's own example, appendix B.3.
  [
    ['RateLimit-Policy: "dynamic";q=100;w=60', 'RateLimit: "dynamic";r=15;t=40', 'Retry-After: 20'],
    null,
  ],
  // Of what no standard speaks.
  [['X-RateLimit-Remaining: 0', 'X-RateLimit-Reset: 10', 'Retry-After: 5'], null],
  [['RateLimit: "a";r=0', 'Retry-After: 5'], null],
  [['RateLimit: "a";r=0;t=10'], null],
  [['RateLimit: "a";r=0;t=10', 'Retry-After: soon'], null],
])('%j is too soon: %s', (texts, tooSoon) => {
  expect(refusalIn(limitAnswer(429, texts), null).retryAfterTooSoon).toBe(tooSoon);
});
