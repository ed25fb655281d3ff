import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusalOf, scopeEntry, type Place } from '../../src/probe/authorisation.ts';
import { PROBES } from '../../src/probe/index.ts';
import type { Authorisation } from '../../src/probe/probe.ts';

const NOON = new Date('2026-11-22T12:00:00Z');

const by = (scope: readonly string[], until = '2027-03-31T23:59:59.999Z'): Authorisation => ({
  ...{ by: 'Jane Doe, CISO', scope, until: new Date(until), contact: null },
});

const permits = (scope: string, place: Place | string): boolean =>
  refusalOf(by([scope]), typeof place === 'string' ? { url: new URL(place) } : place, NOON) ===
  null;

test.each<[scope: string, url: string]>([
  ['api.example.com', 'https://api.example.com/'],
  ['api.example.com', 'https://api.example.com/any/path?and=query'],
  ['api.example.com', 'https://api.example.com:8443/'],
  ['api.example.com', 'http://api.example.com/'],
  // A host is without case (RFC 3986, section 3.2.2), and so is its A-label form.
  ['API.Example.COM', 'https://api.example.com/'],
  ['api.example.com', 'https://API.EXAMPLE.COM/'],
  ['bücher.example', 'https://xn--bcher-kva.example/'],
  ['xn--bcher-kva.example', 'https://BÜCHER.example/'],
  // The dot of the root names the same host.
  ['api.example.com', 'https://api.example.com./'],
  ['api.example.com.', 'https://api.example.com/'],
  ['api.example.com:8443/v1/*', 'https://api.example.com:8443/v1/ping'],
  ['api.example.com:443', 'https://api.example.com/'],
  ['api.example.com:80', 'http://api.example.com/'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/'],
  ['api.example.com/v1/*', 'https://api.example.com/v1'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/a/../b'],
  ['api.example.com/v1*', 'https://api.example.com/v10'],
  ['api.example.com/v1/ping', 'https://api.example.com/v1/ping?x=../..'],
  ['api.example.com/', 'https://api.example.com/'],
  ['api.example.com/*', 'https://api.example.com/a%2fb'],
  ['api.example.com/p/group%2Fproject', 'https://api.example.com/p/group%2Fproject'],
  ['api.example.com/p/group%2Fproject/*', 'https://api.example.com/p/group%2Fproject/issues'],
  ['[2001:db8::1]:8443', 'https://[2001:DB8:0:0:0:0:0:1]:8443/'],
  ['[2001:db8:0:0::1]', 'https://[2001:db8::1]/'],
  ['192.0.2.7/v1/*', 'https://192.0.2.7/v1/x'],
  ['localhost:8443', 'https://localhost:8443/'],
  ['a_b.example.com', 'https://a_b.example.com/'],
])('%s permits %s', (scope, url) => {
  expect(permits(scope, url)).toBe(true);
});

test.each<[scope: string, url: string]>([
  ['api.example.com', 'https://example.com/'],
  ['example.com', 'https://api.example.com/'],
  ['api.example.com', 'https://api.example.com.evil.test/'],
  ['api.example.com', 'https://evil-api.example.com/'],
  // What stands before `@` is no host.
  ['api.example.com', 'https://api.example.com@evil.test/'],
  ['api.example.com', 'https://api.example.com:443@evil.test/'],
  ['api.example.com', 'https://evil.test/?api.example.com'],
  ['api.example.com', 'https://evil.test/#api.example.com'],
  ['api.example.com', 'https://evil.test\\@api.example.com/'],
  ['api.example.com:8443', 'https://api.example.com/'],
  ['api.example.com:443', 'https://api.example.com:8443/'],
  ['api.example.com:443', 'http://api.example.com/'],
  ['api.example.com/v1/*', 'https://api.example.com/'],
  ['api.example.com/v1/*', 'https://api.example.com/v10/ping'],
  ['api.example.com/v1/*', 'https://api.example.com/V1/ping'],
  ['api.example.com/v1/*', 'https://api.example.com//v1/ping'],
  ['api.example.com/v1/ping', 'https://api.example.com/v1/ping/'],
  ['api.example.com/v1/ping', 'https://api.example.com/v1/pin%67'],
  ['api.example.com/v1/', 'https://api.example.com/v1/ping'],
  // Dot segments are taken out by the URL, …
  ['api.example.com/v1/*', 'https://api.example.com/v1/../admin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/%2e%2e/admin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/.%2E/admin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1\\..\\admin'],
  // … and servers that decode first, or twice, or know parameters of segments, take out others.
  ['api.example.com/v1/*', 'https://api.example.com/v1/..%2fadmin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/..%5Cadmin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/%252e%252e/admin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/%25252e%25252e%25252fadmin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/..;/admin'],
  ['api.example.com/v1/*', 'https://api.example.com/v1/x/..;a=b/admin'],
  ['api.example.com/v1/.*', 'https://api.example.com/v1/..;/admin'],
  ['[2001:db8::1]', 'https://[2001:db8::2]/'],
  ['192.0.2.7', 'https://192.0.2.70/'],
  ['192.0.2.7', 'https://[::ffff:192.0.2.7]/'],
])('%s does not permit %s', (scope, url) => {
  expect(permits(scope, url)).toBe(false);
});

test.each<[scope: string, place: { host: string; port: number | null }, permitted: boolean]>([
  ['example.com', { host: 'example.com', port: null }, true],
  ['Example.COM', { host: 'example.com', port: 25 }, true],
  ['mx.example.com:25', { host: 'mx.example.com', port: 25 }, true],
  ['mx.example.com:25', { host: 'mx.example.com', port: 587 }, false],
  ['example.com:443', { host: 'example.com', port: null }, false],
  ['example.com/v1/*', { host: 'example.com', port: null }, false],
  ['sub.example.com', { host: 'example.com', port: null }, false],
  ['[2001:db8::1]', { host: '2001:db8::1', port: 25 }, true],
])('%s as the scope of %j: %s', (scope, place, permitted) => {
  expect(permits(scope, place)).toBe(permitted);
});

test.each([
  ['', 'api.example.com:', ':443', '/v1/*', 'api.example.com:65536', 'api.example.com:0'],
  ['https://api.example.com', '*.example.com', 'api.example.com/a*b', 'api.example.com/v1/../*'],
  [
    'api.example.com/v1/%2e%2e/x',
    'user@api.example.com',
    'api.example.com?x',
    'a.example b.example',
  ],
  ['a.example,b.example', 'api.example.com\\v1', '[::1', '[g::1]', '1.2.3.4.5'],
  ['2001:db8::1', 'api.example.com/a#b', 'api%2eexample.com', 'api.example.com\n'],
])('%j and others are no places', (...texts) => {
  for (const text of texts) {
    expect([text, scopeEntry(text)]).toEqual([text, null]);
    expect(permits(text, 'https://api.example.com/')).toBe(false);
  }
});

test('a network is no scope: its address is a host and its length a path', () => {
  expect(permits('192.0.2.0/24', 'https://192.0.2.7/')).toBe(false);
  expect(permits('192.0.2.0/24', 'https://192.0.2.0/24')).toBe(true);
});

test('nobody permits anything where nobody is named, and the sentence says how to authorise', () => {
  const refusal = refusalOf(null, { url: new URL('https://api.example.com/') }, NOON);
  for (const word of ['authorisation:', 'assay.yaml', '(by)', '(scope)', '(until)']) {
    expect(refusal).toContain(word);
  }
});

test.each<[until: string, now: string, permitted: boolean]>([
  ['2026-11-22T23:59:59.999Z', '2026-11-22T23:59:59.999Z', true],
  ['2026-11-22T23:59:59.999Z', '2026-11-23T00:00:00.000Z', false],
  ['2026-11-22T12:00:00+02:00', '2026-11-22T10:00:00.000Z', true],
  ['2026-11-22T12:00:00+02:00', '2026-11-22T10:00:00.001Z', false],
  ['not a time', '2026-11-22T12:00:00Z', false],
])('until %s, at %s: %s', (until, now, permitted) => {
  const place = { url: new URL('https://api.example.com/') };
  const refusal = refusalOf(by(['api.example.com'], until), place, new Date(now));
  expect(refusal === null).toBe(permitted);
  if (!permitted) expect(refusal).toContain('authorisation.until in assay.yaml');
});

test('before it is known where an active probe goes, the time and the person count', () => {
  expect(refusalOf(by(['api.example.com']), null, NOON)).toBeNull();
  expect(refusalOf(by(['api.example.com'], '2026-11-21'), null, NOON)).toContain('2026-11-21');
  expect(refusalOf(null, null, NOON)).toContain('not authorised');
});

test('a refusal for a place outside names the place, who authorised, and the scope', () => {
  const refusal = refusalOf(
    by(['api.example.com/v1/*', 'www.example.com']),
    { url: new URL('https://u:p@api.example.com:8443/v2/x?token=secret') },
    NOON,
  );
  expect(refusal).toBe(
    'api.example.com:8443/v2/x is outside the scope that Jane Doe, CISO authorised: ' +
      'authorisation.scope in assay.yaml has api.example.com/v1/*, www.example.com',
  );
});

test('whatever is asked for, an entry with a path permits nothing that resolves outside of it', () => {
  const segment = fc.constantFrom(
    'v1',
    '..',
    '.',
    '%2e%2e',
    '%2E.',
    'a',
    '',
    '..;x',
    '%2f',
    '\\',
    'V1',
  );
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 8 }), (segments) => {
      const url = URL.parse(`https://api.example.com/${segments.join('/')}`);
      if (url === null || !permits('api.example.com/v1/*', url.href)) return;
      // As a server reads it that decodes twice and drops parameters of segments.
      const read = decodeURIComponent(decodeURIComponent(url.pathname))
        .replace(/\\/g, '/')
        .replace(/;[^/]*/g, '');
      const { pathname } = new URL(`https://api.example.com${read.replace(/^\/+/, '/')}`);
      expect(pathname === '/v1' || pathname.startsWith('/v1/')).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('random text is no scope that crashes, hangs or permits another host', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
      expect(permits(text, 'https://api.example.com/')).toBe(false);
    }),
  );
  for (const long of ['a'.repeat(1 << 17), `a/${'/'.repeat(1 << 17)}`, 'a.'.repeat(1 << 16)]) {
    expect(scopeEntry(`${long}!`)?.host).not.toBe('api.example.com');
  }
});

test('no probe has another look at what only an authorised run may do', () => {
  const reserved = PROBES.filter(({ intensity, alone }) => intensity === 'active' || alone);
  const ids = reserved.map(({ kind }) => kind.id);
  expect(ids).toContain('rate-limit.sequence');
  for (const { needs } of PROBES) {
    for (const { id } of needs) expect(ids).not.toContain(id);
  }
});
