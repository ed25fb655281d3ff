import { expect, test } from 'vitest';
import { roleOf } from '../../../src/derive/web/role.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { CLOSED, hop, hopTo } from '../../support/hops.ts';

const HTML = [['Content-Type', 'text/html; charset=utf-8']] as const;
const silent = { code: 'timeout', detail: '192.0.2.1:443 did not answer' } as const;

test.each<[string, number, string | null]>([
  ['text/html; charset=utf-8', 200, 'site'],
  ['application/xhtml+xml', 200, 'site'],
  ['text/html', 404, null],
  ['text/html', 403, null],
  ['application/json', 200, 'api'],
  ['application/json; charset=utf-8', 401, 'api'],
  ['application/problem+json', 404, 'api'],
  ['application/problem+xml', 404, 'api'],
  ['application/vnd.api+json', 200, 'api'],
  ['image/png', 200, 'asset'],
  ['text/plain', 200, 'asset'],
  ['text/plain', 404, null],
  ['text/html', 503, null],
  ['', 200, null],
])('%s with status %d is %s', (type, status, role) => {
  const https = complete([hop('https://site.test/', status, [['Content-Type', type]])]);
  expect(roleOf({ https, http: CLOSED })).toBe(role);
});

test('a host that only sends elsewhere is a redirector, one that sends to its www is not', () => {
  const away = complete([
    hopTo('https://site.test/', 'https://other.test/'),
    hop('https://other.test/', 200, HTML),
  ]);
  const own = complete([
    hopTo('https://site.test/', 'https://www.site.test/'),
    hop('https://www.site.test/', 200, HTML),
  ]);
  expect(roleOf({ https: away, http: CLOSED })).toBe('redirector');
  expect(roleOf({ https: own, http: CLOSED })).toBe('site');
});

test('where https is refused, plain http tells', () => {
  const http = complete([hop('http://site.test/', 200, HTML)]);
  expect(roleOf({ https: CLOSED, http })).toBe('site');
});

test('where https is silent or a walk is cut short, nothing is known', () => {
  const http = complete([hop('http://site.test/', 200, HTML)]);
  expect(roleOf({ https: cutShort([], silent), http })).toBeNull();
  const https = cutShort([hopTo('https://site.test/', 'https://www.site.test/')], silent);
  expect(roleOf({ https, http })).toBeNull();
  expect(roleOf({ https: CLOSED, http: CLOSED })).toBeNull();
});
