import { expect, test } from 'vitest';
import { webHstsDerivation } from '../../../src/derive/web/hsts.ts';
import { webHsts } from '../../../src/evidence/kinds/web/hsts.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { unavailable } from '../../../src/evidence/observation.ts';
import { CLOSED, factOf, hop, hopTo } from '../../support/hops.ts';

const SECURE = 'https://site.test/';
const HSTS = ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'] as const;

test('is the policy of the first https answer', () => {
  const https = complete([hop(SECURE, 200, [HSTS, [HSTS[0], 'max-age=0']])]);
  const fact = factOf(webHstsDerivation, { https, http: CLOSED });
  expect(fact.status === 'present' && webHsts.schema.parse(fact.value)).toEqual({
    addressLiteral: false,
    field: 'max-age=31536000; includeSubDomains',
    lines: 2,
    valid: true,
    maxAgeSeconds: 31_536_000,
    includeSubDomains: true,
    preload: false,
    errors: [],
  });
});

test('a later hop does not make up for the host asked for', () => {
  const www = 'https://www.site.test/';
  const https = complete([hopTo(SECURE, www), hop(www, 200, [HSTS])]);
  expect(factOf(webHstsDerivation, { https, http: CLOSED })).toEqual({
    status: 'absent',
    how: 'https://site.test/ sends no Strict-Transport-Security field',
  });
});

test('the first hop is enough, also where the walk is cut short after it', () => {
  const because = { code: 'timeout', detail: 'x' } as const;
  const https = cutShort([hop(SECURE, 301, [HSTS])], because);
  expect(factOf(webHstsDerivation, { https, http: CLOSED }).status).toBe('present');
});

test('a field sent over plain http is no policy', () => {
  const http = complete([hop('http://site.test/', 200, [HSTS])]);
  expect(factOf(webHstsDerivation, { https: CLOSED, http })).toEqual({
    status: 'absent',
    how: 'https connections are refused',
  });
});

test('a first hop not seen, an error and a challenge are not known', () => {
  const because = { code: 'reset', detail: 'x' } as const;
  const http = complete([hop('http://site.test/')]);
  expect(factOf(webHstsDerivation, { https: cutShort([], because), http })).toEqual(
    unavailable(because),
  );
  const https = complete([hop(SECURE, 503, [HSTS])]);
  expect(factOf(webHstsDerivation, { https, http })).toMatchObject({
    problem: { code: 'blocked' },
  });
});

test.each(['https://192.0.2.1/', 'https://[2001:db8::1]/'])(
  'user agents take no policy from %s',
  (url) => {
    const https = complete([hop(url, 200, [HSTS])]);
    const fact = factOf(webHstsDerivation, { https, http: CLOSED });
    expect(fact.status === 'present' && webHsts.schema.parse(fact.value)).toMatchObject({
      addressLiteral: true,
      valid: false,
      maxAgeSeconds: null,
    });
  },
);
