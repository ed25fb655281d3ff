import { execFileSync } from 'node:child_process';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCertificate } from '../../../src/codec/x509/certificate.ts';
import type { GeneralName } from '../../../src/codec/x509/general-name.ts';
import { formatIpAddress, parseIpAddress } from '../../../src/codec/x509/ip-address.ts';
import { coversHost } from '../../../src/codec/x509/name-match.ts';
import { fixtureDer } from './fixture.ts';

const dns = (value: string): GeneralName => ({ kind: 'dNSName', value });

describe('reference identities (RFC 9525, section 6)', () => {
  test.each([
    ['example.test', 'example.test', true],
    ['EXAMPLE.test', 'example.TEST', true],
    ['example.test', 'example.test.', true],
    ['localhost', 'localhost', true],
    ['xn--bcher-kva.test', 'xn--bcher-kva.test', true],
    ['*.example.test', 'www.example.test', true],
    ['*.example.test', 'xn--bcher-kva.example.test', true],
    ['*.example.test', 'example.test', false],
    ['*.example.test', 'a.b.example.test', false],
    ['*.*.example.test', 'a.b.example.test', false],
    ['www.*.test', 'www.example.test', false],
    ['w*.example.test', 'www.example.test', false],
    ['*w.example.test', 'www.example.test', false],
    ['*.test', 'example.test', false],
    ['*', 'localhost', false],
    ['example.test.', 'example.test', false],
    ['example.test\u0000.evil.test', 'example.test', false],
    ['bücher.test', 'xn--bcher-kva.test', false],
    ['www.example.test', 'example.test', false],
    ['192.0.2.1', '192.0.2.1', false],
    ['*.0.2.1', '192.0.2.1', false],
    ['192.0.2.256', '192.0.2.256', false],
    ['', '', false],
    ['a..test', 'a..test', false],
  ])('%j covers %j: %s', (presented, host, covered) => {
    expect(coversHost([dns(presented)], host)).toBe(covered);
  });

  test.each([
    [[192, 0, 2, 1], '192.0.2.1', true],
    [[192, 0, 2, 1], '192.0.2.2', false],
    [[0x20, 1, 0xd, 0xb8, ...new Uint8Array(11), 1], '2001:db8::1', true],
    [[0x20, 1, 0xd, 0xb8, ...new Uint8Array(11), 1], '[2001:DB8:0::1]', true],
    [[...new Uint8Array(10), 255, 255, 192, 0, 2, 1], '192.0.2.1', false],
  ])('address %j covers %s: %s', (octets, host, covered) => {
    const names: GeneralName[] = [{ kind: 'iPAddress', value: Uint8Array.from(octets) }];
    expect(coversHost(names, host)).toBe(covered);
  });

  test('other kinds of name cover nothing', () => {
    expect(coversHost([{ kind: 'rfc822Name', value: 'example.test' }], 'example.test')).toBe(false);
    expect(coversHost([], 'example.test')).toBe(false);
  });

  test('nothing is covered that node:tls says is not', () => {
    const label = fc.constantFrom('a', 'b', '*', 'www', 'A', 'w*', '1');
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(name, name, (presented, host) => {
        if (!coversHost([dns(presented)], host)) return;
        // checkServerIdentity reads only these fields.
        const certificate = { subject: {}, subjectaltname: `DNS:${presented}` } as PeerCertificate;
        expect(checkServerIdentity(host, certificate)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('IP addresses', () => {
  test('octets are written and read the same, as URL writes them', () => {
    const octet = fc.constantFrom(0, 0, 0, 1, 255);
    const octets = fc.oneof(
      fc.array(octet, { minLength: 4, maxLength: 4 }),
      fc.array(octet, { minLength: 16, maxLength: 16 }),
    );
    fc.assert(
      fc.property(octets, (value) => {
        const text = formatIpAddress(Uint8Array.from(value));
        expect([...(parseIpAddress(text) ?? [])]).toEqual(value);
        if (value.length === 16) expect(new URL(`http://[${text}]`).hostname).toBe(`[${text}]`);
      }),
    );
  });

  test('what is no address is none', () => {
    const text = fc.string({
      unit: fc.constantFrom('0', '1', '2', '3', 'f', ':', '.'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(text, (value) => {
        expect(parseIpAddress(value) !== null).toBe(isIP(value) !== 0);
      }),
      { numRuns: 5000 },
    );
  });

  test('other lengths are shown in hex', () => {
    expect(formatIpAddress(Uint8Array.of(1, 2, 3))).toBe('#010203');
  });
});

test('hosts are covered as openssl x509 -checkhost covers them', () => {
  const [bytes = new Uint8Array()] = fixtureDer('many-names/chain.pem');
  const names = decodeCertificate(bytes).extensions.known.subjectAltName ?? [];
  const hosts = [
    ...['example.test', 'EXAMPLE.test', 'www.example.test', 'a.www.example.test'],
    ...['test', 'xexample.test', 'example.test.test', 'server'],
  ];
  for (const host of hosts) {
    const text = execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-checkhost', host], {
      input: bytes,
      encoding: 'utf8',
    });
    expect(`${host} ${coversHost(names, host)}`).toBe(`${host} ${!text.includes('NOT match')}`);
  }
});
