import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webCspDerivation } from '../../../src/derive/web/csp.ts';
import type { WebCsp } from '../../../src/evidence/kinds/web/csp.ts';
import {
  webResponses,
  webSamples,
  type Answer,
  type Hop,
  type Page,
} from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { CLOSED, factFrom, hop, hopTo } from '../../support/hops.ts';

const URL = 'https://site.test/';
const PROBLEM = { code: 'timeout', detail: 'x' } as const;

const pageWith = (httpEquiv: Page['httpEquiv'], more: Partial<Page> = {}): Page => ({
  title: null,
  complete: true,
  httpEquiv,
  named: [],
  resources: [],
  forms: [],
  inline: { scripts: 0, nonced: 0, handlers: 0, javascriptLinks: 0, styles: 0, styleAttributes: 0 },
  canonical: null,
  links: [],
  ...more,
});

const meta = (content: string, inHead = true): Page['httpEquiv'][number] => ({
  name: 'content-security-policy',
  content,
  inHead,
});

/** An HTML page with policies in its header and in `<meta>`. */
const html = (lines: HeaderList, page: Page | null = pageWith([])): Hop => ({
  ...hop(URL, 200, [['Content-Type', 'text/html'], ...lines]),
  page,
});

const enforcing = (...policies: string[]): HeaderList =>
  policies.map((policy) => ['Content-Security-Policy', policy]);

type Sampled = readonly { readonly what: 'again' | 'http2' | 'missing'; readonly answer: Answer }[];

const answered = (what: Sampled[number]['what'], one: Hop): Sampled[number] => ({
  what,
  answer: { is: 'response', hop: one },
});

function seen(
  https: Listing<Hop>,
  sampled: Sampled | Observation<never> = [],
): Observation<WebCsp> {
  const samples =
    'status' in sampled
      ? sampled
      : present({
          page: URL,
          samples: sampled.map((one) => ({ url: URL, access: null, ...one })),
          echoed: null,
          sessionCookies: [],
        });
  return factFrom(webCspDerivation, [
    { kind: webResponses, observation: present({ https, http: CLOSED }) },
    { kind: webSamples, observation: samples },
  ]);
}

function valueOf(one: Hop, sampled: Sampled | Observation<never> = []): WebCsp {
  const fact = seen(complete([one]), sampled);
  if (fact.status !== 'present') throw new Error(fact.status);
  return fact.value;
}

test('a page without a policy is restricted by nothing', () => {
  expect(valueOf(html([]))).toMatchObject({
    enforced: [],
    reportOnly: [],
    scripts: 'unrestricted',
    allows: { inlineScripts: true, eval: true, anyScriptHost: true, framing: true },
    nonces: 'none',
    shortestNonce: null,
    reports: false,
    weaknesses: [],
  });
});

test('policies of header and <meta> hold together', () => {
  const page = pageWith([meta("script-src 'self'"), meta('script-src *', false)]);
  const value = valueOf(html(enforcing("default-src https:, object-src 'none'"), page));
  expect(value.enforced).toEqual([
    {
      text: 'default-src https:',
      by: 'header',
      directives: [{ name: 'default-src', values: ['https:'] }],
    },
    {
      text: "object-src 'none'",
      by: 'header',
      directives: [{ name: 'object-src', values: ["'none'"] }],
    },
    {
      text: "script-src 'self'",
      by: 'meta',
      directives: [{ name: 'script-src', values: ["'self'"] }],
    },
  ]);
  expect(value).toMatchObject({
    scripts: 'listed',
    allows: { objects: false, anyScriptHost: false },
  });
});

test('a report-only policy protects nobody', () => {
  const value = valueOf(
    html([['Content-Security-Policy-Report-Only', "default-src 'none'; report-uri /r"]]),
  );
  expect(value).toMatchObject({ enforced: [], scripts: 'unrestricted', reports: false });
  expect(value.reportOnly).toHaveLength(1);
});

test('frame-ancestors, report-uri and sandbox have no effect in <meta>', () => {
  const value = valueOf(
    html([], pageWith([meta("frame-ancestors 'none'; sandbox; report-uri /r; img-src a.example")])),
  );
  expect(value).toMatchObject({
    ineffectiveInMeta: ['frame-ancestors', 'report-uri', 'sandbox'],
    scripts: 'unrestricted',
    allows: { framing: true },
    reports: false,
  });
  expect(valueOf(html([], pageWith([meta('sandbox')]))).enforced).toEqual([]);
});

test('a policy in <meta> that browsers read in two ways is not judged', () => {
  const value = (content: string): Observation =>
    seen(complete([html([], pageWith([meta(content)]))]));
  expect(value("script-src *, object-src 'none'")).toMatchObject({
    status: 'unavailable',
    problem: { code: 'unsupported' },
  });
  expect(value('img-src a.example, b.example').status).toBe('present');
});

test.each<[why: string, one: Hop]>([
  ['a page that was not read', html([], null)],
  ['a page that was cut in <head>', html([], pageWith([], { complete: false }))],
  [
    'a page that was cut, with a policy in the header',
    html(enforcing('img-src *'), pageWith([], { complete: false })),
  ],
  ['a body without a type', { ...hop(URL), body: { bytes: 9, truncated: false, sha256: '' } }],
  ['too many policies', html(enforcing('img-src a,'.repeat(51)))],
  ['a policy of too many words', html(enforcing(`img-src ${'a.example '.repeat(4000)}`))],
])('of %s nothing is known', (_, one) => {
  expect(seen(complete([one]))).toMatchObject({
    status: 'unavailable',
    problem: { code: 'limit' },
  });
});

test.each<[why: string, more: Partial<Page>]>([
  ['a link', { links: ['/a'] }],
  ['a form', { forms: [{ action: null, method: 'GET', password: false, secretFields: [] }] }],
  ['an element that is not in <head>', { httpEquiv: [meta('img-src *', false)] }],
])('a page that was cut after %s has no further policy in <head>', (_, more) => {
  const one = html([], pageWith([], { complete: false, ...more }));
  expect(seen(complete([one])).status).toBe('present');
});

const typed = (type: string, lines: HeaderList = []): Hop =>
  hop(URL, 200, [['Content-Type', type], ...lines]);

test.each<[why: string, walk: Listing<Hop>, status: string]>([
  ['an answer in JSON', complete([typed('application/json')]), 'absent'],
  ['an empty answer without a type', complete([hop(URL)]), 'absent'],
  [
    'JSON with a policy',
    complete([typed('application/json', enforcing("default-src 'none'"))]),
    'present',
  ],
  [
    'JSON with a report-only policy',
    complete([typed('text/plain', [['Content-Security-Policy-Report-Only', 'img-src *']])]),
    'present',
  ],
  ['a drawing', complete([typed('image/svg+xml')]), 'present'],
  ['a feed', complete([typed('application/rss+xml; charset=utf-8')]), 'present'],
  [
    'a host that leads elsewhere',
    complete([hopTo(URL, 'https://other.test/'), hop('https://other.test/')]),
    'absent',
  ],
  [
    'a host that leads to http',
    complete([hopTo(URL, 'http://site.test/'), hop('http://site.test/')]),
    'absent',
  ],
  ['a closed port', CLOSED, 'absent'],
  ['an error', complete([hop(URL, 503)]), 'unavailable'],
  ['a challenge', complete([hop(URL, 403, [['cf-mitigated', 'challenge']])]), 'unavailable'],
  ['a walk cut short', cutShort([html([])], PROBLEM), 'unavailable'],
])('for %s the fact is %s', (_, walk, status) => {
  expect(seen(walk).status).toBe(status);
});

const nonced = (...nonces: string[]): Hop =>
  html(enforcing(`script-src ${nonces.map((nonce) => `'nonce-${nonce}'`).join(' ')}`));

const at = (query: string, one: Hop): Hop => ({ ...one, url: `${URL}${query}` });

test.each<[why: string, sampled: Sampled | Observation<never>, nonces: WebCsp['nonces']]>([
  ['another one', [answered('again', nonced('b'))], 'fresh'],
  ['the same', [answered('again', nonced('a'))], 'reused'],
  ['one of them', [answered('again', nonced('c', 'b'))], 'fresh'],
  [
    'the same over HTTP/2',
    [answered('again', nonced('b')), answered('http2', nonced('a'))],
    'reused',
  ],
  [
    'the same twice in later answers',
    [answered('again', nonced('b')), answered('http2', nonced('b'))],
    'reused',
  ],
  [
    'the same in <meta>',
    [answered('again', html([], pageWith([meta("script-src 'nonce-a'")])))],
    'reused',
  ],
  ['none', [answered('again', html([]))], null],
  ['the same on another page', [answered('missing', nonced('a'))], null],
  ['a challenge', [answered('again', { ...nonced('a'), status: 503 })], null],
  ['no answer', [{ what: 'again', answer: { is: 'problem', problem: PROBLEM } }], null],
  ['nothing', absent('x'), null],
  ['nothing that is known', unavailable(PROBLEM), null],
])('a nonce where a second answer has %s', (_, sampled, nonces) => {
  expect(valueOf(nonced('a'), sampled).nonces).toBe(nonces);
});

// RFC 9111, section 5.1: `Age` is sent by caches. Another URL is another entry there.
test.each<[why: string, headers: HeaderList, sampled: Sampled, nonces: WebCsp['nonces']]>([
  ['elsewhere', [['Age', '120']], [answered('again', at('?x', nonced('b')))], null],
  ['elsewhere', [['Age', '0']], [answered('again', at('?x', nonced('b')))], 'fresh'],
  ['elsewhere', [], [answered('again', at('?x', nonced('b')))], 'fresh'],
  ['at its own URL', [['Age', '120']], [answered('http2', nonced('b'))], 'fresh'],
  ['elsewhere', [['Age', '120']], [answered('again', at('?x', nonced('a')))], 'reused'],
])('a second nonce %s beside %j', (_, headers, sampled, nonces) => {
  const page = nonced('a');
  const given: Hop = {
    ...page,
    headers: [...page.headers, ...headers.map(([n, v]): [string, string] => [n, v])],
  };
  expect(valueOf(given, sampled).nonces).toBe(nonces);
});

test('the shortest nonce is counted without padding', () => {
  expect(
    valueOf(nonced('AAAAAAAAAAAAAAAAAAAAAA==', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA')).shortestNonce,
  ).toBe(22);
  expect(valueOf(html(enforcing("style-src 'nonce-a'"))).shortestNonce).toBeNull();
});

test.each<[policy: string, lines: HeaderList, reports: boolean]>([
  ['report-uri /r', [], true],
  ['report-uri', [], false],
  ['report-to csp', [], false],
  ['report-to csp', [['Reporting-Endpoints', 'csp="https://r.example/"']], true],
  ['report-to csp', [['Reporting-Endpoints', 'a="https://r.example/", csp="/r"']], true],
  ['report-to csp', [['Reporting-Endpoints', 'csp=https://r.example/']], false],
  ['report-to csp', [['Reporting-Endpoints', 'csp=?1']], false],
  ['report-to CSP', [['Reporting-Endpoints', 'csp="/r"']], false],
  [
    'report-to csp',
    [['Report-To', '{"group":"csp","max_age":1,"endpoints":[{"url":"https://r.example/"}]}']],
    true,
  ],
  [
    'report-to b',
    [['Report-To', '{"group":"a","endpoints":[]},{"group":"b","endpoints":[]}']],
    true,
  ],
  ['report-to default', [['Report-To', '{"max_age":1,"endpoints":[]}']], true],
  ['report-to csp', [['Report-To', '{"group":1,"endpoints":[]}, null, 3, "csp"']], false],
  ['report-to csp', [['Report-To', '{"group":"csp"']], false],
  ['report-to csp', [['Report-To', '['.repeat(20_000)]], false],
  ["default-src 'none'", [['Reporting-Endpoints', 'csp="/r"']], false],
  ['report-to csp; report-uri /r', [], true],
])('%s with %j reports: %s', (policy, lines, reports) => {
  expect(valueOf(html([...enforcing(policy), ...lines])).reports).toBe(reports);
});

test.each<[policy: string, expected: Partial<WebCsp>]>([
  ["default-src 'none'", { defaultNone: true }],
  ['default-src', { defaultNone: true }],
  ["default-src 'none' 'self'", { defaultNone: false }],
  ["img-src 'none'", { defaultNone: false }],
  ["img-src *, default-src 'NONE'", { defaultNone: true }],
  ["require-trusted-types-for 'script'", { trustedTypes: true }],
  ['require-trusted-types-for script', { trustedTypes: false }],
  ["require-trusted-types-for 'SCRIPT'", { trustedTypes: false }],
  ['trusted-types a', { trustedTypes: false }],
  ['upgrade-insecure-requests', { upgradesInsecure: true }],
  ['img-src upgrade-insecure-requests', { upgradesInsecure: false }],
  ["script-src 'strict-dynamic' https:", { blocksItself: true, scripts: 'blocked' }],
  ["default-src 'strict-dynamic'", { blocksItself: true }],
  ["script-src 'strict-dynamic' 'nonce-a'", { blocksItself: false, scripts: 'strict' }],
  ["style-src 'strict-dynamic'", { blocksItself: false }],
])('%s gives %j', (policy, expected) => {
  expect(valueOf(html(enforcing(policy)))).toMatchObject(expected);
});

test('texts are cut', () => {
  const [policy] = valueOf(html(enforcing(`img-src ${'a'.repeat(5000)}`))).enforced;
  expect(policy?.text).toHaveLength(201);
  expect(policy?.directives[0]?.values[0]).toHaveLength(201);
});
