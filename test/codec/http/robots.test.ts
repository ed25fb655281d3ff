import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRobots } from '../../../src/codec/http/robots.ts';

const disallowed = (text: string): readonly string[] =>
  parseRobots(new TextEncoder().encode(text)).disallowed;

// RFC 9309, sections 2.2 and 5.
test.each<[string, string[]]>([
  ['User-agent: *\nDisallow: /a\nAllow: /a/b\n', ['/a']],
  ['User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\n', ['*.gif$', '/example/']],
  ['user-agent: a\r\ndisallow: /a\r\n\r\nuser-agent: b\r\nDISALLOW: /b', ['/a', '/b']],
  ['Disallow: /a\rDisallow: /b', ['/a', '/b']],
  ['Disallow: /a\nDisallow: /a', ['/a']],
  ['Disallow:', []],
  ['Disallow: # all of it', []],
  ['Disallow: /a # not this', ['/a']],
  ['# Disallow: /a', []],
  [' \tDisallow \t:\t/a ', ['/a']],
  ['Disallow:/a:b', ['/a:b']],
  ['Disallow /a', []],
  ['Disallowed: /a', []],
  ['\ufeffDisallow: /a', ['/a']],
  ['Sitemap: https://site.test/Disallow: /a', []],
  ['', []],
])('%j disallows %j', (text, expected) => {
  expect(disallowed(text)).toEqual(expected);
});

test('says where there is more than is kept', () => {
  const lines = (count: number): Uint8Array =>
    new TextEncoder().encode(Array.from({ length: count }, (_, i) => `Disallow: /${i}`).join('\n'));
  expect(parseRobots(lines(200))).toMatchObject({ complete: true });
  expect(parseRobots(lines(201))).toMatchObject({ complete: false });
  expect(parseRobots(lines(201)).disallowed).toHaveLength(200);
  const long = parseRobots(new TextEncoder().encode(`Disallow: /${'a'.repeat(200)}`));
  expect(long).toEqual({ disallowed: [`/${'a'.repeat(199)}`], complete: false });
});

test('takes any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      parseRobots(bytes);
    }),
  );
});
