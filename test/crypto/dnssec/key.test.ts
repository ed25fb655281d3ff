import { describe, expect, test } from 'vitest';
import { supportsAlgorithm } from '../../../src/crypto/dnssec/algorithm.ts';
import { dsDigest, matchesDs, supportsDigest } from '../../../src/crypto/dnssec/digest.ts';
import { importKey, keyBits } from '../../../src/crypto/dnssec/key.ts';
import type { RdataOf } from '../../../src/codec/dns/rdata.ts';
import { fixture, keysIn, newSigner } from './zone.ts';

const dnskey = (algorithm: number, publicKey: Uint8Array): RdataOf<'DNSKEY'> => ({
  kind: 'DNSKEY',
  flags: 257,
  protocol: 3,
  algorithm,
  publicKey,
});

/** An RSA key of which only the sizes matter. */
const rsaKey = (exponent: readonly number[], modulus: Uint8Array): RdataOf<'DNSKEY'> =>
  dnskey(8, Uint8Array.from([exponent.length, ...exponent, ...modulus]));

const modulus = (bits: number): Uint8Array => {
  const octets = new Uint8Array(Math.ceil(bits / 8)).fill(0xff);
  octets[0] = 0xff >> ((8 - (bits % 8)) % 8);
  return octets;
};

describe('keys', () => {
  test.each([
    ['rfc4035-a', [1024, 1024]],
    ['rfc5155-b', [512, 512]],
    ['rfc5702-6', [512, 1024]],
    ['rfc6605-6', [256, 384]],
    ['rfc8080-6', [256, 256, 456, 456]],
  ])('those of %s are read', (name, bits) => {
    const keys = keysIn(fixture(name));
    expect(keys.map(keyBits)).toEqual(bits);
    expect(keys.map((key) => importKey(key))).toMatchObject(
      bits.map((each) => ({ ok: true, bits: each })),
    );
  });

  test.each([
    ['an empty RSA key', dnskey(8, new Uint8Array()), 'the key ends before its modulus'],
    ['an RSA key without a modulus', dnskey(8, Uint8Array.of(1, 3)), 'before its modulus'],
    ['an RSA key without an exponent', dnskey(8, modulus(1024).fill(0)), 'before its modulus'],
    ['511 bits', rsaKey([3], modulus(511)), 'the modulus has 511 bits'],
    ['4097 bits', rsaKey([3], modulus(4097)), 'the modulus has 4097 bits'],
    ['exponent 1', rsaKey([1], modulus(1024)), 'the exponent is not an odd number'],
    ['exponent 0', rsaKey([0, 0], modulus(1024)), 'the exponent is not an odd number'],
    ['an even exponent', rsaKey([4], modulus(1024)), 'the exponent is not an odd number'],
    ['a long exponent', rsaKey([1, 0, 0, 0, 0, 0, 0, 0, 1], modulus(1024)), 'has 65 bits'],
    ['a short key for P-256', dnskey(13, new Uint8Array(63)), 'the key has 63 octets'],
    ['no point of P-256', dnskey(13, new Uint8Array(64).fill(1)), 'not a point of its curve'],
    ['no point of P-384', dnskey(14, new Uint8Array(96).fill(1)), 'not a point of its curve'],
    ['a long key for Ed25519', dnskey(15, new Uint8Array(33)), 'the key has 33 octets'],
    ['a short key for Ed448', dnskey(16, new Uint8Array(56)), 'the key has 56 octets'],
  ])('%s is malformed', (_, key, detail) => {
    const imported = importKey(key);
    expect(imported).toMatchObject({ ok: false, why: 'malformed' });
    expect(imported.ok ? '' : imported.detail).toContain(detail);
    expect(importKey(key)).toEqual(imported);
  });

  test.each([
    ['512 bits', rsaKey([3], modulus(512)), 512],
    ['4096 bits', rsaKey([1, 0, 1], modulus(4096)), 4096],
    ['1023 bits', rsaKey([1, 0, 1], modulus(1023)), 1023],
    ['zeros in front', rsaKey([0, 3], Uint8Array.from([0, 0, ...modulus(1024)])), 1024],
    ['a long form of the length', dnskey(8, Uint8Array.from([0, 0, 1, 3, ...modulus(768)])), 768],
  ])('an RSA key with %s is read', (_, key, bits) => {
    expect(importKey(key)).toMatchObject({ ok: true, bits });
  });

  test.each([[1], [3], [6], [12], [17], [23], [253]])('algorithm %s is not supported', (number) => {
    expect(supportsAlgorithm(number)).toBe(false);
    expect(importKey(dnskey(number, modulus(512)))).toMatchObject({ why: 'unsupported' });
  });

  test.each([[5], [7], [8], [10], [13], [14], [15], [16]])(
    'algorithm %s is supported',
    (number) => {
      expect(supportsAlgorithm(number)).toBe(true);
    },
  );

  test('bits are told of algorithms that are not supported too', () => {
    expect(keyBits(dnskey(1, Uint8Array.from([1, 3, ...modulus(512)])))).toBe(512);
    expect(keyBits(dnskey(3, Uint8Array.from([8, ...new Uint8Array(404)])))).toBe(1024);
    expect(keyBits(dnskey(3, Uint8Array.of(9)))).toBeNull();
    expect(keyBits(dnskey(12, new Uint8Array(64)))).toBe(256);
    expect(keyBits(dnskey(13, new Uint8Array(63)))).toBeNull();
    expect(keyBits(dnskey(200, new Uint8Array(64)))).toBeNull();
  });

  test('more keys than are kept are imported all the same', () => {
    const keys = Array.from({ length: 600 }, (_, index) =>
      dnskey(
        15,
        Uint8Array.from({ length: 32 }, (__, at) => (index >> (8 * (at % 2))) & 0xff),
      ),
    );
    expect(keys.every((key) => importKey(key).ok)).toBe(true);
  });
});

describe('DS records', () => {
  const { key } = newSigner(13);
  const ds = (digestType: number, change: Partial<RdataOf<'DS'>> = {}): RdataOf<'DS'> => ({
    kind: 'DS',
    keyTag: tag,
    algorithm: 13,
    digestType,
    digest: dsDigest('example', key, digestType) ?? new Uint8Array(32),
    ...change,
  });
  const [tag = 0] = Array.from({ length: 0x1_0000 }, (_, each) => each).filter(
    (each) =>
      matchesDs(
        {
          kind: 'DS',
          keyTag: each,
          algorithm: 13,
          digestType: 2,
          digest: dsDigest('example', key, 2) ?? new Uint8Array(),
        },
        'example',
        key,
      ) === true,
  );

  test.each([[1], [2], [4]])('digest type %s is compared', (type) => {
    expect(supportsDigest(type)).toBe(true);
    expect(matchesDs(ds(type), 'EXAMPLE.', key)).toBe(true);
    expect(matchesDs(ds(type), 'other', key)).toBe(false);
    expect(matchesDs(ds(type, { keyTag: (tag + 1) % 0x1_0000 }), 'example', key)).toBe(false);
    expect(matchesDs(ds(type, { algorithm: 8 }), 'example', key)).toBe(false);
    expect(matchesDs(ds(type, { digest: new Uint8Array(20) }), 'example', key)).toBe(false);
    const short = ds(type).digest.subarray(0, 19);
    expect(matchesDs(ds(type, { digest: short }), 'example', key)).toBe(false);
  });

  test.each([[0], [3], [5], [6]])('digest type %s is not', (type) => {
    expect(supportsDigest(type)).toBe(false);
    expect(matchesDs(ds(type), 'example', key)).toBeNull();
  });

  test('a revoked key is another key', () => {
    const revoked = { ...key, flags: key.flags | 0x80 };
    expect(matchesDs(ds(2), 'example', revoked)).toBe(false);
  });
});
