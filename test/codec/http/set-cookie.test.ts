import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortenSecrets } from '../../../src/codec/http/secrets.ts';
import { readSetCookie, type SetCookie } from '../../../src/codec/http/set-cookie.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

/** What is read of a line as evidence keeps it; `com`, `org` and `co.uk` are the public suffixes. */
function read(line: string, url = 'https://www.site.org/a/b?c/d'): SetCookie {
  const [[, kept] = ['', '']] = shortenSecrets([['Set-Cookie', line]]);
  const isPublicSuffix = (domain: string): boolean => ['com', 'org', 'co.uk'].includes(domain);
  return readSetCookie(kept, { url: new URL(url), time: NOW, isPublicSuffix });
}

const PLAIN = {
  secure: false,
  httpOnly: false,
  partitioned: false,
  sameSite: 'default',
  sameSiteUnknown: false,
  domain: null,
  path: '/a',
  prefix: 'none',
  lifetime: null,
  rejected: '',
};

// The examples of RFC 6265, section 3.1.
test.each<[string, Partial<SetCookie>]>([
  ['SID=31d4d96e407aad42', { name: 'SID', bytes: 19 }],
  ['SID=31d4d96e407aad42; Path=/; Domain=site.org', { path: '/', domain: 'site.org' }],
  ['SID=31d4d96e407aad42; Path=/; Secure; HttpOnly', { path: '/', secure: true, httpOnly: true }],
  ['lang=en-US; Path=/; Domain=site.org', { name: 'lang', bytes: 9 }],
  ['lang=en-US; Expires=Wed, 09 Jun 2021 10:18:14 GMT', { lifetime: 0 }],
  ['lang=; Expires=Sun, 06 Nov 1994 08:49:37 GMT', { bytes: 4, lifetime: 0 }],
])('%s', (line, expected) => {
  expect(read(line)).toMatchObject({ ...expected, rejected: '' });
});

describe('name and value (section 5.6)', () => {
  test.each<[string, string, number]>([
    ['a=b', 'a', 2],
    ['  a\t =\t b \t;x', 'a', 2],
    ['a==b=c', 'a', 5],
    ['a="b c"', 'a', 6],
    ['a=b, c=d', 'a', 7],
    ['a=', 'a', 1],
    ['=b', '', 1],
    ['bare', '', 4],
    ['a=[10 characters]', 'a', 16],
    ['a=b\tc', 'a', 4],
    ['a=\xc3\xa9', 'a', 3],
    ['a;b=c', '', 1],
    ['A=b', 'A', 2],
  ])('%j', (line, name, bytes) => {
    expect(read(line)).toMatchObject({ ...PLAIN, name, bytes });
  });

  test('text of another kind than evidence is counted as UTF-8', () => {
    expect(read('\u6625=1')).toMatchObject({ name: '\u6625', bytes: 4 });
  });
});

describe('attributes (section 5.6)', () => {
  // With the expectations of web-platform-tests (cookies/attributes, cookies/http-state, cookies/samesite).
  test.each<[string, Partial<SetCookie>]>([
    ['seCURe', { secure: true }],
    ['Secure=', { secure: true }],
    ['Secure=false', { secure: true }],
    ['Secure =aaaa', { secure: true }],
    ['   Secure   ', { secure: true }],
    ['"Secure"', { secure: false }],
    ['Secure qux', { secure: false }],
    ['qux="aaa;bbb"; Secure', { secure: true }],
    ['Secure,HttpOnly', { secure: false, httpOnly: false }],
    ['HTTPONLY', { httpOnly: true }],
    ['HttpOnly=0', { httpOnly: true }],
    ['HttpOnly\t', { httpOnly: true }],
    ['Http-Only', { httpOnly: false }],
    ['SameSite=Strict', { sameSite: 'strict' }],
    ['SAMESITE=LAX', { sameSite: 'lax' }],
    ['samesite = none ; Secure', { sameSite: 'none' }],
    ['SameSite', { sameSite: 'default', sameSiteUnknown: true }],
    ['SameSite=', { sameSite: 'default', sameSiteUnknown: true }],
    ['SameSite="Lax"', { sameSite: 'default', sameSiteUnknown: true }],
    ['SameSite=Strict, Lax', { sameSite: 'default', sameSiteUnknown: true }],
    ['SameSite=Strict; SameSite=Lax', { sameSite: 'lax' }],
    ['SameSite=Strict; SameSite=Unknown', { sameSite: 'default', sameSiteUnknown: true }],
    ['SameSite=Unknown; SameSite=Strict', { sameSite: 'strict', sameSiteUnknown: false }],
    ['Same-Site=Strict', { sameSite: 'default', sameSiteUnknown: false }],
    [`SameSite=${'x'.repeat(1025)}`, { sameSite: 'default', sameSiteUnknown: false }],
    ['Partitioned; Secure', { partitioned: true }],
    ['Priority=High', { attributes: [{ name: 'priority', value: 'High' }] }],
    [
      'Path=/x; PATH=/y;;',
      {
        path: '/y',
        attributes: [
          { name: 'path', value: '/x' },
          { name: 'path', value: '/y' },
          { name: '', value: '' },
          { name: '', value: '' },
        ],
      },
    ],
  ])('a=b; %s', (text, expected) => {
    expect(read(`a=b; ${text}`)).toMatchObject({ ...expected, rejected: '' });
  });

  test.each<[string, string, string]>([
    ['', 'https://h.org/', '/'],
    ['', 'https://h.org/a', '/'],
    ['', 'https://h.org/a/', '/a'],
    ['', 'https://h.org/a/b/c?d/e', '/a/b'],
    ['Path', 'https://h.org/a/b', '/a'],
    ['Path=', 'https://h.org/a/b', '/a'],
    ['Path=x', 'https://h.org/a/b', '/a'],
    ['Path="/x"', 'https://h.org/a/b', '/a'],
    ['Path= /x ', 'https://h.org/a/b', '/x'],
    ['Path=/x; Path=', 'https://h.org/a/b', '/a'],
    ['Path=/a/b/c', 'https://h.org/', '/a/b/c'],
    [`Path=/x; Path=/${'y'.repeat(1024)}`, 'https://h.org/', '/x'],
  ])('the path of "%s" at %s is %s', (text, url, path) => {
    expect(read(`a=b; ${text}`, url)).toMatchObject({ path, rejected: '' });
  });

  test.each<[string, number | null]>([
    ['', null],
    ['Max-Age=10000', 10_000],
    ['max-age = 60 ', 60],
    ['Max-Age=007', 7],
    ['Max-Age=0', 0],
    ['Max-Age=-1', 0],
    ['Max-Age=-20', 0],
    ['Max-Age=', null],
    ['Max-Age=-', null],
    ['Max-Age=+5', null],
    ['Max-Age=5.0', null],
    ['Max-Age=1e3', null],
    ['Max-Age="60"', null],
    ['Max-Age=50,399', null],
    ['Max-Age=2.63,', null],
    ['Max-Age=10; Max-Age=20', 20],
    ['Max-Age=10; Max-Age=x', 10],
    [`Max-Age=${'9'.repeat(1024)}`, 100_000 * 365 * 86_400],
    [`Max-Age=${'9'.repeat(1025)}`, null],
    ['Expires=Sun, 22 Nov 2026 12:01:00 GMT', 60],
    ['Expires=Sun, 22 Nov 2026 11:59:59 GMT', 0],
    ['Expires=Sun, 22-Nov-26 12:01:00', 60],
    ['Expires=0', null],
    ['Expires=Session', null],
    ['Expires=Sun, 22 Nov 2026 12:01:00 GMT; Expires=x', 60],
    ['Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 5],
    ['Expires=Thu, 01 Jan 2099 00:00:00 GMT; Max-Age=0', 0],
    ['Max-Age=x; Expires=Sun, 22 Nov 2026 12:01:00 GMT', 60],
  ])('"%s" lives %s seconds', (text, seconds) => {
    const { lifetime } = read(`a=b; ${text}`);
    expect(lifetime).toBe(seconds === null ? null : seconds * 1000);
  });
});

describe('domains (section 5.7), as web-platform-tests expect (cookies/attributes/domain)', () => {
  test.each<[string, string, string | null]>([
    ['www.site.org', 'https://www.site.org/', 'www.site.org'],
    ['.www.site.org', 'https://www.site.org/', 'www.site.org'],
    ['  .www.site.org', 'https://www.site.org/', 'www.site.org'],
    ['site.org', 'https://www.site.org/', 'site.org'],
    ['.sItE.oRg', 'https://www.site.org/', 'site.org'],
    ['', 'https://www.site.org/', null],
    ['.', 'https://www.site.org/', null],
    ['other.org; Domain=site.org', 'https://www.site.org/', 'site.org'],
    ['site.org; Domain=', 'https://www.site.org/', null],
    [`site.org; Domain=${'a'.repeat(1025)}`, 'https://www.site.org/', 'site.org'],
    ['co.uk', 'https://co.uk/', null],
    ['192.0.2.1', 'https://192.0.2.1/', null],
    ['[2001:db8::1]', 'https://[2001:db8::1]/', null],
    ['localhost', 'https://localhost/', 'localhost'],
  ])('Domain=%s at %s is kept', (value, url, domain) => {
    expect(read(`a=b; Domain=${value}`, url)).toMatchObject({ domain, rejected: '' });
  });

  test.each<[string, string, string]>([
    ['..www.site.org', 'https://www.site.org/', 'Domain of another host'],
    ['.  www.site.org', 'https://www.site.org/', 'Domain of another host'],
    ['www..site.org', 'https://www.site.org/', 'Domain of another host'],
    ['www.site.org.', 'https://www.site.org/', 'Domain of another host'],
    ['"www.site.org"', 'https://www.site.org/', 'Domain of another host'],
    ['www.site.org:443', 'https://www.site.org/', 'Domain of another host'],
    ['x.www.site.org', 'https://www.site.org/', 'Domain of another host'],
    ['ite.org', 'https://www.site.org/', 'Domain of another host'],
    ['www.site.org; Domain=www.site.orgzzz', 'https://www.site.org/', 'Domain of another host'],
    ['0.2.1', 'https://192.0.2.1/', 'Domain of another host'],
    ['org', 'https://www.site.org/', 'Domain is a public suffix'],
    ['.org', 'https://www.site.org/', 'Domain is a public suffix'],
    ['co.uk', 'https://site.co.uk/', 'Domain is a public suffix'],
    ['com', 'https://www.site.org/', 'Domain is a public suffix'],
    ['s\xefte.org', 'https://www.site.org/', 'Domain with characters beyond ASCII'],
  ])('Domain=%s at %s is dropped', (value, url, rejected) => {
    expect(read(`a=b; Domain=${value}`, url).rejected).toBe(rejected);
  });
});

describe('what browsers drop', () => {
  test.each<[string, string]>([
    ['', 'neither name nor value'],
    ['=', 'neither name nor value'],
    ['  = ; Secure', 'neither name nor value'],
    ['; bar', 'neither name nor value'],
    ['a=b\0c', 'control character'],
    ['a\x01=b', 'control character'],
    ['a=b; Path=/\x7f', 'control character'],
    ['a=b\x0bc', 'control character'],
    [`a=${'b'.repeat(4096)}`, 'more than 4096 octets'],
    [`${'a'.repeat(4097)}=`, 'more than 4096 octets'],
    ['a=b; SameSite=None', 'SameSite=None without Secure'],
    // No browser keeps these, whatever it makes of SameSite.
    ['__Host-a=b; SameSite=None; Path=/', '__Host- without Secure'],
    ['__Secure-a=b; SameSite=None', '__Secure- without Secure'],
    ['a=b; Partitioned', 'Partitioned without Secure'],
    ['__Secure-a=b', '__Secure- without Secure'],
    ['__SECURE-a=b; HttpOnly', '__Secure- without Secure'],
    ['__Host-a=b; Path=/', '__Host- without Secure'],
    ['__hOST-a=b; Path=/', '__Host- without Secure'],
    ['__Host-a=b; Secure; Path=/; Domain=www.site.org', '__Host- with Domain'],
    ['__Host-a=b; Secure', '__Host- without Path=/'],
    ['__Host-a=b; Secure; Path=/x', '__Host- without Path=/'],
    ['__Http-a=b; Secure', '__Http- without HttpOnly'],
    ['__Http-a=b; HttpOnly', '__Http- without Secure'],
    ['__Host-Http-a=b; Secure; Path=/', '__Http- without HttpOnly'],
    ['__Host-Http-a=b; Secure; HttpOnly', '__Host- without Path=/'],
    ['__Host-Http-a=b; HttpOnly; Path=/', '__Host- without Secure'],
  ])('%s: %s', (line, rejected) => {
    expect(read(line).rejected).toBe(rejected);
  });

  test('a Secure cookie over plain http', () => {
    expect(read('a=b; Secure', 'http://site.org/').rejected).toBe('Secure over plain http');
    expect(read('a=b', 'http://site.org/').rejected).toBe('');
  });

  test('__Host- at the root needs its Path all the same', () => {
    expect(read('__Host-a=b; Secure', 'https://site.org/')).toMatchObject({
      path: '/',
      rejected: '__Host- without Path=/',
    });
  });

  test.each<[string, SetCookie['prefix']]>([
    ['__Secure-a=b; Secure; Domain=site.org', '__Secure-'],
    ['__Host-a=b; Secure; Path=/', '__Host-'],
    ['__Host-a=b; Secure; Path=/; Domain=', '__Host-'],
    ['__host-a=b; Secure; Path=/x; Path=/', '__Host-'],
    ['__Http-a=b; Secure; HttpOnly; Domain=site.org', '__Http-'],
    ['__Host-Http-a=b; Secure; HttpOnly; Path=/', '__Host-Http-'],
    ['__Secure_a=b', 'none'],
    ['_Host-a=b', 'none'],
    ['a__Host-=b', 'none'],
    ['a=__Host-b', 'none'],
  ])('%s is kept', (line, prefix) => {
    expect(read(line)).toMatchObject({ prefix, rejected: '' });
  });

  test.each([`a=${'b'.repeat(4095)}`, 'a=b\tc', `a=b; x=${'y'.repeat(9000)}`])('not %#', (line) => {
    expect(read(line).rejected).toBe('');
  });
});

test('reads back any cookie written by the grammar of section 4.1', () => {
  const token = fc.stringMatching(/^[a-z0-9._-]{1,12}$/);
  const flags = fc.subarray(['Secure', 'HttpOnly', 'Partitioned']);
  const sameSite = fc.constantFrom('Strict', 'Lax', 'None');
  fc.assert(
    fc.property(token, token, flags, sameSite, fc.nat(), (name, value, set, site, age) => {
      const line = `${name}=${value}; ${[...set, `SameSite=${site}`, `Max-Age=${age}`].join('; ')}`;
      expect(read(line)).toMatchObject({
        name,
        bytes: name.length + value.length,
        secure: set.includes('Secure'),
        httpOnly: set.includes('HttpOnly'),
        partitioned: set.includes('Partitioned'),
        sameSite: site.toLowerCase(),
        lifetime: age * 1000,
      });
    }),
  );
});

test('takes any text, and a long one without delay', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '=', ';', ' ', '\t', '\0', 'Path', '__Host-'),
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), text), (line) => {
      const { name, bytes, path } = read(line);
      expect(bytes).toBeGreaterThanOrEqual(name.length);
      expect(path).toMatch(/^\//);
    }),
  );
  for (const piece of ['a', ' ', ';', '=', '; Domain=a', '; Expires=1', '[1 characters]']) {
    read(`a=${piece.repeat(1_048_576 / piece.length)}`);
  }
});
