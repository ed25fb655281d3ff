import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeaderList } from '../../../src/codec/http/fields.ts';
import { webHeadersDerivation } from '../../../src/derive/web/headers.ts';
import type { WebHeaders } from '../../../src/evidence/kinds/web/headers.ts';
import type { Hop, Page } from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { CLOSED, factOf, hop, hopTo } from '../../support/hops.ts';
import { pageWith } from '../../support/pages.ts';

const SECURE = 'https://site.test/';
const seen = (https: Listing<Hop>): Observation<WebHeaders> =>
  factOf(webHeadersDerivation, { https, http: CLOSED });

/** The fact of a page with these field lines. */
function pageOf(headers: HeaderList, page: Partial<Page> = {}): WebHeaders {
  const fact = seen(complete([{ ...hop(SECURE, 200, headers), page: pageWith(page) }]));
  if (fact.status !== 'present') throw new Error(fact.status);
  return fact.value;
}

test('reads the page at the end of the walk as browsers do', () => {
  const page = hop(`${SECURE}start`, 200, [
    ['Content-Type', 'text/html; charset=UTF-8'],
    ['X-Content-Type-Options', 'nosniff, no'],
    ['X-Frame-Options', 'SAMEORIGIN, SAMEORIGIN'],
    ['Referrer-Policy', 'unknown, no-referrer'],
    ['Permissions-Policy', 'camera=(self), geolocation=(), fullscreen=*'],
    ['Cross-Origin-Opener-Policy', 'same-origin; report-to="x"'],
    ['Cross-Origin-Embedder-Policy', 'require-corp'],
    ['Cross-Origin-Resource-Policy', 'same-site'],
    ['Integrity-Policy', 'blocked-destinations=(script)'],
    ['Cache-Control', 'No-Store, max-age="0"'],
    ['Clear-Site-Data', '"cookies"'],
    ['Reporting-Endpoints', 'x="/reports"'],
    ['X-XSS-Protection', '1; mode=block'],
    ['Set-Cookie', 'PHPSESSID=[26 characters]; Path=/'],
  ]);
  const body = { ...page.body, bytes: 10 };
  expect(seen(complete([hopTo(SECURE, '/start'), { ...page, body }]))).toMatchObject({
    status: 'present',
    value: {
      url: 'https://site.test/start',
      status: 200,
      contentType: 'text/html',
      charset: 'utf-8',
      body: true,
      personal: true,
      nosniff: true,
      framing: { restricted: true, by: 'X-Frame-Options', xFrameOptions: 'sameorigin' },
      referrerPolicy: 'no-referrer',
      referrerBy: 'header',
      permissionsPolicy: {
        sent: true,
        valid: true,
        features: [
          { feature: 'camera', allow: ['self'], powerful: true },
          { feature: 'geolocation', allow: [], powerful: true },
          { feature: 'fullscreen', allow: ['*'], powerful: false },
        ],
      },
      openerPolicy: 'same-origin',
      embedderPolicy: 'require-corp',
      resourcePolicy: 'same-site',
      integrityPolicy: { sent: true, valid: true, blocked: ['script'] },
      cacheControl: { sent: true, noStore: true, directives: ['no-store', 'max-age=0'] },
      clearSiteData: ['cookies'],
      reporting: { endpoints: ['x'], reportTo: false, nel: false },
      hstsInMeta: false,
      deprecated: [{ field: 'X-XSS-Protection', value: '1; mode=block' }],
      problems: [{ field: 'X-Content-Type-Options', effect: 'in-force' }],
    },
  });
});

test('of a page without any, nothing is in force and nothing is wrong', () => {
  expect(pageOf([])).toEqual({
    url: SECURE,
    status: 200,
    contentType: 'none',
    charset: 'none',
    body: false,
    personal: false,
    nosniff: false,
    framing: { restricted: false, by: null, xFrameOptions: 'none' },
    referrerPolicy: null,
    referrerBy: 'default',
    permissionsPolicy: { sent: false, valid: false, features: [] },
    openerPolicy: 'unsafe-none',
    embedderPolicy: 'unsafe-none',
    resourcePolicy: 'none',
    integrityPolicy: { sent: false, valid: false, blocked: [] },
    cacheControl: { sent: false, noStore: false, directives: [] },
    clearSiteData: [],
    reporting: { endpoints: [], reportTo: false, nel: false },
    hstsInMeta: false,
    deprecated: [],
    problems: [],
  });
});

test('a referrer policy in <meta> replaces that of the field', () => {
  const referrer = { named: [{ name: 'referrer', content: 'Always' }] };
  expect(pageOf([], referrer)).toMatchObject({
    referrerPolicy: 'unsafe-url',
    referrerBy: 'meta',
    problems: [],
  });
  expect(pageOf([['Referrer-Policy', 'no-referrer']], referrer)).toMatchObject({
    referrerPolicy: 'unsafe-url',
    problems: [{ field: 'Referrer-Policy', effect: 'ignored' }],
  });
  const unknown = {
    named: [
      { name: 'referrer', content: 'x' },
      { name: 'generator', content: 'origin' },
    ],
  };
  expect(pageOf([['Referrer-Policy', 'no-referrer']], unknown)).toMatchObject({
    referrerPolicy: 'no-referrer',
    referrerBy: 'header',
  });
});

test('what browsers do not take from <meta> is a problem where the field is missing', () => {
  const page = {
    httpEquiv: [
      { name: 'strict-transport-security', content: 'max-age=1', inHead: true },
      { name: 'x-frame-options', content: 'DENY', inHead: true },
      { name: 'content-type', content: 'text/html', inHead: true },
    ],
  };
  expect(pageOf([], page)).toMatchObject({
    hstsInMeta: true,
    framing: { restricted: false, xFrameOptions: 'none' },
    problems: [{ field: 'X-Frame-Options', effect: 'ignored' }],
  });
  expect(pageOf([['X-Frame-Options', 'DENY']], page).problems).toEqual([]);
});

test('a host without a page of its own over https has none', () => {
  const away = complete([hopTo(SECURE, 'https://other.test/'), hop('https://other.test/')]);
  const plain = complete([hopTo(SECURE, 'http://site.test/'), hop('http://site.test/')]);
  for (const walk of [CLOSED, away, plain]) expect(seen(walk).status).toBe('absent');
});

test('of a walk cut short, an error and a challenge nothing is known', () => {
  const because = { code: 'limit', detail: 'x' } as const;
  const challenge = hop(SECURE, 403, [['cf-mitigated', 'challenge']]);
  const walks = [
    cutShort([hop(SECURE)], because),
    complete([hop(SECURE, 500)]),
    complete([challenge]),
  ];
  for (const walk of walks) expect(seen(walk).status).toBe('unavailable');
});

test('takes any field lines, and keeps texts short', () => {
  const name = fc.constantFrom(
    ...['X-Frame-Options', 'X-Content-Type-Options', 'Referrer-Policy', 'Permissions-Policy'],
    ...['Cross-Origin-Opener-Policy', 'Cross-Origin-Embedder-Policy', 'Integrity-Policy'],
    ...['Cross-Origin-Resource-Policy', 'Cache-Control', 'Clear-Site-Data', 'Content-Type'],
    ...['Reporting-Endpoints', 'Report-To', 'NEL', 'Set-Cookie', 'Content-Security-Policy'],
    ...['X-XSS-Protection', 'Referer-Policy', 'x-frame-options ', 'Pragma'],
  );
  const unit = fc.constantFrom(
    ...['deny', 'nosniff', 'origin', 'camera', 'self', 'no-store', 'text/html', 'script', 'a'],
    ...['"', '(', ')', '=', ';', ',', ' ', '\t', '*', "'", '{', '}', ':', '\\', '\v', '\0', 'é'],
  );
  const value = fc.oneof(fc.string({ unit, maxLength: 12 }), fc.string({ unit, maxLength: 400 }));
  const headers = fc.array(fc.tuple(name, value), { maxLength: 8 });
  fc.assert(
    fc.property(headers, (lines) => {
      const { problems, deprecated, framing, contentType } = pageOf(lines);
      for (const { problem } of problems) expect(problem.length).toBeLessThan(250);
      for (const one of deprecated) expect(one.value.length).toBeLessThanOrEqual(200);
      expect(contentType.length).toBeLessThanOrEqual(200);
      if (framing.restricted) expect(framing.by).not.toBeNull();
    }),
    { numRuns: 2000 },
  );
});
