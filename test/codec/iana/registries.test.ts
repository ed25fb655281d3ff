import { expect, test } from 'vitest';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { SignatureScheme } from '../../../src/codec/iana/signature-scheme.ts';
import {
  AlertDescription,
  ContentType,
  ECPointFormat,
  ExtensionType,
  HandshakeType,
  nameIn,
} from '../../../src/codec/iana/tls.ts';

test.each([
  ['groups', NamedGroup, 59],
  // 49 of TLS SignatureScheme and the 12 other pairs of TLS 1.2.
  ['signature schemes', SignatureScheme, 61],
  // 64 of ExtensionType Values and three that are not registered.
  ['extensions', ExtensionType, 67],
  ['alerts', AlertDescription, 37],
  ['handshake types', HandshakeType, 27],
  ['content types', ContentType, 5],
  ['point formats', ECPointFormat, 3],
])('%s: each is there once', (_name, registry, size) => {
  const codes = Object.values(registry);
  expect(codes).toHaveLength(size);
  expect(new Set(codes).size).toBe(size);
});

test('the pairs of TLS 1.2 have the numbers of their hash and their signature', () => {
  const hashes = { md5: 1, sha1: 2, sha224: 3, sha256: 4, sha384: 5, sha512: 6 };
  const signatures = { rsa_pkcs1: 1, dsa: 2, ecdsa: 3 };
  const codes = new Set<number>(Object.values(SignatureScheme));
  for (const [hash, high] of Object.entries(hashes)) {
    for (const [signature, low] of Object.entries(signatures)) {
      const code = high * 0x100 + low;
      expect(codes.has(code)).toBe(true);
      expect(nameIn(SignatureScheme, code)).toMatch(
        new RegExp(`^${signature}_(secp\\d+r1_)?${hash}$`),
      );
    }
  }
});

test('names stand for code points, which are printed in hexadecimal where there is none', () => {
  expect(nameIn(AlertDescription, 70)).toBe('protocol_version');
  expect(nameIn(CipherSuite, 0x1a1a)).toBe('0x1a1a');
  expect(nameIn(ContentType, 5)).toBe('0x0005');
  expect(nameIn(NamedGroup, 0x11ec)).toBe('X25519MLKEM768');
  expect(nameIn(SignatureScheme, 0x0904)).toBe('mldsa44');
});
