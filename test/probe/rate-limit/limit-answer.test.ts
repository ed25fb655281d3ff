import { expect, test } from 'vitest';
import type { HttpResponse } from '../../../src/net/net.ts';
import { LimitAnswer } from '../../../src/evidence/kinds/rate-limit/samples.ts';
import { limitAnswerOf } from '../../../src/probe/rate-limit/limit-answer.ts';

const URL_ASKED = new URL('https://site.test/api');

function answered(
  status: number,
  headers: HttpResponse['headers'],
  body = '',
  truncated = false,
): Extract<LimitAnswer, { is: 'response' }> {
  const response: HttpResponse = {
    ...{ status, headers, protocol: 'HTTP/1', malformed: [], ms: 1, interim: [] },
    ...{ body: Buffer.from(body), truncated, tls: null },
  };
  const answer = LimitAnswer.parse(limitAnswerOf(URL_ASKED, { is: 'response', response }));
  if (answer.is !== 'response') throw new Error(answer.problem.detail);
  return answer;
}

test('fields on limits, caches, time and media type are kept, and no others', () => {
  const answer = answered(200, [
    ['Date', 'Sun, 22 Nov 2026 12:00:00 GMT'],
    ['Set-Cookie', 'session=abcdefgh'],
    ['RateLimit', '"a";r=1'],
    ['X-Powered-By', 'x'],
    ['Cache-Control', 'no-store'],
    ['CF-Cache-Status', 'HIT'],
    ['Age', '5'],
    ['Location', 'https://site.test/?token=abcdefgh'],
    ['WWW-Authenticate', 'Digest realm="a", nonce="0123456789"'],
    ['X-RateLimit-Limit-Tokens', '150000'],
  ]);
  expect(answer.fields).toEqual([
    ['RateLimit', '"a";r=1'],
    ['X-RateLimit-Limit-Tokens', '150000'],
    ['Date', 'Sun, 22 Nov 2026 12:00:00 GMT'],
    ['Cache-Control', 'no-store'],
    ['CF-Cache-Status', 'HIT'],
    ['Age', '5'],
    ['Location', 'https://site.test/?token=[8 characters]'],
    ['WWW-Authenticate', 'Digest'],
  ]);
  expect(answer).toMatchObject({ status: 200, details: null, challenge: null });
});

const PROBLEM: [string, string] = ['Content-Type', 'application/problem+json; charset=utf-8'];

// The three types are those of draft-ietf-httpapi-ratelimit-headers-11, section 5.
test.each<[string, { type: string; violatedPolicies: string[] } | null]>([
  [
    '{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","violated-policies":["daily","bandwidth"]}',
    {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      violatedPolicies: ['daily', 'bandwidth'],
    },
  ],
  ['{}', { type: 'about:blank', violatedPolicies: [] }],
  ['{"type":5,"violated-policies":"daily"}', { type: 'about:blank', violatedPolicies: [] }],
  ['{"type":"/a","violated-policies":[1,null,"x",{}]}', { type: '/a', violatedPolicies: ['x'] }],
  ['{"__proto__":{"type":"x"}}', { type: 'about:blank', violatedPolicies: [] }],
  ['[]', null],
  ['null', null],
  ['{"type":"/a"', null],
  ['', null],
  ['['.repeat(100_000), null],
])('problem details in %j', (body, details) => {
  expect(answered(429, [PROBLEM], body).details).toEqual(details);
  expect(answered(429, [['Content-Type', 'application/json']], body).details).toBeNull();
  expect(answered(429, [PROBLEM], body, true).details).toBeNull();
});

test('long texts of problem details are cut', () => {
  const body = JSON.stringify({
    type: 'x'.repeat(1000),
    'violated-policies': Array.from({ length: 100 }, () => 'y'.repeat(1000)),
  });
  const details = answered(429, [PROBLEM], body).details;
  expect(details?.type).toHaveLength(200);
  expect(details?.violatedPolicies).toHaveLength(20);
  expect(details?.violatedPolicies[0]).toHaveLength(200);
});

test('a challenge page is known by what is not kept too', () => {
  const page = '<!doctype html><title>Just a moment...</title>';
  const html: [string, string] = ['Content-Type', 'text/html'];
  expect(answered(503, [html], page).challenge).toBe('status 503 and the title "Just a moment..."');
  expect(answered(200, [html, ['cf-mitigated', 'challenge']]).challenge).toContain('cf-mitigated');
  expect(answered(429, [html], '<title>Too many requests</title>').challenge).toBeNull();
});

test('a problem stays one', () => {
  const problem = { code: 'reset' as const, detail: 'site.test: reset' };
  expect(limitAnswerOf(URL_ASKED, { is: 'problem', problem })).toEqual({ is: 'problem', problem });
});
