import { expect, test } from 'vitest';
import { webVersionsDerivation } from '../../../src/derive/web/versions.ts';
import { webVersions } from '../../../src/evidence/kinds/web/headers.ts';
import { type WebResponses } from '../../../src/evidence/kinds/web/response.ts';
import { complete, cutShort } from '../../../src/evidence/listing.ts';
import { CLOSED, factOf, hop } from '../../support/hops.ts';

const SECURE = 'https://site.test/';
const PLAIN = 'http://site.test/';
const WWW = 'https://www.site.test/';
const OTHER = 'https://other.test/';
const silent = { code: 'timeout', detail: '192.0.2.1:443 did not answer' } as const;
const NGINX = ['Server', 'nginx/1.18.0'] as const;
const FIELD = 'Server: nginx/1.18.0';

const seen = (responses: WebResponses): unknown => {
  const fact = factOf(webVersionsDerivation, responses);
  return fact.status === 'present' ? webVersions.schema.parse(fact.value).disclosed : fact;
};
const to = (url: string, location: string) => hop(url, 301, [['Location', location], NGINX]);

test('every hop of the site counts, over https and http', () => {
  const https = complete([to(SECURE, WWW), hop(WWW)]);
  const http = complete([to(PLAIN, SECURE), to(SECURE, WWW), hop(WWW)]);
  expect(seen({ https, http })).toEqual(
    complete([
      { url: SECURE, field: FIELD },
      { url: PLAIN, field: FIELD },
    ]),
  );
});

test('another site that it leads to does not count', () => {
  const https = complete([hop(SECURE, 301, [['Location', OTHER]]), hop(OTHER, 200, [NGINX])]);
  expect(seen({ https, http: CLOSED })).toEqual(complete([]));
});

test('a redirector that has no page of its own tells as well', () => {
  const https = complete([to(SECURE, OTHER), hop(OTHER)]);
  expect(seen({ https, http: CLOSED })).toEqual(complete([{ url: SECURE, field: FIELD }]));
});

test('what was seen counts where a walk is cut short or blocked', () => {
  const items = [{ url: SECURE, field: FIELD }];
  const cut = cutShort([to(SECURE, WWW)], silent);
  expect(seen({ https: cut, http: CLOSED })).toEqual(cutShort(items, silent));
  const broken = complete([hop(SECURE, 503, [NGINX])]);
  expect(seen({ https: broken, http: CLOSED })).toMatchObject({ items, complete: false });
  const page = complete([hop(SECURE)]);
  expect(seen({ https: page, http: cutShort([], silent) })).toEqual(cutShort([], silent));
});

test('on a port of its own, plain http is not missing', () => {
  const http = cutShort([], { code: 'not-requested', detail: 'x' });
  expect(seen({ https: complete([hop(SECURE)]), http })).toEqual(complete([]));
});

test('closed ports disclose nothing', () => {
  expect(seen({ https: CLOSED, http: CLOSED })).toMatchObject({ status: 'absent' });
});

test('inner machinery is listed apart from versions, each line once and short', () => {
  const lines = [NGINX, ['X-Varnish', '1 2'], ['X-Envoy-Foo', 'a'.repeat(400)]] as const;
  const page = complete([hop(SECURE, 200, lines)]);
  const fact = factOf(webVersionsDerivation, { https: page, http: page });
  expect(fact).toMatchObject({
    value: {
      disclosed: { items: [{ url: SECURE, field: FIELD }], complete: true },
      internals: {
        items: [
          { url: SECURE, field: 'X-Varnish: 1 2' },
          { url: SECURE, field: `X-Envoy-Foo: ${'a'.repeat(186)}…` },
        ],
        complete: true,
      },
    },
  });
});
