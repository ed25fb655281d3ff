import type { PublicKey } from '../codec/x509/public-key.ts';
import { gcd, powerMod, primesUpTo, squareRoot } from './number.ts';

/** What was found of a key, and why it was not all tested (null where it was). */
export interface KeyWeaknesses {
  readonly found: readonly string[];
  readonly untested: string | null;
}

/** Longer moduli than anyone uses would take longer to test than is worth it. */
const MOST_BITS = 8192;

/** Other moduli that a factor may be shared with. */
const MOST_OTHERS = 50;
const FERMAT_STEPS = 100;
const SMALLEST_USUAL_EXPONENT = 65_537n;

/**
 * Known weaknesses of an RSA key, each only where it is proven: `exponent 1` and `even exponent`
 * encrypt nothing or are no RSA; `small exponent` (below 65537, FIPS 186-5, section 5.1) breaks
 * nothing by itself; `small factor`, `Fermat` and `shared factor` give the private key away,
 * `ROCA` for some effort. Keys of other kinds have none of them.
 */
export function weaknessesOf(key: PublicKey, others: readonly PublicKey[]): KeyWeaknesses {
  const { modulus, exponent } = key;
  if (modulus === null || exponent === null) return { found: [], untested: null };
  const odd = exponentWeakness(exponent);
  const found = odd === null ? [] : [odd];
  const bits = key.bits ?? 0;
  if (modulus < 2n) return { found, untested: 'the modulus is less than 2' };
  if (bits > MOST_BITS) {
    const untested = `a modulus of ${bits} bits: not tested for weak factors beyond ${MOST_BITS}`;
    return { found, untested };
  }
  const tests: readonly (readonly [string, (modulus: bigint) => boolean])[] = [
    ['small factor', hasSmallFactor],
    ['ROCA', isRoca],
    ['Fermat', hasCloseFactors],
    ['shared factor', (own) => sharesFactor(own, others)],
  ];
  const weak = tests.filter(([, test]) => test(modulus)).map(([name]) => name);
  return { found: [...found, ...weak], untested: null };
}

function exponentWeakness(exponent: bigint): string | null {
  if (exponent === 1n) return 'exponent 1';
  if (exponent < 1n || exponent % 2n === 0n) return 'even exponent';
  return exponent < SMALLEST_USUAL_EXPONENT ? 'small exponent' : null;
}

let smallPrimes: readonly bigint[] | null = null;

/** A prime below 2^16 divides the modulus. */
function hasSmallFactor(modulus: bigint): boolean {
  smallPrimes ??= primesUpTo(0xffff).map(BigInt);
  return smallPrimes.some((prime) => modulus % prime === 0n && modulus !== prime);
}

/** The factors are so close together that Fermat's method finds them in a few steps. */
function hasCloseFactors(modulus: bigint): boolean {
  const floor = squareRoot(modulus);
  let a = floor * floor === modulus ? floor : floor + 1n;
  for (let step = 0; step < FERMAT_STEPS; step += 1, a += 1n) {
    if (isSquare(a * a - modulus)) return true;
  }
  return false;
}

/** Squares modulo 2^8 are few: most others are told at once. */
function isSquare(value: bigint): boolean {
  if (value === 0n) return true;
  if (!SQUARES.has(Number(BigInt.asUintN(8, value)))) return false;
  const root = squareRoot(value);
  return root * root === value;
}

const SQUARES = new Set(Array.from({ length: 256 }, (_, root) => (root * root) % 256));

/** The subgroup that primes of the flawed library lie in, with the prime powers of its order. */
interface Fingerprint {
  readonly modulus: bigint;
  readonly order: bigint;
  readonly primePowers: readonly bigint[];
}

const GENERATOR = 65_537n;
let fingerprint: Fingerprint | null = null;

/**
 * The modulus is a power of 65537 modulo the product of the primes up to 167 (CVE-2017-15361; Nemec
 * and others, "The Return of Coppersmith's Attack", 2017, section 2): by chance it would be in less
 * than one of 2^150 keys. It is one if it is in every part of prime power order of the cyclic group.
 */
function isRoca(key: bigint): boolean {
  fingerprint ??= fingerprintOf(primesUpTo(167));
  const { modulus, order, primePowers } = fingerprint;
  const element = key % modulus;
  if (gcd(element, modulus) !== 1n || powerMod(element, order, modulus) !== 1n) return false;
  return primePowers.every((power) => {
    const generator = powerMod(GENERATOR, order / power, modulus);
    const wanted = powerMod(element, order / power, modulus);
    let reached = 1n;
    for (let exponent = 0n; exponent < power; exponent += 1n) {
      if (reached === wanted) return true;
      reached = (reached * generator) % modulus;
    }
    return false;
  });
}

function fingerprintOf(primes: readonly number[]): Fingerprint {
  const orders = primes.map((prime) => orderModulo(prime));
  const order = orders.reduce((all, one) => (all * one) / gcd(all, one), 1n);
  const powers = primes.map((prime) => {
    let power = 1n;
    while (order % (power * BigInt(prime)) === 0n) power *= BigInt(prime);
    return power;
  });
  return {
    modulus: primes.reduce((product, prime) => product * BigInt(prime), 1n),
    order,
    primePowers: powers.filter((power) => power > 1n),
  };
}

/** The least power of the generator that is 1 modulo a prime. */
function orderModulo(prime: number): bigint {
  const modulus = BigInt(prime);
  let order = 1n;
  for (let power = GENERATOR % modulus; power !== 1n % modulus; order += 1n) {
    power = (power * GENERATOR) % modulus;
  }
  return order;
}

/** A factor is shared with one of the other moduli: the product of all stands for each of them. */
function sharesFactor(own: bigint, others: readonly PublicKey[]): boolean {
  const moduli = others.flatMap(({ modulus, bits }) =>
    modulus === null || modulus === own || (bits ?? 0) > MOST_BITS || modulus < 2n ? [] : [modulus],
  );
  const different = [...new Set(moduli)].slice(0, MOST_OTHERS);
  const product = different.reduce((all, modulus) => (all * modulus) % own, 1n);
  return different.length > 0 && gcd(product, own) !== 1n;
}
