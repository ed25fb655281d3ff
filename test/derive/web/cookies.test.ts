import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webCookiesDerivation } from '../../../src/derive/web/cookies.ts';
import type { WebCookies } from '../../../src/evidence/kinds/web/cookies.ts';
import {
  webResponses,
  webSamples,
  type Answer,
  type Hop,
  type WebResponses,
  type WebSamples,
} from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import {
  absent,
  present,
  unavailable,
  type Observation,
} from '../../../src/evidence/observation.ts';
import { CLOSED, factFrom, hop, hopTo } from '../../support/hops.ts';

const SITE = 'https://site.test/';
const NO_SAMPLES = absent('none');

const setting = (...lines: string[]): HeaderList => lines.map((line) => ['Set-Cookie', line]);

const page = (...lines: string[]): WebResponses => ({
  https: complete([hop(SITE, 200, setting(...lines))]),
  http: CLOSED,
});

type Sample = WebSamples['samples'][number];
const sample = (what: Sample['what'], answer: Answer | Hop): Sample => ({
  ...{ what, url: SITE, access: null },
  answer: 'is' in answer ? answer : { is: 'response', hop: answer },
});

const sampled = (
  samples: readonly Sample[],
  sessionCookies: readonly string[] = [],
): Observation<WebSamples> =>
  present({
    ...{ page: SITE, echoed: null },
    samples: [...samples],
    sessionCookies: [...sessionCookies],
  });

const derive = (
  responses: WebResponses,
  samples: Observation<WebSamples> = NO_SAMPLES,
): Observation<WebCookies> =>
  factFrom(webCookiesDerivation, [
    { kind: webResponses, observation: present(responses) },
    { kind: webSamples, observation: samples },
  ]);

function cookies(
  responses: WebResponses,
  samples: Observation<WebSamples> = NO_SAMPLES,
): WebCookies['cookies'] {
  const fact = derive(responses, samples);
  if (fact.status !== 'present') throw new Error(JSON.stringify(fact));
  return fact.value.cookies;
}

test('has each field as a browser reads the line', () => {
  const line =
    '__Host-sid=[32 characters]; Path=/; Secure; HttpOnly; SameSite=Lax; SameSite=Strict; Max-Age=86400';
  expect(cookies(page(line))).toEqual(
    complete([
      {
        name: '__Host-sid',
        url: SITE,
        overHttps: true,
        secure: true,
        httpOnly: true,
        sameSite: 'strict',
        sameSiteUnknown: false,
        domain: 'host',
        path: '/',
        prefix: '__Host-',
        partitioned: false,
        lifetimeDays: 1,
        bytes: 42,
        session: true,
        antiCsrf: false,
        deletes: false,
        rejected: '',
        repeated: ['samesite'],
      },
    ]),
  );
});

test.each<[string, Partial<WebCookies['cookies']['items'][number]>]>([
  ['theme=[4 characters]', { session: false, sameSite: 'default', lifetimeDays: 0, repeated: [] }],
  ['csrftoken=[8 characters]', { antiCsrf: true, session: false }],
  ['a=b; Domain=.Site.TEST', { domain: 'site.test', rejected: '' }],
  ['a=b; Domain=test', { rejected: 'Domain is a public suffix' }],
  ['a=b; Domain=other.test', { rejected: 'Domain of another host' }],
  ['a=b; SameSite=None', { sameSite: 'none', rejected: 'SameSite=None without Secure' }],
  ['a=b; SameSite=no', { sameSite: 'default', sameSiteUnknown: true }],
  ['a=; Max-Age=0', { deletes: true, lifetimeDays: 0 }],
  ['a=b; Expires=Sun, 22 Nov 2026 11:00:00 GMT', { deletes: true }],
  ['a=b; Expires=Sun, 22 Nov 2026 18:00:00 GMT', { deletes: false, lifetimeDays: 0.25 }],
  ['a=b; Max-Age=1', { deletes: false, lifetimeDays: 0.0001 }],
  ['a=b; Max-Age=63072000', { lifetimeDays: 730 }],
  ['a=b; x=1; x=2; ;; Path=/; path=/', { repeated: ['path'] }],
  [`a=[5000 characters]`, { bytes: 5001, rejected: 'more than 4096 octets' }],
  [`${'n'.repeat(300)}=b`, { name: `${'n'.repeat(199)}…`, bytes: 301 }],
])('%s', (line, expected) => {
  expect(cookies(page(line)).items).toMatchObject([expected]);
});

test('a public suffix of private owners is one as well', () => {
  const url = 'https://one.github.io/';
  const responses = {
    https: complete([hop(url, 200, setting('a=b; Domain=github.io'))]),
    http: CLOSED,
  };
  const fact = factFrom(
    webCookiesDerivation,
    [
      { kind: webResponses, observation: present(responses) },
      { kind: webSamples, observation: NO_SAMPLES },
    ],
    { uri: url },
  );
  expect(fact).toMatchObject({
    value: { cookies: { items: [{ rejected: 'Domain is a public suffix' }] } },
  });
});

test('Expires is measured by the clock of the server', () => {
  const line = 'a=b; Expires=Sun, 22 Nov 2026 11:00:00 GMT';
  const headers: HeaderList = [['Date', 'Sun, 22 Nov 2026 10:00:00 GMT'], ...setting(line)];
  const responses = { https: complete([hop(SITE, 200, headers)]), http: CLOSED };
  expect(cookies(responses).items).toMatchObject([{ deletes: false, lifetimeDays: 0.0417 }]);
});

describe('several lines', () => {
  test('of one answer: the last for a name, domain and path counts', () => {
    const { items } = cookies(
      page('a=b', 'a=c; Secure; HttpOnly', 'a=d; Path=/x', 'b=c', 'b=; Max-Age=0'),
    );
    expect(items).toMatchObject([
      { name: 'a', path: '/', secure: true, httpOnly: true },
      { name: 'a', path: '/x', secure: false },
      { name: 'b', deletes: true },
    ]);
  });

  test('of one answer: one that is dropped replaces nothing', () => {
    const { items } = cookies(page('a=b; Secure', 'a=c; SameSite=None'));
    expect(items).toMatchObject([{ secure: true, rejected: '' }, { secure: false }]);
    expect(items).toHaveLength(2);
  });

  test('of several answers: the weakest of each attribute, and where it is', () => {
    const other = 'https://site.test/x';
    const strong = 'a=b; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60; Partitioned';
    const weak = 'a=bcd; Path=/; Secure; Max-Age=864000; Max-Age=864000';
    for (const lines of [
      [strong, weak],
      [weak, strong],
    ]) {
      const [first = '', second = ''] = lines;
      const https = complete([hop(SITE, 302, setting(first)), hop(other, 200, setting(second))]);
      expect(cookies({ https, http: CLOSED }).items).toMatchObject([
        {
          url: second === weak ? other : SITE,
          secure: true,
          httpOnly: false,
          sameSite: 'default',
          partitioned: false,
          lifetimeDays: 10,
          bytes: 4,
          repeated: ['max-age'],
        },
      ]);
    }
  });

  test('what deletes a cookie in another answer does not weaken it', () => {
    const sample404 = sample('missing', hop(`${SITE}x`, 404, setting('a=; Path=/; Max-Age=0')));
    const { items } = cookies(page('a=b; Path=/; Secure'), sampled([sample404]));
    expect(items).toMatchObject([
      { secure: true, deletes: false },
      { secure: false, deletes: true },
    ]);
  });

  test('cookies of one name on two hosts are two', () => {
    const www = 'https://www.site.test/';
    const https = complete([
      hop(SITE, 301, setting('a=b', 'c=d; Domain=site.test')),
      hop(www, 200, setting('a=b; Secure', 'c=d; Domain=site.test')),
    ]);
    expect(cookies({ https, http: CLOSED }).items).toMatchObject([
      { name: 'a', url: SITE, secure: false },
      { name: 'c', domain: 'site.test' },
      { name: 'a', url: www, secure: true },
    ]);
  });

  test('more than any browser keeps are cut', () => {
    const { items, because } = cookies(
      page(...Array.from({ length: 201 }, (_, index) => `c${index}=1`)),
    );
    expect(items).toHaveLength(200);
    expect(because).toEqual({ code: 'limit', detail: 'more than 200 cookies' });
  });
});

describe('whose cookies', () => {
  test('those of every hop, over http too, and of the samples', () => {
    const http = complete([
      hop('http://site.test/', 301, [
        ['Location', SITE],
        ...setting('sid=[3 characters]', 'x=y; Secure'),
      ]),
      hop(SITE, 200, setting('sid=[3 characters]; Secure')),
    ]);
    const asset = sample('asset', hop(`${SITE}a.js`, 200, setting('asset=1; Path=/')));
    const { items } = cookies(
      { https: complete([hop(SITE, 200, setting('sid=[3 characters]; Secure'))]), http },
      sampled([asset]),
    );
    expect(items).toMatchObject([
      { name: 'sid', url: SITE, overHttps: true, secure: true },
      { name: 'sid', url: 'http://site.test/', overHttps: false, secure: false },
      { name: 'x', overHttps: false, rejected: 'Secure over plain http' },
      { name: 'asset' },
    ]);
  });

  test('not those of another site that it leads to', () => {
    const https = complete([
      hopTo(SITE, 'https://other.example/'),
      hop('https://other.example/', 503, setting('a=b')),
    ]);
    expect(cookies({ https, http: CLOSED })).toEqual(complete([]));
  });

  test('declared ones are sessions', () => {
    expect(cookies(page('SHOP=b'), sampled([], ['SHOP'])).items).toMatchObject([{ session: true }]);
  });
});

describe('what is not known', () => {
  const because = { code: 'timeout', detail: 'x' } as const;

  test('a walk that was cut short, a blocked answer and missing samples leave the list open', () => {
    const { https } = page('a=b');
    const cut = cookies({ https: cutShort(https.items, because), http: CLOSED });
    expect(cut).toMatchObject({ items: [{ name: 'a' }], complete: false, because });
    const blocked = complete([hop('http://site.test/', 503, setting('b=c'))]);
    expect(cookies({ https, http: blocked })).toMatchObject({
      items: [{ name: 'a' }],
      because: { code: 'blocked' },
    });
    expect(cookies({ https, http: CLOSED }, unavailable(because))).toMatchObject({ because });
    const failed = sample('declared', { is: 'problem', problem: because });
    expect(cookies({ https, http: CLOSED }, sampled([failed]))).toMatchObject({ because });
  });

  test('a port of its own, a sister host and HTTP/2 are nobody’s duty', () => {
    const { https } = page('a=b');
    const http = cutShort<Hop>([], { code: 'not-requested', detail: 'x' });
    const failed = { is: 'problem', problem: because } as const;
    const blocked = hop('https://www.site.test/', 503);
    const samples = sampled([
      ...[sample('sister', failed), sample('sister-plain', failed), sample('http2', failed)],
      sample('sister', blocked),
    ]);
    expect(cookies({ https, http }, samples).complete).toBe(true);
  });

  test('without any answer nothing is known, or there is none', () => {
    expect(derive({ https: CLOSED, http: cutShort([], because) })).toEqual(unavailable(because));
    expect(derive({ https: CLOSED, http: CLOSED }).status).toBe('absent');
    const challenge = hop(SITE, 403, [['cf-mitigated', 'challenge'], ...setting('__cf_bm=1')]);
    expect(derive({ https: complete([challenge]), http: CLOSED })).toMatchObject({
      status: 'unavailable',
      problem: { code: 'blocked' },
    });
  });
});
