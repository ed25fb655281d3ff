import { describe, expect, test } from 'vitest';
import { readPage } from '../../../src/codec/html/page.ts';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webContentDerivation } from '../../../src/derive/web/content.ts';
import type { WebContent } from '../../../src/evidence/kinds/web/content.ts';
import type { Hop } from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { CLOSED, factOf, hop, hopTo } from '../../support/hops.ts';

const SITE = 'https://www.site.test/';

/** A page of the site, with the fields that it is served with. */
function pageHop(html: string, headers: HeaderList = [], url = SITE, whole = true): Hop {
  const all: HeaderList = [['Content-Type', 'text/html'], ...headers];
  const page = readPage(new TextEncoder().encode(html), all, new URL(url), whole);
  return { ...hop(url, 200, all), page };
}

const factAbout = (...hops: Hop[]): Observation<WebContent> =>
  factOf(webContentDerivation, { https: complete(hops), http: CLOSED });

function contentOf(html: string, headers: HeaderList = [], url = SITE): WebContent {
  const fact = factAbout(pageHop(html, headers, url));
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value;
}

// Parties by the public suffix list; hosts without a registrable domain are a site each.
test.each<[string, string, string]>([
  [SITE, '/a.js', 'same-origin'],
  [SITE, '//www.site.test/a.js', 'same-origin'],
  [SITE, 'https://www.site.test:443/a.js', 'same-origin'],
  [SITE, 'https://www.site.test:8443/a.js', 'same-site'],
  [SITE, 'http://www.site.test/a.js', 'same-site'],
  [SITE, 'https://site.test/a.js', 'same-site'],
  [SITE, 'https://cdn.site.test/a.js', 'same-site'],
  [SITE, 'https://other.test/a.js', 'third-party'],
  [SITE, 'https://www.site.test.other.test/a.js', 'third-party'],
  [SITE, 'https://192.0.2.1/a.js', 'third-party'],
  [SITE, 'data:text/javascript,1', 'data'],
  [SITE, 'blob:https://www.site.test/1', 'data'],
  ['https://one.github.io/', 'https://two.github.io/a.js', 'third-party'],
  ['https://one.co.uk/', 'https://two.co.uk/a.js', 'third-party'],
  ['https://one.co.uk/', 'https://cdn.one.co.uk/a.js', 'same-site'],
  ['https://192.0.2.1/', 'https://192.0.2.1:8443/a.js', 'same-site'],
  ['https://192.0.2.1/', 'https://192.0.2.2/a.js', 'third-party'],
  ['https://localhost/', 'https://localhost/a.js', 'same-origin'],
])('on %s, %s is %s', (url, source, party) => {
  const { loads } = contentOf(`<script src="${source}"></script>`, [], url);
  expect(loads.items.map((load) => load.party)).toEqual([party]);
});

describe('mixed content', () => {
  const insecure = (html: string, headers: HeaderList = []): boolean[] => {
    const { loads, forms } = contentOf(html, headers);
    return [...loads.items, ...forms.items].map((one) => one.insecure);
  };
  const PLAIN = '<script src=http://a.test/></script><form action=http://a.test/>';
  const POLICY = 'Content-Security-Policy';

  // Mixed Content, section 4, and Secure Contexts, section 3.1.
  test.each<[string, boolean]>([
    ['<script src=http://a.test/></script>', true],
    ['<script src=HTTP://a.test/></script>', true],
    ['<script src=//a.test/></script>', false],
    ['<img src=http://a.test/>', true],
    ['<iframe src=http://a.test/></iframe>', true],
    ['<base href=http://a.test/><link rel=stylesheet href=x>', true],
    ['<script src=http://localhost/></script>', false],
    ['<script src=http://app.localhost:8080/></script>', false],
    ['<script src=http://127.0.0.1/></script>', false],
    ['<script src=http://[::1]/></script>', false],
    ['<script src=http://127.0.0.1.a.test/></script>', true],
    ['<script src=http://notlocalhost/></script>', true],
    ['<img src=data:,x>', false],
    ['<form action=http://a.test/>', true],
    ['<form action=//a.test/>', false],
    ['<form>', false],
    ['<form action=mailto:a@a.test>', false],
  ])('%s: %s', (html, expected) => {
    expect(insecure(html)).toEqual([expected]);
  });

  // Upgrade Insecure Requests, section 4.1: requests of the page and its forms, to any host.
  test.each<[HeaderList, string, boolean]>([
    [[[POLICY, 'upgrade-insecure-requests']], '', false],
    [[[POLICY, "default-src 'self'; UPGRADE-Insecure-Requests"]], '', false],
    [
      [
        [POLICY, 'img-src *'],
        [POLICY, 'x y, upgrade-insecure-requests'],
      ],
      '',
      false,
    ],
    [[['Content-Security-Policy-Report-Only', 'upgrade-insecure-requests']], '', true],
    [[[POLICY, 'block-all-mixed-content']], '', true],
    [[['Upgrade-Insecure-Requests', '1']], '', true],
    [[], `<meta http-equiv=${POLICY} content=upgrade-insecure-requests>`, false],
    [[], `<body><meta http-equiv=${POLICY} content=upgrade-insecure-requests>`, true],
    [[], '<meta http-equiv=x content=upgrade-insecure-requests>', true],
  ])('with %j and %s: %s', (headers, before, expected) => {
    expect(insecure(`${before}${PLAIN}`, headers)).toEqual([expected, expected]);
  });
});

// Subresource Integrity, section 3.3, and Fetch: what is fetched without CORS cannot be checked.
test.each([
  ['<script src=//a.test/>', 'none', false],
  ['<script src=//a.test/ integrity="">', 'none', false],
  ['<script src=//a.test/ integrity=md5-abc>', 'ignored', false],
  ['<script src=//a.test/ integrity=sha384-abc>', 'sha384', true],
  ['<script src=//a.test/ integrity="sha256-abc sha512-abc" crossorigin>', 'sha512', false],
  ['<script src=//cdn.site.test/ integrity=sha256-abc>', 'sha256', true],
  ['<script src=/a integrity=sha256-abc>', 'sha256', false],
  ['<script type=module src=//a.test/ integrity=sha256-abc>', 'sha256', false],
  ['<link rel=modulepreload href=//a.test/ integrity=sha256-abc>', 'sha256', false],
  ['<link rel=stylesheet href=//a.test/ integrity=sha256-abc>', 'sha256', true],
  ['<link rel=preload as=style href=//a.test/ integrity=sha256-abc>', 'sha256', true],
  ['<script src=data:,1 integrity=sha256-abc>', 'sha256', false],
  ['<img src=//a.test/ integrity=sha256-abc>', 'ignored', false],
])('%s is protected by %s', (html, integrity, fails) => {
  expect(contentOf(html).loads.items).toMatchObject([{ integrity, fails }]);
});

// HTML Standard, "preload": what is fetched ahead is run only as an element says.
test.each<[string, string[]]>([
  ['<link rel=preload as=script href=//a.test/>', ['none']],
  [
    '<link rel=preload as=script href=//a.test/><script src=//a.test/ integrity=sha256-abc crossorigin>',
    ['sha256'],
  ],
  [
    '<link rel=preload as=script href=//a.test/ integrity=sha256-abc><script src=//a.test/></script>',
    ['none'],
  ],
  [
    '<link rel=preload as=script href=//b.test/><script src=//a.test/ integrity=sha256-abc crossorigin>',
    ['none', 'sha256'],
  ],
  // A module that is loaded ahead is the one that runs.
  [
    '<link rel=modulepreload href=//a.test/><script type=module src=//a.test/ integrity=sha256-abc>',
    ['none', 'sha256'],
  ],
])('%s is protected by %j', (html, integrity) => {
  expect(contentOf(html).loads.items.map((load) => load.integrity)).toEqual(integrity);
});

test('forms say where they lead', () => {
  const { forms } = contentOf(`
    <form method=post><input type=password></form><form action=https://login.site.test/></form>
    <form action=//other.test/ method=post></form><form method=dialog></form><form action="//["></form>
    <form action=mailto:a@other.test></form>`);
  expect(forms.items.map(({ action, method, foreign }) => [action, method, foreign])).toEqual([
    [SITE, 'POST', false],
    ['https://login.site.test/', 'GET', false],
    ['https://other.test/', 'POST', true],
    ['mailto:a@other.test', 'GET', false],
  ]);
  expect(forms.items[0]?.password).toBe(true);
});

test('what is the same stands once, long addresses are cut, and what is no URL is not loaded', () => {
  const { loads } = contentOf(
    `<img src=a><img src=a><script src="//["></script><img src=/${'a'.repeat(900)}>`,
  );
  expect(loads.complete).toBe(true);
  expect(loads.items.map(({ url }) => url.length)).toEqual([`${SITE}a`.length, 200]);
});

test('counts what is written in the page, and names the generator where it tells a version', () => {
  const html = '<meta name=generator content="Thing"><meta name=generator content="Other 1.2">';
  expect(contentOf(`${html}<script>1</script><p onclick=1 onload=1>`)).toMatchObject({
    generator: 'Other 1.2',
    inlineScripts: 1,
    inlineHandlers: 2,
  });
  expect(contentOf('<meta name=generator content="Thing">').generator).toBe('');
});

test('lists of a page that was cut are cut short', () => {
  const fact = factAbout(pageHop('<script src=a></script>', [], SITE, false));
  expect(fact).toMatchObject({
    value: {
      loads: { items: [{ use: 'script' }], complete: false, because: { code: 'limit' } },
      forms: { complete: false },
    },
  });
});

describe('there is no page of its own', () => {
  test('where the host answers with something else, or sends browsers elsewhere', () => {
    const json = hop(SITE, 200, [['Content-Type', 'application/json']]);
    expect(factAbout(json)).toEqual({
      status: 'absent',
      how: 'https://www.site.test/ is no HTML page but application/json',
    });
    expect(factAbout(hop(SITE)).status).toBe('absent');
    expect(
      factAbout(hopTo(SITE, 'https://other.test/'), pageHop('', [], 'https://other.test/')).status,
    ).toBe('absent');
    expect(
      factAbout(hopTo(SITE, 'http://site.test/'), pageHop('', [], 'http://site.test/')).status,
    ).toBe('absent');
    expect(factOf(webContentDerivation, { https: CLOSED, http: CLOSED }).status).toBe('absent');
  });

  test('but it is not known where the page was blocked, not read, or not reached', () => {
    const html = ['Content-Type', 'text/html'] as const;
    expect(factAbout(hop(SITE, 200, [html, ['Content-Encoding', 'x']]))).toMatchObject({
      problem: { code: 'unsupported' },
    });
    const body = { bytes: 9, truncated: false, sha256: '' };
    expect(factAbout({ ...hop(SITE), body })).toMatchObject({ problem: { code: 'unsupported' } });
    expect(factAbout({ ...pageHop('<p>'), status: 503 })).toMatchObject({
      problem: { code: 'blocked' },
    });
    const because = { code: 'timeout', detail: 'x' } as const;
    const https = cutShort([pageHop('<p>')], because);
    expect(factOf(webContentDerivation, { https, http: CLOSED })).toEqual({
      status: 'unavailable',
      problem: because,
    });
  });
});
