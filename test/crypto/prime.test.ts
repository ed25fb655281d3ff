import { checkPrimeSync, createDiffieHellmanGroup, generatePrimeSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { primality } from '../../src/crypto/prime.ts';

test('agrees with OpenSSL on numbers of every length', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), (number) => {
      const prime = checkPrimeSync(number);
      const half = number > 3n && checkPrimeSync((number - 1n) / 2n);
      expect(primality(number)).toEqual({ prime, safePrime: prime && half && number % 2n === 1n });
    }),
    { numRuns: 300 },
  );
});

test('agrees with OpenSSL on every small number', () => {
  for (let number = 0n; number < 2000n; number += 1n) {
    expect([number, primality(number).prime]).toEqual([number, checkPrimeSync(number)]);
  }
});

test('knows primes and safe primes that OpenSSL made', () => {
  const prime = generatePrimeSync(512, { bigint: true });
  expect(primality(prime).prime).toBe(true);
  const safe = generatePrimeSync(256, { bigint: true, safe: true });
  expect(primality(safe)).toEqual({ prime: true, safePrime: true });
  expect(primality(prime * safe)).toEqual({ prime: false, safePrime: false });
});

test('is not taken in by Carmichael numbers and strong pseudoprimes', () => {
  // The first are Carmichael numbers; the last passes for the bases 2 to 37 (OEIS A014233).
  for (const number of [561n, 41041n, 825265n, 3825123056546413051n, 318665857834031151167461n]) {
    expect(primality(number)).toEqual({ prime: false, safePrime: false });
  }
});

test('tests groups of 2048 bits in good time, and nothing longer than 4096', () => {
  const group = BigInt(`0x${createDiffieHellmanGroup('modp14').getPrime('hex')}`);
  expect(primality(group)).toEqual({ prime: true, safePrime: true });
  expect(primality((1n << 4096n) + 1n)).toEqual({ prime: null, safePrime: null });
  expect(primality(1n << 4096n)).toEqual({ prime: false, safePrime: false });
});
