import { createPublicKey, generateKeyPairSync, generatePrimeSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Reader } from '../../src/codec/base/reader.ts';
import { readPublicKey, type PublicKey } from '../../src/codec/x509/public-key.ts';
import { bitString, integer, oid, sequence } from '../../src/codec/der/write.ts';
import { TAG } from '../../src/codec/der/element.ts';
import { weaknessesOf } from '../../src/crypto/key-weakness.ts';

const decoded = (spki: Uint8Array): PublicKey => readPublicKey(new Reader(spki, 'key'), []);

const fixture = (name: string): PublicKey => {
  const key = createPublicKey(readFileSync(`fixtures/keys/${name}.pem`));
  return decoded(new Uint8Array(key.export({ format: 'der', type: 'spki' })));
};

const rsa = (modulus: bigint, exponent = 65_537n): PublicKey =>
  decoded(
    sequence(
      sequence(oid('1.2.840.113549.1.1.1'), Uint8Array.of(TAG.null, 0)),
      bitString(sequence(integer(modulus), integer(exponent))),
    ),
  );

const prime = (bits: number): bigint => generatePrimeSync(bits, { bigint: true });

describe('keys that others made', () => {
  test.each([
    ['rsa-ok', []],
    ['rsa-roca', ['ROCA']],
    ['rsa-fermat', ['Fermat']],
    ['rsa-small-factor', ['small factor']],
    ['rsa-e1', ['exponent 1']],
  ])('%s has %j', (name, found) => {
    expect(weaknessesOf(fixture(name), [])).toEqual({ found, untested: null });
  });

  test('keys of node:crypto have none, nor do they share factors', () => {
    const keys = Array.from({ length: 3 }, () => {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
      return decoded(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
    });
    for (const key of keys) {
      expect(weaknessesOf(key, keys)).toEqual({ found: [], untested: null });
    }
  });
});

describe('keys made to be weak', () => {
  test('the factors are next to each other', () => {
    const p = prime(256);
    let q = p + 2n;
    while (![3n, 5n, 7n, 11n].every((small) => q % small > 0n)) q += 2n;
    expect(weaknessesOf(rsa(p * q), []).found).toContain('Fermat');
  });

  test('the primes are the same', () => {
    const p = prime(256);
    expect(weaknessesOf(rsa(p * p), []).found).toEqual(['Fermat']);
  });

  test.each([2n, 3n, 65_521n])('%d divides the modulus', (factor) => {
    expect(weaknessesOf(rsa(prime(512) * factor), []).found).toContain('small factor');
  });

  test('65537 is no small factor, being beyond 2^16', () => {
    expect(weaknessesOf(rsa(prime(512) * 65_537n), []).found).toEqual([]);
  });

  test('two keys share a prime, a third does not', () => {
    const [p, q, r, s, t] = Array.from({ length: 5 }, () => prime(256));
    if (!p || !q || !r || !s || !t) throw new Error('no primes');
    const keys = [rsa(p * q), rsa(p * r), rsa(s * t)];
    expect(keys.map((key) => weaknessesOf(key, keys).found)).toEqual([
      ['shared factor'],
      ['shared factor'],
      [],
    ]);
  });

  test('the same key in two certificates shares nothing with itself', () => {
    const key = rsa(prime(256) * prime(256));
    expect(weaknessesOf(key, [key, key]).found).toEqual([]);
  });

  test.each([
    [1n, ['exponent 1']],
    [2n, ['even exponent']],
    [65_536n, ['even exponent']],
    [0n, ['even exponent']],
    [3n, ['small exponent']],
    [65_535n, ['small exponent']],
    [65_537n, []],
    [(1n << 64n) + 1n, []],
  ])('the exponent %d is %j', (exponent, found) => {
    expect(weaknessesOf(rsa(fixture('rsa-ok').modulus ?? 0n, exponent), []).found).toEqual(found);
  });
});

describe('hostile keys', () => {
  test('a modulus of 16384 bits is not tested, and said not to be', () => {
    const huge = rsa((1n << 16_383n) + 1n, 1n);
    expect(weaknessesOf(huge, [huge])).toEqual({
      found: ['exponent 1'],
      untested: 'a modulus of 16384 bits: not tested for weak factors beyond 8192',
    });
  });

  test.each([0n, 1n, -5n])('the modulus %d is no number to factor', (modulus) => {
    expect(weaknessesOf(rsa(modulus), []).untested).toBe('the modulus is less than 2');
  });

  test('8192 bits beside 50 others are tested in bounded time', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      rsa((1n << 8190n) + BigInt(2 * index + 1)),
    );
    const started = performance.now();
    for (const key of many.slice(0, 3)) weaknessesOf(key, many);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('keys of other kinds have no such weakness', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const key = decoded(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
    expect(weaknessesOf(key, [])).toEqual({ found: [], untested: null });
  });
});
