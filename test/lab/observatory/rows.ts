import fc from 'fast-check';
import type { Row } from '../../support/observatory-rows.ts';

const HOST = 'site.example';

/** None, one or several of these. */
const some = (values: readonly string[], most = 3) =>
  fc.array(fc.constantFrom(...values), { maxLength: most });

/** None more often than not, else one line, seldom two. */
const lines = (name: string, values: readonly string[]) =>
  fc
    .oneof(
      { arbitrary: fc.constant([]), weight: 3 },
      { arbitrary: fc.tuple(fc.constantFrom(...values)), weight: 6 },
      { arbitrary: fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values)), weight: 1 },
    )
    .map((fields) => fields.map((value) => [name, value] as const));

const SOURCES = [
  "'self'",
  "'none'",
  "'unsafe-inline'",
  "'unsafe-eval'",
  "'strict-dynamic'",
  "'nonce-AbC'",
  "'sha256-abc='",
  'data:',
  'blob:',
  '*',
  'https:',
  'http:',
  'ftp:',
  'https://*',
  'https://*.*',
  'https://a.example',
  'https://a.example/',
  'https://a.example/b',
  'https://a.example/b%2f',
  'https://a.example/%zz',
  'HTTPS://A.example/b',
  'http://b.example',
  '*.c.example',
  'c.example/',
];

const DIRECTIVES = [
  'default-src',
  'script-src',
  'script-src',
  'object-src',
  'style-src',
  'img-src',
  'media-src',
  'Script-Src',
  'connect-src',
  'frame-ancestors',
  'base-uri',
  'form-action',
  'report-uri',
  'report-to',
  'script-src-elem',
  'sandbox',
  'upgrade-insecure-requests',
];

const directive = fc
  .tuple(fc.constantFrom(...DIRECTIVES), some(SOURCES, 4), fc.constantFrom(' ', '  ', '\t'))
  .map(([name, values, space]) => [name, ...values].join(space));

/** Sound ones beside any mixture. */
const POLICIES = [
  "default-src 'none'",
  "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
  "default-src 'self'; object-src 'none'",
  "default-src 'self'; object-src 'none'; style-src 'self' 'unsafe-inline'",
  "default-src 'self'; img-src http://img.example",
  "default-src 'self'; img-src http:; report-uri /a; report-uri /b",
  "default-src 'self'; script-src 'self' 'unsafe-eval'",
  "default-src 'self'; connect-src http://api.example",
  "script-src 'nonce-a' 'strict-dynamic' https: 'unsafe-inline'; object-src 'none'",
  "default-src 'nonce-a' 'strict-dynamic' 'self' https:",
  "default-src 'self'; report-uri http://r.example",
  "default-src 'self'; report-uri /a; report-uri /b",
  "default-src 'self', default-src 'none'",
  "default-src 'self'; img-src *, script-src 'self'",
  "default-src 'self';;",
  'x',
  '',
  "default-src 'self',",
  "script-src 'self' 'strict-dynamic'",
  "script-src 'self'; script-src 'none'",
  'frame-ancestors *',
  'report-uri /r',
  'sandbox',
];

const policy = fc.oneof(
  fc.constantFrom(...POLICIES),
  fc.array(directive, { minLength: 1, maxLength: 5 }).map((all) => all.join('; ')),
  fc
    .uniqueArray(directive, {
      minLength: 1,
      maxLength: 6,
      selector: (text) => text.split(/\s/)[0]?.toLowerCase(),
    })
    .map((all) => all.join(';')),
);

const csp = (name: string) =>
  fc
    .oneof(
      { arbitrary: fc.constant([]), weight: 2 },
      { arbitrary: fc.array(policy, { minLength: 1, maxLength: 1 }), weight: 6 },
      { arbitrary: fc.array(policy, { minLength: 2, maxLength: 3 }), weight: 2 },
    )
    .map((policies) => policies.map((text) => [name, text] as const));

const attribute = fc.constantFrom(
  'Secure',
  'secure',
  'Secure=no',
  'HttpOnly',
  'httponly',
  'SameSite=Lax',
  'SameSite=Strict',
  'samesite=none',
  'SameSite=None',
  'SameSite',
  'SameSite=',
  'SameSite=Maybe',
  'Path=/',
  'Path=/app',
  'Path=x',
  `Domain=${HOST}`,
  `Domain=.${HOST}`,
  'Domain=',
  'Domain=.',
  'Domain=other.example',
  'Domain=example',
  'Domain=com',
  'Max-Age=0',
  'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  '',
);

const cookie = fc
  .tuple(
    fc.constantFrom(
      'a',
      'b',
      'sessionid',
      'LOGIN',
      'csrftoken',
      'XSRF-csrf',
      '__Host-a',
      '__Secure-sess',
      'heroku-session-affinity',
      '',
      ' c ',
    ),
    fc.constantFrom('=v', '=', '', '=a=b'),
    fc.oneof(
      fc.constantFrom(
        ['Secure', 'HttpOnly', 'SameSite=Lax'],
        ['Secure', 'HttpOnly'],
        ['HttpOnly', 'SameSite=Lax'],
        ['HttpOnly'],
        ['Secure', 'SameSite=Lax'],
        ['Secure'],
      ),
      fc.array(attribute, { maxLength: 5 }),
    ),
  )
  .map(
    ([name, value, attributes]) => `${name}${value}${attributes.map((one) => `; ${one}`).join('')}`,
  );

const cookies = fc.oneof(
  { arbitrary: fc.constant<string[]>([]), weight: 1 },
  { arbitrary: fc.array(cookie, { minLength: 1, maxLength: 1 }), weight: 3 },
  { arbitrary: fc.array(cookie, { minLength: 2, maxLength: 3 }), weight: 1 },
);

const headers = fc
  .tuple(
    fc.constantFrom(
      'text/html',
      'text/html; charset=utf-8',
      'text/html;charset=utf-8',
      'application/xhtml+xml',
      'Text/HTML',
      'text/html ;charset=utf-8',
      'application/json',
      null,
    ),
    csp('Content-Security-Policy'),
    lines('content-security-policy-report-only', ["default-src 'self'", '']),
    cookies,
    lines('Strict-Transport-Security', [
      'max-age=31536000',
      'max-age=31536000; includeSubDomains; preload',
      'max-age=15552000',
      'max-age=15551999',
      'max-age=0',
      'max-age="31536000"',
      'max-age=31536000x',
      'max-age=+31536000',
      'max-age=1; max-age=31536000',
      'max-age =31536000',
      'MAX-AGE=31536000 ; INCLUDESUBDOMAINS',
      'max-age=31536000, max-age=31536000',
      'includeSubDomains',
      'max-age',
      '',
    ]),
    lines('X-Frame-Options', [
      'DENY',
      'sameorigin',
      'SAMEORIGIN, SAMEORIGIN',
      'ALLOW-FROM https://a.example',
      'allow-from',
      'ALLOWALL',
      '"DENY"',
      '',
    ]),
    lines('X-Content-Type-Options', ['nosniff', 'NoSniff', 'nosniff, no', 'no', '']),
    lines('Referrer-Policy', [
      'no-referrer',
      'origin',
      'Strict-Origin',
      'unsafe-url',
      'no-referrer, unsafe-url',
      'unsafe-url, same-origin, nonsense',
      'nonsense',
      '',
    ]),
    lines('Cross-Origin-Resource-Policy', [
      'same-origin',
      'Same-Site',
      'cross-origin',
      'same-origin, same-origin',
      'nonsense',
      '',
    ]),
  )
  .map(([type, policies, reports, set, ...others]) => [
    ...(type === null ? [] : [['Content-Type', type] as const]),
    ...policies,
    ...reports,
    ...set.map((line) => ['Set-Cookie', line] as const),
    ...others.flat(),
  ]);

const script = fc.record({
  src: fc.constantFrom(
    null,
    '/a.js',
    'a.js',
    `https://${HOST}/a.js`,
    `https://cdn.${HOST}/a.js`,
    `http://${HOST}/a.js`,
    '//cdn.other.example/a.js',
    `//${HOST}/a.js`,
    'https://cdn.other.test/a.js',
    'http://cdn.other.test/a.js',
    'data:text/javascript,1',
  ),
  integrity: fc.constantFrom(null, null, 'sha384-abc', 'nonsense', ''),
});

/** Sites of sound scripts are rare in a mixture. */
const scripts = fc.oneof(
  fc.constantFrom(
    [],
    [{ src: 'https://cdn.other.test/a.js', integrity: 'sha384-abc' }],
    [{ src: 'https://cdn.other.test/a.js', integrity: null }],
    [{ src: 'http://cdn.other.test/a.js', integrity: 'sha384-abc' }],
    [{ src: '/a.js', integrity: 'sha384-abc' }],
  ),
  fc.array(script, { maxLength: 4 }),
);

const page = fc.record({
  scripts,
  policies: fc.oneof(
    { arbitrary: fc.constant([]), weight: 5 },
    { arbitrary: fc.array(policy, { minLength: 1, maxLength: 2 }), weight: 1 },
  ),
  referrers: fc.oneof(
    { arbitrary: fc.constant([]), weight: 3 },
    {
      arbitrary: some(['no-referrer', 'origin', 'never', 'nonsense', 'origin, no-referrer', ''], 2),
      weight: 1,
    },
  ),
});

const NO_PAGE = { scripts: [], policies: [], referrers: [] };

/** Ways that redirects take, each to its last response. */
const ROUTES: readonly (readonly string[])[] = [
  [`http://${HOST}/`],
  [`http://${HOST}/`, `https://${HOST}/`],
  [`http://${HOST}/`, `http://www.${HOST}/`, `https://www.${HOST}/`],
  [`http://${HOST}/`, `https://www.${HOST}/`],
  [`http://${HOST}/`, `https://${HOST}/`, `https://www.${HOST}/a/b`],
  [`http://${HOST}/`, `http://${HOST}/a`],
  [`http://${HOST}/`, `https://${HOST}/`, `http://other.test/`],
];
const SECURE_ROUTES: readonly (readonly string[])[] = [
  [`https://${HOST}/`],
  [`https://${HOST}/`],
  [`https://${HOST}/app/page`],
  [`https://${HOST}/`, `https://www.${HOST}/`],
  [`https://${HOST}/`, `http://${HOST}/`],
  [`https://${HOST}/`, 'https://other.test/a/'],
];

const walkOf = (routes: readonly (readonly string[])[]) =>
  fc
    .constantFrom(...routes)
    .chain((urls) =>
      fc.tuple(...urls.map((url) => fc.record({ url: fc.constant(url), headers, page }))),
    )
    .map((hops) =>
      hops.map((hop, index) => {
        const last = index === hops.length - 1;
        return { ...hop, status: last ? 200 : 301, page: last ? hop.page : NO_PAGE };
      }),
    );

const walks = fc.oneof(
  { arbitrary: fc.tuple(walkOf(SECURE_ROUTES), walkOf(ROUTES)), weight: 8 },
  { arbitrary: fc.tuple(walkOf(SECURE_ROUTES), fc.constant(null)), weight: 2 },
  { arbitrary: fc.tuple(fc.constant(null), walkOf(ROUTES)), weight: 1 },
);

const preflight = fc.oneof(
  fc.constant(null),
  fc
    .tuple(
      lines('Access-Control-Allow-Origin', [
        '*',
        ' * ',
        'null',
        'https://foreign.example',
        '*, *',
        '',
      ]),
      lines('access-control-allow-credentials', ['true', 'True', 'false']),
    )
    .map((fields) => fields.flat()),
);

const row: fc.Arbitrary<Row> = fc
  .tuple(walks, preflight)
  .map(([[https, http], cors]) => ({ host: HOST, https, http, preflight: cors }));

/** What the Observatory is asked about; the same rows each time. */
export const rows = (count: number): Row[] => fc.sample(row, { numRuns: count, seed: 20_261_122 });
