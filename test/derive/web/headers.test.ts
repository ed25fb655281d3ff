import { expect, test } from 'vitest';
import { webHeadersDerivation } from '../../../src/derive/web/headers.ts';
import { webHeaders, type Hop } from '../../../src/evidence/kinds/web.ts';
import { complete, cutShort, type Listing } from '../../../src/evidence/listing.ts';
import type { Observation } from '../../../src/evidence/observation.ts';
import { CLOSED, factOf, hop, hopTo } from '../../support/hops.ts';

const SECURE = 'https://site.test/';
const seen = (https: Listing<Hop>): Observation => {
  return factOf(webHeadersDerivation, { https, http: CLOSED });
};

test('reads the page at the end of the walk as browsers do', () => {
  const page = hop(`${SECURE}start`, 200, [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff, no'],
    ['X-Frame-Options', 'SAMEORIGIN, SAMEORIGIN'],
    ['Referrer-Policy', 'no-referrer, unknown'],
    ['Content-Security-Policy', "default-src 'self', img-src *"],
  ]);
  const fact = seen(complete([hopTo(SECURE, '/start'), page]));
  expect(fact.status === 'present' && webHeaders.schema.parse(fact.value)).toEqual({
    url: 'https://site.test/start',
    status: 200,
    contentType: 'text/html',
    nosniff: true,
    framing: { restricted: true, by: 'X-Frame-Options' },
    referrerPolicy: 'no-referrer',
    contentSecurityPolicies: [
      { policy: "default-src 'self'", directives: ['default-src'] },
      { policy: 'img-src *', directives: ['img-src'] },
    ],
  });
});

test('of a page without any, nothing is in force', () => {
  expect(seen(complete([hop(SECURE)]))).toMatchObject({
    status: 'present',
    value: {
      contentType: null,
      nosniff: false,
      framing: { restricted: false, by: null },
      referrerPolicy: null,
      contentSecurityPolicies: [],
    },
  });
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
