import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webConsistencyDerivation } from '../../../src/derive/web/consistency.ts';
import type { WebConsistency } from '../../../src/evidence/kinds/web/headers.ts';
import {
  webResponses,
  webSamples,
  type Hop,
  type WebSamples,
} from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import type { Problem } from '../../../src/evidence/problem.ts';
import { CLOSED, factFrom, hop, hopTo } from '../../support/hops.ts';
import { pageWith } from '../../support/pages.ts';

const SECURE = 'https://site.test/';
const TIMEOUT: Problem = { code: 'timeout', detail: 'x' };
type Sample = WebSamples['samples'][number];

const withBody = (one: Hop): Hop => ({ ...one, body: { ...one.body, bytes: 10 } });
const html = (url: string, headers: HeaderList = [], status = 200): Hop =>
  withBody(hop(url, status, [['Content-Type', 'text/html'], ...headers]));
const sample = (
  what: Sample['what'],
  answer: Hop | Problem,
  access: Sample['access'] = null,
): Sample =>
  'code' in answer
    ? { what, access, url: SECURE, answer: { is: 'problem', problem: answer } }
    : { what, access, url: answer.url, answer: { is: 'response', hop: answer } };
const sampled = (
  samples: readonly Sample[],
  sessionCookies: string[] = [],
): Observation<WebSamples> =>
  present({ page: SECURE, samples: [...samples], echoed: false, sessionCookies });

const consistency = (
  https: Listing<Hop>,
  samples: Observation<WebSamples> = sampled([]),
): Observation<WebConsistency> =>
  factFrom(webConsistencyDerivation, [
    { kind: webResponses, observation: present({ https, http: CLOSED }) },
    { kind: webSamples, observation: samples },
  ]);

function answersOf(https: Listing<Hop>, samples?: Observation<WebSamples>) {
  const fact = consistency(https, samples);
  if (fact.status !== 'present') throw new Error(fact.status);
  return fact.value.answers;
}

test('looks at every hop of the walk and at every sample', () => {
  const page = html(`${SECURE}start`, [
    ['Strict-Transport-Security', 'max-age=31536000'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Content-Security-Policy', "default-src 'self'"],
    ['Referrer-Policy', 'no-referrer'],
    ['Cache-Control', 'no-store'],
  ]);
  const samples = sampled([
    sample('missing', html(`${SECURE}x`, [], 404)),
    sample(
      'asset',
      withBody(hop(`${SECURE}a.js`, 200, [['Content-Type', 'text/javascript;charset=UTF-8']])),
    ),
    sample('sister', hopTo('https://www.site.test/', SECURE)),
    sample('sister-plain', hopTo('http://www.site.test/', SECURE)),
  ]);
  const { items, complete: whole } = answersOf(complete([hopTo(SECURE, '/start'), page]), samples);
  expect(whole).toBe(true);
  expect(items.map(({ what }) => what)).toEqual(['redirect', 'page', 'missing', 'asset', 'sister']);
  expect(items[1]).toEqual({
    url: `${SECURE}start`,
    what: 'page',
    status: 200,
    document: true,
    body: true,
    contentType: 'text/html',
    charset: 'none',
    text: true,
    hsts: true,
    hstsSeconds: 31_536_000,
    nosniff: true,
    framing: true,
    csp: true,
    referrerPolicy: true,
    personal: false,
    noStore: true,
    differs: [],
  });
  expect(items[0]).toMatchObject({
    document: false,
    body: false,
    hsts: false,
    contentType: 'none',
  });
  expect(items[2]).toMatchObject({ status: 404, document: true, nosniff: false, framing: false });
  expect(items[3]).toMatchObject({ document: false, text: true, charset: 'utf-8' });
});

test.each([
  ['Strict-Transport-Security', 'max-age=0', { hsts: false, hstsSeconds: 0 }],
  ['Strict-Transport-Security', 'max-age=1x', { hsts: false, hstsSeconds: 0 }],
  ['Content-Security-Policy-Report-Only', "default-src 'self'", { csp: false }],
  ['X-Frame-Options', 'ALLOW-FROM https://a.example', { framing: false }],
  ['X-Content-Type-Options', 'no, nosniff', { nosniff: false }],
  ['Referrer-Policy', 'never', { referrerPolicy: false }],
  ['Cache-Control', 'no-store;', { noStore: false }],
])('%s: %s protects no answer', (name, value, expected) => {
  expect(answersOf(complete([html(SECURE, [[name, value]])])).items).toMatchObject([expected]);
});

test('policies in <meta> count where browsers take them', () => {
  const inHead = { name: 'content-security-policy', content: "script-src 'self'", inHead: true };
  const named = [{ name: 'referrer', content: 'no-referrer' }];
  const csp = (httpEquiv: (typeof inHead)[]) =>
    answersOf(complete([{ ...html(SECURE), page: pageWith({ httpEquiv, named }) }])).items;
  expect(csp([inHead])).toMatchObject([{ csp: true, referrerPolicy: true }]);
  expect(csp([{ ...inHead, inHead: false }])).toMatchObject([{ csp: false }]);
  expect(csp([{ ...inHead, content: '' }])).toMatchObject([{ csp: false }]);
});

test('a redirect with a page of HTML is no document that browsers show', () => {
  const redirect = html(SECURE, [['Location', '/start']], 302);
  const { items } = answersOf(complete([redirect, html(`${SECURE}start`)]));
  expect(items.map(({ document, body }) => [document, body])).toEqual([
    [false, true],
    [true, true],
  ]);
});

test('names the fields that HTTP/2 or a second request has otherwise', () => {
  const page = html(SECURE, [
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'no-referrer'],
  ]);
  const other = html(SECURE, [['x-frame-options', 'deny']]);
  const samples = sampled([
    sample('http2', other),
    sample('again', html(`${SECURE}?assay=1`, page.headers)),
    sample('missing', html(`${SECURE}x`, [], 404)),
  ]);
  expect(answersOf(complete([page]), samples).items.map(({ differs }) => differs)).toEqual([
    [],
    ['Referrer-Policy'],
    [],
    [],
  ]);
  const moved = sampled([sample('again', { ...other, status: 302 })]);
  expect(answersOf(complete([page]), moved).items[1]?.differs).toEqual([]);
});

test('knows which answers are personal', () => {
  const session = ['Set-Cookie', 'mine=[3 characters]'] as const;
  const samples = sampled(
    [
      sample('declared', html(`${SECURE}account`), 'personal'),
      sample('declared', html(`${SECURE}login`, [['Location', '/']], 302), 'personal'),
      sample('declared', html(`${SECURE}open`, [session]), 'public'),
      sample('declared', html(`${SECURE}api`), 'token'),
    ],
    ['mine'],
  );
  const { items } = answersOf(complete([html(SECURE)]), samples);
  expect(items.map(({ personal }) => personal)).toEqual([false, true, false, true, false]);
  const same = sampled([sample('declared', html(SECURE), 'personal')]);
  expect(answersOf(complete([html(SECURE)]), same).items[0]?.personal).toBe(true);
});

test.each<[number, HeaderList, boolean]>([
  [302, [], true],
  [401, [['Cache-Control', 'no-cache']], true],
  [303, [['Cache-Control', 'private']], false],
  [302, [['Cache-Control', 'max-age=0']], false],
  [302, [['Expires', 'Thu, 01 Jan 1970 00:00:00 GMT']], false],
  [200, [], false],
  [301, [], false],
  [404, [['Cache-Control', 'no-cache']], false],
])('no cache keeps %i with %j: %s', (status, headers, noStore) => {
  const session = ['Set-Cookie', 'PHPSESSID=[26 characters]'] as const;
  const one = html(SECURE, [...headers, session, ['Location', '/login']], status);
  const { items } = answersOf(complete([one, html(`${SECURE}login`)]));
  expect(items[0]).toMatchObject({ personal: true, noStore });
});

test('a policy for an address is none', () => {
  const page = html('https://192.0.2.1/', [['Strict-Transport-Security', 'max-age=31536000']]);
  const fact = factFrom(
    webConsistencyDerivation,
    [
      { kind: webResponses, observation: present({ https: complete([page]), http: CLOSED }) },
      { kind: webSamples, observation: sampled([]) },
    ],
    { uri: 'https://192.0.2.1/' },
  );
  expect(fact).toMatchObject({ value: { answers: { items: [{ hsts: false, hstsSeconds: 0 }] } } });
});

test('what was blocked or failed makes the list incomplete and is not in it', () => {
  const failed = [
    sample('missing', TIMEOUT),
    sample('asset', html(`${SECURE}a.js`, [], 503)),
    sample('missing', html(SECURE, [['cf-mitigated', 'challenge']], 403)),
    sample('http2', TIMEOUT),
  ];
  for (const one of failed) {
    const answers = answersOf(complete([html(SECURE)]), sampled([one]));
    expect(answers).toMatchObject({ items: [{ what: 'page' }], complete: false });
  }
});

test('nobody has to have a sister host or HTTP/2, nor samples where there are none', () => {
  const unsupported: Problem = { code: 'unsupported', detail: 'x' };
  const samples = sampled([sample('sister', TIMEOUT), sample('http2', unsupported)]);
  for (const one of [samples, absent('x')]) {
    expect(answersOf(complete([html(SECURE)]), one)).toMatchObject({
      items: [{ what: 'page' }],
      complete: true,
    });
  }
});

test('samples that are not known leave the walk, and a walk cut short the hops before', () => {
  expect(answersOf(complete([html(SECURE)]), unavailable(TIMEOUT))).toMatchObject({
    items: [{ what: 'page' }],
    complete: false,
    because: TIMEOUT,
  });
  const walk = cutShort([hopTo(SECURE, '/start')], TIMEOUT);
  expect(answersOf(walk, unavailable(TIMEOUT))).toMatchObject({
    items: [{ what: 'redirect', hsts: false }],
    complete: false,
  });
  const blocked = complete([hopTo(SECURE, '/start'), html(`${SECURE}start`, [], 503)]);
  expect(answersOf(blocked)).toMatchObject({ items: [{ what: 'redirect' }], complete: false });
});

test('where nothing was seen nothing is known', () => {
  expect(consistency(cutShort([], TIMEOUT), unavailable(TIMEOUT))).toEqual(unavailable(TIMEOUT));
  expect(consistency(complete([html(SECURE, [], 503)])).status).toBe('unavailable');
});

test('a host without a page of its own over https has none', () => {
  const away = complete([hopTo(SECURE, 'https://other.test/'), html('https://other.test/')]);
  const plain = complete([hopTo(SECURE, 'http://site.test/'), html('http://site.test/')]);
  for (const walk of [CLOSED, away, plain]) expect(consistency(walk).status).toBe('absent');
});
