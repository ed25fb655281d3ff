import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gcd, powerMod, primesUpTo, squareRoot } from '../../src/crypto/number.ts';

const natural = fc.bigInt({ min: 0n, max: 1n << 200n });

describe('numbers', () => {
  test('the primes up to 30 are those that Eratosthenes found', () => {
    expect(primesUpTo(30)).toEqual([2, 3, 5, 7, 11, 13, 17, 19, 23, 29]);
    // OEIS A007053: there are 6542 primes below 2^16.
    expect(primesUpTo(0xffff)).toHaveLength(6542);
  });

  test('a square root is the greatest integer whose square is not more', () => {
    fc.assert(
      fc.property(natural, (value) => {
        const root = squareRoot(value + 1n);
        expect(root * root <= value + 1n && (root + 1n) * (root + 1n) > value + 1n).toBe(true);
      }),
    );
  });

  test('a greatest common divisor divides both, and the rests share nothing', () => {
    fc.assert(
      fc.property(natural, natural, (a, b) => {
        const divisor = gcd(a + 1n, b + 1n);
        expect([(a + 1n) % divisor, (b + 1n) % divisor]).toEqual([0n, 0n]);
        expect(gcd((a + 1n) / divisor, (b + 1n) / divisor)).toBe(1n);
      }),
    );
  });

  test('a power modulo a number is the power, reduced', () => {
    fc.assert(
      fc.property(natural, fc.nat({ max: 40 }), natural, (base, exponent, modulus) => {
        const expected = base ** BigInt(exponent) % (modulus + 1n);
        expect(powerMod(base, BigInt(exponent), modulus + 1n)).toBe(expected);
      }),
    );
  });
});
