import { describe, expect, test } from 'vitest';
import { CIPHER_SUITES } from '../../../src/codec/iana/cipher-suites.ts';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { CipherKind } from '../../../src/codec/ssl2/cipher-kind.ts';
import { suiteParts, type SuiteParts } from '../../../src/codec/tls/suite-parts.ts';
import { knownSuites } from '../../support/known-suites.ts';

const partsOf = (id: number): SuiteParts => suiteParts(id) ?? expect.unreachable();

/** How OpenSSL prints what we say in other words. */
const EXCHANGES: Readonly<Record<string, string>> = {
  'DHE/PSK': 'DHEPSK',
  'ECDHE/PSK': 'ECDHEPSK',
  'RSA/PSK': 'RSAPSK',
  DHE: 'DH',
  ECDHE: 'ECDH',
};
/** OpenSSL counts the certificate of RSA_PSK, we count the key that both have. */
const AUTHENTICATIONS: Readonly<Record<string, string>> = {
  'DHE/anon': 'None',
  'ECDHE/anon': 'None',
  'RSA/PSK': 'RSA',
};
const MACS: Readonly<Record<string, string>> = { SHA: 'SHA1' };

function inOpenssl({ keyExchange, authentication, cipher, bits, mac }: SuiteParts): string[] {
  const both = `${keyExchange}/${authentication}`;
  const exchange = EXCHANGES[both] ?? EXCHANGES[keyExchange] ?? keyExchange;
  const name = cipher
    .replace('CHACHA20_POLY1305', 'CHACHA20/POLY1305')
    .replace('AES_128_CCM_8', 'AESCCM8')
    .replace('AES_256_CCM_8', 'AESCCM8')
    .replace(/^(AES|CAMELLIA|ARIA)_(128|256)_/, '$1')
    .replace(/CBC$/, '')
    .replace('CAMELLIA', 'Camellia');
  return [
    `Kx=${exchange}`,
    `Au=${AUTHENTICATIONS[both] ?? authentication}`,
    `Enc=${cipher === 'NULL' ? 'None' : `${name}(${bits})`}`,
    `Mac=${mac === null ? 'AEAD' : (MACS[mac] ?? mac)}`,
  ];
}

describe('the parts of suites are what OpenSSL says of them', () => {
  const known = knownSuites('openssl-ciphers.txt');

  test.each(known.map(({ id, name, columns }) => [name, id, columns] as const))(
    '%s',
    (_name, id, [, ...columns]) => {
      expect(inOpenssl(partsOf(id))).toEqual(columns);
    },
  );

  test('with the version since which there are, but for curves, which servers had in SSL 3.0 too', () => {
    const first = {
      SSLv3: 'SSL 3.0',
      TLSv1: 'TLS 1.0',
      'TLSv1.2': 'TLS 1.2',
      'TLSv1.3': 'TLS 1.3',
    } as Readonly<Record<string, string>>;
    const differing = known.filter(
      ({ id, columns: [version = ''] }) => partsOf(id).versions[0] !== first[version],
    );
    expect(differing.length).toBe(12);
    for (const { id, name, columns } of differing) {
      expect(name).toMatch(/^TLS_ECDHE?_.*_SHA$/);
      expect(columns[0]).toBe('TLSv1');
      expect(partsOf(id).versions[0]).toBe('SSL 3.0');
    }
  });
});

test('every suite that can be negotiated has parts, and no other has', () => {
  for (const { id, name } of CIPHER_SUITES) {
    const { keyExchange, authentication, versions } = partsOf(id);
    expect(versions.length).toBeGreaterThan(0);
    const own = versions.includes('TLS 1.3');
    expect([name, keyExchange === 'any', authentication === 'any']).toEqual([name, own, own]);
  }
  expect(suiteParts(CipherSuite.TLS_NULL_WITH_NULL_NULL)).toBeNull();
  expect(suiteParts(CipherSuite.TLS_FALLBACK_SCSV)).toBeNull();
  expect(suiteParts(0x1a1a)).toBeNull();
});

describe('weak suites', () => {
  test.each([
    ['EXPORT with 40 bits', 0x0003, { bits: 40, export: true, cipher: 'RC4_40' }],
    ['EXPORT with DES', 0x0008, { bits: 40, export: true, blockBits: 64, cbc: true }],
    ['EXPORT of Kerberos', 0x0026, { bits: 40, export: true, keyExchange: 'KRB5' }],
    ['EXPORT with 56 bits', 0x0064, { bits: 56, export: true, cipher: 'RC4_56' }],
    ['single DES', 0x0009, { bits: 56, export: false, blockBits: 64 }],
    ['triple DES', 0x000a, { bits: 112, blockBits: 64, cbc: true, aead: false }],
    ['IDEA', 0x0007, { bits: 128, blockBits: 64 }],
    ['RC4', 0x0005, { bits: 128, blockBits: null, cbc: false }],
    ['NULL', 0x003b, { bits: 0, cipher: 'NULL', mac: 'SHA256', versions: ['TLS 1.2'] }],
    ['integrity only', 0xc0b4, { bits: 0, cipher: 'NULL', mac: 'SHA256', versions: ['TLS 1.3'] }],
    ['GOST', 0x0081, { bits: 256, blockBits: 64, keyExchange: 'GOST', mac: 'IMIT' }],
    ['GOST of TLS 1.2', 0xc100, { bits: 256, blockBits: 128, versions: ['TLS 1.2'] }],
    ['GOST of TLS 1.3', 0xc104, { aead: true, blockBits: 64, versions: ['TLS 1.3'] }],
  ])('%s', (_name, id, parts) => {
    expect(partsOf(id)).toMatchObject(parts);
  });

  test('anonymous ones are no protection to a key that is lost, though they are ephemeral', () => {
    expect(partsOf(0x0034)).toMatchObject({
      keyExchange: 'DHE',
      anonymous: true,
      forwardSecrecy: false,
    });
    expect(partsOf(0xc018)).toMatchObject({ keyExchange: 'ECDHE', forwardSecrecy: false });
  });
});

test.each([
  ['ECDHE_RSA', 0xc02f, true],
  ['DHE_RSA', 0x0033, true],
  ['DHE_PSK', 0x0090, true],
  ['RSA', 0x002f, false],
  ['static DH', 0x0031, false],
  ['static ECDH', 0xc00e, false],
  ['PSK', 0x008c, false],
  ['TLS 1.3', 0x1301, true],
])('forward secrecy of %s', (_name, id, expected) => {
  expect(partsOf(id).forwardSecrecy).toBe(expected);
});

test.each([
  ['SSL_CK_DES_192_EDE3_CBC_WITH_MD5', '3DES_EDE_CBC', 112, false],
  ['SSL_CK_DES_64_CBC_WITH_MD5', 'DES_CBC', 56, false],
  ['SSL_CK_RC4_128_EXPORT40_WITH_MD5', 'RC4_40', 40, true],
  ['SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5', 'RC2_CBC_40', 40, true],
  ['SSL_CK_RC2_128_CBC_WITH_MD5', 'RC2_CBC_128', 128, false],
] as const)('%s of SSL 2.0', (name, cipher, bits, limited) => {
  expect(partsOf(CipherKind[name])).toMatchObject({
    name,
    keyExchange: 'RSA',
    cipher,
    bits,
    export: limited,
    mac: 'MD5',
    forwardSecrecy: false,
    versions: ['SSL 2.0'],
  });
});
