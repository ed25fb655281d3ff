import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHttps, isUri, mailboxHost } from '../../../src/codec/mail/report-uri.ts';

describe('the mailbox of a mailto URI', () => {
  test.each([
    ['mailto:dmarc-feedback@example.com', 'example.com'],
    ['MAILTO:a@B.Example', 'b.example'],
    ['mailto:a@b.example?subject=x@y.example', 'b.example'],
    ['mailto:a%21b@c.example', 'c.example'],
    ['mailto:a%40b.example', 'b.example'],
    ['mailto:a+b@_x.example', '_x.example'],
  ])('%s is at %s', (uri, host) => {
    expect(mailboxHost(uri)).toBe(host);
  });

  test.each([
    'mailto:',
    'mailto:nobody',
    'mailto:@b.example',
    'mailto:a@',
    'mailto:a@b..example',
    'mailto:a@-b.example',
    'mailto:a@b.example.',
    'mailto:a@[192.0.2.1]',
    'mailto:a@b@c.example',
    'mailto:a@b.example%2Cc@d.example',
    'mailto:a%00@b.example',
    'mailto:a%ff@b.example',
    'mailto:a!b@c.example',
    'mailto:a b@c.example',
    `mailto:a@${'b.'.repeat(130)}example`,
    'https://b.example/a@c.example',
    'a@b.example',
  ])('is none in %s', (uri) => {
    expect(mailboxHost(uri)).toBeNull();
  });
});

test.each([
  ['https://example.com/logo.svg', true],
  ['HTTPS://example.com', true],
  ['https://example.com:8443?x', true],
  ['http://example.com/', false],
  ['https:///x', false],
  ['https://', false],
  ['https://a..example/', false],
  ['https://user@example.com/', false],
  ['https://example.com:x/', false],
  ['https://example.com/a,b', false],
  ['https:example.com', false],
])('%s is a URI of HTTPS: %s', (uri, expected) => {
  expect(isHttps(uri)).toBe(expected);
});

test.each([
  ['mailto:', true],
  ['x-1+a.b:c%2Cd', true],
  ['a@b.example', false],
  ['1a:b', false],
  ['a:b c', false],
  ['a:%2', false],
  ['a:b!c', false],
  ['', false],
])('%j is a URI: %s', (text, expected) => {
  expect(isUri(text)).toBe(expected);
});

test('any text has a mailbox at a host, or none', () => {
  const pieces = fc.constantFrom('mailto:', '@', '%', '40', '.', '?', '[', ',', '!', 'a');
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))), (parts) => {
      const host = mailboxHost(`mailto:${parts.join('')}`);
      expect(host === null || /^[a-z0-9_.-]+$/.test(host)).toBe(true);
    }),
  );
});
