import { describe, expect, test } from 'vitest';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { CIPHER_SUITES, UnregisteredCipherSuite } from '../../../src/codec/iana/cipher-suites.ts';
import { recommendedSuite } from '../../../src/codec/iana/recommended.ts';
import { suiteParts, type SuiteVersion } from '../../../src/codec/tls/suite-parts.ts';
import { knownSuites } from '../../support/known-suites.ts';

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries({ ...CipherSuite, ...UnregisteredCipherSuite }).map(([name, id]) => [id, name]),
);

/** The name that GnuTLS would give a suite of ours: without `_WITH`, with its own words for algorithms. */
const inGnutls = (name: string): string =>
  name
    .replace('_WITH', '')
    .replace('RC4', 'ARCFOUR')
    .replace('PSK_DHE', 'DHE_PSK')
    .replace(/_SHA$/, '_SHA1')
    .replace(/(POLY1305)_SHA256$/, '$1')
    .toUpperCase();

describe('cipher suites have the code points that others know them by', () => {
  test('OpenSSL, all that it has', () => {
    const known = knownSuites('openssl-ciphers.txt');
    expect(known).toHaveLength(158);
    for (const { id, name } of known) expect(NAMES.get(id)).toBe(name);
  });

  test('GnuTLS, all that it has but for its other suites of TLS 1.3', () => {
    const known = knownSuites('gnutls-suites.txt');
    expect(known.length).toBeGreaterThan(180);
    for (const { id, name } of known) {
      const ours = NAMES.get(id) ?? '';
      const plain = ours.includes('_WITH_') ? inGnutls(ours) : ours.toUpperCase();
      expect([id, plain]).toEqual([id, name]);
    }
  });

  test('JSSE, all that it knows, with the names of TLS for those of SSL', () => {
    const known = knownSuites('jsse-suites.txt').filter(({ name }) => !name.includes('FORTEZZA'));
    expect(known).toHaveLength(336);
    for (const { id, name } of known) {
      const ours = NAMES.get(id) ?? '';
      expect(name.replace(/^SSL_/, 'TLS_')).toBe(ours.replace(/^SSL_/, 'TLS_'));
    }
  });
});

describe('the registry', () => {
  test('has every suite once, under one name', () => {
    expect(Object.keys(CipherSuite)).toHaveLength(356);
    const ids = CIPHER_SUITES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(NAMES.size).toBe(356 + Object.keys(UnregisteredCipherSuite).length);
  });

  test('is offered without signals and without no suite at all', () => {
    const offered = CIPHER_SUITES.map(({ name }) => name);
    expect(offered.filter((name) => !/_WITH_|^TLS_/.test(name))).toEqual([]);
    expect(Object.keys(CipherSuite).filter((name) => !offered.includes(name))).toEqual([
      'TLS_EMPTY_RENEGOTIATION_INFO_SCSV',
      'TLS_FALLBACK_SCSV',
      'TLS_NULL_WITH_NULL_NULL',
    ]);
  });

  test.each<SuiteVersion>(['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2'])(
    'begins in %s with all that a server with a certificate of RSA or ECDSA can have',
    (version) => {
      const usable = CIPHER_SUITES.filter(({ id }) => suiteParts(id)?.versions.includes(version));
      const usual = usable.filter(({ name }) =>
        /^TLS_(RSA|(EC)?DHE_RSA|ECDHE_ECDSA|(EC)?DH_anon)(_EXPORT)?_WITH_/.test(name),
      );
      expect(usual.length).toBeGreaterThan(40);
      expect(usual.length).toBeLessThanOrEqual(127);
      expect(usable.slice(0, usual.length)).toEqual(usual);
    },
  );

  test('offers TLS 1.3 with the suites of RFC 9846 first', () => {
    const offered = CIPHER_SUITES.filter(({ id }) => suiteParts(id)?.versions.includes('TLS 1.3'));
    expect(offered.slice(0, 5).map(({ id }) => id)).toEqual([
      0x1301, 0x1302, 0x1303, 0x1304, 0x1305,
    ]);
    expect(offered.length).toBeLessThan(127);
  });
});

describe('what IANA recommends', () => {
  test.each([
    ['TLS_AES_128_GCM_SHA256', 0x1301, 'Y'],
    ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 0xc030, 'Y'],
    ['TLS_AES_128_CCM_8_SHA256', 0x1305, 'N'],
    ['TLS_RSA_WITH_AES_128_CBC_SHA', 0x002f, 'N'],
    ['TLS_PSK_WITH_NULL_SHA', 0x002c, 'D'],
    ['TLS_ECDHE_RSA_WITH_RC4_128_SHA', 0xc011, 'D'],
    ['an old suite of GOST', 0x0081, null],
    ['no suite at all', 0x1a1a, null],
  ])('%s', (_name, id, expected) => {
    expect(recommendedSuite(id)).toBe(expected);
  });

  test('is discouraged only of suites that are weak, and recommended of AEAD with forward secrecy', () => {
    for (const { id } of CIPHER_SUITES) {
      const parts = suiteParts(id);
      if (recommendedSuite(id) === 'Y') {
        expect(parts).toMatchObject({ aead: true, forwardSecrecy: true });
      }
      if (recommendedSuite(id) === 'D') {
        expect(parts?.cipher).toMatch(/^(NULL|RC4|DES_CBC|IDEA|RC2)/);
      }
    }
  });
});
