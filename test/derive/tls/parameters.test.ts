import { createDiffieHellmanGroup } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NamedGroup } from '../../../src/codec/iana/named-group.ts';
import { tlsParametersDerivation } from '../../../src/derive/tls/parameters.ts';
import { groupStrength, keyStrength } from '../../../src/derive/tls/strength.ts';
import type { TlsParameters } from '../../../src/evidence/kinds/tls/facts.ts';
import type { TlsKeyExchange } from '../../../src/evidence/kinds/tls/negotiation.ts';
import { present } from '../../../src/evidence/observation.ts';
import { factFrom, listing, SILENCE, SILENT, valueFrom } from './observed.ts';

type SentGroup = TlsKeyExchange['finiteField']['items'][number];
type FiniteField = TlsParameters['finiteField']['items'][number];

const sent = (prime: string, given: Partial<SentGroup> = {}): SentGroup => ({
  version: 'TLS 1.2',
  prime,
  generator: '2',
  negotiated: false,
  export: false,
  anonymous: false,
  reused: null,
  ...given,
});

const keyExchange = (items: readonly SentGroup[], whole = true): TlsKeyExchange => ({
  finiteField: listing(items, whole),
  ellipticCurveReused: null,
  exportRsaBits: null,
});

const fieldsOf = (...items: readonly SentGroup[]): readonly FiniteField[] =>
  valueFrom(tlsParametersDerivation, { 'tls.key-exchange': present(keyExchange(items)) })
    .finiteField.items;

const fieldOf = (prime: string): FiniteField | undefined => fieldsOf(sent(prime))[0];

const groups = (codes: readonly number[], whole = true) => [
  {
    version: 'TLS 1.3' as const,
    groups: listing(
      codes.map((code) => ({ id: `0x${code.toString(16).padStart(4, '0')}`, name: 'any' })),
      whole,
    ),
    serverPreference: null,
  },
];

describe('the strength of a group', () => {
  test.each<[keyof typeof NamedGroup, string | null, number | null]>([
    ['x25519', 'EC', 3072],
    ['secp256r1', 'EC', 3072],
    ['secp384r1', 'EC', 7680],
    ['secp521r1', 'EC', 15_360],
    ['x448', 'EC', 7680],
    ['secp224r1', 'EC', 2048],
    ['secp192r1', 'EC', 1024],
    ['secp160k1', 'EC', 1024],
    ['sect163k1', 'EC', 1024],
    ['sect571r1', 'EC', 15_360],
    ['brainpoolP384r1tls13', 'EC', 7680],
    ['curveSM2', 'EC', 3072],
    ['GC512C', 'EC', 15_360],
    ['ffdhe2048', 'FFDH', 2048],
    ['ffdhe8192', 'FFDH', 8192],
    ['MLKEM768', 'ML-KEM', 7680],
    ['X25519MLKEM768', 'hybrid', 3072],
    ['SecP384r1MLKEM1024', 'hybrid', 7680],
    ['arbitrary_explicit_prime_curves', 'EC', null],
  ])('%s is %s of %s bits of RSA', (name, type, rsaBits) => {
    expect(groupStrength(NamedGroup[name])).toEqual({ type, rsaBits });
  });

  test('is told for every registered group, and for no other', () => {
    for (const [name, code] of Object.entries(NamedGroup)) {
      const { type, rsaBits } = groupStrength(code);
      expect([name, type === null]).toEqual([name, false]);
      expect([name, rsaBits === null]).toEqual([name, name.startsWith('arbitrary_explicit')]);
    }
    expect(groupStrength(0x0a0a)).toEqual({ type: null, rsaBits: null });
  });
});

test('the strength of a key is that of its kind', () => {
  expect(keyStrength({ type: 'RSA', bits: 2048 })).toBe(2048);
  expect(keyStrength({ type: 'EC', bits: 256 })).toBe(3072);
  expect(keyStrength({ type: 'EC', bits: 100 })).toBe(0);
  expect(keyStrength({ type: 'Ed448', bits: null })).toBe(7680);
  expect(keyStrength({ type: 'ML-DSA-65', bits: null })).toBe(7680);
  expect(keyStrength({ type: 'SLH-DSA-SHAKE-256f', bits: null })).toBe(15_360);
  expect(keyStrength({ type: 'SLH-DSA-new', bits: null })).toBeNull();
  expect(keyStrength({ type: 'RSA', bits: null })).toBeNull();
  expect(keyStrength({ type: null, bits: 2048 })).toBeNull();
});

/** 2^bits of the fraction of a constant, computed with so many more bits. */
function fraction(term: (one: bigint) => bigint, bits: bigint): bigint {
  const guard = 64n;
  return term(1n << (bits + guard)) >> guard;
}

/** Euler's number less 2, times `one`. */
function euler(one: bigint): bigint {
  let [sum, term] = [0n, one];
  for (let n = 1n; term > 0n; n += 1n) {
    term /= n;
    sum += term;
  }
  return sum - one;
}

/** The arc tangent of 1/x, times `one`. */
function arctangent(x: bigint, one: bigint): bigint {
  let [sum, power, sign] = [0n, one / x, 1n];
  for (let n = 1n; power > 0n; n += 2n) {
    sum += (sign * power) / n;
    power /= x * x;
    sign = -sign;
  }
  return sum;
}

/** Pi times `one` (Machin's formula). */
const pi = (one: bigint): bigint => 4n * (4n * arctangent(5n, one) - arctangent(239n, one));

/** 2^b - 2^(b-64) + (floor(2^(b-130) * constant) + x) * 2^64 - 1. */
const fromConstant = (bits: bigint, constant: (one: bigint) => bigint, x: bigint): string =>
  (
    (1n << bits) -
    (1n << (bits - 64n)) +
    ((fraction(constant, bits - 130n) + x) << 64n) -
    1n
  ).toString(16);

describe('known primes', () => {
  // RFC 7919, appendix A: of e, which is 2 and its fraction.
  test.each([
    [2048n, 560316n],
    [3072n, 2625351n],
    [4096n, 5736041n],
    [6144n, 15705020n],
    [8192n, 10965728n],
  ])('ffdhe%s is what RFC 7919 computes it from', (bits, x) => {
    const e = (one: bigint): bigint => 2n * one + euler(one);
    expect(fieldOf(fromConstant(bits, e, x))).toMatchObject({
      name: `ffdhe${bits} (RFC 7919)`,
      bits: Number(bits),
      prime: true,
      safePrime: true,
      common: false,
    });
  });

  test.each([
    ['group 1 (RFC 2409)', 768n, 149686n, true],
    ['group 2 (RFC 2409)', 1024n, 129093n, true],
    ['group 5 (RFC 3526)', 1536n, 741804n, true],
    ['group 14 (RFC 3526)', 2048n, 124476n, false],
    ['group 15 (RFC 3526)', 3072n, 1690314n, false],
    ['group 16 (RFC 3526)', 4096n, 240904n, false],
    ['group 17 (RFC 3526)', 6144n, 929484n, false],
    ['group 18 (RFC 3526)', 8192n, 4743158n, false],
  ])('%s is what its RFC computes it from', (name, bits, x, common) => {
    expect(fieldOf(fromConstant(bits, pi, x))).toMatchObject({ name, safePrime: true, common });
  });

  test.each([
    ['dh_1024_160', '1024 bits with a subgroup of 160 (RFC 5114)'],
    ['dh_2048_224', '2048 bits with a subgroup of 224 (RFC 5114)'],
    ['dh_2048_256', '2048 bits with a subgroup of 256 (RFC 5114)'],
  ])('%s of OpenSSL is %s', (group, name) => {
    const made = 'openssl genpkey -algorithm DHX -pkeyopt';
    const shown = 'openssl pkey -pubout -outform DER | openssl asn1parse -inform DER';
    const text = execFileSync('sh', ['-c', `${made} group:${group} | ${shown}`]).toString();
    const prime = /INTEGER +:([0-9A-F]+)/.exec(text)?.[1]?.toLowerCase() ?? '';
    expect(fieldOf(prime)).toMatchObject({ name, prime: true, safePrime: false, common: true });
  });

  const products = readFileSync('fixtures/wire/tls/product-primes.txt', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(': '));
  test.each(products)('%s', (name, prime = '') => {
    expect(fieldOf(prime)).toMatchObject({ name, common: true, prime: true });
  });
});

describe("a prime of one's own", () => {
  test('is tested', () => {
    const p = createDiffieHellmanGroup('modp2').getPrime('hex');
    // The next odd number is none.
    const composite = (BigInt(`0x${p}`) - 2n).toString(16);
    expect(fieldOf(composite)).toMatchObject({ name: null, common: false, prime: false });
  });

  test('may be nothing at all', () => {
    for (const nothing of ['', '0', '1']) {
      expect(fieldOf(nothing)).toMatchObject({ bits: 1, prime: false, safePrime: false });
    }
  });

  test('stays open where it is too long to be tested', () => {
    const long = ((1n << 8191n) + 1n).toString(16);
    expect(fieldOf(long)).toMatchObject({ bits: 8192, prime: null, safePrime: null });
  });
});

test('each prime stands once, used again where it was in any handshake', () => {
  const p = createDiffieHellmanGroup('modp14').getPrime('hex');
  const again = [
    sent(p, { reused: false }),
    sent(p, { version: 'TLS 1.1', reused: true }),
    sent(p, { export: true, reused: null }),
  ];
  expect(fieldsOf(...again)).toMatchObject([
    { reused: true, export: false },
    { reused: null, export: true },
  ]);
});

test('a prime is anonymous where it came with anonymous suites alone', () => {
  const [p, q] = ['modp14', 'modp2'].map((name) => createDiffieHellmanGroup(name).getPrime('hex'));
  const shared = sent(p ?? '', { version: 'TLS 1.1', anonymous: true });
  const apart = sent(q ?? '', { anonymous: true });
  expect(fieldsOf(shared, sent(p ?? ''), apart)).toMatchObject([
    { bits: 2048, anonymous: false },
    { bits: 1024, anonymous: true },
  ]);
});

describe('post-quantum', () => {
  const of = (codes: readonly number[], whole = true): boolean | null =>
    valueFrom(tlsParametersDerivation, { 'tls.groups': present(groups(codes, whole)) }).postQuantum;

  test('is what a hybrid or ML-KEM alone makes it', () => {
    expect(of([NamedGroup.x25519])).toBe(false);
    expect(of([NamedGroup.x25519, NamedGroup.X25519MLKEM768])).toBe(true);
    expect(of([NamedGroup.MLKEM1024])).toBe(true);
  });

  test('is not known where the list was cut short without one', () => {
    expect(of([NamedGroup.x25519], false)).toBeNull();
    expect(of([NamedGroup.X25519MLKEM768], false)).toBe(true);
  });
});

test('what is absent gives nothing, what is unavailable leaves a list open', () => {
  expect(factFrom(tlsParametersDerivation, {})).toMatchObject({ status: 'absent' });
  const evidence = { 'tls.groups': SILENCE, 'tls.key-exchange': SILENCE };
  expect(factFrom(tlsParametersDerivation, evidence)).toEqual(SILENCE);
  expect(valueFrom(tlsParametersDerivation, { 'tls.groups': SILENCE })).toEqual({
    groups: { items: [], complete: false, because: SILENT },
    finiteField: { items: [], complete: true },
    ellipticCurveReused: null,
    postQuantum: null,
  });
});
