import { expect, test } from 'vitest';
import { webRedirectDerivation } from '../../../src/derive/web/redirect.ts';
import { webRedirect } from '../../../src/evidence/kinds/web/redirects.ts';
import { type WebResponses } from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { unavailable } from '../../../src/evidence/observation.ts';
import { CLOSED, factOf, hop, hopTo } from '../../support/hops.ts';

const PLAIN = 'http://site.test/';
const SECURE = 'https://site.test/';
const https = complete([hop(SECURE)]);
const silent = { code: 'timeout', detail: '192.0.2.1:443 did not answer' } as const;

const seen = (responses: WebResponses): unknown => {
  const fact = factOf(webRedirectDerivation, responses);
  return fact.status === 'present' ? webRedirect.schema.parse(fact.value) : fact;
};

test('a redirect to https on the same host', () => {
  expect(seen({ https, http: complete([hopTo(PLAIN, '/x?y'), hop(SECURE)]) })).toMatchObject({
    toHttps: false,
    sameHost: true,
  });
  expect(seen({ https, http: complete([hopTo(PLAIN, SECURE), hop(SECURE)]) })).toEqual({
    status: 301,
    location: SECURE,
    toHttps: true,
    sameHost: true,
    endsOnHttps: true,
    refused: false,
    hops: 2,
    permanent: true,
    keepsPath: null,
    hstsOverHttp: false,
  });
});

test.each<[number, boolean]>([
  [301, true],
  [308, true],
  [302, false],
  [303, false],
  [307, false],
])('browsers keep a redirect of status %d for good: %s', (status, permanent) => {
  const http = complete([hopTo(PLAIN, SECURE, status), hop(SECURE)]);
  expect(seen({ https, http })).toMatchObject({ permanent });
});

test.each<[string, string, boolean | null]>([
  ['', '', null],
  ['login', 'login', true],
  ['login?next=a', 'login?next=a', true],
  ['login', 'login/', true],
  ['login', 'login/x', false],
  ['login?next=a', 'login', false],
  ['login', '', false],
  ['?a=b', '', false],
  ['?a=b', '?a=b', true],
  ['?token=[8 characters]', '?token=[8 characters]', true],
])('of /%s to /%s path and query stay: %s', (asked, location, keepsPath) => {
  const http = complete([hopTo(`${PLAIN}${asked}`, `${SECURE}${location}`), hop(SECURE)]);
  expect(seen({ https, http })).toMatchObject({ keepsPath });
});

test('a page without a redirect keeps nothing and is nothing for good', () => {
  expect(seen({ https, http: complete([hop(`${PLAIN}x`)]) })).toMatchObject({
    permanent: null,
    keepsPath: null,
  });
});

test('a policy over plain http is seen on any plain hop and on no secure one', () => {
  const field = [['strict-transport-security', 'max-age=1']] as const;
  const to: readonly [string, string] = ['Location', SECURE];
  const late = complete([
    hopTo(PLAIN, `${PLAIN}x`),
    hop(`${PLAIN}x`, 301, [to, ...field]),
    hop(SECURE),
  ]);
  const secure = complete([hopTo(PLAIN, SECURE), hop(SECURE, 200, field)]);
  expect(seen({ https, http: late })).toMatchObject({ hstsOverHttp: true });
  expect(seen({ https, http: secure })).toMatchObject({ hstsOverHttp: false });
});

test('a redirect to https on another host', () => {
  const www = 'https://www.site.test/';
  const http = complete([hopTo(PLAIN, www), hop(www)]);
  expect(seen({ https, http })).toMatchObject({ toHttps: true, sameHost: false });
});

test('content over plain http', () => {
  expect(seen({ https, http: complete([hop(PLAIN)]) })).toMatchObject({
    location: null,
    toHttps: false,
    sameHost: null,
    endsOnHttps: false,
    refused: false,
  });
});

test('a redirect from https back to plain http does not end on https', () => {
  const http = complete([hopTo(PLAIN, SECURE), hopTo(SECURE, `${PLAIN}x`), hop(`${PLAIN}x`)]);
  expect(seen({ https, http })).toMatchObject({ toHttps: true, endsOnHttps: false });
});

test('where the walk is cut short its end is not known', () => {
  const http = cutShort([hopTo(PLAIN, SECURE)], silent);
  expect(seen({ https, http })).toMatchObject({ toHttps: true, endsOnHttps: null });
});

test('a challenge at the end on plain http hides where the site leads', () => {
  const plain = 'http://www.site.test/';
  const challenge = hop(plain, 403, [['cf-mitigated', 'challenge']]);
  for (const [last, ends] of [
    [challenge, null],
    [hop(plain, 503), null],
    [hop(plain, 404), false],
    [hop(SECURE, 503), true],
  ] as const) {
    const http = complete([hopTo(PLAIN, last.url), last]);
    expect(seen({ https, http })).toMatchObject({ endsOnHttps: ends });
  }
});

test.each<[string, number, number | null, boolean | null]>([
  ['an error where https has a page', 403, 200, true],
  ['another error than that of https', 400, 401, true],
  ['the same error as over https', 404, 404, null],
  ['an error where https was not seen', 404, null, null],
  ['an error where https fails', 404, 503, null],
  ['an error where https limits the rate', 403, 429, null],
  ['a call for an upgrade', 426, 426, true],
])('%s: %d against %d is a refusal: %s', (_, status, overHttps, refused) => {
  const responses = {
    https: overHttps === null ? cutShort([], silent) : complete([hop(SECURE, overHttps)]),
    http: complete([hop(PLAIN, status)]),
  };
  expect(seen(responses)).toMatchObject({ refused });
});

test('a closed port 80 is absent, a silent one and a challenge are not known', () => {
  expect(seen({ https, http: CLOSED })).toMatchObject({ status: 'absent' });
  expect(seen({ https, http: cutShort([], silent) })).toEqual(unavailable(silent));
  const http = complete([hop(PLAIN, 403, [['cf-mitigated', 'challenge']])]);
  expect(seen({ https, http })).toMatchObject({ problem: { code: 'blocked' } });
});

test('evidence that is not available makes no fact', () => {
  expect(factOf(webRedirectDerivation, unavailable(silent))).toEqual(unavailable(silent));
});
