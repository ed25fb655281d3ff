import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { globSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { decodeCertificate, decodeSubject } from '../../../src/codec/x509/certificate.ts';
import { formatIpAddress } from '../../../src/codec/x509/ip-address.ts';
import { nameKey } from '../../../src/codec/x509/name.ts';
import { BUNDLED, fixture, fixtureDer } from './fixture.ts';

const FIXTURES = globSync('**/*.pem', { cwd: 'fixtures/certs' }).map((path) =>
  path.replaceAll('\\', '/'),
);
const ALL = [...BUNDLED.certificates, ...FIXTURES.flatMap(fixtureDer)];

const openssl = (certificate: Uint8Array, ...options: readonly string[]): string =>
  execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', ...options], {
    input: certificate,
    encoding: 'utf8',
  });

/** What `openssl x509 -text` names our types of key. */
const OPENSSL_KEYS: Readonly<Record<string, string>> = {
  RSA: 'rsaEncryption',
  'RSA-PSS': 'rsassaPss',
  EC: 'id-ecPublicKey',
  DSA: 'dsaEncryption',
  Ed25519: 'ED25519',
  Ed448: 'ED448',
  X25519: 'X25519',
  X448: 'X448',
};

const OPENSSL_CURVES: Readonly<Record<string, string>> = {
  secp256r1: 'prime256v1',
  brainpoolP384r1: 'brainpoolP384r1',
};

describe('bundled roots and fixtures', () => {
  test('read as node:crypto reads them', () => {
    expect(ALL.length).toBeGreaterThan(200);
    for (const bytes of ALL) {
      const ours = decodeCertificate(bytes);
      const theirs = new X509Certificate(bytes);
      expect(ours.serial).toBe(BigInt(`0x${theirs.serialNumber}`));
      expect(ours.notBefore).toEqual(new Date(theirs.validFrom));
      expect(ours.notAfter).toEqual(new Date(theirs.validTo));
      // node:crypto calls a CA only what may also sign certificates by its key usage.
      const signs = ours.extensions.known.keyUsage?.includes('keyCertSign') ?? true;
      expect((ours.extensions.known.basicConstraints?.ca ?? false) && signs).toBe(theirs.ca);
      expect(ours.extensions.known.extKeyUsage).toEqual(theirs.keyUsage);
      expect(ours.extensions.broken).toEqual([]);
      const dns = (ours.extensions.known.subjectAltName ?? []).flatMap((name) =>
        name.kind === 'dNSName' ? [name.value] : [],
      );
      expect(dns).toEqual(theirs.subjectAltName?.match(/(?<=DNS:)[^,]+/g) ?? []);
    }
  });

  const FIRSTS = FIXTURES.flatMap((path) => fixtureDer(path).slice(0, 1));
  const shown = [...BUNDLED.certificates.slice(0, 20), ...FIRSTS].map(
    (bytes) => [decodeCertificate(bytes), openssl(bytes, '-text')] as const,
  );

  test('have the key type, size and curve that openssl prints', () => {
    for (const [{ publicKey }, text] of shown) {
      const key = /Public Key Algorithm: (.*)/.exec(text)?.[1] ?? '';
      if (publicKey.type === 'DH') expect(key).toMatch(/dh|DH|X9\.42/);
      else expect(key).toBe(OPENSSL_KEYS[publicKey.type ?? '']);
      const bits = /(?:Public-Key|DH Parameters): \((\d+) bit\)/.exec(text)?.[1];
      // Of a binary curve openssl prints the bits of the order, not of the field.
      const binary = publicKey.curve?.startsWith('sect') === true;
      if (bits !== undefined && !binary) expect(publicKey.bits).toBe(Number(bits));
      const curve = /ASN1 OID: (.*)/.exec(text)?.[1];
      const named = publicKey.curve ?? '';
      if (curve !== undefined) expect(OPENSSL_CURVES[named] ?? named).toBe(curve);
    }
  });

  test('have the signature algorithm that openssl prints', () => {
    for (const [{ signatureAlgorithm }, text] of shown) {
      const name = /Signature Algorithm: (\S*)/.exec(text)?.[1]?.replace('rsassaPss', 'RSASSA-PSS');
      expect(signatureAlgorithm.name.toLowerCase()).toBe(name?.toLowerCase());
    }
  });

  test('have the names that openssl prints in the form of RFC 2253', () => {
    for (const bytes of ALL.slice(0, 40).concat(fixtureDer('odd-subject/chain.pem'))) {
      const { subject, issuer } = decodeCertificate(bytes);
      const text = openssl(bytes, '-subject', '-issuer', '-nameopt', 'RFC2253,utf8,-esc_msb');
      // Where OpenSSL has no short name it prints the OID and we do, or the other way about.
      if (text.includes('organizationIdentifier') || /\d=#/.test(text)) continue;
      expect(`subject=${subject.text}\nissuer=${issuer.text}\n`).toBe(text);
    }
  });

  test('are all indexed by the subject that the whole certificate has', () => {
    for (const bytes of ALL) {
      expect(nameKey(decodeSubject(bytes))).toBe(nameKey(decodeCertificate(bytes).subject));
    }
  });

  test.each([
    ['rsa-1024', 'RSA', 1024, null],
    ['rsa-pss', 'RSA-PSS', 2048, null],
    ['ec-p224', 'EC', 224, 'secp224r1'],
    ['ec-p521', 'EC', 521, 'secp521r1'],
    ['ec-secp256k1', 'EC', 256, 'secp256k1'],
    ['ec-brainpool', 'EC', 384, 'brainpoolP384r1'],
    ['ec-binary', 'EC', 283, 'sect283r1'],
    ['ec-explicit', 'EC', 256, 'explicit'],
    ['ed25519', 'Ed25519', 256, null],
    ['ed448', 'Ed448', 456, null],
    ['dsa', 'DSA', 2048, null],
    ['dh', 'DH', 2048, null],
    ['dhx', 'DH', 2048, null],
    ['x25519', 'X25519', 256, null],
    ['x448', 'X448', 448, null],
  ])('%s has a key of type %s with %s bits', (folder, type, bits, curve) => {
    const [leaf] = fixture(`${folder}/chain.pem`);
    expect(leaf?.publicKey).toMatchObject({ type, bits, curve });
  });
});

test('every kind of name and the other extensions are kept', () => {
  const [leaf] = fixture('many-names/chain.pem');
  const known = leaf?.extensions.known;
  expect(known?.subjectAltName?.map(({ kind }) => kind)).toEqual([
    'dNSName',
    'dNSName',
    'iPAddress',
    'iPAddress',
    'rfc822Name',
    'uniformResourceIdentifier',
    'registeredID',
    'directoryName',
    'otherName',
  ]);
  const values = known?.subjectAltName?.map((name) =>
    name.kind === 'iPAddress' ? formatIpAddress(name.value) : name.value,
  );
  expect(values).toEqual(expect.arrayContaining(['192.0.2.1', '2001:db8::1', '1.2.3.4']));
  expect(known?.authorityInfoAccess).toEqual([
    {
      method: '1.3.6.1.5.5.7.48.1',
      location: { kind: 'uniformResourceIdentifier', value: 'http://ocsp.example.test/' },
    },
    {
      method: '1.3.6.1.5.5.7.48.2',
      location: { kind: 'uniformResourceIdentifier', value: 'http://ca.example.test/' },
    },
  ]);
  expect(known?.crlDistributionPoints).toEqual([
    { kind: 'uniformResourceIdentifier', value: 'http://crl.example.test/' },
  ]);
  expect(known?.certificatePolicies).toEqual(['2.23.140.1.2.1']);
  expect(known?.tlsFeature).toEqual([5]);
  expect(known?.keyUsage).toEqual(['digitalSignature']);
  expect(known?.subjectKeyIdentifier).toHaveLength(20);
});

test('parameters of RSASSA-PSS are those that were asked for', () => {
  const [leaf, issuer] = fixture('pss-ca/chain.pem');
  expect(leaf?.signatureAlgorithm.pss).toEqual({
    hash: 'SHA-384',
    mgfHash: 'SHA-384',
    saltLength: 20,
  });
  expect(issuer?.publicKey.type).toBe('RSA-PSS');
});

test('name constraints are read', () => {
  const [, issuer] = fixture('permitted/chain.pem');
  expect(issuer?.extensions.known.nameConstraints?.permitted.map(({ base }) => base.kind)).toEqual([
    'dNSName',
    'iPAddress',
  ]);
});

test('the X25519 certificate of RFC 8410, section 10.2, is read with its faults noted', () => {
  const { publicKey, signatureAlgorithm, subject, extensions, quirks } = decodeCertificate(
    Buffer.from(
      'MIIBLDCB36ADAgECAghWAUdKKo3DMDAFBgMrZXAwGTEXMBUGA1UEAwwOSUVURiBUZXN0IERlbW8wHhcNMTYwODAx' +
        'MTIxOTI0WhcNNDAxMjMxMjM1OTU5WjAZMRcwFQYDVQQDDA5JRVRGIFRlc3QgRGVtbzAqMAUGAytlbgMhAIUg8AmJ' +
        'MKdUdIt93LQ+91oNvzoNJjga9OukqY6qm05qo0UwQzAPBgNVHRMBAf8EBTADAQEAMA4GA1UdDwEBAAQEAwIDCDAg' +
        'BgNVHQ4BAQAEFgQUmx9e7e0EM4Xk97xiPFl1uQvIuzswBQYDK2VwA0EAryMB/t3J5v/BzKc9dNZIpDmAgs3babFO' +
        'TQbs+BolzlDUwsPrdGxO3YNGhW7Ibz3OGhhlxXrCe1Cgw1AH9efZBw==',
      'base64',
    ),
  );
  expect([publicKey.type, signatureAlgorithm.name, subject.text]).toEqual([
    'X25519',
    'Ed25519',
    'CN=IETF Test Demo',
  ]);
  expect(extensions.known.keyUsage).toEqual(['keyAgreement']);
  expect(quirks.map((quirk) => quirk.replace(/.* at byte \d+: /, ''))).toEqual([
    'cA FALSE written out',
    'critical FALSE written out',
    'critical FALSE written out',
  ]);
});

describe('hostile bytes', () => {
  const [whole = new Uint8Array()] = fixtureDer('many-names/chain.pem');

  test('no prefix is a certificate, nor one with a byte more', () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeCertificate(whole.subarray(0, length))).toThrow(DecodeError);
    }
    expect(() => decodeCertificate(Buffer.concat([whole, Uint8Array.of(0)]))).toThrow(
      /Certificate at byte \d+: 1 bytes too many/,
    );
  });

  test('changed bytes only ever throw DecodeErrors', () => {
    const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, octet] of changes) bytes[at] = octet;
        try {
          decodeCertificate(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('random bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decodeCertificate(bytes)).toThrow(DecodeError);
      }),
    );
  });

  test('more than 256 KiB are not looked at', () => {
    expect(() => decodeCertificate(new Uint8Array(0x4_0001))).toThrow('at most 262144 are read');
  });
});
