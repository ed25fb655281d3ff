import { sha256 } from './digest.ts';

/** What can be said of a number that should be prime; null where it is too long to be tested. */
export interface Primality {
  readonly prime: boolean | null;
  /** Half of it, rounded down, is prime too. */
  readonly safePrime: boolean | null;
}

/** Longest number tested, in bits: one round takes about 0.1 s there. */
const LONGEST = 4096;

/** Rounds of Miller and Rabin; each lets one composite in four through at most. */
const ROUNDS = 8;

const SMALL_PRIMES: readonly bigint[] = [
  3n,
  5n,
  7n,
  11n,
  13n,
  17n,
  19n,
  23n,
  29n,
  31n,
  37n,
  41n,
  43n,
  47n,
];

/**
 * Whether a number is a prime and a safe one (FIPS 186-5, appendix B.3.1). The bases are drawn from a
 * digest of the number, so that the same number always has the same answer.
 */
export function primality(number: bigint): Primality {
  if (number < 4n) return { prime: number > 1n, safePrime: false };
  if (number % 2n === 0n) return { prime: false, safePrime: false };
  if (number.toString(16).length * 4 > LONGEST) return { prime: null, safePrime: null };
  if (hasSmallFactor(number)) return { prime: false, safePrime: false };
  const half = (number - 1n) / 2n;
  // With half of it prime one power settles it (Pocklington's criterion; 3 does not divide it).
  if (isProbablePrime(half)) {
    const prime = power(2n, number - 1n, number) === 1n;
    return { prime, safePrime: prime };
  }
  return { prime: isProbablePrime(number), safePrime: false };
}

const hasSmallFactor = (number: bigint): boolean =>
  SMALL_PRIMES.some((prime) => number !== prime && number % prime === 0n);

function isProbablePrime(number: bigint): boolean {
  if (number < 4n) return number > 1n;
  if (number % 2n === 0n || hasSmallFactor(number)) return false;
  let odd = number - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos += 1;
  }
  return basesFor(number).every((base) => passes(base, { number, odd, twos }));
}

function basesFor(number: bigint): readonly bigint[] {
  const text = new TextEncoder();
  return Array.from({ length: ROUNDS }, (_, round) => {
    const digest = BigInt(`0x${sha256(text.encode(`${round} ${number.toString(16)}`))}`);
    return 2n + (digest % (number - 3n));
  });
}

/** Whether a base is no witness against a number that is one more than `odd` times 2 to `twos`. */
function passes(
  base: bigint,
  { number, odd, twos }: { number: bigint; odd: bigint; twos: number },
): boolean {
  let value = power(base, odd, number);
  if (value === 1n || value === number - 1n) return true;
  for (let squaring = 1; squaring < twos; squaring += 1) {
    value = (value * value) % number;
    if (value === number - 1n) return true;
  }
  return false;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
