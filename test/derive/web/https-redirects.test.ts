import { expect, test } from 'vitest';
import { webHttpsRedirectsDerivation } from '../../../src/derive/web/https-redirects.ts';
import { webHttpsRedirects } from '../../../src/evidence/kinds/web/redirects.ts';
import { type Hop } from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import { unavailable } from '../../../src/evidence/observation.ts';
import { CLOSED, factOf, hop, hopTo } from '../../support/hops.ts';

const SECURE = 'https://site.test/';
const PLAIN = 'http://site.test/';
const refused = { code: 'refused', detail: '192.0.2.1:80 refused the connection' } as const;

const seen = (https: Listing<Hop>): unknown => {
  const fact = factOf(webHttpsRedirectsDerivation, { https, http: CLOSED });
  return fact.status === 'present' ? webHttpsRedirects.schema.parse(fact.value).redirects : fact;
};

test('a redirect to plain http is known though nothing answers there', () => {
  const login = `${PLAIN}login`;
  expect(seen(cutShort([hopTo(SECURE, login)], refused))).toEqual(
    cutShort([{ from: SECURE, to: login, upgraded: false }], refused),
  );
});

test('redirects of https hops count, those of plain hops do not', () => {
  const start = `${SECURE}start`;
  const walk = [hopTo(SECURE, '/start'), hopTo(start, PLAIN), hopTo(PLAIN, `${PLAIN}x`)];
  expect(seen(complete([...walk, hop(`${PLAIN}x`)]))).toEqual(
    complete([
      { from: SECURE, to: start, upgraded: false },
      { from: start, to: PLAIN, upgraded: false },
    ]),
  );
});

test('a scheme counts by its meaning, however it is written', () => {
  expect(seen(cutShort([hopTo(SECURE, 'HTTP://Site.test')], refused))).toMatchObject({
    items: [{ to: PLAIN }],
  });
  expect(seen(complete([hopTo(SECURE, 'app://start')]))).toMatchObject({
    items: [{ to: 'app://start' }],
    complete: true,
  });
});

test('a page that is reached at once has no redirects', () => {
  expect(seen(complete([hop(SECURE)]))).toEqual(complete([]));
});

test('after an error or a challenge there may be redirects that were not seen', () => {
  for (const last of [hop(SECURE, 503), hop(SECURE, 403, [['cf-mitigated', 'challenge']])]) {
    expect(seen(complete([last]))).toMatchObject({ complete: false, because: { code: 'blocked' } });
  }
});

test('a closed port 443 is absent, a silent one is not known', () => {
  expect(seen(CLOSED)).toMatchObject({ status: 'absent' });
  expect(seen(cutShort([], refused))).toEqual(unavailable(refused));
});

const HSTS = ['Strict-Transport-Security', 'max-age=31536000'] as const;
const WIDE = ['Strict-Transport-Security', 'max-age=1; includeSubDomains'] as const;

test.each([
  ['the same answer has a policy', [[SECURE, HSTS]], PLAIN, true],
  ['an answer before it has one', [[SECURE, HSTS], [`${SECURE}a`]], PLAIN, true],
  ['the policy is of another host', [['https://www.site.test/', HSTS]], PLAIN, false],
  ['the policy holds for subdomains', [[SECURE, WIDE]], 'http://www.site.test/', true],
  ['the policy does not', [[SECURE, HSTS]], 'http://www.site.test/', false],
  ['the policy is switched off', [[SECURE, [HSTS[0], 'max-age=0']]], PLAIN, false],
  ['the policy is of an address', [['https://192.0.2.1/', HSTS]], 'http://192.0.2.1/', false],
] as const)('whether browsers are held to https where %s', (_, answers, to, upgraded) => {
  const urls = answers.map(([url]) => url);
  const walk = answers.map(([url, field], index) =>
    hop(url, 302, [['Location', urls[index + 1] ?? to], ...(field === undefined ? [] : [field])]),
  );
  const redirects = seen(cutShort(walk, refused));
  expect(redirects).toMatchObject({ items: { [answers.length - 1]: { to, upgraded } } });
});
