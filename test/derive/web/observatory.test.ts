import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { webObservatoryDerivation } from '../../../src/derive/web/observatory.ts';
import { webCorsAnswers } from '../../../src/evidence/kinds/web/answers.ts';
import {
  webResponses,
  type Hop,
  type WebResponses,
} from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { present, unavailable } from '../../../src/evidence/observation.ts';
import { CLOSED, factFrom, hop, hopTo } from '../../support/hops.ts';
import { answerOf } from '../../support/observatory-answer.ts';
import type { Recorded } from '../../support/observatory-rows.ts';

const SITE = 'https://site.test/';
const PLAIN = 'http://site.test/';
const NOT_ASKED = unavailable({ code: 'not-requested', detail: 'x' });

const factOf = (responses: WebResponses, preflight: Hop | null = null) =>
  factFrom(webObservatoryDerivation, [
    { kind: webResponses, observation: present(responses) },
    {
      kind: webCorsAnswers,
      observation:
        preflight === null
          ? NOT_ASKED
          : present({
              answers: [
                {
                  url: SITE,
                  method: 'OPTIONS',
                  as: 'foreign',
                  origin: 'https://foreign.example',
                  answer: { is: 'response', hop: preflight },
                },
              ],
            }),
    },
  ]);

const page = (...headers: Hop['headers']): WebResponses => ({
  https: complete([hop(SITE, 200, headers)]),
  http: complete([hopTo(PLAIN, SITE), hop(SITE, 200, headers)]),
});

/** What an algorithm says of a test. */
function readingOf(responses: WebResponses, name: string, algorithm = 6, preflight?: Hop) {
  const fact = factOf(responses, preflight);
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  const opinion = fact.value.opinions.find((one) => one.algorithm === algorithm);
  return opinion?.tests.find(({ test }) => test === name);
}

const recorded = JSON.parse(readFileSync('fixtures/observatory/1.4.8.json', 'utf8')) as Recorded;

test('reads the recorded sites as release 1.4.8 does', () => {
  expect(recorded.version).toBe('1.4.8');
  expect(recorded.answers.length).toBeGreaterThanOrEqual(150);
  for (const { row, answer } of recorded.answers) expect(answerOf(row, 4)).toEqual(answer);
});

test('the recorded sites have most of its results', () => {
  const results = recorded.answers.flatMap(({ answer }) => Object.values(answer.results));
  expect(new Set(results).size).toBeGreaterThanOrEqual(50);
});

test('versions differ by X-Frame-Options, and by isolation and policies in one field', () => {
  const responses = page(
    ['Strict-Transport-Security', 'max-age=31536000'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Content-Security-Policy', "default-src 'none'; sandbox; x, default-src 'none'; sandbox"],
    ['Cross-Origin-Opener-Policy', 'same-origin; report-to="x"'],
    ['Cross-Origin-Embedder-Policy', 'require-corp'],
  );
  const fact = factOf(responses);
  const opinions = fact.status === 'present' ? fact.value.opinions : [];
  expect(
    opinions.map(({ algorithm, current, score, letter, tests }) => [
      ...[algorithm, current, score, letter],
      tests.length,
    ]),
  ).toEqual([
    [4, false, 75, 'B', 10],
    [5, false, 75, 'B', 10],
    [6, true, 135, 'A+', 12],
  ]);
});

test.each([
  ['Cross-Origin-Opener-Policy', 'same-origin', 'coop-implemented-with-same-origin', 10],
  [
    'Cross-Origin-Opener-Policy',
    'noopener-allow-popups',
    'coop-implemented-with-noopener-allow-popups',
    10,
  ],
  ['Cross-Origin-Opener-Policy', 'unsafe-none', 'coop-implemented-with-unsafe-none', 0],
  ['Cross-Origin-Opener-Policy', 'Same-Origin', 'coop-header-invalid', -5],
  ['Cross-Origin-Opener-Policy', '"same-origin"', 'coop-header-invalid', -5],
  ['Cross-Origin-Opener-Policy', 'same-origin; report-to=coop endpoint', 'coop-header-invalid', -5],
  ['Cross-Origin-Opener-Policy', '', 'coop-not-implemented', 0],
  [
    'Cross-Origin-Embedder-Policy',
    'credentialless; report-to',
    'coep-implemented-with-credentialless',
    10,
  ],
  ['Cross-Origin-Embedder-Policy', 'whimsy', 'coep-header-invalid', -5],
])('its own tests of version 6: %s: %s', (name, value, result, modifier) => {
  expect(readingOf(page([name, value]), name.toLowerCase())).toMatchObject({
    result,
    modifier,
    pass: modifier >= 0,
  });
});

test.each([
  ['strict-transport-security', 'max-age="31536000"', ''],
  ['strict-transport-security', 'max-age=31536000', ''],
  ['strict-transport-security', 'max-age=31536000x', 'browsers ignore “max-age=31536000x”'],
  ['x-frame-options', 'ALLOW-FROM https://a.example', 'browsers ignore ALLOW-FROM'],
  ['x-frame-options', 'SAMEORIGIN, SAMEORIGIN', 'browsers restrict frames by “SAMEORIGIN'],
  ['x-frame-options', 'DENY', ''],
  ['x-content-type-options', 'nosniff, no', 'browsers take nosniff from “nosniff, no”'],
  ['x-content-type-options', 'nosniff', ''],
  ['cross-origin-resource-policy', 'Same-Origin', 'browsers want lower case'],
  ['cross-origin-resource-policy', 'same-origin', ''],
  [
    'content-security-policy',
    "script-src 'self'; object-src 'none'; script-src *",
    'browsers take the first script-src',
  ],
  [
    'content-security-policy',
    "default-src 'self', default-src 'none'",
    'it makes one policy of several',
  ],
  [
    'content-security-policy',
    "default-src 'self'; report-uri http://a.example",
    'http: stands only',
  ],
  ['content-security-policy', "default-src 'self'; script-src-elem 'none'", 'browsers go by'],
  ['content-security-policy', "script-src 'self'", 'browsers run no inline script'],
  ['content-security-policy', "default-src 'self'", ''],
])('says where it reads %s: %s otherwise than browsers', (name, value, sentence) => {
  const difference = readingOf(page([name, value]), name)?.difference ?? 'none';
  if (sentence === '') expect(difference).toBe('');
  else expect(difference).toContain(sentence);
});

test('says that two lines of HSTS are one to browsers, and that each host has its own', () => {
  const field: [string, string] = ['Strict-Transport-Security', 'max-age=31536000'];
  expect(readingOf(page(field, field), 'strict-transport-security')).toMatchObject({
    result: 'hsts-header-invalid',
    difference: 'browsers take the first line alone: “max-age=31536000”',
  });
  const www = 'https://www.site.test/';
  const https = complete([hopTo(SITE, www), hop(www, 200, [field])]);
  expect(readingOf({ https, http: CLOSED }, 'strict-transport-security')).toMatchObject({
    result: 'hsts-implemented-max-age-at-least-six-months',
    difference:
      'it reads the policy of www.site.test, where site.test leads; browsers keep one for each host',
  });
});

test('an origin that is allowed whatever it is passes, and is said', () => {
  const preflight = hop(SITE, 204, [
    ['Access-Control-Allow-Origin', 'https://foreign.example'],
    ['Access-Control-Allow-Credentials', 'true'],
  ]);
  const reading = readingOf(page(), 'cross-origin-resource-sharing', 6, preflight);
  expect(reading).toMatchObject({
    result: 'cross-origin-resource-sharing-implemented-with-restricted-access',
    pass: true,
  });
  expect(reading?.difference).toContain('with the cookies of its users');
});

test('a plain site is judged over http', () => {
  const http = complete([hop(PLAIN)]);
  const reading = readingOf({ https: CLOSED, http }, 'strict-transport-security');
  expect(reading?.result).toBe('hsts-not-implemented-no-https');
  expect(readingOf({ https: CLOSED, http }, 'redirection')?.result).toBe('redirection-missing');
});

test('names what it looks at and we did not', () => {
  const fact = factOf({
    https: complete([hop(SITE)]),
    http: cutShort([], { code: 'not-requested', detail: 'x' }),
  });
  expect(fact.status === 'present' && fact.value.without).toEqual([
    'its list of preloaded hosts',
    'whether certificates are good',
    'plain http, which it would ask for on the same port',
    'the answer to a request from another origin',
  ]);
});

test.each([404, 410, 400])('gives no grade for status %d', (status) => {
  expect(factOf({ https: complete([hop(SITE, status)]), http: CLOSED })).toEqual({
    status: 'absent',
    how: `it gives no grade: ${SITE} answered with status ${status}`,
  });
});

test.each([200, 204, 401, 403])('grades status %d', (status) => {
  const fact = factOf({ https: complete([hop(SITE, status)]), http: CLOSED });
  expect(fact.status).toBe('present');
});

test('a site that refuses connections is down', () => {
  expect(factOf({ https: CLOSED, http: CLOSED }).status).toBe('absent');
});

const BECAUSE = { code: 'timeout', detail: 'x' } as const;
const CHALLENGE = hop(SITE, 403, [['cf-mitigated', 'challenge']]);

test.each<[string, WebResponses]>([
  [
    'https is cut short',
    { https: cutShort([hopTo(SITE, 'https://www.site.test/')], BECAUSE), http: CLOSED },
  ],
  ['http is silent', { https: complete([hop(SITE)]), http: cutShort([], BECAUSE) }],
  ['the page is a challenge', { https: complete([CHALLENGE]), http: CLOSED }],
  ['the server fails', { https: complete([hop(SITE, 503)]), http: CLOSED }],
  ['http is rate limited', { https: complete([hop(SITE)]), http: complete([hop(PLAIN, 429)]) }],
  [
    'policies are too many to be merged',
    page(['Content-Security-Policy', "img-src 'self',".repeat(100)]),
  ],
  ['a redirect has no address', { https: complete([hop(SITE, 302)]), http: CLOSED }],
  [
    'the page could not be read',
    {
      https: complete([
        {
          ...hop(SITE, 200, [['Content-Type', 'text/html']]),
          body: { bytes: 9, truncated: false, sha256: '' },
        },
      ]),
      http: CLOSED,
    },
  ],
])('what it would say is not known where %s', (_, responses) => {
  expect(factOf(responses).status).toBe('unavailable');
});
