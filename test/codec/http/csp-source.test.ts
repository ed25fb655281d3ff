import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admitsAnyHost, matchesSource, parseSource } from '../../../src/codec/http/csp-source.ts';

const host = (name: string, more: object = {}): object => ({
  is: 'host',
  scheme: null,
  host: name,
  port: null,
  path: '',
  ...more,
});
const INVALID = { is: 'invalid' };

// CSP Level 3, section 2.3.1; strings of the grammar are case-insensitive (RFC 5234, section 2.3).
test.each<[text: string, source: object]>([
  ["'none'", { is: 'none' }],
  ["'NoNe'", { is: 'none' }],
  ["'self'", { is: 'keyword', keyword: "'self'" }],
  ["'SELF'", { is: 'keyword', keyword: "'self'" }],
  ["'strict-dynamic'", { is: 'keyword', keyword: "'strict-dynamic'" }],
  ["'report-sha256'", { is: 'keyword', keyword: "'report-sha256'" }],
  ["'unsafe inline'", INVALID],
  ["'wasm-eval'", INVALID],
  ["'self", INVALID],
  ["''", INVALID],
  ['\u2018self\u2019', INVALID],
  ["'nonce-abc+/-_='", { is: 'nonce', nonce: 'abc+/-_=' }],
  ["'NONCE-aBc'", { is: 'nonce', nonce: 'aBc' }],
  ["'nonce-'", INVALID],
  ["'nonce-a==='", INVALID],
  ["'nonce-a=b'", INVALID],
  ["'nonce-a.b'", INVALID],
  ['nonce-abc', host('nonce-abc')],
  ["'sha256-Ab+/'", { is: 'hash', algorithm: 'sha256', digest: 'Ab+/' }],
  ["'SHA512-Ab=='", { is: 'hash', algorithm: 'sha512', digest: 'Ab==' }],
  ["'sha1-Ab'", INVALID],
  ["'sha256-'", INVALID],
  ['https:', { is: 'scheme', scheme: 'https' }],
  ['DATA:', { is: 'scheme', scheme: 'data' }],
  ['a+b-c.d:', { is: 'scheme', scheme: 'a+b-c.d' }],
  ['1a:', INVALID],
  ['*', host('*')],
  ['a.example', host('a.example')],
  ['A.Example', host('a.example')],
  ['localhost', host('localhost')],
  ['*.a.example', host('*.a.example')],
  ['*.*', INVALID],
  ['*a.example', INVALID],
  ['a.*.example', INVALID],
  ['a.example.', INVALID],
  ['.a.example', INVALID],
  ['under_score.example', INVALID],
  ['[::1]', INVALID],
  ['192.0.2.1', host('192.0.2.1')],
  ['a.example:443', host('a.example', { port: '443' })],
  ['a.example:*', host('a.example', { port: '*' })],
  ['a.example:x', INVALID],
  ['https://a.example', host('a.example', { scheme: 'https' })],
  ['HTTPS://*:8443', host('*', { scheme: 'https', port: '8443' })],
  ['//a.example', INVALID],
  ['https:/a.example', INVALID],
  ['https://', INVALID],
  ['https://user@a.example', INVALID],
  ['a.example/', host('a.example', { path: '/' })],
  ['a.example/Lib/%61.js', host('a.example', { path: '/Lib/%61.js' })],
  ['a.example/a?b#c', host('a.example', { path: '/a' })],
  ['a.example?b', host('a.example')],
  ['/path', INVALID],
  ['', INVALID],
])('%s is %j', (text, source) => {
  expect(parseSource(text)).toEqual(source);
});

// CSP Level 3, sections 6.7.2.8 to 6.7.2.12, on https://site.test.
test.each<[source: string, url: string, matches: boolean, section: string]>([
  ['*', 'https://a.example/', true, '6.7.2.8 step 1.1'],
  ['*', 'http://a.example/', true, '6.7.2.8 step 1.1'],
  ['*', 'data:,', false, '6.7.2.8 step 1'],
  ['*', 'blob:https://site.test/1', false, '6.7.2.8 step 1'],
  ['*', 'wss://a.example/', false, '6.7.2.8 step 1'],
  ['data:', 'data:,', true, '6.7.2.9'],
  ['https:', 'https://a.example:8443/x', true, '6.7.2.9'],
  ['https:', 'http://a.example/', false, '6.7.2.9'],
  ['http:', 'https://a.example/', true, '6.7.2.9 step 1.2'],
  ['ws:', 'wss://a.example/', true, '6.7.2.9 step 1.3'],
  ['ws:', 'http://a.example/', true, '6.7.2.9 step 1.3'],
  ['wss:', 'https://a.example/', true, '6.7.2.9 step 1.4'],
  ['wss:', 'ws://a.example/', false, '6.7.2.9'],
  ['a.example', 'https://a.example/', true, '6.7.2.10 step 2'],
  ['A.EXAMPLE', 'https://a.example/', true, '6.7.2.10 step 2'],
  ['a.example', 'https://b.a.example/', false, '6.7.2.10 step 2'],
  ['a.example', 'http://a.example/', false, '6.7.2.8 step 3.2: the scheme of the page'],
  ['http://a.example', 'https://a.example/', true, '6.7.2.9 step 1.2'],
  ['https://a.example', 'http://a.example/', false, '6.7.2.9'],
  ['*.a.example', 'https://b.a.example/', true, '6.7.2.10 step 1'],
  ['*.a.example', 'https://c.b.a.example/', true, '6.7.2.10 step 1'],
  ['*.a.example', 'https://a.example/', false, '6.7.2.10 step 1'],
  ['*.a.example', 'https://ba.example/', false, '6.7.2.10 step 1'],
  ['a.example', 'https://a.example:8443/', false, '6.7.2.11'],
  ['a.example:8443', 'https://a.example:8443/', true, '6.7.2.11'],
  ['a.example:*', 'https://a.example:8443/', true, '6.7.2.11 step 1'],
  ['a.example:443', 'https://a.example/', true, '6.7.2.11 step 6'],
  ['a.example:80', 'https://a.example/', false, '6.7.2.11'],
  ['http://a.example:80', 'https://a.example/', true, 'as browsers upgrade'],
  ['a.example/lib/', 'https://a.example/lib/x.js', true, '6.7.2.12 step 7'],
  ['a.example/lib/', 'https://a.example/lib', false, '6.7.2.12 step 5'],
  ['a.example/lib', 'https://a.example/lib/x.js', false, '6.7.2.12 step 6'],
  ['a.example/lib', 'https://a.example/lib', true, '6.7.2.12'],
  ['a.example/Lib', 'https://a.example/lib', false, '6.7.2.12 step 8'],
  ['a.example/%6cib', 'https://a.example/lib', true, '6.7.2.12 step 8.2'],
  ['a.example/', 'https://a.example/any', true, '6.7.2.12 step 7'],
  ["'self'", 'https://site.test/x', true, '6.7.2.8 step 4.1'],
  ["'self'", 'wss://site.test/', true, '6.7.2.8 step 4.2'],
  ["'self'", 'http://site.test/', false, '6.7.2.8 step 4.2'],
  ["'self'", 'https://site.test:8443/', false, '6.7.2.8 step 4'],
  ["'self'", 'https://www.site.test/', false, '6.7.2.8 step 4'],
  ["'none'", 'https://site.test/', false, '6.7.2.8'],
  ["'unsafe-inline'", 'https://site.test/', false, '6.7.2.8'],
  ["'nonce-a'", 'https://site.test/', false, '6.7.2.8'],
])('%s matches %s: %s (%s)', (source, url, matches) => {
  const origin = new URL('https://site.test/');
  expect(matchesSource(new URL(url), parseSource(source), origin)).toBe(matches);
});

test.each<[source: string, any: boolean]>([
  ['*', true],
  ['https:', true],
  ['ws:', true],
  ['*:8443', true],
  ['http://*/x', true],
  ['*.com', true],
  ['*.a.example', false],
  ['com', false],
  ['ftp://*', false],
  ['data:', false],
  ["'self'", false],
  ['**', false],
])('%s admits any host: %s', (source, any) => {
  expect(admitsAnyHost(parseSource(source))).toBe(any);
});

test('takes any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.webUrl({ withQueryParameters: true }), (text, url) => {
      const source = parseSource(text);
      matchesSource(new URL(url), source, new URL('https://site.test/'));
      if (source.is === 'host') expect(text.toLowerCase()).toContain(source.host);
    }),
  );
});

const LABEL = fc.stringMatching(/^[a-z0-9-]{1,8}$/);

test('reads what it is made of', () => {
  const parts = fc.record({
    scheme: fc.constantFrom(null, 'https', 'http'),
    host: fc.array(LABEL, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
    port: fc.constantFrom(null, '*', '443'),
    path: fc.constantFrom('', '/', '/a/b'),
  });
  fc.assert(
    fc.property(parts, ({ scheme, host: name, port, path }) => {
      const text = `${scheme === null ? '' : `${scheme}://`}${name}${port === null ? '' : `:${port}`}${path}`;
      expect(parseSource(text)).toEqual(host(name, { scheme, port, path }));
    }),
  );
});
