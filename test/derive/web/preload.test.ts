import { expect, test } from 'vitest';
import { webPreloadDerivation } from '../../../src/derive/web/preload.ts';
import type { WebPreload } from '../../../src/evidence/kinds/web/hsts.ts';
import {
  webResponses,
  webSamples,
  type Answer,
  type Hop,
  type WebResponses,
  type WebSamples,
} from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import type { ProblemCode } from '../../../src/evidence/problem.ts';
import { CLOSED, factFrom, hop } from '../../support/hops.ts';

const PLAIN = 'http://example.com/';
const SECURE = 'https://example.com/';
const WWW = 'https://www.example.com/';
const GOOD = 'max-age=63072000; includeSubDomains; preload';
const silent = { code: 'timeout', detail: 'no answer' } as const;

const secure = (url = SECURE, field: string | null = GOOD, status = 200): Hop =>
  hop(url, status, field === null ? [] : [['Strict-Transport-Security', field]]);
const to = (url: string, location: string, field: string | null = GOOD): Hop => {
  const one = secure(url, url.startsWith('https:') ? field : null, 301);
  return { ...one, headers: [...one.headers, ['Location', location]] };
};
const OWN = complete([to(PLAIN, SECURE), secure()]);

const sister = (answer: Answer): Observation<WebSamples> =>
  present({
    page: SECURE,
    samples: [{ what: 'sister', url: WWW, access: null, answer }],
    echoed: null,
    sessionCookies: [],
  });
const failing = (code: ProblemCode): Observation<WebSamples> =>
  sister({ is: 'problem', problem: { code, detail: 'x' } });
const ANSWERS = sister({ is: 'response', hop: hop(WWW) });

function factAt(
  uri: string,
  responses: WebResponses,
  samples: Observation<WebSamples> = ANSWERS,
): Observation<WebPreload> {
  const observed = [
    { kind: webResponses, observation: present(responses) },
    { kind: webSamples, observation: samples },
  ];
  return factFrom(webPreloadDerivation, observed, { uri });
}

function seen(
  https: Listing<Hop> = complete([secure()]),
  http: Listing<Hop> = OWN,
  samples: Observation<WebSamples> = ANSWERS,
): WebPreload {
  const fact = factAt(SECURE, { https, http }, samples);
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}
const codes = (issues: WebPreload['errors']): string[] => issues.map(({ code }) => code);

test('a domain that meets the requirements is eligible; what TLS shows is named', () => {
  expect(seen()).toEqual({
    requested: true,
    eligible: true,
    errors: [],
    warnings: [],
    open: [
      'domain.tls.invalid_cert_chain: the certificate chain',
      'domain.tls.sha1: SHA-1 in the certificate chain',
      'domain.www.no_tls: the certificate of www',
    ],
  });
});

test.each<[string, string[]]>([
  ['https://www.example.com/', ['domain.is_subdomain']],
  ['https://a.b.example.co.uk/', ['domain.is_subdomain']],
  ['https://example.co.uk/', []],
  ['https://me.github.io/', []],
  ['https://github.io/', ['domain.format.public_suffix']],
  ['https://co.uk/', ['domain.format.public_suffix']],
  ['https://192.0.2.1/', ['domain.format.is_ip_address']],
  ['https://[2001:db8::1]/', ['domain.format.is_ip_address']],
])('the name in %s: %j', (uri, errors) => {
  const plain = uri.replace('https:', 'http:');
  const responses = {
    https: complete([secure(uri)]),
    http: complete([to(plain, uri), secure(uri)]),
  };
  const fact = factAt(uri, responses, failing('refused'));
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  expect(codes(fact.value.errors)).toEqual(errors);
});

test.each<[string, Listing<Hop>, string[], string[]]>([
  ['closed', CLOSED, [], ['redirects.http.does_not_exist']],
  ['a page', complete([hop(PLAIN)]), ['redirects.http.no_redirect'], []],
  [
    'a page with a field',
    complete([hop(PLAIN, 200, [['Strict-Transport-Security', GOOD]])]),
    ['redirects.http.no_redirect'],
    ['redirects.http.useless_header'],
  ],
  ['to www over https', complete([to(PLAIN, WWW), secure(WWW)]), ['redirects.http.www_first'], []],
  [
    'to www over http',
    complete([
      to(PLAIN, 'http://www.example.com/'),
      to('http://www.example.com/', WWW),
      secure(WWW),
    ]),
    ['redirects.http.www_first'],
    [],
  ],
  [
    'to another host',
    complete([to(PLAIN, 'https://other.test/'), secure('https://other.test/')]),
    ['redirects.http.first_redirect.insecure'],
    [],
  ],
  [
    'to http on the same host',
    complete([to(PLAIN, `${PLAIN}x`), to(`${PLAIN}x`, SECURE), secure()]),
    ['redirects.http.first_redirect.insecure'],
    [],
  ],
  [
    'to https without the field',
    complete([to(PLAIN, `${SECURE}x`), secure(`${SECURE}x`, null)]),
    ['redirects.http.first_redirect.no_hsts'],
    [],
  ],
  [
    'to https with a short policy',
    complete([
      to(PLAIN, `${SECURE}x`),
      secure(`${SECURE}x`, 'max-age=1; includeSubDomains; preload'),
    ]),
    ['redirects.http.first_redirect.no_hsts'],
    [],
  ],
  [
    'to https and on to http',
    complete([to(PLAIN, SECURE), to(SECURE, `${PLAIN}x`), hop(`${PLAIN}x`)]),
    ['redirects.insecure.subsequent'],
    [],
  ],
  [
    'three times',
    complete([to(PLAIN, SECURE), to(SECURE, '/a'), to(`${SECURE}a`, '/b'), secure(`${SECURE}b`)]),
    [],
    [],
  ],
  [
    'four times',
    complete([
      to(PLAIN, SECURE),
      to(SECURE, '/a'),
      to(`${SECURE}a`, '/b'),
      to(`${SECURE}b`, '/c'),
      secure(`${SECURE}c`),
    ]),
    ['redirects.too_many'],
    [],
  ],
  [
    'in a circle',
    cutShort([to(PLAIN, SECURE), to(SECURE, '/')], { code: 'limit', detail: 'loop' }),
    ['redirects.too_many'],
    [],
  ],
  [
    'to a closed port',
    cutShort([to(PLAIN, SECURE)], { code: 'refused', detail: 'x' }),
    ['redirects.follow_error', 'redirects.http.first_redirect.invalid'],
    [],
  ],
  [
    'to no web address',
    complete([to(PLAIN, SECURE), to(SECURE, 'mailto:a@example.com')]),
    ['redirects.follow_error', 'redirects.insecure.subsequent'],
    [],
  ],
])('http leads %s: errors %j, warnings %j', (_, http, errors, warnings) => {
  const found = seen(undefined, http);
  expect(codes(found.errors)).toEqual(errors);
  expect(codes(found.warnings)).toEqual(warnings);
  expect(found.eligible).toBe(errors.length === 0);
});

test.each<[string, Listing<Hop>, string[]]>([
  ['to http', complete([to(SECURE, PLAIN), hop(PLAIN)]), ['redirects.insecure.initial']],
  [
    'to www and to http',
    complete([to(SECURE, WWW), to(WWW, PLAIN), hop(PLAIN)]),
    ['redirects.insecure.subsequent'],
  ],
  ['to www', complete([to(SECURE, WWW), secure(WWW, null)]), []],
  [
    'in a circle',
    cutShort([to(SECURE, '/')], { code: 'limit', detail: 'loop' }),
    ['redirects.too_many'],
  ],
])('https leads %s: %j', (_, https, errors) => {
  expect(codes(seen(https).errors)).toEqual(errors);
});

test('the field has to be on the first answer, one line of it', () => {
  const none = seen(complete([to(SECURE, WWW, null), secure(WWW)]));
  expect(codes(none.errors)).toEqual(['response.no_header']);
  expect([none.requested, none.eligible]).toEqual([false, false]);
  const twice = { ...secure(), headers: [...secure().headers, ...secure().headers] };
  expect(codes(seen(complete([twice])).errors)).toEqual(['response.multiple_headers']);
  const plain = seen(complete([secure(SECURE, 'max-age=63072000; includeSubDomains')]));
  expect(codes(plain.errors)).toEqual(['header.preloadable.preload.missing']);
  expect(plain.requested).toBe(false);
});

test('a missing field is not told twice', () => {
  const http = complete([to(PLAIN, SECURE), secure(SECURE, null)]);
  expect(codes(seen(complete([secure(SECURE, null)]), http).errors)).toEqual([
    'response.no_header',
  ]);
});

test.each<[string, Parameters<typeof seen>]>([
  ['silence on port 80', [undefined, cutShort([], silent)]],
  [
    'a challenge on port 80',
    [undefined, complete([hop(PLAIN, 403, [['cf-mitigated', 'challenge']])])],
  ],
  ['silence where http leads', [undefined, cutShort([to(PLAIN, SECURE)], silent)]],
  ['silence where https leads', [cutShort([to(SECURE, WWW)], silent)]],
  ['silence of www', [undefined, undefined, failing('timeout')]],
  ['a reset by www', [undefined, undefined, failing('reset')]],
  ['samples that were not seen', [undefined, undefined, unavailable(silent)]],
])('with %s it is not known', (_, given) => {
  const found = seen(...given);
  expect(found).toMatchObject({ eligible: null, errors: [] });
  expect(found.open.length).toBeGreaterThan(3);
});

test('an error decides, whatever is not known besides', () => {
  expect(seen(complete([secure(SECURE, null)]), cutShort([], silent)).eligible).toBe(false);
});

test('www that is not there needs no TLS, and one that was met on the way has it', () => {
  expect(seen(undefined, undefined, failing('refused')).eligible).toBe(true);
  expect(seen(undefined, undefined, failing('unreachable')).eligible).toBe(true);
  const none = present({ page: SECURE, samples: [], echoed: null, sessionCookies: [] });
  expect(seen(undefined, undefined, none).eligible).toBe(true);
  const walk = complete([to(SECURE, WWW), secure(WWW)]);
  expect(seen(walk, undefined, absent('leads to www')).eligible).toBe(true);
});

test('other ports and paths are not what the list asks for', () => {
  for (const uri of [
    'https://example.com:8443/',
    'https://example.com/app',
    'https://example.com/?a',
  ]) {
    expect(factAt(uri, { https: complete([secure(uri)]), http: CLOSED })).toMatchObject({
      status: 'absent',
    });
  }
});

test('a closed port 443 is absent; silence and challenges are not known', () => {
  expect(factAt(SECURE, { https: CLOSED, http: OWN })).toMatchObject({ status: 'absent' });
  expect(factAt(SECURE, { https: cutShort([], silent), http: OWN })).toEqual(unavailable(silent));
  const challenge = complete([hop(SECURE, 403, [['cf-mitigated', 'challenge']])]);
  expect(factAt(SECURE, { https: challenge, http: OWN })).toMatchObject({
    status: 'unavailable',
    problem: { code: 'blocked' },
  });
});
