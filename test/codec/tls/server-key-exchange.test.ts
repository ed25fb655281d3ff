import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode, type Codec } from '../../../src/codec/base/codec.ts';
import { DecodeError } from '../../../src/codec/base/reader.ts';
import { CipherSuite } from '../../../src/codec/iana/cipher-suite.ts';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { SignatureScheme } from '../../../src/codec/iana/signature-scheme.ts';
import { ECCurveType, HandshakeType } from '../../../src/codec/iana/tls.ts';
import {
  serverKeyExchange,
  type ServerKeyExchange,
} from '../../../src/codec/tls/server-key-exchange.ts';
import { ServerHello } from '../../../src/codec/tls/server-hello.ts';
import { expectCodecLaws, someBytes } from '../../support/codec-laws.ts';
import { bodyOf, serverMessages } from '../../support/wire-messages.ts';

const TLS12 = 0x0303;
const TLS11 = 0x0302;
const codecOf = (suite: keyof typeof CipherSuite, version = TLS12): Codec<ServerKeyExchange> =>
  serverKeyExchange(CipherSuite[suite], version) ?? expect.unreachable();

/** What a real server sent, read as its own ServerHello says and written again. */
function captured(file: string): ServerKeyExchange {
  const messages = serverMessages(file);
  const hello = decode(ServerHello, bodyOf(messages, HandshakeType.server_hello), 'ServerHello');
  const codec = serverKeyExchange(hello.cipherSuite, hello.legacyVersion) ?? expect.unreachable();
  const body = bodyOf(messages, HandshakeType.server_key_exchange);
  const value = decode(codec, body, 'ServerKeyExchange');
  expect(encode(codec, value)).toEqual(body);
  return value;
}

describe('ServerKeyExchange of real servers', () => {
  test('ECDHE of OpenSSL in TLS 1.2 names curve and signature', () => {
    const { params, signature, pskIdentityHint } = captured('tls12.txt');
    expect(params.ecdh?.curveParams).toEqual({
      tag: ECCurveType.named_curve,
      value: NamedGroup.x25519,
    });
    expect(params.ecdh?.public).toHaveLength(32);
    expect(signature?.algorithm).toBe(SignatureScheme.rsa_pss_rsae_sha256);
    expect(signature?.signature).toHaveLength(256);
    expect(pskIdentityHint).toBeNull();
  });

  test('ECDHE of OpenSSL in TLS 1.0 names no algorithm', () => {
    const { params, signature } = captured('tls10.txt');
    expect(params.ecdh?.curveParams.tag).toBe(ECCurveType.named_curve);
    expect(signature?.algorithm).toBeNull();
    expect(signature?.signature).toHaveLength(256);
  });

  test.each([
    ['tls12-dhe.txt', 2048, true],
    ['tls11-dhe.txt', 2048, false],
  ])('DHE of OpenSSL: %s', (file, bits, named) => {
    const { params, signature } = captured(file);
    expect((params.dh?.dhP.length ?? 0) * 8).toBe(bits);
    expect(params.dh?.dhG).toEqual(Uint8Array.of(2));
    expect(params.dh?.dhYs).toHaveLength(bits / 8);
    expect(signature?.algorithm !== null).toBe(named);
  });

  test('DHE of EXPORT of Node.js 0.12 in SSL 3.0', () => {
    const { params, signature } = captured('ssl3-dhe-export.txt');
    expect(params.dh?.dhP).toHaveLength(64);
    expect(signature?.algorithm).toBeNull();
    expect(signature?.signature).toHaveLength(64);
  });

  test('DH_anon of Node.js 0.12 in SSL 3.0 is not signed', () => {
    const { params, signature } = captured('ssl3-dh-anon.txt');
    expect(params.dh?.dhP).toHaveLength(64);
    expect(signature).toBeNull();
  });

  test.each([
    ['tls12-ecdhe-psk.txt', 'ecdh'],
    ['tls12-dhe-psk.txt', 'dh'],
  ])('a pre-shared key of OpenSSL has a hint and no signature: %s', (file, key) => {
    const { params, signature, pskIdentityHint } = captured(file);
    expect(Buffer.from(pskIdentityHint ?? []).toString()).toBe('hint');
    expect(Object.entries(params).flatMap(([name, value]) => (value ? [name] : []))).toEqual([key]);
    expect(signature).toBeNull();
  });

  test('SRP of GnuTLS, signed with RSA', () => {
    const { params, signature } = captured('tls12-srp.txt');
    expect(params.srp?.srpG).toEqual(Uint8Array.of(2));
    expect(params.srp?.srpB).toHaveLength(params.srp?.srpN.length ?? 0);
    expect(signature?.signature).toHaveLength(256);
  });
});

const signature = (named: boolean) =>
  fc.record({
    algorithm: named ? fc.nat(0xffff) : fc.constant(null),
    signature: someBytes(20),
  });
const dh = fc.record({
  dh: fc.record({ dhP: someBytes(12), dhG: someBytes(3), dhYs: someBytes(12) }),
});
const curve = {
  curve: fc.record({ a: someBytes(5), b: someBytes(5) }),
  base: someBytes(9),
  order: someBytes(5),
  cofactor: someBytes(2),
};
const basis = fc.oneof(
  fc.record({ tag: fc.constant(1 as const), value: fc.record({ k: someBytes(3) }) }),
  fc.record({
    tag: fc.constant(2 as const),
    value: fc.record({ k1: someBytes(3), k2: someBytes(3), k3: someBytes(3) }),
  }),
);
const curveParams = fc.oneof(
  fc.record({ tag: fc.constant(ECCurveType.named_curve), value: fc.nat(0xffff) }),
  fc.record({
    tag: fc.constant(ECCurveType.explicit_prime),
    value: fc.record({ primeP: someBytes(5), ...curve }),
  }),
  fc.record({
    tag: fc.constant(ECCurveType.explicit_char2),
    value: fc.record({ m: fc.nat(0xffff), basis, ...curve }),
  }),
);
const ecdh = fc.record({ ecdh: fc.record({ curveParams, public: someBytes(20) }) });
const rsa = fc.record({
  rsa: fc.record({ rsaModulus: someBytes(12), rsaExponent: someBytes(3) }),
});
const srp = fc.record({
  srp: fc.record({
    srpN: someBytes(12),
    srpG: someBytes(2),
    srpS: someBytes(8),
    srpB: someBytes(12),
  }),
});
const none = fc.constant(null);

describe('ServerKeyExchange keeps the laws of codecs', () => {
  test.each([
    ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', TLS12, none, dh, signature(true)],
    ['TLS_DHE_DSS_WITH_AES_128_CBC_SHA', TLS11, none, dh, signature(false)],
    ['TLS_DH_anon_WITH_AES_128_CBC_SHA', TLS12, none, dh, none],
    ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', TLS12, none, ecdh, signature(true)],
    ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', TLS11, none, ecdh, signature(false)],
    ['TLS_ECDH_anon_WITH_NULL_SHA', TLS11, none, ecdh, none],
    ['TLS_RSA_EXPORT_WITH_RC4_40_MD5', TLS11, none, rsa, signature(false)],
    ['TLS_PSK_WITH_AES_128_CBC_SHA', TLS12, someBytes(9), fc.constant({}), none],
    ['TLS_RSA_PSK_WITH_AES_128_CBC_SHA', TLS12, someBytes(9), fc.constant({}), none],
    ['TLS_DHE_PSK_WITH_AES_128_CBC_SHA', TLS12, someBytes(9), dh, none],
    ['TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA', TLS12, someBytes(9), ecdh, none],
    ['TLS_SRP_SHA_WITH_AES_128_CBC_SHA', TLS12, none, srp, none],
    ['TLS_SRP_SHA_DSS_WITH_AES_128_CBC_SHA', TLS12, none, srp, signature(true)],
  ] as const)('%s', (suite, version, pskIdentityHint, params, signed) => {
    const values: fc.Arbitrary<ServerKeyExchange> = fc.record({
      pskIdentityHint,
      params,
      signature: signed,
    });
    expectCodecLaws(codecOf(suite, version), values);
  });
});

test('suites that have no ServerKeyExchange that is known have no codec', () => {
  for (const suite of [
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDH_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_KRB5_WITH_RC4_128_SHA,
    0x1a1a,
  ]) {
    expect(serverKeyExchange(suite, TLS12)).toBeNull();
  }
});

test('a kind of curve that there is not is refused', () => {
  const codec = codecOf('TLS_ECDH_anon_WITH_NULL_SHA');
  expect(() => decode(codec, Uint8Array.of(9, 0, 23, 0), 'ServerKeyExchange')).toThrow(DecodeError);
});
