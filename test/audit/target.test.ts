import { describe, expect, test } from 'vitest';
import { parseTarget, TargetError } from '../../src/audit/target.ts';
import { starttlsOf } from '../../src/evidence/target.ts';

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
    ['submission://mx.example.com', 'smtp://mx.example.com:587', 'smtp', 'mx.example.com', 587],
    ['smtps://mx.example.com', 'smtps://mx.example.com:465', 'tls', 'mx.example.com', 465],
    ['lmtp://a.example', 'lmtp://a.example:24', 'tls', 'a.example', 24],
    ['imap://a.example', 'imap://a.example:143', 'tls', 'a.example', 143],
    ['IMAPS://a.example', 'imaps://a.example:993', 'tls', 'a.example', 993],
    ['pop3://a.example', 'pop3://a.example:110', 'tls', 'a.example', 110],
    ['pop3s://a.example', 'pop3s://a.example:995', 'tls', 'a.example', 995],
    ['ftp://a.example', 'ftp://a.example:21', 'tls', 'a.example', 21],
    ['ldap://a.example', 'ldap://a.example:389', 'tls', 'a.example', 389],
    ['ldaps://a.example', 'ldaps://a.example:636', 'tls', 'a.example', 636],
    ['xmpp://a.example', 'xmpp://a.example:5222', 'tls', 'a.example', 5222],
    ['xmpp-server://a.example', 'xmpp-server://a.example:5269', 'tls', 'a.example', 5269],
    ['postgres://[2001:db8::1]', 'postgres://[2001:db8::1]:5432', 'tls', '2001:db8::1', 5432],
    ['mysql://a.example:33060', 'mysql://a.example:33060', 'tls', 'a.example', 33060],
    ['sieve://a.example', 'sieve://a.example:4190', 'tls', 'a.example', 4190],
    ['nntp://a.example', 'nntp://a.example:119', 'tls', 'a.example', 119],
    ['mail:example.com', 'mail:example.com', 'mail', 'example.com', null],
    ['zone:Example.COM.', 'zone:example.com', 'zone', 'example.com', null],
    ['ZONE:com', 'zone:com', 'zone', 'com', null],
    ['zone:.', 'zone:.', 'zone', '.', null],
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

  test.each([
    ['tls://a.example:443', null, 'endpoint'],
    ['imaps://a.example', null, 'endpoint'],
    ['smtps://a.example', null, 'endpoint'],
    ['smtp://a.example', 'smtp', 'mail'],
    ['smtp://a.example:2525', 'smtp', 'endpoint'],
    ['submission://a.example', 'smtp', 'endpoint'],
    ['lmtp://a.example', 'lmtp', 'endpoint'],
    ['xmpp://a.example', 'xmpp', 'endpoint'],
    ['xmpp-server://a.example', 'xmpp-server', 'endpoint'],
    ['ldap://a.example', 'ldap', 'endpoint'],
    ['https://imap.example/', null, null],
  ])('%s is upgraded with %o and has the role %o', (text, starttls, role) => {
    const request = parseTarget(text);
    if (request.type !== 'target') throw new Error('a bare name');
    expect([starttlsOf(request.target), request.target.role]).toEqual([starttls, role]);
  });

  test.each([
    ['mail:example.com', 'site', 'mail, mail-sending, mail-receiving, parked'],
    ['https://example.com/', 'parked', 'site, api, asset, redirector'],
  ] as const)('%s cannot have the role %s', (text, role, roles) => {
    const message = `"${text}" cannot have the role ${role}; give one of ${roles}`;
    expect(() => parseTarget(text, role)).toThrow(new TargetError(message));
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
    ['gopher://example.com', 'imaps'],
    ['zone:192.0.2.1', 'an address is no zone'],
    ['mail:192.0.2.1', 'an address is no mail domain'],
    ['zone:', 'is no target'],
    ['zone:example.com/path', 'is no target'],
    ['mail:example.com?subject=x', 'is no target'],
    ['example.com/path', 'is no target'],
    ['constructor://example.com', 'unknown scheme constructor'],
    ['imap://user@example.com', 'credentials do not belong in a target'],
    [`${'a'.repeat(64)}.example`, 'is no target'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseTarget(text)).toThrow(message);
  });
});
