import { describe, expect, test } from 'vitest';
import { parseTarget } from '../../src/audit/target.ts';

describe('targets', () => {
  test.each([
    ['https://example.com', 'https://example.com/', 'web', 'example.com', 443],
    ['http://example.com', 'https://example.com/', 'web', 'example.com', 443],
    [
      'https://Example.COM:8443/v1?x=1',
      'https://example.com:8443/v1?x=1',
      'web',
      'example.com',
      8443,
    ],
    [
      'https://bücher.example/',
      'https://xn--bcher-kva.example/',
      'web',
      'xn--bcher-kva.example',
      443,
    ],
    ['https://[2001:db8::1]/', 'https://[2001:db8::1]/', 'web', '2001:db8::1', 443],
    ['192.0.2.1', 'https://192.0.2.1/', 'web', '192.0.2.1', 443],
    ['tls://example.com:443', 'tls://example.com:443', 'tls', 'example.com', 443],
    ['smtp://mx.example.com', 'smtp://mx.example.com:25', 'smtp', 'mx.example.com', 25],
    ['smtp://mx.example.com:587', 'smtp://mx.example.com:587', 'smtp', 'mx.example.com', 587],
    ['mail:example.com', 'mail:example.com', 'mail', 'example.com', null],
  ])('%s is %s', (text, id, kind, host, port) => {
    const request = parseTarget(text);
    expect(request.type === 'target' && request.target).toMatchObject({ id, kind, host, port });
  });

  test.each([
    ['example.com', 'example.com'],
    ['Example.COM.', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['_dmarc.example.com', '_dmarc.example.com'],
  ])('the bare name %s is expanded later, as %s', (text, host) => {
    expect(parseTarget(text)).toEqual({ type: 'name', host, role: null });
  });

  test('a role that is given stays with the target', () => {
    const request = parseTarget('https://example.com/', 'api');
    expect(request.type === 'target' && request.target.role).toBe('api');
  });

  test.each([
    ['', 'is no target'],
    ['exa mple.com', 'is no target'],
    ['https://', 'is no target'],
    ['https://user:secret@example.com/', 'credentials do not belong in a target'],
    ['tls://example.com', 'a tls target needs a port'],
    ['tls://example.com:0', '0 is not a port'],
    ['tls://example.com:70000', '70000 is not a port'],
    ['example.com:8443', 'say what speaks there'],
    ['http://example.com:8080/', 'plain http on a port of its own is not audited'],
    ['turn://example.com', 'turn is not audited by this version yet'],
    ['gopher://example.com', 'unknown scheme gopher'],
    [`${'a'.repeat(64)}.example`, 'is no target'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseTarget(text)).toThrow(message);
  });
});
